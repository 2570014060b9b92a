"""Owns how Find in History gets what it shows: hits from the read model, texts from the journals.

Does not own the dialog, nor what is found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from editorapp.commands.application import ShowHistorySearch
from editorapp.session.history_queries import HistoryHit
from editorapp.storage.document_store import wall_clock
from editorapp.storage.journal_reader import read_revision
from editorapp.storage.profile import Profile
from editorapp.ui.performing import Performers
from editorapp.ui.read_model_follower import ReadModelFollower
from editorapp.ui.tab_area import TabArea
from editorapp.ui.workspace import Workspace

if TYPE_CHECKING:
    from editorapp.ui.history_search_dialog import HistorySearchDialog

_LONGEST_WORD = 200


class HistorySearch(QObject):
    """Shows Find in History for a window."""

    def __init__(
        self,
        window: QWidget,
        profile: Profile,
        follower: ReadModelFollower,
        workspace: Workspace,
        tabs: TabArea,
    ) -> None:
        """Take what it works with."""
        super().__init__(window)
        self._window = window
        self._profile = profile
        self._follower = follower
        self._workspace = workspace
        self._tabs = tabs
        self._dialog: HistorySearchDialog | None = None
        follower.caught_up.connect(self._caught_up)
        follower.ended.connect(self._end)

    def performers(self) -> Performers:
        """Return what this part does."""
        return {ShowHistorySearch: lambda _: self._show()}

    def _show(self) -> None:
        if self._dialog is None:
            # Loaded when it is wanted, not before the first paint.
            from editorapp.ui.history_search_dialog import HistorySearchDialog

            self._dialog = HistorySearchDialog(
                self._follower.models.ask, self._texts, wall_clock, self._window
            )
            self._dialog.copy_wanted.connect(lambda text: QGuiApplication.clipboard().setText(text))
            self._dialog.finished.connect(self._closed)
            self._dialog.show()
        held = self._workspace.held(self._tabs.current_id)
        self._dialog.offer_document(None if held is None else held.id, "" if held is None else held.name)
        self._dialog.begin(self._selected_word())
        self._dialog.show_catching_up(True)
        self._dialog.raise_()
        self._dialog.activateWindow()
        self._follower.catch_up()

    def _selected_word(self) -> str:
        """Return what is selected, if it is a part of one line."""
        held = self._workspace.held(self._tabs.current_id)
        if held is None:
            return ""
        document = held.document.document
        main = document.selection.main
        start, end = sorted((main.anchor, main.head))
        if not 0 < end - start <= _LONGEST_WORD:
            return ""
        text = document.buffer.slice(start, end)
        return "" if "\n" in text else text

    def _caught_up(self) -> None:
        if self._dialog is not None:
            self._dialog.show_catching_up(False)

    def _end(self) -> None:
        if self._dialog is not None:
            self._dialog.reject()

    def _closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _texts(self, hit: HistoryHit) -> tuple[str, str]:
        """Return the text before a change and behind it; runs in a thread."""
        _, before = read_revision(self._profile, hit.document, hit.first_revision - 1)
        _, after = read_revision(self._profile, hit.document, hit.revision)
        return str(before.buffer), str(after.buffer)
