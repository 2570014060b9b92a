"""Owns `MergeView`, the window in which a text and what another program has made of its file become one.

Does not change the document: the one command that does goes out.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from editorapp.commands.merging import Merge
from editorapp.storage.errors import FileError
from editorapp.text.merge import Origin
from editorapp.text.merge_plan import Labels, MergePlan
from editorapp.ui.counting_work import paced
from editorapp.ui.latest_work import LatestWork
from editorapp.ui.merge_choices import MergeChoices
from editorapp.ui.merge_rows import Column, counted
from editorapp.ui.merge_table import MergeTable
from editorapp.ui.merge_work import Material, Merging, NoBaseError, find

_NARROW = 760
"""Pixels below which the merged text stands below the others only."""


class MergeView(QDialog):
    """Shows mine, the file and what becomes of both; conflicts are decided one by one."""

    decided = Signal(object, object)
    """The merge is to be taken in: the `Material` and the command `Merge`."""

    base_unknown = Signal()
    """Nothing is known of what the file held before, so that nothing can be merged."""

    again_wanted = Signal()
    """The merge is to begin again, with what is in the document and the file by now."""

    put_off = Signal()
    """Nothing was done, and it is to be decided later."""

    def __init__(self, name: str, parent: QWidget) -> None:
        """Begin without a merge; `begin` looks for one."""
        super().__init__(parent)
        self.setWindowTitle(f"Merge {name}")
        self.setModal(True)
        self.material: Material | None = None
        self._is_sure = False
        self._make_parts()
        self._lay_out()
        self._join()
        room = parent.screen().availableSize()
        size = parent.size()
        self.resize(
            min(max(600, size.width() - 40), room.width() - 20),
            min(max(420, size.height() - 40), room.height() - 40),
        )

    def _make_parts(self) -> None:
        self._count = QLabel("Comparing …", self)
        self._count.setWordWrap(True)
        self._notice = QLabel(self)
        self._notice.setWordWrap(True)
        self._notice.setVisible(False)
        self._progress = QProgressBar(self)
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Comparing")
        self.table = MergeTable(self)
        self.choices = MergeChoices(self)
        self._before = QCheckBox("&Show What Was Before", self)
        self._previous = self._button("&Previous Conflict", "Shift+F8")
        self._next = self._button("&Next Conflict", "F8")
        self._again = self._button("Be&gin Again")
        self._again.setVisible(False)
        self.with_marks = self._button("Apply with Mar&ks")
        self.with_marks.setToolTip("Conflicts that are left stand in the text with both sides, between marks")
        self._later = self._button("Decide &Later")
        self.apply = self._button("&Apply")
        self.apply.setDefault(True)

    def _button(self, words: str, key: str = "") -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        if key:
            button.setToolTip(key)
            QShortcut(QKeySequence(key), self, button.click)
        return button

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._count, 1)
        for button in (self._previous, self._next):
            top.addWidget(button)
        bottom = QHBoxLayout()
        bottom.addWidget(self._before)
        bottom.addStretch(1)
        for button in (self._again, self.with_marks, self._later, self.apply):
            bottom.addWidget(button)
        self._splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.table)
        self._splitter.addWidget(self.choices)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self._notice)
        layout.addWidget(self._progress)
        layout.addWidget(self._splitter, 1)
        layout.addLayout(bottom)

    def _join(self) -> None:
        self._work = LatestWork(self)
        self._work.finished.connect(self._take)
        self._work.failed.connect(self._fail)
        self._applying = LatestWork(self)
        self._applying.finished.connect(self._applied)
        self._previous.clicked.connect(lambda: self._walk(-1, is_conflict=True))
        self._next.clicked.connect(lambda: self._walk(1, is_conflict=True))
        QShortcut(QKeySequence("F7"), self, lambda: self._walk(1, is_conflict=False))
        QShortcut(QKeySequence("Shift+F7"), self, lambda: self._walk(-1, is_conflict=False))
        self._before.toggled.connect(lambda shown: self.table.setColumnHidden(Column.BASE, not shown))
        self._again.clicked.connect(self._begin_again)
        self.with_marks.clicked.connect(lambda: self._apply(Labels()))
        self.apply.clicked.connect(lambda: self._apply(None))
        self._later.clicked.connect(self.reject)
        self.table.region_chosen.connect(self._look_at)
        self.table.digit_pressed.connect(self.choices.press)
        self.table.entered.connect(self.choices.written.setFocus)
        self.choices.changed.connect(self._refresh)
        self.choices.left.connect(self.table.setFocus)
        self.finished.connect(self._end)
        self._refresh_buttons()

    # --- what is merged ----------------------------------------------------------------------------------

    def begin(self, merging: Merging) -> None:
        """Look in a thread for what there is to merge; what was decided before is forgotten."""
        self.material = None
        self._is_sure = False
        self._again.setVisible(False)
        self._notice.setVisible(False)
        self._count.setText("Comparing …")
        self._progress.setVisible(True)
        self._splitter.setEnabled(False)
        self._refresh_buttons()
        self._work.start(lambda interest: find(merging, interest))

    def _take(self, material: Material) -> None:
        self.material = material
        self._progress.setVisible(False)
        self._splitter.setEnabled(True)
        self._tell(material.notes())
        plan = material.plan
        changed = [n for n, region in enumerate(plan.regions) if region.origin is not Origin.SAME]
        first = (plan.conflicts or changed or [0])[0]
        if plan.regions:
            self.table.show_plan(plan, first)
        self._refresh_words(plan)
        # Where nothing is left to decide, Enter takes it in.
        (self.table if plan.conflicts else self.apply).setFocus()

    def _fail(self, error: Exception) -> None:
        self._progress.setVisible(False)
        if isinstance(error, NoBaseError):
            self.base_unknown.emit()
            return
        if not isinstance(error, FileError):
            raise error
        self._count.setText(f"This cannot be merged: {error} Nothing was changed; your text is here.")
        self._again.setVisible(True)
        self._again.setFocus()

    def holds(self, digest: str) -> bool:
        """Return whether the file is merged as it is with a digest, or is still being read."""
        return self.material is None or self.material.state.digest == digest

    def note(self, words: str) -> None:
        """Say what has happened meanwhile, and offer to begin again."""
        self._tell([words])
        self._again.setVisible(True)

    def _tell(self, sentences: Sequence[str]) -> None:
        self._notice.setText(" ".join(sentences))
        self._notice.setVisible(bool(sentences))

    def told(self) -> str:
        """Return what is said above the texts."""
        return f"{self._count.text()} {self._notice.text() if self._notice.isVisibleTo(self) else ''}".strip()

    def _begin_again(self) -> None:
        self.again_wanted.emit()

    # --- deciding ----------------------------------------------------------------------------------------

    def _look_at(self, region: int) -> None:
        if self.material is not None and not self.choices.written.hasFocus():
            self.choices.show_region(self.material.plan, region)

    def _refresh(self) -> None:
        if self.material is None:
            return
        self._is_sure = False
        plan = self.material.plan
        self.table.show_plan(plan, self.table.merge_model.current)
        self.choices.refresh()
        self._refresh_words(plan)

    def _refresh_words(self, plan: MergePlan) -> None:
        self._count.setText(counted(plan))
        self._refresh_buttons()

    def _refresh_buttons(self) -> None:
        plan = None if self.material is None else self.material.plan
        is_decided = plan is not None and not plan.conflicts_left
        self.apply.setEnabled(is_decided)
        self.with_marks.setVisible(plan is not None and bool(plan.conflicts))
        self.with_marks.setEnabled(plan is not None and not is_decided)
        for button in (self._previous, self._next):
            button.setVisible(plan is None or bool(plan.conflicts))
            button.setEnabled(plan is not None)

    def _walk(self, way: int, *, is_conflict: bool) -> None:
        """Go to the next or the previous place, first to one that waits for a decision; from the end to the start."""
        if self.material is None:
            return
        plan = self.material.plan
        places = [n for n, region in enumerate(plan.regions) if region.origin is not Origin.SAME]
        if is_conflict:
            places = plan.conflicts_left or plan.conflicts
        if not places:
            return
        current = self.table.merge_model.current
        onwards = [n for n in places if (n - current) * way > 0]
        self.table.setFocus()
        self.table.go_to((onwards or places)[0 if way > 0 else -1])

    # --- the end -----------------------------------------------------------------------------------------

    def _apply(self, labels: Labels | None) -> None:
        material = self.material
        if material is None:
            return
        self.setEnabled(False)
        self._progress.setVisible(True)
        self._applying.start(lambda interest: (material, material.command(labels, paced(interest))))

    def _applied(self, found: tuple[Material, Merge]) -> None:
        self.setEnabled(True)
        self._progress.setVisible(False)
        self.decided.emit(*found)

    def reject(self) -> None:
        """Leave everything as it is; what was decided here is given up only when that is asked for twice."""
        if self.material is not None and self.material.plan.choices and not self._is_sure:
            self._is_sure = True
            self._tell(["What you have decided here is forgotten if you leave now. Once more to leave."])
            return
        super().reject()
        self.put_off.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the merged text stands below the others only."""
        super().resizeEvent(event)
        self.table.setColumnHidden(Column.MERGED, self.width() < _NARROW)

    def _end(self) -> None:
        self._work.abandon()
        self._applying.abandon()
        self.deleteLater()
