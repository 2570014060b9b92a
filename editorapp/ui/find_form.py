"""Owns `FindForm`, the lines of input and the buttons of the find bar, and how they lie in little room and in much.

Does not know what they do.
"""

from __future__ import annotations

import itertools
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from editorapp.ui.elided_label import ElidedLabel
from editorapp.ui.history_edit import HistoryEdit
from editorapp.ui.icon_buttons import IconButtons

IN_BAR: Final = Qt.ShortcutContext.WidgetWithChildrenShortcut

_ROOM_FOR_LABELS: Final = 700
_ROOM_FOR_ALL: Final = 500
_ROOM_FOR_MOST: Final = 420
_WIDEST_INPUT: Final = 640
"""In pixels."""


class FindForm:
    """What a person sees of the find bar.

    Attributes:
        pattern: what to find.
        replacement: what to put in its place.
        case: whether upper and lower case are told apart.
        word: whether only whole words count.
        regex: whether the pattern is a regular expression.
        wrap: whether a search goes on from the other end of the text.
        in_selection: whether only what was selected is searched.
        preserve_case: whether a replacement takes the case of what it replaces.
        previous: finds the match before.
        next: finds the match behind.
        select_all: selects all matches.
        close: closes the bar.
        replace_one: replaces the selected match.
        replace_all: replaces all matches.
        preview: shows first what would be replaced.
        status: how many matches there are, or what is wrong.
    """

    def __init__(self, bar: QWidget) -> None:
        """Fill a widget."""
        self._bar = bar
        self._buttons = IconButtons(bar)
        self._make_inputs()
        self._make_buttons()
        self._arrange()

    def _make_inputs(self) -> None:
        bar = self._bar
        self.pattern = HistoryEdit(bar)
        self.pattern.setPlaceholderText("Text to find")
        self.pattern.setAccessibleName("Find")
        self.pattern.setToolTip("Ctrl+Enter puts in a line break")
        self.replacement = HistoryEdit(bar)
        self.replacement.setPlaceholderText("Text to put in its place")
        self.replacement.setAccessibleName("Replace with")
        self._find_label = QLabel("Fi&nd:", bar)
        self._find_label.setBuddy(self.pattern)
        self._replace_label = QLabel("Replace with:", bar)
        self._replace_label.setBuddy(self.replacement)
        for edit in (self.pattern, self.replacement):
            edit.setMaximumWidth(_WIDEST_INPUT)
        self.status = ElidedLabel(bar, shortest="No matches")
        self.status.setAccessibleName("Matches")

    def _make_buttons(self) -> None:
        bar = self._bar
        self.case = self._buttons.toggle("case", "Match upper and lower case", "Alt+C")
        self.word = self._buttons.toggle("word", "Whole words only", "Alt+W")
        self.regex = self._buttons.toggle("regex", "Regular expression", "Alt+X")
        self.in_selection = self._buttons.toggle("in-selection", "Only in what is selected now", "Alt+L")
        self.wrap = self._buttons.toggle("wrap", "Go on from the other end of the text", "Alt+O")
        self.wrap.setChecked(True)
        self.preserve_case = self._buttons.toggle(
            "preserve-case", "Keep the case of what is replaced: Foo, FOO, foo", "Alt+K"
        )
        self.previous = self._buttons.button("previous", "Previous match (Shift+Enter)")
        self.next = self._buttons.button("next", "Next match (Enter)")
        self.select_all = self._buttons.button("select-matches", "Select all matches (Alt+Enter)")
        self.close = self._buttons.button("close", "Close (Escape)")
        self._buttons.press_by("Alt+Return", self.select_all)
        self.replace_one = QPushButton("&Replace", bar)
        self.replace_one.setToolTip("Replace this match and go to the next one (Enter)")
        self.replace_all = QPushButton("Replace &All", bar)
        self.preview = self._buttons.button(
            "preview", "Show what Replace All would change, and choose (Alt+P)"
        )
        self._buttons.press_by("Alt+P", self.preview)
        for button in (self.replace_one, self.replace_all):
            button.setAutoDefault(False)

    def _arrange(self) -> None:
        finding = QHBoxLayout()
        finding.setSpacing(2)
        toggles = (self.case, self.word, self.regex, self.in_selection, self.wrap)
        for button in toggles:
            finding.addWidget(button)
        finding.addSpacing(6)
        for button in (self.previous, self.next, self.select_all):
            finding.addWidget(button)
        finding.addSpacing(6)
        finding.addWidget(self.status, 1)
        replacing = QHBoxLayout()
        replacing.setSpacing(6)
        for widget in (self.preserve_case, self.replace_one, self.replace_all, self.preview):
            replacing.addWidget(widget)
        replacing.addStretch(1)
        grid = QGridLayout(self._bar)
        grid.setContentsMargins(8, 4, 6, 4)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._find_label, 0, 0)
        grid.addWidget(self.pattern, 0, 1)
        grid.addLayout(finding, 0, 2)
        grid.addWidget(self.close, 0, 3)
        grid.addWidget(self._replace_label, 1, 0)
        grid.addWidget(self.replacement, 1, 1)
        grid.addLayout(replacing, 1, 2)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 2)
        self.in_selection.toggled.connect(self.show_labels)
        self._set_tab_order(toggles)

    def _set_tab_order(self, toggles: tuple[QToolButton, ...]) -> None:
        order: list[QWidget] = [self.pattern, self.replacement, *toggles, self.preserve_case]
        order += [self.previous, self.next, self.select_all]
        order += [self.replace_one, self.replace_all, self.preview, self.close]
        for first, second in itertools.pairwise(order):
            QWidget.setTabOrder(first, second)

    def set_replacing(self, is_replacing: bool) -> None:
        """Show or hide the line for the replacement."""
        for widget in (
            self.replacement,
            self.replace_one,
            self.replace_all,
            self.preview,
            self.preserve_case,
        ):
            widget.setVisible(is_replacing)
        self.show_labels()

    def show_labels(self) -> None:
        """Leave out what is not needed where there is little room."""
        has_room = self._bar.width() >= _ROOM_FOR_LABELS
        self._find_label.setVisible(has_room)
        self._replace_label.setVisible(has_room and not self.replacement.isHidden())
        # These have keys as well, and are not needed often.
        for button in (self.wrap, self.select_all):
            button.setVisible(self._bar.width() >= _ROOM_FOR_ALL)
        has_room = self._bar.width() >= _ROOM_FOR_MOST
        # Whoever looks only in what is selected must see that.
        self.previous.setVisible(has_room)
        self.in_selection.setVisible(has_room or self.in_selection.isChecked())

    def draw_icons(self) -> None:
        """Draw the icons in the colors of a new palette."""
        self._buttons.draw(self._bar.palette())

    def enable(self, is_ready: bool) -> None:
        """Let matches be found and replaced, or not."""
        for button in (self.next, self.previous, self.replace_one, self.replace_all, self.preview):
            button.setEnabled(is_ready)
        # The command that selects them looks at the whole text.
        self.select_all.setEnabled(is_ready and not self.in_selection.isChecked())
