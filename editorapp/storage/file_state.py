"""Owns what is known about the bytes of a file: their hash, their number, its time; and telling that they changed.

Does not read text: that is `text_file.py`.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Final

from editorapp.session.entry import SavedState
from editorapp.storage.errors import FileError

_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class FileState:
    """What a file was when it was read or written.

    Attributes:
        digest: the BLAKE2 hash of its bytes, in hexadecimal digits.
        size: their number; of a file that the system makes up, such as those of `/proc`, what it says instead.
        modified: its time of modification in nanoseconds since 1970.
        note: what a person should know of how it was written, or empty; no part of what the file is.
    """

    digest: str
    size: int
    modified: int
    note: str = field(default="", compare=False)


def file_digest(path: Path) -> FileState | None:
    """Return the state of a file, or None where it cannot be read."""
    digest = hashlib.blake2b(digest_size=32)
    size = 0
    try:
        with open_regular(path) as file:
            modified = os.fstat(file.fileno()).st_mtime_ns
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
    except (OSError, FileError):
        return None
    return FileState(digest.hexdigest(), size, modified)


def is_changed_outside(path: Path, known: FileState | SavedState) -> bool:
    """Return whether a file is there and holds something else than what is known; it may read all of it."""
    try:
        stat = path.stat()
    except OSError:
        return False
    if known.digest and (stat.st_size, stat.st_mtime_ns) == (known.size, known.modified):
        return False
    state = file_digest(path)
    return state is not None and state.digest != known.digest


def open_regular(path: Path) -> FileIO:
    """Open a file for reading; a pipe or a device would block, and has no place to be saved to."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise FileError(f"{path} is a folder, not a file.")
    if not stat.S_ISREG(mode):
        raise FileError(f"{path} is not an ordinary file.")
    return FileIO(path, "rb")
