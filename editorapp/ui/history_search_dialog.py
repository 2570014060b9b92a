"""Owns `HistorySearchDialog`, which finds text that was once inserted or removed, and shows what changed then.

Does not search or read journals itself: it is given what does, and runs that in threads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from editorapp.bus.errors import CommandError
from editorapp.session.history_queries import FindInHistory, FoundInHistory, HistoryHit
from editorapp.session.ports import Clock
from editorapp.storage.errors import FileError, JournalError
from editorapp.ui.diff_text import Diff, difference
from editorapp.ui.diff_view import DiffView
from editorapp.ui.elided_label import ElidedLabel
from editorapp.ui.latest_work import Interest, LatestWork
from editorapp.ui.recovery_view import when_text

Find = Callable[[FindInHistory], FoundInHistory]
"""Answers the query; may take its time. Raises CommandError where it cannot be answered now."""

Load = Callable[[HistoryHit], tuple[str, str]]
"""Returns the text of a document before and after a change; may take its time."""

_DELAY: Final = 150
"""Milliseconds without typing after which the search begins."""

_NO_WORDS: Final = "(white space)"
_HIT: Final = Qt.ItemDataRole.UserRole


class HistorySearchDialog(QDialog):
    """A line for what to look for, the changes that inserted or removed it, and what each of them changed."""

    copy_wanted = Signal(str)
    """A person wants this text on the clipboard."""

    def __init__(self, find: Find, load: Load, clock: Clock, parent: QWidget | None = None) -> None:
        """Begin without a word.

        Args:
            find: looks for it; runs in a thread.
            load: reads the texts around a change; runs in a thread.
            clock: the time, to say how long ago something was.
            parent: the window that the dialog belongs to.
        """
        super().__init__(parent)
        self._find, self._load, self._clock = find, load, clock
        self._document: str | None = None
        self._is_catching_up = False
        self._found = FoundInHistory(())
        self._searching, self._comparing = LatestWork(self), LatestWork(self)
        self._searching.finished.connect(self._show_found)
        self._searching.failed.connect(self._fail_to_find)
        self._comparing.finished.connect(self._show_diff)
        self._comparing.failed.connect(self._fail_to_compare)
        self._soon = QTimer(self, singleShot=True, interval=_DELAY)
        self._soon.timeout.connect(self.search)
        self.setWindowTitle("Find in History")
        self.resize(900, 560)
        self._build()
        self._arrange()
        self._show_found(self._found)
        self.finished.connect(self._end)

    def _build(self) -> None:
        self._line = QLineEdit(self)
        self._line.setPlaceholderText("Text that was once written or removed; nothing for the latest changes")
        self._line.setAccessibleName("Text to find")
        self._line.setClearButtonEnabled(True)
        self._line.textChanged.connect(self._soon.start)
        self._only = QCheckBox(self)
        self._only.toggled.connect(self.search)
        self._list = QListWidget(self)
        self._list.setAccessibleName("Changes")
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._list.currentItemChanged.connect(self._show_chosen)
        self._list.itemActivated.connect(self._go_to_diff)
        self._title = ElidedLabel(self)
        self._diff = DiffView(self)
        self._diff.setAccessibleName("What changed")
        self._note = ElidedLabel(self)
        self._note.setAccessibleName("State of the search")

    def _arrange(self) -> None:
        label = QLabel("&Find:", self)
        label.setBuddy(self._line)
        top = QHBoxLayout()
        top.addWidget(label)
        top.addWidget(self._line, 1)
        panel = QWidget(self)
        right = QVBoxLayout(panel)
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self._title)
        right.addWidget(self._diff, 1)
        splitter = QSplitter(self)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._list)
        splitter.addWidget(panel)
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self._copy = buttons.addButton("&Copy Text", QDialogButtonBox.ButtonRole.ActionRole)
        self._copy.setToolTip("Copies all that this change inserted or removed")
        self._copy.clicked.connect(self._copy_chosen)
        for button in buttons.buttons():
            button.setIcon(QIcon())  # those of the style are colorful strangers
        for each in buttons.findChildren(QPushButton):
            each.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self._only)
        layout.addWidget(splitter, 1)
        layout.addWidget(self._note)
        layout.addWidget(buttons)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the changes without leaving the line; look at once where Enter is pressed."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            row = self._list.currentRow() + steps[Qt.Key(event.key())]
            self._list.setCurrentRow(max(0, min(self._list.count() - 1, row)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.search()
        else:
            super().keyPressEvent(event)

    # --- searching ---------------------------------------------------------------------------------------

    def offer_document(self, document: str | None, name: str) -> None:
        """Let the search be kept to one document, given by its id and its name; None for none."""
        self._document = document
        self._only.setText(f"Only in {name}".replace("&", "&&"))
        self._only.setVisible(document is not None)

    def begin(self, text: str) -> None:
        """Take the keyboard, and a text to look for if there is one; without one the latest changes are shown."""
        if text:
            self._line.setText(text)
        self.search()
        self._line.selectAll()
        self._line.setFocus()

    def show_catching_up(self, is_catching_up: bool) -> None:
        """Take in whether history is still being read in; when it has been, look again."""
        was_catching_up, self._is_catching_up = self._is_catching_up, is_catching_up
        if was_catching_up and not is_catching_up:
            self.search()
        else:
            self._say_state()

    def search(self) -> None:
        """Look for what stands in the line now."""
        self._soon.stop()
        text = self._line.text()
        query = FindInHistory(text, self._document if self._only.isChecked() else None)
        find = self._find
        self._searching.start(lambda _: find(query))
        self._say_state()

    def _fail_to_find(self, error: Exception) -> None:
        if not isinstance(error, CommandError):
            raise error
        self._note.show_text(error.message, is_error=True)

    # --- what was found ----------------------------------------------------------------------------------

    def hits(self) -> list[str]:
        """Return what the rows say."""
        return [self._list.item(row).text() for row in range(self._list.count())]

    def _show_found(self, found: FoundInHistory) -> None:
        # The first one is there by itself; another one was gone to, and stays.
        before = self._chosen() if self._list.currentRow() > 0 else None
        self._found = found
        self._list.blockSignals(True)
        self._list.clear()
        now = self._clock()
        for hit in found.hits:
            item = QListWidgetItem(f"{hit.snippet() or _NO_WORDS}\n{_about(hit, now)}", self._list)
            item.setData(_HIT, hit)
            item.setToolTip(hit.path or hit.name)
            item.setSizeHint(QSize(0, 2 * self.fontMetrics().height() + 12))
        self._list.blockSignals(False)
        kept = next((row for row, hit in enumerate(found.hits) if _is_same(hit, before)), 0)
        self._list.setCurrentRow(kept if found.hits else -1)
        self._show_chosen()
        self._say_state()

    def _say_state(self) -> None:
        count = len(self._found.hits)
        words = f"{count:,} change{'' if count == 1 else 's'}"
        if self._found.has_more:
            words = f"The latest {words}; there are more."
        elif self._searching.is_busy:
            words = "Looking..."
        elif not count:
            words = "Nothing that was ever written or removed holds this text." if self._line.text() else ""
        if self._is_catching_up:
            words = f"{words} Older history is still being read.".strip()
        self._note.show_text(words)

    def _chosen(self) -> HistoryHit | None:
        row = self._list.currentRow()
        return None if row < 0 else self._list.item(row).data(_HIT)

    def _show_chosen(self, *_: object) -> None:
        self._comparing.abandon()
        hit = self._chosen()
        self._copy.setEnabled(hit is not None)
        if hit is None:
            self._title.show_text("")
            self._diff.show_words("")
            return
        self._title.show_text(f"{hit.name}, revision {hit.revision:,}: what changed")
        self._diff.show_words("Comparing …")
        load = self._load
        self._comparing.start(lambda interest: _compare(load, hit, interest))

    def _show_diff(self, diff: Diff) -> None:
        if diff.lines or diff.is_cut:
            self._diff.show_diff(diff)
        else:
            self._diff.show_words("The text was the same before and after it.")

    def _fail_to_compare(self, error: Exception) -> None:
        if not isinstance(error, FileError | JournalError | OSError):
            raise error
        hit = self._chosen()
        text = "" if hit is None else hit.text
        self._diff.show_words(
            f"The document cannot be shown as it was: {error}\n\nThe text itself:\n\n{text}"
        )

    def _go_to_diff(self, _: QListWidgetItem) -> None:
        self._diff.setFocus()

    def _copy_chosen(self) -> None:
        hit = self._chosen()
        if hit is not None:
            self.copy_wanted.emit(hit.text)
            cut = " as far as it is kept here" if hit.is_cut else ""
            self._note.show_text(f"Copied {len(hit.text):,} characters{cut}.")

    def _end(self) -> None:
        self._soon.stop()
        self._searching.abandon()
        self._comparing.abandon()


def _compare(load: Load, hit: HistoryHit, interest: Interest) -> Diff:
    before, after = load(hit)
    interest.check()
    return difference(before, after, interest)


def _is_same(hit: HistoryHit, other: HistoryHit | None) -> bool:
    return other is not None and (hit.document, hit.seq, hit.is_removal) == (
        other.document,
        other.seq,
        other.is_removal,
    )


def _about(hit: HistoryHit, now: int) -> str:
    done = "Removed" if hit.is_removal else "Written"
    return f"{done} in {hit.name}, {when_text(hit.time, now)}"
