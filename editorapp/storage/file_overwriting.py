"""Owns overwriting a file in place, with a copy of it made first, and bringing it back where that fails.

A process that dies on the way leaves the copy, which is found again by the path of the file.

Does not decide when a file is overwritten rather than replaced.
"""

from __future__ import annotations

import contextlib
import errno
import filecmp
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable
from io import FileIO
from pathlib import Path
from typing import Final

from editorapp.storage.errors import FileError
from editorapp.storage.file_state import FileState

_NOT_RESERVABLE: Final = {errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS, errno.ENODEV}
_BLOCK: Final = 1 << 20
_LASTING: Final = Path("/var/tmp")
_SUFFIX: Final = ".backup"


def overwrite(target: Path, blocks: Callable[[], Iterable[bytes]], reason: str) -> FileState:
    """Write the bytes of a file over the old ones.

    Args:
        target: the file, which is there.
        blocks: its bytes, as often as it is called; what it raises the first time is let through, with the old file
            as it was.
        reason: why it is not replaced as a whole, to follow on "because".

    Returns:
        What was written, with a note of how.

    Raises:
        FileError: it cannot be written; the message says whether the old file was brought back, or where its copy is.
        OSError: it cannot be written, and nothing was touched.
    """
    size = sum(map(len, blocks()))  # a text that cannot be encoded is found before the file is touched
    copy = _copy_of(target)
    try:
        # Without a buffer of Python's, which would go on writing what has failed when the file is closed.
        with target.open("r+b", buffering=0) as file:
            _reserve(file, size)
            digest, modified = _write_over_or_bring_back(target, file, blocks, copy)
    except OSError:
        _remove(copy)
        raise
    _remove(copy)
    note = f"it was overwritten in place, because {reason}; a copy was made before, and removed afterwards"
    return FileState(digest, size, modified, note)


def _write_over_or_bring_back(
    target: Path, file: FileIO, blocks: Callable[[], Iterable[bytes]], copy: Path
) -> tuple[str, int]:
    try:
        return _write_over(file, blocks), os.fstat(file.fileno()).st_mtime_ns
    except BaseException as error:
        is_back = _is_brought_back(file, copy)
        if is_back:
            _remove(copy)
        if not isinstance(error, Exception):
            raise
        what = "The old file was brought back as it was." if is_back else f"A copy of the old file is {copy}."
        words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FileError(f"{target} cannot be written: {words}. {what}") from error


def _copy_of(target: Path) -> Path:
    """Make a copy of a file that is on the disk when this returns; in its folder, or one for temporary files."""
    folder = target.parent if os.access(target.parent, os.W_OK | os.X_OK) else _lasting()
    made = tempfile.mkdtemp(prefix=_prefix(target, folder), suffix=_SUFFIX, dir=folder)
    copy = Path(made) / target.name
    try:
        shutil.copy2(target, copy)
        with copy.open("rb") as file:
            os.fsync(file.fileno())
    except BaseException:
        _remove(copy)
        raise
    return copy


def _lasting() -> Path:
    return _LASTING if os.access(_LASTING, os.W_OK) else Path(tempfile.gettempdir())


def _prefix(target: Path, folder: Path) -> str:
    """Return what the names of the folders with copies of a file begin with; elsewhere they tell where it is."""
    whose = (
        ""
        if folder == target.parent
        else f"{hashlib.blake2b(os.fsencode(target), digest_size=8).hexdigest()}."
    )
    return f".{target.name[:60]}.{whose}"


def left_copies(target: Path) -> list[Path]:
    """Return the copies of a file that were left where overwriting it was interrupted, the newest one first.

    A copy that is the same as the file is none: it was left before the file was touched, and is removed.

    Args:
        target: the file; no symbolic link.

    Raises:
        OSError: its folder cannot be looked into.
    """
    found = []
    for folder in {target.parent, _lasting()}:
        prefix = _prefix(target, folder)
        with os.scandir(folder) as entries:
            names = [
                entry.name
                for entry in entries
                if entry.name.startswith(prefix) and entry.name.endswith(_SUFFIX)
            ]
        for name in names:
            copy = folder / name / target.name
            with contextlib.suppress(FileNotFoundError, PermissionError):
                status = copy.lstat()
                # In a folder for all anybody may have put something there.
                if stat.S_ISREG(status.st_mode) and folder.joinpath(name).stat().st_uid == os.geteuid():
                    found.append((folder.joinpath(name).stat().st_mtime_ns, copy))
    different = []
    for _, copy in sorted(found, reverse=True):
        if target.is_file() and filecmp.cmp(copy, target, shallow=False):
            _remove(copy)
        else:
            different.append(copy)
    return different


def remove_copy(copy: Path) -> None:
    """Remove a copy that nobody needs any more, with its folder.

    Raises:
        OSError: it cannot be removed.
    """
    shutil.rmtree(copy.parent)


def _remove(copy: Path) -> None:
    shutil.rmtree(copy.parent, ignore_errors=True)


def _reserve(file: FileIO, size: int) -> None:
    """See that there is room for a longer file, while the old one is still whole."""
    before = os.fstat(file.fileno()).st_size
    if size <= before or not hasattr(os, "posix_fallocate"):
        return
    try:
        os.posix_fallocate(file.fileno(), before, size - before)
    except OSError as error:
        file.truncate(before)
        if error.errno not in _NOT_RESERVABLE:
            raise


def _write_over(file: FileIO, blocks: Callable[[], Iterable[bytes]]) -> str:
    digest = hashlib.blake2b(digest_size=32)
    for block in blocks():
        digest.update(block)
        _write(file, block)
    file.truncate()
    os.fsync(file.fileno())
    return digest.hexdigest()


def _write(file: FileIO, block: bytes) -> None:
    rest = memoryview(block)
    while rest:
        rest = rest[file.write(rest) :]


def _is_brought_back(file: FileIO, copy: Path) -> bool:
    """Write the copy of a file over it; return whether that is on the disk now."""
    try:
        file.seek(0)
        with copy.open("rb") as source:
            while block := source.read(_BLOCK):
                _write(file, block)
        file.truncate()
        os.fsync(file.fileno())
    except OSError:
        return False
    return True
