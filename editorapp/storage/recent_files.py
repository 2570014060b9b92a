"""Owns the list of files that were opened lately, shared by all windows of a profile.

Does not open them.
"""

from __future__ import annotations

import os
import secrets
import threading
from pathlib import Path
from typing import Final

import msgspec

from editorapp.storage.profile import Profile, private_folder

MOST: Final = 20
"""How many files are remembered."""


class RecentFiles:
    """The recent files of a profile; its methods touch the disk, so they are not for the thread of a window."""

    def __init__(self, profile: Profile) -> None:
        """Take the profile."""
        self._path = profile.state / "recent.json"
        self._lock = threading.Lock()

    def read(self) -> list[str]:
        """Return the files, the latest first; none where the list cannot be read."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=list[str])[:MOST]
        except (OSError, msgspec.DecodeError):
            return []

    def note(self, path: Path) -> list[str]:
        """Put a file at the front and return the list; other windows' entries are kept.

        Raises:
            OSError: the list cannot be written.
        """
        with self._lock:
            files = [str(path), *(other for other in self.read() if other != str(path))][:MOST]
            self._write(files)
            return files

    def clear(self) -> list[str]:
        """Forget all files.

        Raises:
            OSError: the list cannot be written.
        """
        with self._lock:
            self._write([])
            return []

    def _write(self, files: list[str]) -> None:
        private_folder(self._path.parent)
        unfinished = self._path.with_suffix(f".{secrets.token_hex(4)}.unfinished")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode(files))
        unfinished.replace(self._path)
