"""Owns `InspectorPanel`: lists of commands, queries, jobs and read models, with what can be done about them.

Does not do it: it asks for commands.
"""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from editorapp.bus.job import JobState
from editorapp.session.inspection import Snapshot
from editorapp.ui.elided_label import ElidedLabel
from editorapp.ui.inspector.list_page import ListPage
from editorapp.ui.inspector.lists import COMMANDS, JOBS, MODELS, QUERIES, can_be

_JOB_BUTTONS: Final = (
    ("&Retry", "retry", "", "Try this dead letter again"),
    ("&Discard", "discard", "", "Give this dead letter up; it stays in the list"),
    ("&Cancel", "cancel", "", "Do not begin this, or stop it"),
    ("Mark D&one", "settle", "done", "It has happened"),
    ("Mark Fa&iled", "settle", "failed", "It has not happened, and is not to be tried again"),
    ("Try &Again", "settle", "again", "It has not happened; do it again"),
)
_IN_A_ROW: Final = 3
_ATTENTION: Final = (JobState.DEAD, JobState.DOUBT)


class InspectorPanel(QWidget):
    """Shows snapshots."""

    command_requested = Signal(str, dict)
    """The name and the arguments of a command that a person wants."""

    looked_elsewhere = Signal()
    """Another list is shown."""

    left = Signal()
    """A person wants to go back to the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._tabs = QTabWidget(self)  # made before its pages, so that the Tab key leads from it into them
        self.commands, self.queries = ListPage(COMMANDS, self), ListPage(QUERIES, self)
        self.jobs, self.models = ListPage(JOBS, self), ListPage(MODELS, self)
        self.buttons: dict[str, QPushButton] = {}
        self._tabs.setDocumentMode(True)
        self._tabs.setAccessibleName("Inspector")
        for page in (self.commands, self.queries):
            self._tabs.addTab(page, page.kind.name)
        self._tabs.addTab(self._with_buttons(self.jobs, self._job_buttons()), JOBS.name)
        self._tabs.addTab(self._with_buttons(self.models, [self._rebuild_button()]), MODELS.name)
        self._note = ElidedLabel(self)
        self._note.setAccessibleName("What became of the last wish")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(2)
        layout.addWidget(self._tabs, 1)
        below = QHBoxLayout()
        below.setContentsMargins(8, 0, 8, 0)
        below.addWidget(self._note)
        layout.addLayout(below)
        self._note.hide()
        self.jobs.chosen.connect(self._enable)
        self.models.chosen.connect(self._enable)
        self._tabs.currentChanged.connect(self.looked_elsewhere)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self.left)
        self.setFocusProxy(self._tabs)
        self._enable()

    # --- how it is made ----------------------------------------------------------------------------------

    def _job_buttons(self) -> list[QPushButton]:
        return [self._job_button(*each) for each in _JOB_BUTTONS]

    def _job_button(self, words: str, verb: str, verdict: str, tip: str) -> QPushButton:
        def want() -> None:
            listed = self.jobs.current
            if listed is not None:
                more = {"verdict": verdict} if verdict else {}
                arguments = {"id": listed.job.id, "work": listed.work, **more}
                self.command_requested.emit(f"jobs.{verb}", arguments)

        return self._button(words, tip, want)

    def _rebuild_button(self) -> QPushButton:
        def want() -> None:
            listed = self.models.current
            if listed is not None:
                arguments = {"name": listed.health.name, "work": listed.work}
                self.command_requested.emit("readmodels.rebuild", arguments)

        return self._button("Re&build", "Drop the rows of this read model and make them again", want)

    def _button(self, words: str, tip: str, want: Any) -> QPushButton:
        button = QPushButton(words, self)
        button.setToolTip(tip)
        button.setAccessibleDescription(tip)
        button.clicked.connect(want)
        self.buttons[words.replace("&", "")] = button
        return button

    def _with_buttons(self, page: ListPage, buttons: list[QPushButton]) -> QWidget:
        whole = QWidget(self)
        grid = QGridLayout()
        grid.setContentsMargins(6, 2, 6, 2)
        grid.setSpacing(4)
        for number, button in enumerate(buttons):
            grid.addWidget(button, number // _IN_A_ROW, number % _IN_A_ROW)
        for column in range(_IN_A_ROW):
            grid.setColumnStretch(column, 1)
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(page, 1)
        layout.addLayout(grid)
        return whole

    # --- what is shown -----------------------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what is under way now; lists that are not looked at are brought up to date as well."""
        self.commands.show_rows(snapshot.commands)
        self.queries.show_rows(snapshot.queries)
        self.jobs.show_rows(snapshot.jobs)
        if snapshot.models is not None:
            self.models.show_rows(snapshot.models)
        waiting = sum(listed.job.state in _ATTENTION for listed in snapshot.jobs)
        title = f"{JOBS.name} ({waiting})" if waiting else JOBS.name
        if self._tabs.tabText(2) != title:
            self._tabs.setTabText(2, title)
        if snapshot.problems:
            self.say(snapshot.problems[0], is_error=True)

    @property
    def shows_models(self) -> bool:
        """Whether the read models are looked at."""
        return self._tabs.currentIndex() == 3

    def say(self, text: str, *, is_error: bool = False) -> None:
        """Say something below the lists; nothing where the text is empty."""
        self._note.show_text(text, is_error=is_error)
        self._note.setVisible(bool(text))

    def show_list(self, name: str) -> None:
        """Show the list of a name, such as `Jobs`."""
        for number in range(self._tabs.count()):
            if self._tabs.tabText(number).startswith(name):
                self._tabs.setCurrentIndex(number)

    def titles(self) -> list[str]:
        """Return the titles of the lists."""
        return [self._tabs.tabText(number) for number in range(self._tabs.count())]

    def said(self) -> str:
        """Return what is said below the lists."""
        return self._note.text()

    def _enable(self) -> None:
        listed = self.jobs.current
        possible = frozenset() if listed is None else can_be(listed.job)
        for words, verb, _, _ in _JOB_BUTTONS:
            self.buttons[words.replace("&", "")].setEnabled(verb in possible)
        self.buttons["Rebuild"].setEnabled(self.models.current is not None)
