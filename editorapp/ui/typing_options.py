"""Owns what this window does while a person types: whether pairs of signs are closed, and words suggested.

Does not type; it completes the commands of typing before they are submitted.
"""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from editorapp.commands.application import SetAutoClose
from editorapp.commands.completion import SetCompletion
from editorapp.ui.performing import Performers

_ASKING: Final = frozenset(("text.type", "text.type_newline", "text.type_backspace"))


class TypingOptions(QObject):
    """The options of typing, for all tabs of a window.

    Attributes:
        auto_close: whether brackets and quotes that are typed bring their partners.
        completion: whether words are suggested to whoever has not asked for them.
    """

    switched = Signal(bool)
    """Brackets and quotes are closed from now on, or no longer."""

    completion_switched = Signal(bool)
    """Words are suggested from now on, or no longer."""

    def __init__(self, *, auto_close: bool, completion: bool, parent: QObject | None = None) -> None:
        """Take the options of the last session."""
        super().__init__(parent)
        self.auto_close = auto_close
        self.completion = completion

    def performers(self) -> Performers:
        """Return what this part does."""
        return {SetAutoClose: self._set_auto_close, SetCompletion: self._set_completion}

    def _set_auto_close(self, command: SetAutoClose) -> None:
        self.auto_close = not self.auto_close if command.on is None else command.on
        self.switched.emit(self.auto_close)

    def _set_completion(self, command: SetCompletion) -> None:
        self.completion = not self.completion if command.on is None else command.on
        self.completion_switched.emit(self.completion)

    def completed(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return the arguments of a command of a view with what the options add to them."""
        if name in _ASKING and not self.auto_close:
            return {**arguments, "auto_close": False}
        return arguments
