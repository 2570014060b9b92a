"""Owns `MergeChoices`, where a person decides what one region of a merge becomes, or writes it by hand.

Does not show the other regions.
"""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from editorapp.text.merge import Origin
from editorapp.text.merge_plan import Choice, MergePlan

_BUTTONS: Final = (
    ("&Mine", Choice.OURS, "1", "Take the lines as they are here"),
    ("In the &File", Choice.THEIRS, "2", "Take the lines as they are in the file"),
    ("Mine, &then File", Choice.OURS_FIRST, "3", "Take both, those of here first"),
    ("File, then Min&e", Choice.THEIRS_FIRST, "4", "Take both, those of the file first"),
    ("As &Before", Choice.BASE, "5", "Take neither: leave the lines as they were"),
    ("&Undo Choice", None, "0", "Take back what was decided about this place"),
)
_NARROW: Final = 640
"""Pixels below which the buttons stand in two rows."""

_LONGEST: Final = 200_000
"""Code points of a region from which on it is not written by hand."""

_NOT_WRITTEN: Final = re.compile("\r(?!\n)|[\x00\u2028\u2029\ufdd0\ufdd1\ud800-\udfff]")
"""What a text field would not give back as it was."""


class _Written(QPlainTextEdit):
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leads back to the texts."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class MergeChoices(QWidget):
    """The choices for one region, and its text as it becomes."""

    changed = Signal()
    """Something was decided."""

    left = Signal()
    """The keyboard goes back to the texts."""

    def __init__(self, parent: QWidget) -> None:
        """Begin with no region."""
        super().__init__(parent)
        self._plan: MergePlan | None = None
        self._region = -1
        self._is_showing = False
        self._about = QLabel(self)
        self._about.setWordWrap(True)
        self.buttons: list[QPushButton] = []
        self._grid = QGridLayout()
        for words, choice, key, tip in _BUTTONS:
            button = QPushButton(words, self)
            button.setAutoDefault(False)
            button.setToolTip(f"{tip} (Alt+{key}, or {key} among the texts)")
            button.setAccessibleDescription(tip)
            button.setShortcut(f"Alt+{key}")
            button.clicked.connect(lambda _=False, choice=choice: self._choose(choice))
            self.buttons.append(button)
        self.written = _Written(self)
        self.written.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.written.setAccessibleName("What this place becomes")
        self.written.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.written.left.connect(self.left)
        self.written.textChanged.connect(self._write)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._about)
        layout.addLayout(self._grid)
        layout.addWidget(self.written, 1)
        self._arrange(len(_BUTTONS))

    def _arrange(self, columns: int) -> None:
        for number, button in enumerate(self.buttons):
            self._grid.addWidget(button, number // columns, number % columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons in two rows where there is little room."""
        super().resizeEvent(event)
        self._arrange(3 if self.width() < _NARROW else len(_BUTTONS))

    def about(self) -> str:
        """Return what is said about the region."""
        return self._about.text()

    def show_region(self, plan: MergePlan, region: int) -> None:
        """Show what a region becomes."""
        self._plan, self._region = plan, region
        is_same = plan.regions[region].origin is Origin.SAME
        for button in self.buttons:
            button.setEnabled(not is_same)
        self.buttons[-1].setEnabled(region in plan.choices)
        self._about.setText(_told(plan, region))
        self.setEnabled(True)
        lines = [] if is_same else plan.result(region)
        text = "".join(lines or ())
        is_kept = is_same or len(text) > _LONGEST or _NOT_WRITTEN.search(text) is not None
        self.written.setReadOnly(is_kept)
        self.written.setPlaceholderText(
            "Nothing to decide here."
            if is_same
            else "Not decided: choose above, or write here."
            if lines is None
            else "No lines."
        )
        self._is_showing = True
        self.written.setPlainText(text[:_LONGEST])
        self._is_showing = False

    def refresh(self) -> None:
        """Say anew what was decided, and leave the text that is being written alone."""
        if self._plan is not None:
            self._about.setText(_told(self._plan, self._region))
            self.buttons[-1].setEnabled(self._region in self._plan.choices)

    def press(self, digit: int) -> None:
        """Do what the button of a digit does."""
        for button, (_, _, key, _) in zip(self.buttons, _BUTTONS, strict=True):
            if key == str(digit) and button.isEnabled():
                button.click()

    def _choose(self, choice: Choice | None) -> None:
        plan = self._plan
        if plan is None:
            return
        if choice is None:
            plan.revert(self._region)
        else:
            plan.choose(self._region, choice)
        self.show_region(plan, self._region)
        self.changed.emit()

    def _write(self) -> None:
        plan = self._plan
        if plan is None or self._is_showing or self.written.isReadOnly():
            return
        # A paragraph separator stands where a line ends; other spaces stay as they are.
        text = self.written.document().toRawText().replace("\u2029", "\n")
        line_break = _break_in(plan, self._region)
        plan.write(self._region, text.replace("\n", line_break))
        self.changed.emit()


def _break_in(plan: MergePlan, region: int) -> str:
    found = plan.regions[region]
    for line in (*found.ours, *found.theirs, *found.base):
        if line.endswith("\r\n"):
            return "\r\n"
        if line.endswith(("\n", "\r")):
            return line[-1]
    return "\n"


def _told(plan: MergePlan, region: int) -> str:
    """Return in a sentence who has changed a region and what becomes of it."""
    origin = plan.regions[region].origin
    words = {
        Origin.SAME: "These lines nobody has changed.",
        Origin.OURS: "Changed here only; that is taken.",
        Origin.THEIRS: "Changed in the file only; that is taken.",
        Origin.BOTH: "Changed here and in the file alike; that is taken.",
        Origin.CONFLICT: "Changed here and in the file, in different ways.",
    }[origin]
    if origin is Origin.CONFLICT:
        number = plan.conflicts.index(region) + 1
        words = f"Conflict {number:,} of {len(plan.conflicts):,}. {words}"
    choice = plan.choices.get(region)
    if choice is None:
        return words + (" Which shall it be?" if origin is Origin.CONFLICT else "")
    became = {
        Choice.BASE: "It stays as it was before.",
        Choice.OURS: "Yours is taken.",
        Choice.THEIRS: "That of the file is taken.",
        Choice.OURS_FIRST: "Both are taken, yours first.",
        Choice.THEIRS_FIRST: "Both are taken, that of the file first.",
        Choice.BY_HAND: "What you have written is taken.",
    }[choice]
    return f"{words.removesuffix(' that is taken.').rstrip(';')}{'' if words.endswith('ways.') else '.'} {became}"
