"""Owns how find bar and the box for lines are joined to the document that is shown.

Does not own the bar and the box themselves.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from editorapp.commands.application import (
    GoToLineDialog,
    RepeatFind,
    RepeatFindBackward,
    ShowFind,
    ShowReplace,
)
from editorapp.session.open_document import DocumentAdvanced
from editorapp.text.document import Document
from editorapp.text.motion import Direction
from editorapp.ui.dispatcher import Dispatcher
from editorapp.ui.find_bar import FindBar
from editorapp.ui.go_to_line import GoToLine
from editorapp.ui.performing import Performers
from editorapp.ui.tab_area import TabArea
from editorapp.ui.workspace import Workspace

_LONGEST_SELECTED = 1000


class Searching(QObject):
    """Finds in the document that is shown."""

    def __init__(self, workspace: Workspace, tabs: TabArea, bar: FindBar, dispatcher: Dispatcher) -> None:
        """Take what it joins."""
        super().__init__(bar)
        self._workspace = workspace
        self._tabs = tabs
        self._bar = bar
        self._dispatcher = dispatcher
        self._go_to_line: GoToLine | None = None
        bar.command_requested.connect(self._request)
        bar.matches_found.connect(self._show_matches)
        bar.closed.connect(self._give_back_keyboard)
        tabs.current_changed.connect(self._shown)

    def performers(self) -> Performers:
        """Return what this part does."""
        return {
            ShowFind: lambda _: self._up_to_date().show_find(self._selected()),
            ShowReplace: lambda _: self._up_to_date().show_replace(self._selected()),
            RepeatFind: lambda _: self._up_to_date().repeat(Direction.FORWARD),
            RepeatFindBackward: lambda _: self._up_to_date().repeat(Direction.BACKWARD),
            GoToLineDialog: lambda _: self._ask_line(),
        }

    def _up_to_date(self) -> FindBar:
        """The bar, which does not follow the document while it is hidden."""
        if self._bar.isHidden():
            self._bar.set_document(self._document())
        return self._bar

    def _document(self) -> Document | None:
        held = self._workspace.held(self._tabs.current_id)
        return None if held is None else held.document.document

    def _selected(self) -> str:
        document = self._document()
        if document is None or document.selection.main.is_caret:
            return ""
        main = document.selection.main
        return document.buffer.slice(main.start, min(main.end, main.start + _LONGEST_SELECTED))

    def _request(self, name: str, arguments: dict[str, Any]) -> None:
        self._dispatcher.request(name, arguments, "find-bar")

    def follow(self, event: DocumentAdvanced) -> None:
        """Take in what a command has done."""
        if event.target == self._tabs.current_id and not self._bar.isHidden():
            self._bar.set_document(event.after)

    def _shown(self) -> None:
        for document_id in self._tabs.ids():
            view = self._tabs.view(document_id)
            if view is not None and document_id != self._tabs.current_id:
                view.set_matches([])
        if not self._bar.isHidden():
            self._bar.set_document(self._document())

    def _show_matches(self, matches: list[tuple[int, int]]) -> None:
        view = self._tabs.view(self._tabs.current_id)
        if view is not None:
            view.set_matches(matches)

    def _give_back_keyboard(self) -> None:
        view = self._tabs.view(self._tabs.current_id)
        if view is not None:
            view.setFocus()

    def _ask_line(self) -> None:
        document = self._document()
        if document is None:
            return
        if self._go_to_line is None:
            self._go_to_line = GoToLine(self._tabs)
            self._go_to_line.closed.connect(self._give_back_keyboard)
            self._go_to_line.accepted_position.connect(
                lambda line, column: self._dispatcher.request(
                    "selection.go_to_line", {"line": line, "column": column}, "dialog"
                )
            )
        buffer = document.buffer
        self._go_to_line.ask(buffer.line_count, buffer.line_at(document.selection.main.head) + 1)
