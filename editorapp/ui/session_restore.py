"""Owns what comes back at the next start: tabs, caret, scroll position, size of the window; and closed tabs.

Does not own the documents, nor where the state is kept.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QByteArray, QObject, QTimer
from PySide6.QtWidgets import QWidget

from editorapp.commands.document import ReopenClosed
from editorapp.storage.file_place import FilePlace
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.window_state import TabState, WindowFolder, WindowState
from editorapp.ui.auto_reload import AutoReload
from editorapp.ui.file_finding import FileFinding
from editorapp.ui.file_worker import FileWorker
from editorapp.ui.kept_folds import kept_folds
from editorapp.ui.performing import Performers
from editorapp.ui.reading_page import ReadingPage
from editorapp.ui.scheme_choice import SchemeChoice
from editorapp.ui.tab_area import TabArea
from editorapp.ui.typing_options import TypingOptions
from editorapp.ui.viewing import Viewing
from editorapp.ui.workspace import Opening, Workspace
from editorapp.ui.zooming import Zooming

_DELAY = 1000
"""Milliseconds from a change of the window's state until it is written."""
_MOST_CLOSED = 30


@dataclass
class _Restoring:
    """Tabs of the last session that are still to come, in the order of their tabs."""

    order: list[str] = field(default_factory=list)
    pending: dict[str, TabState] = field(default_factory=dict)
    current: str = ""


class SessionKeeper(QObject):
    """Keeps the state of a window, and brings it back."""

    def __init__(
        self,
        window: QWidget,
        folder: WindowFolder | None,
        workspace: Workspace,
        tabs: TabArea,
        zooming: Zooming,
        typing: TypingOptions,
        viewing: Viewing,
        worker: FileWorker,
        auto_reload: AutoReload,
        scheme: SchemeChoice,
        file_finding: FileFinding,
    ) -> None:
        """Take what it works with; without a folder nothing is kept."""
        super().__init__(window)
        self._window = window
        self._folder = folder
        self._workspace = workspace
        self._tabs = tabs
        self._zooming = zooming
        self._typing = typing
        self._viewing = viewing
        self._worker = worker
        self._auto_reload = auto_reload
        self._scheme = scheme
        self._file_finding = file_finding
        state = WindowState() if folder is None else folder.state
        self._closed = list(state.closed)
        self._restoring = _Restoring()
        self._is_final = False
        self._timer = QTimer(self, singleShot=True, interval=_DELAY)
        self._timer.timeout.connect(self._write)
        workspace.opened.connect(self.note)
        workspace.closing.connect(self._remember)
        workspace.closed.connect(self._forget_place)
        workspace.closed.connect(self.note)
        tabs.current_changed.connect(self.note)
        tabs.arranged.connect(self.note)
        zooming.changed.connect(self.note)
        typing.switched.connect(self.note)
        typing.completion_switched.connect(self.note)
        viewing.changed.connect(self.note)
        auto_reload.switched.connect(self.note)
        scheme.switched.connect(self.note)
        file_finding.changed.connect(self.note)

    def performers(self) -> Performers:
        """Return what this part does."""
        return {ReopenClosed: lambda _: self._reopen()}

    @property
    def has_closed_tabs(self) -> bool:
        """Whether there is a closed tab to open again."""
        return bool(self._closed)

    @property
    def has_tabs_to_restore(self) -> bool:
        """Whether there are tabs of the last session."""
        return self._folder is not None and bool(self._folder.state.tabs)

    # --- bringing it back --------------------------------------------------------------------------------

    def restore_window(self) -> bool:
        """Give the window its size and place; return whether it had any."""
        geometry = "" if self._folder is None else self._folder.state.geometry
        return bool(geometry) and self._window.restoreGeometry(QByteArray.fromBase64(geometry.encode()))

    def restore_tabs(self, then: Callable[[], None]) -> None:
        """Open the tabs of the last session, the one that was shown first.

        Args:
            then: is called when all of them are there or cannot be had.
        """
        state = WindowState() if self._folder is None else self._folder.state
        tabs = list(state.tabs)
        if not tabs:
            then()
            return
        current = tabs[min(state.current, len(tabs) - 1)]
        self._restoring = _Restoring(
            [tab.document for tab in tabs], {tab.document: tab for tab in tabs}, current.document
        )
        for tab in sorted(tabs, key=lambda tab: tab is not current):
            self._workspace.open(self._opening(tab, in_background=tab is not current, then=then))

    def _opening(self, tab: TabState, *, in_background: bool, then: Callable[[], None]) -> Opening:
        def settled(opened: bool) -> None:
            self._restoring.pending.pop(tab.document, None)
            if not self._restoring.pending:
                then()

        return Opening(
            place=None if tab.path is None else FilePlace(tab.path),
            document=tab.document if tab.path is None else None,
            tab=tab,
            in_background=in_background,
            settled=settled,
        )

    def index_for(self, document_id: str) -> int:
        """Return the place of a tab that comes back among those that are there; -1 for the end."""
        order = self._restoring.order
        if document_id not in order:
            return -1
        before = set(order[: order.index(document_id)])
        pages = map(self._tabs.reading_page, self._tabs.ids())
        return sum(other in before for other in self._tabs.ids()) + sum(
            page is not None and page.reading.document in before for page in pages
        )

    # --- keeping it --------------------------------------------------------------------------------------

    def note(self, *_: object) -> None:
        """The state of the window has changed: it is written a little later."""
        if not self._is_final and not self._timer.isActive():
            self._timer.start()

    def _write(self) -> None:
        self._keep(self.state(), synced=False)

    def _keep(self, state: WindowState, *, synced: bool) -> None:
        folder = self._folder
        if folder is not None:
            self._worker.run("window state", lambda: folder.write(state, synced=synced), failed=_log_failure)

    def finish(self, *, keep: bool) -> None:
        """Write the state for the last time; `keep` tells whether unsaved changes of files are kept."""
        self._timer.stop()
        self._is_final = True
        self._keep(self.state(keep=keep), synced=True)

    def release(self) -> None:
        """Leave the state to the next window; call it when it is written."""
        if self._folder is not None:
            self._folder.release()

    def state(self, *, keep: bool = True) -> WindowState:
        """Return what the window is like now; tabs that are still to come are there as they were."""
        tabs = []
        for tab_id in self._tabs.ids():
            held, page = self._workspace.held(tab_id), self._tabs.reading_page(tab_id)
            if held is not None and not self._workspace.is_untouched(held):
                tabs.append(self._tab_state(held, keep=keep))
            elif page is not None:
                tabs.append(page.reading.tab or _state_of(page))
        ids = [tab.document for tab in tabs]
        current = self._tabs.current_id
        index = ids.index(current) if current in ids else 0
        pending = [tab for tab in self._restoring.pending.values() if tab.document not in ids]
        geometry = bytes(self._window.saveGeometry().data())
        return WindowState(
            tuple(tabs + pending),
            index,
            base64.b64encode(geometry).decode(),
            self._zooming.zoom,
            tuple(self._closed),
            self._typing.auto_close,
            self._viewing.options,
            self._typing.completion,
            auto_reload=self._auto_reload.is_on,
            scheme=self._scheme.scheme,
            find_in_files=self._file_finding.state,
        )

    def _tab_state(self, held: HeldDocument, *, keep: bool = False) -> TabState:
        view = self._tabs.view(held.id)
        line, left = (0, 0) if view is None else view.scroll_position()
        ranges = tuple((r[0], r[1]) for r in held.document.document.selection.ranges)
        path = None if held.path is None else str(held.path)
        is_kept = keep and path is not None and self._workspace.is_modified(held)
        panes = self._tabs.panes(held.id)
        split = None if panes is None else panes.state()
        folds = () if view is None else kept_folds(view)
        return TabState(held.id, held.name, path, ranges, line, left, is_kept, split, folds)

    def _forget_place(self, held: HeldDocument) -> None:
        """A tab that a person closes has no place from the last session any more."""
        if held.id in self._restoring.order:
            self._restoring.order.remove(held.id)

    # --- closed tabs -------------------------------------------------------------------------------------

    def _remember(self, held: HeldDocument) -> None:
        if self._is_final or self._workspace.is_untouched(held):
            return
        tab = self._tab_state(held)
        self._closed = [other for other in self._closed if other.document != tab.document]
        self._closed = [*self._closed, tab][-_MOST_CLOSED:]

    def _reopen(self) -> None:
        """Open the tab again that was closed last and is not open."""
        while self._closed:
            tab = self._closed.pop()
            if self._workspace.held(tab.document) is None:
                self._workspace.open(
                    Opening(
                        place=None if tab.path is None else FilePlace(tab.path),
                        document=tab.document if tab.path is None else None,
                        tab=tab,
                    )
                )
                return


def _state_of(page: ReadingPage) -> TabState:
    """Return the state of the tab of a file that is still being read."""
    reading = page.reading
    line, left = page.scroll_position or reading.goal or (0, 0)
    ranges = tuple((r[0], r[1]) for r in page.view.document.selection.ranges)
    return TabState(reading.document, reading.path.name, str(reading.path), ranges, line, left)


def _log_failure(error: Exception) -> None:
    """Not worth a message each second: the documents themselves are safe in their journals."""
    if not isinstance(error, OSError):
        raise error
    logging.getLogger(__name__).warning("the state of the window cannot be written: %s", error)
