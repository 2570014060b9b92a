"""Owns how find bar and the box for lines are joined to the document that is shown.

Does not own the bar and the box themselves.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

from PySide6.QtCore import QObject

from editorapp.commands.application import (
    GoToLineDialog,
    RepeatFind,
    RepeatFindBackward,
    ShowFind,
    ShowReplace,
)
from editorapp.commands.find import ReplaceAll
from editorapp.commands.specification import DocumentCommand
from editorapp.session.open_document import DocumentAdvanced, OpenDocument
from editorapp.storage.held_document import HeldDocument
from editorapp.text.document import Document
from editorapp.text.match_index import MatchIndex
from editorapp.text.motion import Direction
from editorapp.text.patience import Patience
from editorapp.ui.dispatcher import Dispatcher
from editorapp.ui.find_bar import FindBar
from editorapp.ui.foreseeing import Foreseeing
from editorapp.ui.go_to_line import GoToLine
from editorapp.ui.marking import Marking
from editorapp.ui.panes_matches import PaneMatches
from editorapp.ui.performing import Performers
from editorapp.ui.replace_preview import ReplacePreview
from editorapp.ui.tab_area import TabArea
from editorapp.ui.workspace import Workspace

SOURCE = "find-bar"

_LONGEST_SELECTED = 1000

_AT_ONCE = 1 << 20
"""In texts of at most so many code points a command looks itself; in longer ones a thread does, before it."""

_PATIENCE = 1.0
"""Seconds that a command may look for something while the window waits."""


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
        self._preview: ReplacePreview | None = None
        self._marking = Marking(tabs, self)
        self._in_panes = PaneMatches(tabs)
        self._foreseeing = Foreseeing(self)
        self._foreseeing.ready.connect(self._submit)
        self._foreseeing.refused.connect(dispatcher.refused)
        self._foreseeing.busy.connect(lambda is_busy: bar.set_busy("Searching…" if is_busy else ""))
        bar.command_requested.connect(self._request)
        bar.preview_requested.connect(self._show_preview)
        bar.cancel_wanted.connect(self._foreseeing.stop)
        bar.matches_found.connect(self._show_matches)
        bar.counted.connect(self._mark_matches)
        bar.peeked.connect(self._peek)
        bar.closed.connect(self._give_back_keyboard)
        tabs.current_changed.connect(self._shown)
        tabs.arranged.connect(self._scrolled)
        tabs.pane_changed.connect(self._pane_changed)
        tabs.shown_together.connect(self._marking.show_other_panes)
        workspace.opened.connect(self._limit_patience)

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
        if main.end - main.start > _LONGEST_SELECTED:
            return ""
        return document.buffer.slice(main.start, main.end)

    @staticmethod
    def _limit_patience(held: HeldDocument, _: object = None) -> None:
        """What a command looks for while the window waits has to be found soon."""
        held.document.patience = lambda: Patience(_PATIENCE, now=monotonic)

    def _request(self, name: str, arguments: dict[str, Any]) -> None:
        held = self._workspace.held(self._tabs.current_id)
        is_long = held is not None and len(held.document.document.buffer) > _AT_ONCE
        command = self._dispatcher.build(name, arguments) if is_long else None
        if held is not None and isinstance(command, DocumentCommand):
            self._foreseeing.ask(held.document, command)
        elif not is_long:
            self._dispatcher.request(name, arguments, SOURCE)

    def _submit(self, document: OpenDocument, command: DocumentCommand) -> None:
        self._dispatcher.submit(command, SOURCE, document.target)

    def _show_preview(self, arguments: dict[str, Any]) -> None:
        document = self._document()
        command = self._dispatcher.build("find.replace_all", arguments)
        if document is None or not isinstance(command, ReplaceAll):
            return
        if self._preview is not None:
            self._preview.close()
        self._preview = preview = ReplacePreview(document, command, self._bar.window())
        preview.accepted_arguments.connect(lambda chosen: self._request("find.replace_all", chosen))
        preview.finished.connect(self._preview_closed)
        preview.show()

    def _preview_closed(self) -> None:
        if self._preview is not None:
            self._preview.deleteLater()
            self._preview = None

    def follow(self, event: DocumentAdvanced) -> None:
        """Take in what a command has done."""
        self._marking.follow(event)
        if event.target == self._tabs.current_id:
            if not self._bar.isHidden():
                self._bar.set_document(event.after, event.changes)
            if self._preview is not None:
                self._preview.set_document(event.after)

    def _mark_matches(self, matches: MatchIndex | None) -> None:
        document = self._document()
        if document is not None:
            self._marking.show_matches(matches, document.buffer)
            self._in_panes.found(matches)

    def _peek(self, position: int) -> None:
        view = self._tabs.view(self._tabs.current_id)
        if view is not None:
            view.reveal(position)

    def _scrolled(self) -> None:
        view = self._tabs.view(self._tabs.current_id)
        if view is not None and not self._bar.isHidden():
            self._bar.show_around(*view.shown_range())
            self._in_panes.look()

    def _pane_changed(self, document_id: str) -> None:
        for view in self._tabs.views(document_id):
            self._marking.show_places(view, view.document)
        if document_id == self._tabs.current_id:
            self._marking.show_matches_again()
            self._scrolled()

    def _shown(self) -> None:
        self._mark_matches(None)
        for document_id in self._tabs.ids():
            if document_id != self._tabs.current_id:
                for view in self._tabs.views(document_id):
                    view.set_matches([])
                    self._marking.forget_matches(view)
        for shown in self._tabs.views(self._tabs.current_id):
            self._marking.show_places(shown, shown.document)
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
