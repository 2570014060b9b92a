"""Owns how the statistics of the document that is shown reach the status bar and their own window.

Does not count: that is done by the read models that it holds.
"""

from __future__ import annotations

from time import perf_counter_ns
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from editorapp.bus.trace import Observe, QueryTrace
from editorapp.commands.application import ShowStatistics
from editorapp.session.editor import Editor
from editorapp.session.open_document import DocumentAdvanced
from editorapp.session.ports import Clock
from editorapp.session.selection_statistics import SelectionCounts, SelectionStatistics
from editorapp.session.statistics import DocumentCounted, DocumentCounts, DocumentStatistics
from editorapp.storage.held_document import HeldDocument
from editorapp.text.document import Document
from editorapp.ui.counting_work import CountingWork
from editorapp.ui.failures import Failures
from editorapp.ui.performing import Performers
from editorapp.ui.statistics_text import forms_of
from editorapp.ui.status_bar import StatusBar
from editorapp.ui.tab_area import TabArea
from editorapp.ui.workspace import Workspace

if TYPE_CHECKING:
    from editorapp.ui.statistics_dialog import StatisticsDialog


class StatisticsDisplay(QObject):
    """Shows what is in the document that is shown, and what is selected of it.

    Attributes:
        model: the read model of the documents.
    """

    def __init__(
        self,
        editor: Editor,
        workspace: Workspace,
        tabs: TabArea,
        status: StatusBar,
        window: QWidget,
        failures: Failures,
        clock: Clock,
        observe: Observe,
    ) -> None:
        """Take what it joins; `observe` is told of each query."""
        super().__init__(window)
        self._editor = editor
        self._workspace = workspace
        self._tabs = tabs
        self._status = status
        self._window = window
        self._observe = observe
        self._dialog: StatisticsDialog | None = None

        def report(error: Exception) -> None:
            failures.report_work(DocumentStatistics.name, error)

        self.model = DocumentStatistics(self._document, CountingWork(self), clock, self._changed, report)
        self._selection = SelectionStatistics(self._document, CountingWork(self), self._changed, report)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        editor.bus.subscribe(DocumentAdvanced, self.model.follow)
        editor.bus.subscribe(DocumentAdvanced, self._follow)
        tabs.current_changed.connect(self._watch)
        workspace.closed.connect(self._forget)

    def performers(self) -> Performers:
        """Return what this part does."""
        return {ShowStatistics: lambda _: self._show_dialog()}

    def _follow(self, event: DocumentAdvanced) -> None:
        # Commands that change no text may change what is selected.
        self._changed(event.target)

    def _document(self, target: str) -> Document | None:
        found = self._editor.documents.get(target)
        return None if found is None else found.document

    def _watch(self, document_id: str | None) -> None:
        if document_id is not None:
            self.model.watch(document_id)
        self.refresh()

    def _forget(self, held: HeldDocument) -> None:
        self.model.forget(held.id)

    def _changed(self, document_id: str) -> None:
        if document_id == self._tabs.current_id and not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        """Show what is known now."""
        target = self._tabs.current_id
        held = self._workspace.held(target)
        if target is None or held is None:
            self._status.show_statistics(None)
            self._status.show_line_breaks({})
            return
        document = self._answered(DocumentCounts(target))
        selection = self._selection.answer(SelectionCounts(target))
        self._status.show_statistics(forms_of(document, selection))
        counts = document.counts
        self._status.show_line_breaks({} if counts is None else counts.line_breaks())
        if self._dialog is not None:
            self._dialog.show_counts(held.name, document, selection)

    def _answered(self, query: DocumentCounts) -> DocumentCounted:
        began = perf_counter_ns()
        answer = self.model.answer(query)
        took = perf_counter_ns() - began
        rows = int(answer.counts is not None)
        self._observe(QueryTrace(type(query).__name__, self.model.name, self.model.position, rows, took))
        return answer

    def _show_dialog(self) -> None:
        if self._dialog is None:
            # Loaded when it is wanted, not before the first paint.
            from editorapp.ui.statistics_dialog import StatisticsDialog

            self._dialog = StatisticsDialog(self._window)
            self._dialog.finished.connect(self._dialog_closed)
            self._dialog.rebuild_wanted.connect(self._rebuild)
            self.refresh()
            self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def _dialog_closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _rebuild(self) -> None:
        if self._tabs.current_id is not None:
            self.model.rebuild(self._tabs.current_id)
            self.refresh()
