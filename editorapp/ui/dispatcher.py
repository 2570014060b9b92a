"""Owns the way from a person's wish to the bus, and what is said when it is refused.

Does not own the wishes (menus, view, bars) nor what a command does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from editorapp.bus.errors import CommandError, LogError
from editorapp.bus.message import Outcome
from editorapp.commands.registry import Registry
from editorapp.commands.specification import AnyCommand, DocumentCommand
from editorapp.session.editor import APPLICATION, Editor
from editorapp.ui.message import Message

SESSION: Final = "session"
"""The source of commands that bring back what the last session had."""

OUTSIDE: Final = "outside"
"""The source of commands that take over what another program has written."""

_MOUSE_COMMANDS: Final = {"selection.set", "selection.columns", "text.drop", "clipboard.paste_primary"}


def source_of(name: str) -> str:
    """Return what a command of the text view comes from; only what is typed is grouped for undo."""
    return "mouse" if name in _MOUSE_COMMANDS else "keyboard"


class Dispatcher(QObject):
    """Builds commands and submits them for the document that is shown."""

    refused = Signal(str)
    """A command was refused; the words say why, and nothing has changed."""

    stopped = Signal(object)
    """A command could not be journaled and was not run: a Message about it."""

    submitted = Signal(str)
    """A command of this name was completed."""

    def __init__(self, editor: Editor, parent: QObject | None = None) -> None:
        """Take the editor; there is no document yet."""
        super().__init__(parent)
        self._editor = editor
        self.current: str | None = None
        self.rescue: Callable[[str], None] = lambda document: None
        """Saves a document elsewhere, for when its journal cannot be written."""
        self.takes_time: Callable[[DocumentCommand, str, str], bool] = lambda command, source, target: False
        """Takes a command on a document, with its source and target, which is to be worked out first."""
        self.takes_answer: Callable[[DocumentCommand, str, str, Callable[[Outcome | None], None]], bool] = (
            lambda command, source, target, tell: False
        )
        """The same for a command that answers something, with what is to be told of its outcome."""

    def request(
        self, name: str, arguments: dict[str, Any], source: str, target: str | None = None
    ) -> Outcome | None:
        """Submit a command by its name and arguments; see `submit`."""
        command = self.build(name, arguments)
        return None if command is None else self.submit(command, source, target)

    @property
    def registry(self) -> Registry:
        """Every command."""
        return self._editor.registry

    def build(self, name: str, arguments: dict[str, Any]) -> AnyCommand | None:
        """Make a command of its name and arguments; None where it is none, which has been said by then."""
        try:
            return self._editor.registry.build(name, arguments)
        except CommandError as error:
            self.refused.emit(error.message)
            return None

    def submit(self, command: AnyCommand, source: str, target: str | None = None) -> Outcome | None:
        """Submit a command.

        Args:
            command: what is wanted.
            source: what it comes from, such as `menu`, `keyboard`, `mouse`, `dialog`, `effect`.
            target: the id of the document; the one that is shown if None.

        Returns:
            Its outcome, or None if it was not accepted, or is so much work that it is worked out first, which
            no command is that answers something. Whatever went wrong has been said by then.
        """
        target = target or self.current
        if target is None:
            if isinstance(command, DocumentCommand):
                self.refused.emit("There is no document to do that in.")
                return None
            target = APPLICATION
        try:
            if isinstance(command, DocumentCommand):
                command = self._editor.completed(command)
                if self.takes_time(command, source, target):
                    return None
            outcome = self._editor.submit(command, target, source)
        except CommandError as error:
            self.say_refused(error, command, source, target)
            return None
        self.say_done(command, outcome)
        return outcome

    def answer(
        self, command: DocumentCommand, source: str, target: str, tell: Callable[[Outcome | None], None]
    ) -> None:
        """Submit a command that answers something, such as a change by another program.

        Args:
            command: what is wanted, for the document as it is now.
            source: what it comes from.
            target: the id of the document.
            tell: is called with its outcome, or with None as `submit` returns it; later, where it is much work.
        """
        if not self.takes_answer(command, source, target, tell):
            tell(self.submit(command, source, target))

    def say_refused(self, error: CommandError, command: AnyCommand, source: str, target: str) -> None:
        """Say that a command was not accepted, and why."""
        if isinstance(error, LogError):
            self.stopped.emit(self._journal_message(command, source, target, error))
        else:
            self.refused.emit(error.message)

    def say_done(self, command: AnyCommand, outcome: Outcome) -> None:
        """Say what became of a command that was accepted."""
        if outcome.error is not None:
            self.refused.emit(outcome.error.message)
        else:
            self.submitted.emit(command.spec.name)

    def _journal_message(self, command: AnyCommand, source: str, target: str, error: LogError) -> Message:
        def again() -> None:
            self.submit(command, source, target)

        return Message(
            f"journal {target}",
            f"{error.message} The text on the screen is as it was, and safe as long as this window is open:"
            " save it elsewhere, or make room and try again.",
            answers=(("Save As...", lambda: self.rescue(target)), ("Try Again", again)),
            document=target,
        )
