"""Owns the tabs of the window: the panes of each open document, with its name, mark and tooltip.

Does not open, save or close documents.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QTabWidget, QWidget

from editorapp.session.open_document import DocumentAdvanced
from editorapp.session.view_options import ViewOptions
from editorapp.storage.held_document import HeldDocument
from editorapp.text.change import compose_all
from editorapp.text.document import Document
from editorapp.ui.dispatcher import OUTSIDE, SESSION
from editorapp.ui.highlighting import Highlighting
from editorapp.ui.panes import Panes
from editorapp.ui.reading_page import ReadingPage
from editorapp.ui.relay import Relay
from editorapp.ui.tab_bar import TabBar
from editorapp.ui.view import Colors, TextView

_MODIFIED = "•"


class TabArea(QTabWidget):
    """The tabs of the window; each shows one document.

    Attributes:
        command_requested: a person wants a command in a view: the document's id, the command's name and arguments.
    """

    current_changed = Signal(object)
    """The id of the document that is shown now, or None."""

    close_wanted = Signal(str)
    """The tab of the document of this id is to be closed."""

    files_dropped = Signal(list)
    """Files were dropped on a view: their paths."""

    zoom_requested = Signal(int)
    """The text is to become larger by some steps, or smaller below 0."""

    context_menu_requested = Signal(QPoint)
    """A menu is wanted at a point of the screen."""

    arranged = Signal()
    """Tabs have another order, there are other panes, or a view was scrolled."""

    pane_changed = Signal(str)
    """Another pane of the document of this id is the current one, or one has gone."""

    shown_together = Signal(str)
    """What was held back is shown in the views of the document of this id."""

    def __init__(self, colors: Colors, zoom: int, parent: QWidget | None = None) -> None:
        """Make an empty area with the colors and the zoom, in points, of its views."""
        super().__init__(parent)
        self.command_requested = Relay[str, str, dict[str, Any]]()
        self._panes: dict[str, Panes] = {}
        self._reading: dict[str, ReadingPage] = {}
        self._names: dict[str, str] = {}
        self._paths: dict[str, Path | None] = {}
        self._modified: dict[str, bool] = {}
        self._together: dict[str, list[DocumentAdvanced]] | None = None
        self._highlighting = Highlighting()
        self._colors = colors
        self._zoom = zoom
        self._options = ViewOptions()
        self._bar = TabBar(self)
        self.setTabBar(self._bar)
        self.setDocumentMode(True)
        self.setMovable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.currentChanged.connect(self._current_index_changed)
        self._bar.tabCloseRequested.connect(lambda index: self.close_wanted.emit(self._id_at(index)))
        self._bar.tabMoved.connect(lambda: self.arranged.emit())
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_changed)

    # --- which tabs there are ----------------------------------------------------------------------------

    @property
    def current_id(self) -> str | None:
        """The id of the document that is shown, or None."""
        return self._id_at(self.currentIndex()) if self.count() else None

    def ids(self) -> Iterator[str]:
        """Yield the ids of the documents in the order of their tabs."""
        for index in range(self.count()):
            yield self._id_at(index)

    def view(self, document_id: str | None) -> TextView | None:
        """Return the view of a document whose carets are the document's, or None."""
        panes = self.panes(document_id)
        return None if panes is None else panes.current

    def panes(self, document_id: str | None) -> Panes | None:
        """Return all views of a document, or None."""
        return None if document_id is None else self._panes.get(document_id)

    def views(self, document_id: str | None) -> tuple[TextView, ...]:
        """Return all views of a document, none where it is not open."""
        panes = self.panes(document_id)
        return () if panes is None else panes.views

    def _id_at(self, index: int) -> str:
        page = self.widget(index)
        return "" if page is None else str(page.property("document"))

    def add(self, held: HeldDocument, index: int, *, is_modified: bool, reveals: bool) -> TextView:
        """Add a tab for a document.

        Args:
            held: the document.
            index: its place among the tabs; behind the last one if below 0.
            is_modified: whether it has unsaved changes.
            reveals: whether it is scrolled to its caret.
        """
        document_id = held.id
        panes = Panes(
            held.document.document,
            lambda document: self._make_view(document_id, document, reveals=reveals),
        )
        panes.setProperty("document", document_id)
        panes.selection_wanted.connect(lambda arguments: self._select(document_id, arguments))
        panes.activated.connect(lambda: self.pane_changed.emit(document_id))
        panes.removed.connect(self._highlighting.remove)
        panes.arranged.connect(self.arranged)
        self._panes[document_id] = panes
        self._note(held, is_modified=is_modified)
        self.insertTab(index, panes, "")
        self._label()
        return panes.current

    def _make_view(self, document_id: str, document: Document, *, reveals: bool) -> TextView:
        view = TextView()
        view.setProperty("document", document_id)
        view.set_colors(self._colors)
        view.set_zoom(self._zoom)
        view.set_options(self._options)
        view.show_document(document, reveal=reveals)
        self._highlighting.add(view)
        view.command_requested.connect(
            lambda name, arguments: self._request(document_id, view, name, arguments)
        )
        view.files_dropped.connect(self.files_dropped)
        view.zoom_requested.connect(self.zoom_requested)
        view.context_menu_requested.connect(self.context_menu_requested)
        view.scrolled.connect(self.arranged)
        return view

    def _request(self, document_id: str, view: TextView, name: str, arguments: dict[str, Any]) -> None:
        """Ask for what a person wants in a view, which has the keyboard from now on if it had not."""
        panes = self._panes[document_id]
        if view is not panes.current:
            panes.activate(view)
        self.command_requested.emit(document_id, name, arguments)

    def _select(self, document_id: str, arguments: dict[str, Any]) -> None:
        """Make the selection of a pane the document's, and show it at once."""
        self.catch_up()
        self.command_requested.emit(document_id, "selection.set", arguments)
        self.catch_up()

    def _focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, TextView):
            panes = self._panes.get(now.property("document"))
            if panes is not None:
                panes.activate(now)

    def add_reading(self, page: ReadingPage, index: int) -> None:
        """Add a tab for a file that is still being read; the place as for `add`."""
        reading = page.reading
        page.setProperty("document", reading.id)
        page.set_colors(self._colors)
        page.set_zoom(self._zoom)
        page.view.set_options(self._options)
        page.view.files_dropped.connect(self.files_dropped)
        page.view.zoom_requested.connect(self.zoom_requested)
        self._reading[reading.id] = page
        self._names[reading.id] = reading.path.name
        self._paths[reading.id] = reading.path
        self._modified[reading.id] = False
        self.insertTab(index, page, "")
        self._label()

    def reading_page(self, reading_id: str | None) -> ReadingPage | None:
        """Return the tab of a file that is being read, or None."""
        return None if reading_id is None else self._reading.get(reading_id)

    def remove_reading(self, reading_id: str) -> None:
        """Remove the tab of a file that is not being read any more."""
        page = self._reading.pop(reading_id)
        for noted in (self._names, self._paths, self._modified):
            noted.pop(reading_id)
        self.removeTab(self.indexOf(page))
        page.deleteLater()
        self._label()

    def remove(self, document_id: str) -> None:
        """Remove the tab of a document."""
        panes = self._panes.pop(document_id)
        for view in panes.views:
            self._highlighting.remove(view)
        for noted in (self._names, self._paths, self._modified):
            noted.pop(document_id)
        self.removeTab(self.indexOf(panes))
        panes.deleteLater()
        self._label()

    def show_tab(self, document_id: str) -> None:
        """Show the tab of a document and give it the keyboard."""
        page = self._panes.get(document_id) or self._reading[document_id]
        self.setCurrentWidget(page)
        page.setFocus()

    def step(self, tabs: int) -> None:
        """Show the tab so many places further to the right, and behind the last one the first."""
        if self.count():
            index = (self.currentIndex() + tabs) % self.count()
            self.show_tab(self._id_at(index))

    def _current_index_changed(self) -> None:
        self.current_changed.emit(self.current_id)

    # --- what they show ----------------------------------------------------------------------------------

    def follow(self, event: DocumentAdvanced) -> None:
        """Show what a command has done."""
        if self._together is not None:
            self._together.setdefault(event.target, []).append(event)
        else:
            self._show(event.target, [event])

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Show what many commands do as one change, at the end, or when `catch_up` is called before."""
        self._together = {}
        try:
            yield
        finally:
            events, self._together = self._together, None
            self._show_all(events)

    def catch_up(self) -> None:
        """Show at once what is held back, for somebody who is going to look at the views."""
        if self._together:
            events, self._together = self._together, {}
            self._show_all(events)

    def _show_all(self, events: dict[str, list[DocumentAdvanced]]) -> None:
        for document_id, advanced in events.items():
            self._show(document_id, advanced)
            self.shown_together.emit(document_id)

    def _show(self, document_id: str, events: list[DocumentAdvanced]) -> None:
        panes = self._panes.get(document_id)
        if panes is not None:
            before, after = events[0].before, events[-1].after
            changes = compose_all([event.changes for event in events])
            moved = bool(changes) or after.selection != before.selection
            # A tab that comes back is scrolled to where it was, which need not be where its caret is.
            reveals = moved and any(event.command.source not in (SESSION, OUTSIDE) for event in events)
            if any(event.command.source == OUTSIDE for event in events):
                # Who reads somewhere in a log stays there; who has the caret at its end follows it.
                reveals = reveals or after.selection.main.head == len(after.buffer)
            for view in panes.views:
                self._highlighting.follow(view, after, changes)
            panes.show_document(after, changes, reveal=reveals and not panes.is_activating)

    def refresh(self, held: HeldDocument, *, is_modified: bool) -> None:
        """Take in what a document is called and whether it has unsaved changes."""
        before = self._names.get(held.id), self._paths.get(held.id), self._modified.get(held.id)
        self._note(held, is_modified=is_modified)
        if before != (self._names[held.id], self._paths[held.id], self._modified[held.id]):
            self._label()

    def _note(self, held: HeldDocument, *, is_modified: bool) -> None:
        self._names[held.id] = held.name
        self._paths[held.id] = held.path
        self._modified[held.id] = is_modified

    def _label(self) -> None:
        """Name the tabs; those of the same name by their folders, too."""
        times = Counter(self._names.values())
        for index, document_id in enumerate(self.ids()):
            name, path = self._names[document_id], self._paths[document_id]
            shown = f"{name} - {path.parent.name}" if times[name] > 1 and path is not None else name
            mark = f"{_MODIFIED} " if self._modified[document_id] else ""
            self.setTabText(index, mark + shown.replace("&", "&&"))
            self.setTabToolTip(index, str(path) if path is not None else f"{name} (not saved to a file yet)")

    def _all_views(self) -> Iterator[TextView]:
        return (view for panes in self._panes.values() for view in panes.views)

    def set_colors(self, colors: Colors) -> None:
        """Paint all views with other colors."""
        self._colors = colors
        shown: list[TextView | ReadingPage] = [*self._all_views(), *self._reading.values()]
        for view in shown:
            view.set_colors(colors)

    def draw_icons(self, palette: QPalette) -> None:
        """Draw the buttons of the tabs in the colors of a palette."""
        self._bar.draw_icons(palette)

    def set_options(self, options: ViewOptions) -> None:
        """Show the text of all views as somebody wants it."""
        self._options = options
        for view in (*self._all_views(), *(page.view for page in self._reading.values())):
            view.set_options(options)

    def set_zoom(self, zoom: int) -> None:
        """Show the text of all views larger by some points than usual, or smaller below 0."""
        self._zoom = zoom
        shown: list[TextView | ReadingPage] = [*self._all_views(), *self._reading.values()]
        for view in shown:
            view.set_zoom(zoom)
