"""Owns the list of files that were opened lately, shared by all windows of a profile.

Does not open them, and remembers nothing itself: windows note in their logs what they open and when the list is
cleared, and the list is what follows from that.
"""

from __future__ import annotations

from typing import Final

import msgspec

from editorapp.bus.errors import ReadModelError
from editorapp.bus.json_text import from_json
from editorapp.session.history_queries import Recent, RecentPaths
from editorapp.storage.profile import Profile
from editorapp.storage.read_models.host import JournalReadModels
from editorapp.storage.read_models.journal_source import JournalKind

MOST: Final = 20
"""How many files are remembered."""


class RecentFiles:
    """The recent files of a profile; its methods touch the disk, so they are not for the thread of a window."""

    def __init__(self, profile: Profile, models: JournalReadModels) -> None:
        """Take the profile, and what follows the logs of its windows."""
        self._models = models
        # Versions before the read models kept the list itself, in this file.
        self._former = profile.state / "recent.json"

    def read(self) -> list[str]:
        """Return the files, the latest first; none where the list cannot be read."""
        self._models.catch_up(kinds=frozenset({JournalKind.WINDOW}))
        try:
            recent: Recent = self._models.ask(RecentPaths(MOST))
        except ReadModelError:
            return []
        paths = [path for path, _ in recent.paths]
        return list(dict.fromkeys([*paths, *self._former_paths(recent.cleared)]))[:MOST]

    def _former_paths(self, cleared: int) -> list[str]:
        try:
            if self._former.stat().st_mtime_ns // 1000 <= cleared:
                return []
            return from_json(self._former.read_bytes(), list[str])
        except (OSError, msgspec.DecodeError):
            return []
