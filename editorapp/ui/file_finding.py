"""Owns how finding in files is joined to the window: who searches, who opens a match, who replaces.

Does not own the panel, nor the search, nor the runs that replace.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow

from editorapp.bus.errors import CommandError
from editorapp.commands.find_in_files import (
    NextResult,
    PreviousResult,
    ShowFindInFiles,
    ShowReplaceInFiles,
    UndoReplaceInFiles,
)
from editorapp.commands.selection import SetSelection
from editorapp.storage.file_place import FilePlace
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.window_state import FileFindState
from editorapp.ui.dispatcher import Dispatcher
from editorapp.ui.failures import Failures
from editorapp.ui.macro_runs import MacroRuns
from editorapp.ui.performing import Performers
from editorapp.ui.tab_area import TabArea
from editorapp.ui.workspace import Opening, Workspace

if TYPE_CHECKING:
    from editorapp.session.finding.file_matches import LineMatch
    from editorapp.text.pause import Pause
    from editorapp.ui.find_in_files.dock import FileFindDock
    from editorapp.ui.find_in_files.panel import ReplaceWish, SearchWish
    from editorapp.ui.find_in_files.search_work import SearchWork

_LONGEST_SELECTED: Final = 200


class FileFinding(QObject):
    """Finds in files for the window."""

    noted = Signal(str)
    """Something to say in passing."""

    changed = Signal()
    """What is entered may be something else."""

    def __init__(
        self,
        window: QMainWindow,
        workspace: Workspace,
        tabs: TabArea,
        dispatcher: Dispatcher,
        runs: MacroRuns,
        failures: Failures,
        focus_text: Callable[[], None],
        kept: FileFindState,
    ) -> None:
        """Take what it joins, and what was entered last; nothing is made before somebody wants to search."""
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._tabs = tabs
        self._dispatcher = dispatcher
        self._runs = runs
        self._failures = failures
        self._focus_text = focus_text
        self._kept = kept
        self._work: SearchWork | None = None
        self.dock: FileFindDock | None = None

    def performers(self) -> Performers:
        """Return what this part does."""
        return {
            ShowFindInFiles: lambda _: self._show(is_replacing=False),
            ShowReplaceInFiles: lambda _: self._show(is_replacing=True),
            NextResult: lambda _: self._go(forward=True),
            PreviousResult: lambda _: self._go(forward=False),
            UndoReplaceInFiles: lambda _: self._undo(),
        }

    @property
    def state(self) -> FileFindState:
        """What is entered."""
        return self._kept if self.dock is None else self.dock.panel.form.state()

    # --- showing -----------------------------------------------------------------------------------------

    def _show(self, *, is_replacing: bool) -> None:
        if self.dock is None:
            self.dock = self._made()
        self.dock.show()
        self.dock.raise_()
        held = self._current()
        folder = str(held.path.parent) if held is not None and held.path is not None else os.getcwd()  # noqa: PTH109
        self.dock.panel.begin(self._selected(held), folder, is_replacing=is_replacing)

    def _made(self) -> FileFindDock:
        # Loaded when it is wanted, not before the first paint.
        from editorapp.ui.find_in_files.dock import FileFindDock
        from editorapp.ui.find_in_files.search_work import SearchWork

        dock = FileFindDock(self._window)
        panel, work = dock.panel, SearchWork(self)
        work.found.connect(panel.take)
        work.ended.connect(panel.end)
        work.failed.connect(self._fail)
        panel.form.restore(self._kept)
        panel.search_wanted.connect(self._search)
        panel.search_wanted.connect(self.changed)
        panel.stop_wanted.connect(work.stop)
        panel.open_wanted.connect(self._open)
        panel.replace_wanted.connect(self._replace)
        dock.left.connect(self._focus_text)
        self._work = work
        return dock

    def _current(self) -> HeldDocument | None:
        return self._workspace.held(self._tabs.current_id)

    def _selected(self, held: HeldDocument | None) -> str:
        """Return what is selected, if it is a part of one line."""
        if held is None:
            return ""
        document = held.document.document
        main = document.selection.main
        if not 0 < main.end - main.start <= _LONGEST_SELECTED:
            return ""
        text = document.buffer.slice(main.start, main.end)
        return "" if "\n" in text or "\r" in text else text

    # --- searching ---------------------------------------------------------------------------------------

    def _search(self, wish: SearchWish) -> None:
        from editorapp.session.finding.file_search import FileSearch
        from editorapp.storage.finding.reading import FileTexts
        from editorapp.storage.finding.walking import FileWalk
        from editorapp.text.patience import Patience

        if self._work is None:
            return
        # What is in the tabs counts, not what was saved of it.
        opened = {
            str(held.path): held.document.document.buffer for held in self._workspace if held.path is not None
        }

        def begin(pause: Pause) -> tuple[Any, Any]:
            folder = os.path.expanduser(wish.folder)  # noqa: PTH111
            if not os.path.isdir(folder):  # noqa: PTH112
                raise CommandError("invalid_argument", f"There is no folder {folder}.", "folder")
            texts = FileTexts(wish.query, opened, wish.scope.largest)
            search = FileSearch(wish.query, texts, lambda: Patience(pause=pause, now=time.monotonic))
            return search, FileWalk([folder], wish.scope, pause)

        self._work.start(begin)

    def _fail(self, error: Exception) -> None:
        from editorapp.session.finding.path_patterns import PathPatternError
        from editorapp.text.search import SearchError

        if self.dock is None:
            return
        if isinstance(error, CommandError | PathPatternError | SearchError):
            self.dock.panel.fail(str(error) if not isinstance(error, CommandError) else error.message)
            return
        self.dock.panel.fail("The search has failed. Nothing was changed.")
        self._failures.report_work("find in files", error)

    def finish(self) -> None:
        """Search no more: the window ends."""
        if self._work is not None:
            self._work.stop()

    # --- what was found ----------------------------------------------------------------------------------

    def _go(self, *, forward: bool) -> None:
        if self.dock is None or not self.dock.panel.go(forward=forward):
            self.noted.emit("There are no results: find something in files first.")

    def _open(self, path: str, match: LineMatch | None) -> None:
        def settled(opened: bool) -> None:
            if opened and match is not None:
                self._select(match)

        self._workspace.open(Opening(FilePlace(path), settled=settled))

    def _select(self, match: LineMatch) -> None:
        """Select a match in the document that is shown; where the text has changed since, about there."""
        held = self._current()
        if held is None:
            return
        buffer = held.document.document.buffer
        line = min(match.line, buffer.line_count - 1)
        start = min(buffer.line_start(line) + match.column, buffer.line_end(line))
        end = min(start + match.end - match.start, len(buffer))
        self._dispatcher.submit(SetSelection([(start, end)]), "mouse", held.id)
        self._focus_text()

    # --- replacing ---------------------------------------------------------------------------------------

    def _replace(self, wish: ReplaceWish) -> None:
        from editorapp.session.finding.replacing import application_of

        files = [path for path, _ in wish.files]
        particulars = [each for _, each in wish.files]
        self._runs.start(application_of(wish.query), files, particulars)

    def _undo(self) -> None:
        from editorapp.session.finding.replacing import NAME

        self._runs.undo_latest(NAME)
