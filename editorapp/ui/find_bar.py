"""Owns `FindBar`, where a person says what to find and what to put in its place.

Does not search or replace: commands go out, and matches for the view to show. While a person types nothing is
selected: the view shows the first match, and Enter goes there.
"""

from __future__ import annotations

from typing import Any, Final

import regex
from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from editorapp.text.change import ChangeSet
from editorapp.text.document import Document
from editorapp.text.match_index import Excerpt, MatchIndex
from editorapp.text.motion import Direction
from editorapp.ui.find_form import IN_BAR, FindForm
from editorapp.ui.history_edit import LINE_BREAK, HistoryEdit
from editorapp.ui.match_counter import MatchCounter, Query

MOST_SHOWN: Final = 5000
"""So many matches are given to the view at most, those around the caret."""

_PATIENCE: Final = 150
"""Milliseconds that the count of before stays while a new one is made, so that it does not flicker."""

_NARROWEST: Final = 340
"""In pixels."""

_BREAKS: Final = regex.compile(r"\r\n|\r|\n")


class FindBar(QWidget):
    """Finds and replaces in one document at a time.

    Hidden at first. Give it every revision and selection of the document with `set_document`.
    """

    command_requested = Signal(str, dict)
    """A person wants a command: its name and all of its arguments."""

    preview_requested = Signal(object)
    """A person wants to see what `find.replace_all` would do with these arguments."""

    cancel_wanted = Signal()
    """A person does not want to wait for what is under way."""

    matches_found = Signal(list)
    """The matches to show, as `Range`s in order; an empty list where there are none to show any more."""

    counted = Signal(object)
    """All matches, a `MatchIndex`, as far as they are known; None where there are none any more."""

    peeked = Signal(int)
    """While a person types: where the first match is, to be shown without being selected."""

    closed = Signal()
    """The bar has gone; the text wants the keyboard again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden and empty."""
        super().__init__(parent)
        self._document: Document | None = None
        self._matches: MatchIndex | None = None
        self._ranges: tuple[tuple[int, int], ...] | None = None
        self._problem = ""
        self._shown: Excerpt | None = None
        self._is_peeking = self._is_busy = False
        self._counter = MatchCounter(self)
        self._counter.counted.connect(self._take_matches)
        self._counter.looked.connect(self._show_excerpt)
        self._counter.refused.connect(self._take_problem)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(lambda: self._form.status.show_text("…"))
        self._form: FindForm = FindForm(self)
        self._connect()
        self._show_state()
        self.setFocusProxy(self._form.pattern)
        self.hide()

    def query(self) -> Query:
        """Return what is to be found."""
        form = self._form
        return Query(
            self._entered(form.pattern),
            form.regex.isChecked(),
            form.case.isChecked(),
            form.word.isChecked(),
            self._ranges,
        )

    def _entered(self, edit: HistoryEdit) -> str:
        """Return what is entered, with line breaks as the document has them."""
        ending = "\n" if self._document is None else self._document.layout.line_ending.value
        return edit.text().replace(LINE_BREAK, ending)

    def set_document(self, document: Document | None, changes: ChangeSet | None = None) -> None:
        """Search in a document from now on; None where none is open.

        Args:
            document: the document; call this for each new revision.
            changes: what has changed since the revision before, where this is the same document.
        """
        before, self._document = self._document, document
        if document is None or before is None or document.buffer is not before.buffer:
            if changes is None:
                self._form.in_selection.setChecked(False)
            elif self._ranges is not None:
                self._ranges = _followed(self._ranges, changes)
            self._count(before, changes)
        else:
            self._show_state()
            main = document.selection.main
            self.show_around(main.start, main.start)

    def show_find(self, selected: str = "") -> None:
        """Show the bar, without the line for the replacement where it was not shown before.

        Args:
            selected: the text that is selected in the document, which is searched for if it can be entered.
        """
        if self.isHidden():
            self._form.set_replacing(False)
        self._open(selected)

    def show_replace(self, selected: str = "") -> None:
        """Show the bar with its line for the replacement; see `show_find`."""
        has_keyboard = self._has_keyboard()
        self._form.set_replacing(True)
        self._open(selected)
        if has_keyboard and self._form.pattern.text():
            self._take_keyboard(self._form.replacement)

    def repeat(self, direction: Direction) -> None:
        """Find the next or previous match, or show the bar where it is not said of what."""
        if self._form.pattern.text():
            self._find(direction)
        else:
            self.show_find()

    def show_around(self, start: int, end: int) -> None:
        """Give other matches to the view where it has come to a part of the text, start to end, that lacks them."""
        if self._matches is None or self.isHidden() or self._document is None:
            return
        shown = self._shown
        if shown is not None and shown.start <= start and end <= shown.end:
            return
        excerpt = self._matches.around(start, MOST_SHOWN)
        if excerpt.start <= start and (end <= excerpt.end or len(excerpt.ranges) >= MOST_SHOWN // 2):
            self._show_excerpt(excerpt)
        elif self._matches.is_complete or self._matches.searched > end:
            self._counter.look(self._document.buffer, self.query(), start, end)

    def _show_excerpt(self, excerpt: Excerpt) -> None:
        self._shown = excerpt
        self.matches_found.emit(excerpt.ranges)

    def set_busy(self, words: str) -> None:
        """Say that a search or a replacement is under way, which Escape ends; an empty text that it is over."""
        self._is_busy = bool(words)
        self._form.enable(not words and self._is_ready())
        if words:
            self._patience.stop()
            self._form.status.show_text(words)
        else:
            self._show_state()

    def _escape(self) -> None:
        if self._is_busy:
            self.cancel_wanted.emit()
        else:
            self.close_bar()

    def close_bar(self) -> None:
        """Hide the bar; what was entered stays for the next time."""
        self._remember()
        self.hide()
        self._counter.stop()
        self._patience.stop()
        self._matches = None
        self._form.in_selection.setChecked(False)
        self.matches_found.emit([])
        self.counted.emit(None)
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colors of a new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_form"):
            self._form.draw_icons()

    def minimumSizeHint(self) -> QSize:
        """Let it become narrower than it is with all that it shows in much room."""
        return QSize(_NARROWEST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take in how much room there is."""
        super().resizeEvent(event)
        self._form.show_labels()

    def _connect(self) -> None:
        form = self._form
        form.pattern.textChanged.connect(self._pattern_changed)
        for toggle in (form.case, form.word, form.regex):
            toggle.toggled.connect(self._pattern_changed)
        form.in_selection.toggled.connect(self._limit)
        form.pattern.entered.connect(
            lambda is_back: self._find(Direction.BACKWARD if is_back else Direction.FORWARD)
        )
        form.replacement.entered.connect(self._replace)
        form.next.clicked.connect(lambda: self._find(Direction.FORWARD))
        form.previous.clicked.connect(lambda: self._find(Direction.BACKWARD))
        form.select_all.clicked.connect(self._select_all)
        form.replace_one.clicked.connect(self._replace)
        form.replace_all.clicked.connect(self._replace_everything)
        form.preview.clicked.connect(lambda: self.preview_requested.emit(self._replace_all_arguments()))
        form.close.clicked.connect(self.close_bar)
        # As an argument of the constructor the context is ignored.
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._escape).setContext(IN_BAR)

    # --------------------------------------------------------------------------------- showing and hiding

    def _has_keyboard(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and (focused is self or self.isAncestorOf(focused))

    def _open(self, selected: str) -> None:
        form = self._form
        # With the keyboard in the bar, the selection is a match, and no wish to search for that very text.
        if _is_searchable(selected) and not self._has_keyboard():
            lines = _BREAKS.split(selected)
            if form.regex.isChecked():
                form.pattern.setText(r"\R".join(regex.escape(line, literal_spaces=True) for line in lines))
            else:
                form.pattern.setText(LINE_BREAK.join(lines))
        was_hidden = self.isHidden()
        self.show()
        if was_hidden:
            self._count()
        self._take_keyboard(form.pattern)

    def _take_keyboard(self, edit: HistoryEdit) -> None:
        edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        edit.selectAll()

    def _limit(self, is_limited: bool) -> None:
        """Search from now on only in what is selected now, or everywhere again."""
        ranges = () if self._document is None else self._document.selection.ranges
        selected = tuple((r.start, r.end) for r in ranges if not r.is_caret)
        if is_limited and not selected:
            self._form.in_selection.setChecked(False)
            self._form.status.show_text("Nothing is selected", is_error=True)
            return
        self._ranges = selected if is_limited else None
        self._count()

    # -------------------------------------------------------------------------------------------- counting

    def _pattern_changed(self) -> None:
        self._is_peeking = self._has_keyboard()
        self._count()

    def _count(self, before: Document | None = None, changes: ChangeSet | None = None) -> None:
        self._problem = ""
        form = self._form
        if self._document is None or self.isHidden() or not form.pattern.text():
            self._counter.stop()
            self._matches = None
            self._patience.stop()
            form.status.show_text("")
            if not self.isHidden():
                self.matches_found.emit([])
                self.counted.emit(None)
        else:
            self._matches = None
            if not self._patience.isActive():
                self._patience.start()
            known = None if before is None else before.buffer
            self._counter.count(self._document.buffer, self.query(), known, changes)
        self._enable()

    def _take_matches(self, matches: MatchIndex) -> None:
        self._matches = matches
        self._shown = None
        self._show_state()
        self.counted.emit(matches)
        if self._document is None:
            return
        start = self._document.selection.main.start
        first = matches.first_from(start) if self._is_peeking else None
        if first is None:
            self.show_around(start, start)
            return
        if first.start >= start or matches.is_complete:
            self._is_peeking = False
            self.show_around(first.start, first.end)
            self.peeked.emit(first.start)

    def _take_problem(self, problem: str) -> None:
        self._problem = problem
        self._show_state()
        self.matches_found.emit([])
        self.counted.emit(None)

    def _show_state(self) -> None:
        if self._problem:
            self._patience.stop()
            self._form.status.show_text(_in_short(self._problem), is_error=True)
        elif self._matches is not None and self._document is not None:
            self._patience.stop()
            main = self._document.selection.main
            text = _count_text(self._matches, self._matches.number_of(main.start, main.end))
            if not self._matches.is_complete:
                part = min(99, 100 * self._matches.searched // max(1, len(self._document.buffer)))
                text = f"{len(self._matches):,}… ({part} %)"
            is_none = self._matches.is_complete and not len(self._matches)
            self._form.status.show_text(text, is_error=is_none)
        self._enable()

    def _is_ready(self) -> bool:
        return bool(self._form.pattern.text()) and not self._problem and self._document is not None

    def _enable(self) -> None:
        self._form.enable(self._is_ready())

    # ------------------------------------------------------------------------------------------- commands

    def _remember(self) -> None:
        self._form.pattern.remember()
        self._form.replacement.remember()

    def _arguments(self) -> dict[str, Any]:
        query = self.query()
        limits = {} if query.ranges is None else {"ranges": query.ranges}
        plain = {"pattern": query.pattern, "regex": query.regex, "case": query.case, "word": query.word}
        return plain | limits

    def _replacing(self) -> dict[str, Any]:
        kept = {"preserve_case": True} if self._form.preserve_case.isChecked() else {}
        return {"replacement": self._entered(self._form.replacement)} | kept

    def _find(self, direction: Direction) -> None:
        if self._form.next.isEnabled():
            self._remember()
            self._request("find.next", direction=direction.value, wrap=self._form.wrap.isChecked())

    def _select_all(self) -> None:
        self._remember()
        self._request("selection.add_all_matches")

    def _replace(self) -> None:
        if self._form.replace_one.isEnabled():
            self._remember()
            wrap = self._form.wrap.isChecked()
            direction = Direction.FORWARD.value
            self._request("find.replace", **self._replacing(), direction=direction, wrap=wrap)

    def _replace_all_arguments(self) -> dict[str, Any]:
        self._remember()
        return self._arguments() | self._replacing()

    def _replace_everything(self) -> None:
        self.command_requested.emit("find.replace_all", self._replace_all_arguments())

    def _request(self, name: str, **arguments: Any) -> None:
        self.command_requested.emit(name, self._arguments() | arguments)


def _followed(ranges: tuple[tuple[int, int], ...], changes: ChangeSet) -> tuple[tuple[int, int], ...]:
    """Return where ranges lie after a change; what is put in at their ends belongs to them."""
    starts = changes.map([start for start, _ in ranges], after=False)
    ends = changes.map([end for _, end in ranges])
    return tuple(zip(starts, ends, strict=True))


def _is_searchable(text: str) -> bool:
    """Whether a line of input holds a text as it is: not too much of it, and no bytes that are no text."""
    return bool(text) and _BREAKS.sub("", text).isprintable() and LINE_BREAK not in text


def _in_short(problem: str) -> str:
    """That a pattern is no regular expression goes without saying where only its mistake has room."""
    found = problem.removeprefix("Not a valid regular expression: ")
    return found[:1].upper() + found[1:]


def _count_text(matches: MatchIndex, number: int | None) -> str:
    count = len(matches)
    if not count:
        return "No matches"
    if number is not None:
        return f"{number:,} of {count:,}"
    return f"{count:,} match{'' if count == 1 else 'es'}"
