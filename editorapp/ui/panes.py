"""Owns `Panes`: the views beside and below each other that show one document, and which of them has the keyboard.

Does not own the document: the selection of the current pane is the document's; each other pane keeps its own,
and asks for the command that makes it the document's when it gets the keyboard.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from editorapp.storage.window_state import PaneState
from editorapp.text.change import ChangeSet
from editorapp.text.document import Document
from editorapp.text.selection import Range, Selection
from editorapp.ui.kept_folds import kept_folds, restore_folds
from editorapp.ui.panes_splitter import PaneSplitter
from editorapp.ui.view import TextView

MOST_PANES: Final = 4

MakeView = Callable[[Document], TextView]
"""Makes a view that shows a document as all views do."""


class Panes(QWidget):
    """The views of one document; at first there is one."""

    selection_wanted = Signal(object)
    """A pane has got the keyboard and wants its selection to be the document's: arguments of `selection.set`."""

    activated = Signal()
    """Another pane is the current one."""

    arranged = Signal()
    """There are other panes, or they have other sizes."""

    removed = Signal(object)
    """A view has gone that was shown."""

    def __init__(self, document: Document, make_view: MakeView, parent: QWidget | None = None) -> None:
        """Show a document in one pane.

        Args:
            document: what to show.
            make_view: makes each of the views.
            parent: the widget that this one lies in.
        """
        super().__init__(parent)
        self._make_view = make_view
        self._document = document
        self._is_arranging = False
        self.is_activating = False
        self._root = PaneSplitter(Qt.Orientation.Horizontal)
        self._root.resized.connect(self.arranged)
        self._current = make_view(document)
        self._views: tuple[TextView, ...] = (self._current,)
        self._root.addWidget(self._current)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._root)
        self.setFocusProxy(self._current)

    @property
    def current(self) -> TextView:
        """The view that has the keyboard, or gets it with the tab."""
        return self._current

    @property
    def views(self) -> tuple[TextView, ...]:
        """All views, from left to right and from top to bottom."""
        return self._views

    # --- what they show ----------------------------------------------------------------------------------

    def show_document(self, document: Document, changes: ChangeSet, *, reveal: bool) -> None:
        """Show the next revision of the document.

        Args:
            document: what to show.
            changes: what led to it from what is shown.
            reveal: whether the current pane is scrolled to its caret; the others stay where they are.
        """
        before, self._document = self._document, document
        if len(self._views) > 1 and not _differ_in_selection_only(before, document):
            for view in self._views:
                if view is not self._current:
                    kept = view.document.selection.mapped(changes)
                    view.show_document(_with(document, kept), changes, reveal=False)
        self._current.show_document(document, changes, reveal=reveal)

    def activate(self, view: TextView) -> None:
        """Let a pane be the current one, whose carets are the document's, wherever it stands."""
        if view is self._current or view not in self._views or self._is_arranging:
            return
        self._current = view
        self.setFocusProxy(view)
        kept = view.document.selection
        if kept != self._document.selection:
            self.is_activating = True
            try:
                self.selection_wanted.emit(_arguments(kept))
            finally:
                self.is_activating = False
        if view.document is not self._document:
            # Either it was the same selection, or the command was refused: what the document has counts.
            view.show_document(self._document, ChangeSet(), reveal=False)
        self.activated.emit()

    def step(self, panes: int) -> None:
        """Give the keyboard to the pane so many places further, and behind the last one to the first."""
        index = (self._views.index(self._current) + panes) % len(self._views)
        self._focus(self._views[index])

    def _focus(self, view: TextView) -> None:
        view.setFocus()
        # In a window that is not active the focus goes nowhere yet.
        self.activate(view)

    # --- which there are ---------------------------------------------------------------------------------

    def split(self, *, beside: bool) -> bool:
        """Show the document in one more pane, which gets the keyboard.

        Args:
            beside: whether it is put to the right of the current one, and not below it.

        Returns:
            Whether there was still one to be had.
        """
        if len(self._views) >= MOST_PANES:
            return False
        shown = self._current
        view = self._one_more(shown.document)
        view.take_place_of(shown)
        orientation = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        caret = self._document.selection.main.head
        start, end = shown.shown_range()
        with self._arranging():
            splitter = _splitter_of(shown)
            if splitter.count() == 1:
                splitter.setOrientation(orientation)
            elif splitter.orientation() != orientation:
                splitter = splitter.wrap(shown, orientation)
                splitter.resized.connect(self.arranged)
            splitter.put_behind(shown, view)
            view.show()
        if start <= caret <= end and self.isVisible():
            # Who had the caret in sight has it there in less room, too.
            shown.reveal(caret)
            view.reveal(caret)
        self._current = view
        self.setFocusProxy(view)
        self._rearranged()
        view.setFocus()
        self.activated.emit()
        return True

    def _one_more(self, document: Document) -> TextView:
        view = self._make_view(document)
        view.join(self._current)
        return view

    def close_current(self) -> bool:
        """Close the current pane, and tell whether there was another one that gets the keyboard."""
        if len(self._views) == 1:
            return False
        closed = self._current
        self.step(-1 if closed is not self._views[0] else 1)
        with self._arranging():
            splitter = _splitter_of(closed)
            closed.hide()
            closed.setParent(None)
            self._collapse(splitter)
        self._rearranged()
        self.removed.emit(closed)
        closed.deleteLater()
        return True

    def _collapse(self, splitter: PaneSplitter) -> None:
        """Take away a splitter of one part, and one in another of the same direction."""
        if splitter.count() != 1:
            return
        part = splitter.widget(0)
        if splitter is not self._root:
            outer = _splitter_of(splitter)
            outer.dissolve(splitter)
            if isinstance(part, PaneSplitter):
                outer.dissolve(part)
        elif isinstance(part, PaneSplitter):
            splitter.setOrientation(part.orientation())
            splitter.dissolve(part)

    def equalize(self) -> None:
        """Make the panes of each split equally large."""
        self._root.equalize()

    @contextlib.contextmanager
    def _arranging(self) -> Iterator[None]:
        """While widgets are put elsewhere, they lose the keyboard for a moment."""
        focused = next((view for view in self._views if view.hasFocus()), None)
        self._is_arranging = True
        try:
            yield
        finally:
            if focused is not None:
                focused.setFocus()
            self._is_arranging = False

    def _rearranged(self) -> None:
        self._views = tuple(_views_in(self._root))
        count = len(self._views)
        for number, view in enumerate(self._views, 1):
            view.show_resting_carets(count > 1)
            name = self.tr("Text") if count == 1 else self.tr("Text, pane {} of {}").format(number, count)
            view.setAccessibleName(name)
        self.arranged.emit()

    # --- from one start to the next ----------------------------------------------------------------------

    def state(self) -> PaneState | None:
        """Return how it is split and where each pane stands; None for a single pane."""
        return self._state_of(self._root) if len(self._views) > 1 else None

    def _state_of(self, part: QWidget) -> PaneState:
        if isinstance(part, PaneSplitter):
            return PaneState(
                parts=tuple(self._state_of(inner) for inner in part.parts),
                is_beside=part.orientation() == Qt.Orientation.Horizontal,
                sizes=tuple(part.sizes()),
            )
        assert isinstance(part, TextView)
        line, left = part.scroll_position()
        ranges = tuple((r.anchor, r.head) for r in part.document.selection.ranges)
        return PaneState(ranges, line, left, part is self._current, folds=kept_folds(part))

    def restore(self, state: PaneState) -> None:
        """Split what is not split yet as it was, as far as there can be such a state."""
        leaves = _leaf_count(state)
        if not state.parts or not 1 < leaves <= MOST_PANES or len(self._views) > 1:
            return
        with self._arranging():
            made = [self._current, *(self._one_more(self._document) for _ in range(leaves - 1))]
            current: list[TextView] = []
            self._fill(self._root, state, iter(made), current)
        self._current = current[-1] if current else made[0]
        for view in made:
            if view is self._current and view.document is not self._document:
                view.show_document(self._document, ChangeSet(), reveal=False)
        self.setFocusProxy(self._current)
        self._rearranged()
        for view in made:
            if view is not self._current:
                # Who shows the tab gives the keyboard to the first one that takes it.
                QWidget.setTabOrder(self._current, view)
        if any(view.hasFocus() for view in made):
            self._current.setFocus()

    def _fill(
        self, splitter: PaneSplitter, state: PaneState, views: Iterator[TextView], current: list[TextView]
    ) -> None:
        splitter.setOrientation(Qt.Orientation.Horizontal if state.is_beside else Qt.Orientation.Vertical)
        for part in state.parts:
            if part.parts:
                inner = PaneSplitter(Qt.Orientation.Horizontal)
                inner.resized.connect(self.arranged)
                splitter.addWidget(inner)
                self._fill(inner, part, views, current)
                continue
            view = next(views)
            splitter.addWidget(view)
            ranges = [Range(*pair) for pair in part.ranges] or [Range(0, 0)]
            kept = Selection.of(ranges, len(ranges) - 1).clamped(len(self._document.buffer))
            if part.is_current:
                current.append(view)
            else:
                view.show_document(_with(self._document, kept), ChangeSet(), reveal=False)
            restore_folds(view, part.folds)
            view.set_scroll_position(part.line, part.left)
        if len(state.sizes) == splitter.count() and sum(state.sizes) > 0:
            splitter.setSizes(list(state.sizes))


def _splitter_of(part: QWidget) -> PaneSplitter:
    splitter = part.parentWidget()
    assert isinstance(splitter, PaneSplitter)
    return splitter


def _views_in(splitter: PaneSplitter) -> Iterator[TextView]:
    for part in splitter.parts:
        if isinstance(part, PaneSplitter):
            yield from _views_in(part)
        elif isinstance(part, TextView):
            yield part


def _leaf_count(state: PaneState) -> int:
    return sum(map(_leaf_count, state.parts)) if state.parts else 1


def _with(document: Document, selection: Selection) -> Document:
    return Document(document.buffer, selection, document.revision, document.layout, document.bookmarks)


def _differ_in_selection_only(before: Document, after: Document) -> bool:
    return (
        after.buffer is before.buffer
        and after.layout is before.layout
        and after.bookmarks is before.bookmarks
    )


def _arguments(selection: Selection) -> dict[str, Any]:
    """Return the arguments of `selection.set`, whose last range is the primary one."""
    ranges, primary = selection.ranges, selection.primary
    order = [*range(primary + 1, len(ranges)), *range(primary + 1)]
    arguments: dict[str, Any] = {"ranges": [list(ranges[index]) for index in order]}
    if selection.goals:
        arguments["goals"] = [selection.goals[index] for index in order]
    return arguments
