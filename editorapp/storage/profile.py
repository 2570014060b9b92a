"""Owns where the program keeps things: the folders for state, data, configuration and cache.

Does not know what is in them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

PROFILE_VARIABLE = "EDITORAPP_PROFILE"

TRACE_VARIABLE = "EDITORAPP_TRACE"
"""Switches the trace log on: `1` or `debug` for everything, `info` for what has failed and for jobs."""

CHECK_VARIABLE = "EDITORAPP_CHECK"
"""Lets a window look after every event whether a text has changed in another way than by a command."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The folders of one profile; all are private to the user.

    Attributes:
        state: journals, sessions, recovery.
        data: macros.
        config: settings.
        cache: what can be made again.
    """

    state: Path
    data: Path
    config: Path
    cache: Path

    @classmethod
    def find(cls, folder: str | None = None) -> Profile:
        """Return the profile below a folder, else below the one of the environment, else the platform's."""
        chosen = folder or os.environ.get(PROFILE_VARIABLE)
        if chosen:
            root = Path(chosen).expanduser().absolute()
            return cls(root / "state", root / "data", root / "config", root / "cache")
        dirs = platformdirs.PlatformDirs("editorapp", appauthor=False)
        return cls(dirs.user_state_path, dirs.user_data_path, dirs.user_config_path, dirs.user_cache_path)

    @property
    def documents(self) -> Path:
        """The folder with one folder for each document that has a journal or is open."""
        return self.state / "documents"

    @property
    def paths(self) -> Path:
        """The folder that leads from paths of files to documents."""
        return self.state / "paths"

    @property
    def quarantine(self) -> Path:
        """The folder for what could not be read."""
        return self.state / "quarantine"

    @property
    def macros(self) -> Path:
        """The folder with the saved macros."""
        return self.data / "macros"


def private_folder(path: Path) -> Path:
    """Make a folder, and those above it that are missing, that only the user can enter; return it."""
    if not path.is_dir():
        # With `parents`, pathlib would give the folders above it the usual mode.
        private_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)
    return path
