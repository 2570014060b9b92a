"""Owns `FileFindForm`, the lines of input and the buttons of the panel that finds in files.

Does not know what they do.
"""

from __future__ import annotations

import itertools
from typing import Final

from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QPushButton, QToolButton, QWidget

from editorapp.storage.window_state import FileFindState
from editorapp.ui.elided_label import ElidedLabel
from editorapp.ui.history_edit import HistoryEdit
from editorapp.ui.icon_buttons import IconButtons

_NARROWEST_INPUT: Final = 70
_ROOM_FOR_PLACES: Final = 620
"""In pixels."""


class FileFindForm:
    """What a person enters.

    Attributes:
        pattern: what to find.
        replacement: what to put in its place.
        folder: where to look.
        include: which files count.
        exclude: which do not.
        case: whether upper and lower case are told apart.
        word: whether only whole words count.
        regex: whether the pattern is a regular expression.
        preserve_case: whether a replacement takes the case of what it replaces.
        hidden: whether hidden files count.
        ignored: whether files count that ignore files leave out.
        choose_folder: asks for the folder.
        replacing: shows or hides the line for the replacement.
        find: begins to search, or stops.
        replace: replaces what is chosen.
        status: what was found, or what is wrong.
    """

    def __init__(self, panel: QWidget) -> None:
        """Make everything; `layout` is to be put into the panel."""
        self._panel = panel
        self._buttons = IconButtons(panel)
        self.pattern = self._edit("Text to find in files", "Find in files")
        self.pattern.setToolTip("Ctrl+Enter puts in a line break")
        self.replacement = self._edit("Text to put in its place", "Replace with")
        self.folder = self._edit("Folder", "Folder")
        self.include = self._edit("Files, such as *.py, docs/", "Files to search")
        self.include.setToolTip(
            "Patterns as in .gitignore, with commas or blanks between them; none: all files"
        )
        self.exclude = self._edit("No files such as *.min.js", "Files not to search")
        self.case = self._buttons.toggle("case", "Match upper and lower case", "Alt+C")
        self.word = self._buttons.toggle("word", "Whole words only", "Alt+W")
        self.regex = self._buttons.toggle("regex", "Regular expression", "Alt+X")
        self.replacing = self._buttons.toggle("replace", "Replace what is found", "Alt+R")
        self.preserve_case = self._buttons.toggle(
            "preserve-case", "Keep the case of what is replaced: Foo, FOO, foo", "Alt+K"
        )
        self.hidden = self._buttons.toggle("hidden-files", "Search hidden files, too", "Alt+D")
        self.ignored = self._buttons.toggle(
            "ignored-files", "Search what .gitignore and .ignore files leave out, too", "Alt+G"
        )
        self.choose_folder = self._buttons.button("folder", "Choose the folder (Alt+O)")
        self._buttons.press_by("Alt+O", self.choose_folder)
        self.find = QPushButton("Fi&nd", panel)
        self.replace = QPushButton("Replace &All", panel)
        for button in (self.find, self.replace):
            button.setAutoDefault(False)
        self.status = ElidedLabel(panel, shortest="No matches")
        self.status.setAccessibleName("What was found")
        self.layout = self._arranged()
        self.set_replacing(False)

    def _edit(self, words: str, name: str) -> HistoryEdit:
        edit = HistoryEdit(self._panel)
        edit.setPlaceholderText(words)
        edit.setAccessibleName(name)
        edit.setMinimumWidth(_NARROWEST_INPUT)
        return edit

    def _arranged(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(3)
        grid.addWidget(self.pattern, 0, 0)
        grid.addLayout(_row(self.case, self.word, self.regex, self.replacing), 0, 1)
        grid.addWidget(self.find, 0, 2)
        grid.addWidget(self.replacement, 1, 0)
        grid.addLayout(_row(self.preserve_case), 1, 1)
        grid.addWidget(self.replace, 1, 2)
        files = QHBoxLayout()
        files.setSpacing(4)
        files.addWidget(self.include)
        files.addWidget(self.exclude)
        self._places = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._places.setSpacing(4)
        self._places.addWidget(self.folder, 1)
        self._places.addLayout(files, 1)
        grid.addLayout(self._places, 2, 0)
        grid.addLayout(_row(self.choose_folder, self.hidden, self.ignored), 2, 1)
        grid.addWidget(self.status, 3, 0, 1, 3)
        grid.setColumnStretch(0, 1)
        order: list[QWidget] = [self.pattern, self.replacement, self.folder, self.include, self.exclude]
        order += [self.case, self.word, self.regex, self.replacing, self.preserve_case]
        order += [self.choose_folder, self.hidden, self.ignored, self.find, self.replace]
        for first, second in itertools.pairwise(order):
            QWidget.setTabOrder(first, second)
        return grid

    @property
    def edits(self) -> tuple[HistoryEdit, ...]:
        """The lines of input."""
        return self.pattern, self.replacement, self.folder, self.include, self.exclude

    @property
    def toggles(self) -> tuple[QToolButton, ...]:
        """The buttons that say how to search."""
        return self.case, self.word, self.regex, self.preserve_case, self.hidden, self.ignored

    def state(self) -> FileFindState:
        """Return what is entered, to be kept."""
        pattern, replacement, folder, include, exclude = (edit.text() for edit in self.edits)
        ways = [toggle.isChecked() for toggle in self.toggles]
        return FileFindState(
            pattern, replacement, folder, include, exclude, self.replacing.isChecked(), *ways
        )

    def restore(self, state: FileFindState) -> None:
        """Enter what was kept."""
        texts = (state.pattern, state.replacement, state.folder, state.include, state.exclude)
        for edit, text in zip(self.edits, texts, strict=True):
            edit.setText(text)
        ways = (state.case, state.word, state.regex, state.preserve_case, state.hidden, state.ignored)
        for toggle, is_on in zip(self.toggles, ways, strict=True):
            toggle.setChecked(is_on)
        self.set_replacing(state.is_replacing)

    def fit(self, width: int) -> None:
        """Put the folder above the patterns where there is little room; the width of the panel is in pixels."""
        is_narrow = width < _ROOM_FOR_PLACES
        direction = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
        self._places.setDirection(direction)

    def set_replacing(self, is_replacing: bool) -> None:
        """Show or hide the line for the replacement."""
        self.replacing.setChecked(is_replacing)
        for widget in (self.replacement, self.preserve_case, self.replace):
            widget.setVisible(is_replacing)

    def draw_icons(self) -> None:
        """Draw the icons in the colors of a new palette."""
        self._buttons.draw(self._panel.palette())


def _row(*buttons: QToolButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(2)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
