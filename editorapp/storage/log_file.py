"""Owns the log file: errors that nobody expected, with what is needed to find them, and no text of documents.

Does not decide what is logged.
"""

from __future__ import annotations

import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final

from editorapp.storage.profile import Profile, private_folder

_LARGEST: Final = 1 << 20


def log_path(profile: Profile) -> Path:
    """Return where the log of a profile is."""
    return profile.state / "editorapp.log"


def begin_log(profile: Profile) -> logging.Handler:
    """Log into the file of a profile from now on; it is made with the first entry. Return what does that."""
    handler = PrivateFile(log_path(profile))
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(logging.WARNING)
    logging.getLogger("editorapp").addHandler(handler)
    return handler


class PrivateFile(RotatingFileHandler):
    """A file that only the user can read, and one older one."""

    def __init__(self, path: Path, largest: int = _LARGEST) -> None:
        """Write to a file, which is made with the first entry and set aside when it has so many bytes."""
        super().__init__(path, maxBytes=largest, backupCount=1, encoding="utf-8", delay=True)

    def _open(self) -> TextIOWrapper:
        private_folder(Path(self.baseFilename).parent)
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """A log that cannot be written, on a full disk say, must not be one more failure."""
