"""Owns the dialogs that ask how to play a macro and what to name it.

Does not play or save: commands go out. The list of macros is in `macro_list.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from editorapp.bus.errors import CommandError
from editorapp.session.editor import check_macro_name
from editorapp.ui.elided_label import ElidedLabel

_MOST_TIMES: Final = 1_000_000


class PlayMacroDialog(QDialog):
    """Asks which macro to play, and how often."""

    command_requested = Signal(str, dict)
    """`macro.play` with all of its arguments."""

    def __init__(
        self,
        names: Sequence[str],
        recorded_steps: int,
        parent: QWidget | None = None,
        chosen: str | None = None,
    ) -> None:
        """Offer some macros.

        Args:
            names: the saved ones.
            recorded_steps: how many steps the recording that ended last has; 0 where there is none.
            parent: the window that the dialog belongs to.
            chosen: the saved macro that is offered first; None for the recorded one.
        """
        super().__init__(parent)
        self.setWindowTitle("Play Macro")
        self._build()
        if recorded_steps:
            self._macro.addItem(f"Last recorded ({_steps(recorded_steps)})", None)
        for name in names:
            self._macro.addItem(name, name)
        self._macro.setCurrentIndex(max(0, self._macro.findData(chosen)))
        if not self._macro.count():
            self._macro.addItem("There is no macro yet: record one first")
            self._macro.setEnabled(False)
            self._play.setEnabled(False)

    def _build(self) -> None:
        self._macro = QComboBox(self)
        self._macro.setAccessibleName("Macro")
        self._macro.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._macro.setMinimumContentsLength(24)
        self._by_count = QRadioButton("&This often:", self)
        self._to_end = QRadioButton("Until the &end of the document", self)
        self._to_end.setToolTip("Stops when a run makes no progress, or finds nothing more")
        group = QButtonGroup(self)
        group.addButton(self._by_count)
        group.addButton(self._to_end)
        self._times = QSpinBox(self)
        self._times.setRange(1, _MOST_TIMES)
        self._times.setGroupSeparatorShown(True)
        self._times.setAccessibleName("How often")
        self._by_count.setChecked(True)
        self._by_count.toggled.connect(self._times.setEnabled)
        counting = QHBoxLayout()
        counting.addWidget(self._by_count)
        counting.addWidget(self._times, 1)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("&Macro:", self._macro)
        form.addRow("Play:", counting)
        form.addRow("", self._to_end)
        note = QLabel("All runs together are one step to undo.", self)
        note.setForegroundRole(note.palette().ColorRole.PlaceholderText)
        buttons, self._play = _buttons(self, "&Play")
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(note)
        layout.addStretch(1)
        layout.addWidget(buttons)

    def accept(self) -> None:
        """Ask for the macro to be played."""
        arguments: dict[str, Any] = {
            "name": self._macro.currentData(),
            "times": 1 if self._to_end.isChecked() else self._times.value(),
            "to_end": self._to_end.isChecked(),
        }
        super().accept()
        self.command_requested.emit("macro.play", arguments)


class SaveMacroDialog(QDialog):
    """Asks for the name of the macro that was recorded last."""

    command_requested = Signal(str, dict)
    """`macro.save` with the name."""

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        """Begin without a name.

        Args:
            names: the macros that there are.
            parent: the window that the dialog belongs to.
        """
        super().__init__(parent)
        self._names = {name.casefold() for name in names}
        self.setWindowTitle("Save Macro")
        self.setMinimumWidth(400)
        self._name = QLineEdit(self)
        self._name.setPlaceholderText("Such as: Tidy up the log")
        self._name.setAccessibleName("Name of the macro")
        self._hint = ElidedLabel(self)
        self._hint.setAccessibleName("What the name means")
        buttons, self._save = _buttons(self, "&Save")
        form = QFormLayout()
        form.addRow("&Name:", self._name)
        form.addRow("", self._hint)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self._name.textChanged.connect(self._check)
        self._check()

    def _check(self) -> None:
        name = self._name.text().strip()
        is_taken = name.casefold() in self._names
        problem = _problem_of(name) if name else ""
        self._save.setEnabled(bool(name) and not problem)
        self._save.setText("&Replace" if is_taken else "&Save")
        if is_taken:
            problem = "There is a macro of this name; it will be replaced."
        self._hint.show_text(problem, is_error=bool(problem))

    def accept(self) -> None:
        """Ask for the macro to be saved."""
        if self._save.isEnabled():
            super().accept()
            self.command_requested.emit("macro.save", {"name": self._name.text().strip()})


def _problem_of(name: str) -> str:
    try:
        check_macro_name(name)
    except CommandError as error:
        return error.message
    return ""


def _buttons(dialog: QDialog, words: str) -> tuple[QDialogButtonBox, QPushButton]:
    """Return the buttons of a dialog, and the one that goes ahead."""
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, dialog)
    ahead = box.addButton(words, QDialogButtonBox.ButtonRole.AcceptRole)
    ahead.setDefault(True)
    for button in box.buttons():
        button.setIcon(QIcon())  # those of the style are colorful strangers
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box, ahead


def _steps(count: int) -> str:
    return f"{count:,} step{'' if count == 1 else 's'}"
