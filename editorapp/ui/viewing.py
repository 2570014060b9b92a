"""Owns how text is shown in all views of a window, and the marks in the menu that say so.

Does not paint; folds, which each view has of its own, are `folding.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QInputDialog, QWidget

from editorapp.commands.specification import ApplicationCommand
from editorapp.commands.viewing import (
    ScrollPastEnd,
    ShowCurrentLine,
    ShowGuides,
    ShowLigatures,
    ShowLineNumbers,
    ShowWhitespace,
    SmoothScroll,
    Wrap,
    WrapAtColumn,
    WrapAtWindow,
    WrapColumnDialog,
)
from editorapp.session.view_options import ViewOptions, WrapMode
from editorapp.ui.actions import ActionSet
from editorapp.ui.performing import Performers

_SWITCHES: Final[Mapping[type[ApplicationCommand], str]] = {
    ShowLineNumbers: "line_numbers",
    ShowWhitespace: "whitespace",
    ShowGuides: "guides",
    ShowCurrentLine: "current_line",
    ShowLigatures: "ligatures",
    SmoothScroll: "smooth_scroll",
    ScrollPastEnd: "scroll_past_end",
}
"""The commands that switch one option, and which."""

Request = Callable[[str, dict[str, Any], str], object]
"""Asks for a command: its name, its arguments, and what it comes from."""


class Viewing(QObject):
    """The options of all views of a window.

    Attributes:
        options: what they are now.
    """

    changed = Signal()
    """The options are others."""

    def __init__(
        self,
        options: ViewOptions,
        show: Callable[[ViewOptions], None],
        request: Request,
        window: QWidget,
    ) -> None:
        """Take the options of the last session, what shows them, what asks for a command, and the window."""
        super().__init__(window)
        self.options = options
        self._show = show
        self._request = request
        self._window = window
        self._actions: ActionSet | None = None

    def performers(self) -> Performers:
        """Return what this part does."""
        switches = {command: self._switcher(option) for command, option in _SWITCHES.items()}
        return {
            **switches,
            Wrap: self._wrap,
            WrapAtWindow: lambda _: self._turn_wrap(WrapMode.WINDOW),
            WrapAtColumn: lambda _: self._turn_wrap(WrapMode.COLUMN),
            WrapColumnDialog: lambda _: self._ask_column(),
        }

    def mark(self, actions: ActionSet) -> None:
        """Keep the marks of actions up to date from now on."""
        self._actions = actions
        marked: list[type[ApplicationCommand]] = [*_SWITCHES, WrapAtWindow, WrapAtColumn]
        for command in marked:
            actions[command.spec.name].setCheckable(True)
        self._update_marks()

    def _switcher(self, option: str) -> Callable[[Any], None]:
        def switch(command: Any) -> None:
            on = not getattr(self.options, option) if command.on is None else command.on
            self._set(replace(self.options, **{option: on}))

        return switch

    def _wrap(self, command: Wrap) -> None:
        column = self.options.wrap_column if command.column is None else command.column
        self._set(replace(self.options, wrap=WrapMode(command.mode), wrap_column=column))

    def _turn_wrap(self, mode: WrapMode) -> None:
        self._set(replace(self.options, wrap=WrapMode.NONE if self.options.wrap is mode else mode))

    def _ask_column(self) -> None:
        dialog = QInputDialog(self._window)
        dialog.setInputMode(QInputDialog.InputMode.IntInput)
        dialog.setWindowTitle(self.tr("Wrap Column"))
        dialog.setLabelText(self.tr("Wrap lines at column:"))
        dialog.setIntRange(10, 1000)
        dialog.setIntValue(self.options.wrap_column)
        dialog.intValueSelected.connect(
            lambda column: self._request("view.wrap", {"mode": "column", "column": column}, "dialog")
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _set(self, options: ViewOptions) -> None:
        is_other = options != self.options
        self.options = options
        # Qt has turned the mark of a chosen action; it says what is, not what was wanted.
        self._update_marks()
        if is_other:
            self._show(options)
            self.changed.emit()

    def _update_marks(self) -> None:
        if self._actions is None:
            return
        for command, option in _SWITCHES.items():
            self._actions[command.spec.name].setChecked(getattr(self.options, option))
        wrap = self.options.wrap
        self._actions[WrapAtWindow.spec.name].setChecked(wrap is WrapMode.WINDOW)
        at_column = self._actions[WrapAtColumn.spec.name]
        at_column.setChecked(wrap is WrapMode.COLUMN)
        at_column.setText(f"{WrapAtColumn.spec.label} {self.options.wrap_column}")
