"""Owns `FindBar`, where a person says what to find and what to put in its place.

Does not search or replace: commands go out, and matches for the view to show.
"""

from __future__ import annotations

import itertools
from typing import Any, Final

import regex
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from editorapp.text.document import Document
from editorapp.text.motion import Direction
from editorapp.ui.elided_label import ElidedLabel
from editorapp.ui.history_edit import HistoryEdit
from editorapp.ui.icons import icon
from editorapp.ui.match_counter import Excerpt, MatchCounter, Matches, Query

MOST_SHOWN: Final = 5000
"""So many matches are given to the view at most, those around the caret."""

_PATIENCE: Final = 150
"""Milliseconds that the count of before stays while a new one is made, so that it does not flicker."""

_ROOM_FOR_LABELS: Final = 600
_WIDEST_INPUT: Final = 640
"""In pixels."""

_IN_BAR: Final = Qt.ShortcutContext.WidgetWithChildrenShortcut


class FindBar(QWidget):
    """Finds and replaces in one document at a time.

    Hidden at first. Give it every revision and selection of the document with `set_document`.
    """

    command_requested = Signal(str, dict)
    """A person wants a command: its name and all of its arguments."""

    matches_found = Signal(list)
    """The matches to show, as `Range`s in order; an empty list where there are none to show any more."""

    closed = Signal()
    """The bar has gone; the text wants the keyboard again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden and empty."""
        super().__init__(parent)
        self._document: Document | None = None
        self._matches: Matches | None = None
        self._problem = ""
        self._shown: Excerpt | None = None
        self._counter = MatchCounter(self)
        self._counter.counted.connect(self._take_matches)
        self._counter.refused.connect(self._take_problem)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(lambda: self._status.show_text("…"))
        self._build()
        self._arrange()
        self._connect()
        self._show_state()
        self.setFocusProxy(self._pattern)
        self.hide()

    def query(self) -> Query:
        """Return what is to be found."""
        return Query(
            self._pattern.text(), self._regex.isChecked(), self._case.isChecked(), self._word.isChecked()
        )

    def set_document(self, document: Document | None) -> None:
        """Search in a document from now on; None where none is open. Call it for each new revision."""
        before, self._document = self._document, document
        if document is None or before is None or document.buffer is not before.buffer:
            self._count()
        else:
            self._show_state()
            self.show_around(document.selection.main.start)

    def show_find(self, selected: str = "") -> None:
        """Show the bar, without the line for the replacement where it was not shown before.

        Args:
            selected: the text that is selected in the document, which is searched for if it is one line.
        """
        if self.isHidden():
            self._set_replacing(False)
        self._open(selected)

    def show_replace(self, selected: str = "") -> None:
        """Show the bar with its line for the replacement; see `show_find`."""
        has_keyboard = self._has_keyboard()
        self._set_replacing(True)
        self._open(selected)
        if has_keyboard and self._pattern.text():
            self._take_keyboard(self._replacement)

    def repeat(self, direction: Direction) -> None:
        """Find the next or previous match, or show the bar where it is not said of what."""
        if self._pattern.text():
            self._find(direction)
        else:
            self.show_find()

    def show_around(self, position: int) -> None:
        """Give other matches to the view where it has come to a part of the text that lacks them."""
        if self._matches is None or self.isHidden():
            return
        if self._shown is None or not self._shown.start <= position <= self._shown.end:
            self._shown = self._matches.around(position, MOST_SHOWN)
            self.matches_found.emit(self._shown.ranges)

    def close_bar(self) -> None:
        """Hide the bar; what was entered stays for the next time."""
        self._remember()
        self.hide()
        self._counter.stop()
        self._patience.stop()
        self._matches = None
        self.matches_found.emit([])
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colors of a new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_icons"):
            for button, name in self._icons.items():
                button.setIcon(icon(name, self.palette()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the words before the lines of input where there is little room; these say it as well."""
        super().resizeEvent(event)
        self._show_labels()

    # ------------------------------------------------------------------------------------- how it is built

    def _build(self) -> None:
        self._pattern = HistoryEdit(self)
        self._pattern.setPlaceholderText("Text to find")
        self._pattern.setAccessibleName("Find")
        self._replacement = HistoryEdit(self)
        self._replacement.setPlaceholderText("Text to put in its place")
        self._replacement.setAccessibleName("Replace with")
        self._find_label = QLabel("Fi&nd:", self)
        self._find_label.setBuddy(self._pattern)
        self._replace_label = QLabel("Re&place with:", self)
        self._replace_label.setBuddy(self._replacement)
        self._icons: dict[QToolButton, str] = {}
        self._case = self._toggle("case", "Match upper and lower case", "Alt+C")
        self._word = self._toggle("word", "Whole words only", "Alt+W")
        self._regex = self._toggle("regex", "Regular expression", "Alt+X")
        self._wrap = self._toggle("wrap", "Go on from the other end of the text", "Alt+O")
        self._wrap.setChecked(True)
        self._previous = self._button("previous", "Previous match (Shift+Enter)")
        self._next = self._button("next", "Next match (Enter)")
        self._close = self._button("close", "Close (Escape)")
        self._replace_one = QPushButton("&Replace", self)
        self._replace_one.setToolTip("Replace this match and go to the next one (Enter)")
        self._replace_all = QPushButton("Replace &All", self)
        for button in (self._replace_one, self._replace_all):
            button.setAutoDefault(False)
        for edit in (self._pattern, self._replacement):
            edit.setMaximumWidth(_WIDEST_INPUT)
        self._status = ElidedLabel(self, shortest="No matches")
        self._status.setAccessibleName("Matches")

    def _button(self, name: str, words: str) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setIcon(icon(name, self.palette()))
        button.setToolTip(words)
        button.setAccessibleName(words.partition(" (")[0])
        self._icons[button] = name
        return button

    def _toggle(self, name: str, words: str, key: str) -> QToolButton:
        button = self._button(name, f"{words} ({key})")
        button.setCheckable(True)
        QShortcut(QKeySequence(key), self, button.click, context=_IN_BAR)
        return button

    def _arrange(self) -> None:
        finding = QHBoxLayout()
        finding.setSpacing(2)
        for button in (self._case, self._word, self._regex, self._wrap):
            finding.addWidget(button)
        finding.addSpacing(6)
        finding.addWidget(self._previous)
        finding.addWidget(self._next)
        finding.addSpacing(6)
        finding.addWidget(self._status, 1)
        replacing = QHBoxLayout()
        replacing.setSpacing(6)
        replacing.addWidget(self._replace_one)
        replacing.addWidget(self._replace_all)
        replacing.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 4, 6, 4)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._find_label, 0, 0)
        grid.addWidget(self._pattern, 0, 1)
        grid.addLayout(finding, 0, 2)
        grid.addWidget(self._close, 0, 3)
        grid.addWidget(self._replace_label, 1, 0)
        grid.addWidget(self._replacement, 1, 1)
        grid.addLayout(replacing, 1, 2)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 2)
        self._set_replacing(False)
        order: list[QWidget] = [self._pattern, self._replacement, self._case, self._word, self._regex]
        order += [self._wrap, self._previous, self._next, self._replace_one, self._replace_all, self._close]
        for first, second in itertools.pairwise(order):
            QWidget.setTabOrder(first, second)

    def _connect(self) -> None:
        self._pattern.textChanged.connect(self._count)
        for toggle in (self._case, self._word, self._regex):
            toggle.toggled.connect(self._count)
        self._pattern.entered.connect(
            lambda is_back: self._find(Direction.BACKWARD if is_back else Direction.FORWARD)
        )
        self._replacement.entered.connect(self._replace)
        self._next.clicked.connect(lambda: self._find(Direction.FORWARD))
        self._previous.clicked.connect(lambda: self._find(Direction.BACKWARD))
        self._replace_one.clicked.connect(self._replace)
        self._replace_all.clicked.connect(self._replace_everything)
        self._close.clicked.connect(self.close_bar)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close_bar, context=_IN_BAR)

    # --------------------------------------------------------------------------------- showing and hiding

    def _set_replacing(self, is_replacing: bool) -> None:
        for widget in (self._replacement, self._replace_one, self._replace_all):
            widget.setVisible(is_replacing)
        self._show_labels()

    def _show_labels(self) -> None:
        has_room = self.width() >= _ROOM_FOR_LABELS
        self._find_label.setVisible(has_room)
        self._replace_label.setVisible(has_room and not self._replacement.isHidden())

    def _has_keyboard(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and (focused is self or self.isAncestorOf(focused))

    def _open(self, selected: str) -> None:
        # With the keyboard in the bar, the selection is a match, and no wish to search for that very text.
        if _is_searchable(selected) and not self._has_keyboard():
            is_regex = self._regex.isChecked()
            self._pattern.setText(regex.escape(selected, literal_spaces=True) if is_regex else selected)
        was_hidden = self.isHidden()
        self.show()
        if was_hidden:
            self._count()
        self._take_keyboard(self._pattern)

    def _take_keyboard(self, edit: HistoryEdit) -> None:
        edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        edit.selectAll()

    # -------------------------------------------------------------------------------------------- counting

    def _count(self) -> None:
        self._counter.stop()
        self._matches = None
        self._problem = ""
        if self._document is None or self.isHidden() or not self._pattern.text():
            self._patience.stop()
            self._status.show_text("")
            if not self.isHidden():
                self.matches_found.emit([])
        else:
            if not self._patience.isActive():
                self._patience.start()
            self._counter.count(self._document.buffer, self.query())
        self._enable()

    def _take_matches(self, matches: Matches) -> None:
        self._matches = matches
        self._shown = None
        self._show_state()
        self.show_around(self._document.selection.main.start if self._document else 0)

    def _take_problem(self, problem: str) -> None:
        self._problem = problem
        self._show_state()
        self.matches_found.emit([])

    def _show_state(self) -> None:
        if self._problem:
            self._patience.stop()
            self._status.show_text(_in_short(self._problem), is_error=True)
        elif self._matches is not None and self._document is not None:
            self._patience.stop()
            main = self._document.selection.main
            text = _count_text(self._matches, self._matches.number_of(main.start, main.end))
            self._status.show_text(text, is_error=not len(self._matches))
        self._enable()

    def _enable(self) -> None:
        is_ready = bool(self._pattern.text()) and not self._problem and self._document is not None
        for button in (self._next, self._previous, self._replace_one, self._replace_all):
            button.setEnabled(is_ready)

    # ------------------------------------------------------------------------------------------- commands

    def _remember(self) -> None:
        self._pattern.remember()
        self._replacement.remember()

    def _arguments(self) -> dict[str, Any]:
        query = self.query()
        return {"pattern": query.pattern, "regex": query.regex, "case": query.case, "word": query.word}

    def _find(self, direction: Direction) -> None:
        if self._next.isEnabled():
            self._remember()
            self._request("find.next", direction=direction.value, wrap=self._wrap.isChecked())

    def _replace(self) -> None:
        if self._replace_one.isEnabled():
            self._remember()
            self._request(
                "find.replace",
                replacement=self._replacement.text(),
                direction=Direction.FORWARD.value,
                wrap=self._wrap.isChecked(),
            )

    def _replace_everything(self) -> None:
        self._remember()
        self._request("find.replace_all", replacement=self._replacement.text())

    def _request(self, name: str, **arguments: Any) -> None:
        self.command_requested.emit(name, self._arguments() | arguments)


def _is_searchable(text: str) -> bool:
    """Whether a line of input holds a text as it is: one line, and no bytes that are no text."""
    return bool(text) and "\n" not in text and "\r" not in text and text.isprintable()


def _in_short(problem: str) -> str:
    """That a pattern is no regular expression goes without saying where only its mistake has room."""
    found = problem.removeprefix("Not a valid regular expression: ")
    return found[:1].upper() + found[1:]


def _count_text(matches: Matches, number: int | None) -> str:
    count = len(matches)
    total = f"{count:,}" + ("+" if matches.has_more else "")
    if not count:
        return "No matches"
    if number is not None:
        return f"{number:,} of {total}"
    return f"{total} match{'' if count == 1 else 'es'}"
