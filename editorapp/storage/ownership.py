"""Owns the lock by which a living process holds a document, and by which a death is noticed.

Does not know what is in the document.

The file `owner.lock` is there while a document is open, and its owner holds a lock of the system on it. A file
without that lock was left by a process that died.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path
from typing import Final

import msgspec

from editorapp.storage.errors import Owner

_NAME: Final = "owner.lock"
_TRIES: Final = 3
_BETWEEN_TRIES: Final = 0.01
"""Seconds; looking takes some microseconds."""

_LOCKED_BYTE: Final = 1 << 20
"""On Windows a locked byte cannot be read, so one far behind the end is locked."""


class Ownership:
    """The lock on one document, held by this process until `release`."""

    def __init__(self, path: Path, descriptor: int, *, was_left: bool) -> None:
        """Take the file and the descriptor with the lock; use `acquire`.

        Args:
            path: the lock's file.
            descriptor: the open file that carries the lock.
            was_left: whether a process that died has left the file.
        """
        self._path = path
        self._descriptor = descriptor
        self.was_left = was_left

    @classmethod
    def acquire(cls, folder: Path, owner: Owner) -> Ownership | Owner:
        """Take the lock of a document for this process, or return the owner that holds it."""
        path = folder / _NAME
        while True:
            descriptor, was_left = _open(path)
            if not _lock_patiently(descriptor):
                os.close(descriptor)
                return read_owner(folder)
            if _is_still(path, descriptor):
                break
            # The owner before has removed the file between our opening and locking it.
            os.close(descriptor)
        ownership = cls(path, descriptor, was_left=was_left)
        try:
            os.ftruncate(descriptor, 0)
            os.write(descriptor, msgspec.json.encode({"pid": owner.pid, "socket": owner.socket}))
        except OSError:
            if was_left:
                ownership.abandon()
            else:
                ownership.release()
            raise
        return ownership

    def release(self) -> None:
        """Give the lock up in order."""
        if os.name == "nt":
            os.close(self._descriptor)
            self._path.unlink(missing_ok=True)
        else:
            self._path.unlink(missing_ok=True)
            os.close(self._descriptor)

    def abandon(self) -> None:
        """Give the lock up and leave the file, as a death would: the document stays to be recovered."""
        os.close(self._descriptor)


def _lock_patiently(descriptor: int) -> bool:
    """Lock the file, in spite of a process that looks for a moment whether it is locked (`is_left`)."""
    for _ in range(_TRIES):
        if _lock(descriptor):
            return True
        time.sleep(_BETWEEN_TRIES)
    return False


def _open(path: Path) -> tuple[int, bool]:
    """Open the lock's file and tell whether it was there: who finds it there has not made it."""
    while True:
        with contextlib.suppress(FileExistsError):
            return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), False
        with contextlib.suppress(FileNotFoundError):
            return os.open(path, os.O_RDWR), True


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except OSError:
        return False


def read_owner(folder: Path) -> Owner:
    """Return who wrote the lock file of a document; process 0 where that cannot be read."""
    with contextlib.suppress(OSError, msgspec.DecodeError, TypeError):
        return Owner(**msgspec.json.decode((folder / _NAME).read_bytes()))
    return Owner(0)


def is_held(folder: Path) -> bool:
    """Tell whether a living process has a document open."""
    return (folder / _NAME).exists() and not is_left(folder)


def is_left(folder: Path) -> bool:
    """Tell whether a process that died has left a document open."""
    path = folder / _NAME
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return _lock(descriptor)
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(descriptor, 0, os.SEEK_SET)
        return True
else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
