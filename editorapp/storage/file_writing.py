"""Owns writing files so that at any time either the old or the new one is there, whole.

Does not decide what is written, nor when.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO, Final

from editorapp.storage.errors import FileError
from editorapp.storage.file_state import FileState
from editorapp.storage.text_encoding import FileFormat, encoded
from editorapp.text.buffer import Buffer

_PASSING: Final = {errno.EBUSY, errno.EAGAIN, errno.EINTR, errno.ESTALE, errno.ETXTBSY}

Blocks = Callable[[], Iterable[bytes]]
"""Gives the bytes of a file, part by part, as often as it is called."""


def write_file(path: Path, buffer: Buffer, file_format: FileFormat) -> FileState:
    """Write a text to a file; the rest as for `write_blocks`.

    Raises:
        FileError: it cannot be written, or the encoding lacks a character.
    """
    try:
        return write_blocks(path, lambda: encoded(buffer, file_format))
    except UnicodeError as error:
        raise FileError(
            f"{path} was not written: the text holds characters that {file_format.label} cannot express."
            " The old file is unchanged."
        ) from error


def write_blocks(path: Path, blocks: Blocks) -> FileState:
    """Write a file so that at any time either the old or the new one is there, whole.

    A symbolic link is followed; mode, owner and group are kept. A file with several names (hard links), or in a
    folder where no file can be made, is itself overwritten, after a copy of it has been made in the system's
    folder for temporary files.

    Args:
        path: the file.
        blocks: its bytes; asked for more than once where it has to be tried again. What it raises the first time
            is let through, with the old file as it was.

    Raises:
        FileError: it cannot be written; the old file is as it was, or the message says where its copy is.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.is_dir():
            raise FileError(f"{path} is a folder, not a file.")
        if target.exists() and not target.is_file():
            raise FileError(f"{path} is not an ordinary file.")
        if target.exists() and not os.access(target, os.W_OK):
            raise FileError(f"{path} is read-only. The old file is unchanged.")
        if target.exists() and target.stat().st_nlink > 1:
            # Its other names would go on to lead to the old text.
            return _overwrite(target, blocks)
        return _patiently(lambda: _write_beside(target, blocks))
    except PermissionError as error:
        if os.access(target, os.W_OK):
            return _overwrite(target, blocks)
        raise FileError(
            f"{path} may not be written: permission denied. The old file is unchanged."
        ) from error
    except OSError as error:
        raise FileError(
            f"{path} cannot be written: {error.strerror or error}. The old file is unchanged."
        ) from error


def _patiently(write: Callable[[], FileState]) -> FileState:
    """Try up to three times more where another program is in the way just now."""
    try:
        return write()
    except OSError as error:
        if not _is_passing(error):
            raise
    # Loading it takes longer than a save, so it comes in only where it is needed.
    import tenacity

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(_is_passing),
        stop=tenacity.stop_after_attempt(3),
        wait=tenacity.wait_random_exponential(multiplier=0.1, max=1.0),
        reraise=True,
    )
    return retrying(write)


def _is_passing(error: BaseException) -> bool:
    """Tell whether an error of the system may be over in a moment."""
    if not isinstance(error, OSError):
        return False
    # On Windows a file that another program holds open is a violation of sharing.
    return error.errno in _PASSING or getattr(error, "winerror", None) in (32, 33)


def remove_unfinished(path: Path) -> None:
    """Remove what saves of a file have left beside it that were cut short by a death of the process."""
    prefix, suffix = map(re.escape, _unfinished_name(path))
    with contextlib.suppress(OSError):
        for left in path.parent.iterdir():
            if re.fullmatch(f"{prefix}.{{8}}{suffix}", left.name):
                left.unlink()


def _unfinished_name(target: Path) -> tuple[str, str]:
    return f".{target.name[:100]}.", ".new"


def _write_beside(target: Path, blocks: Blocks) -> FileState:
    prefix, suffix = _unfinished_name(target)
    descriptor, name = tempfile.mkstemp(prefix=prefix, suffix=suffix, dir=target.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            digest, size = _write(file, blocks)
            file.flush()
            _keep_attributes(target, file.fileno())
            os.fsync(file.fileno())
            modified = os.fstat(file.fileno()).st_mtime_ns
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    return FileState(digest, size, modified)


def _write(file: BinaryIO, blocks: Blocks) -> tuple[str, int]:
    digest = hashlib.blake2b(digest_size=32)
    size = 0
    for block in blocks():
        digest.update(block)
        size += file.write(block)
    return digest.hexdigest(), size


def _keep_attributes(target: Path, descriptor: int) -> None:
    """Give the new file the mode and, where that is allowed, the owner of the old one."""
    try:
        old = target.stat()
    except FileNotFoundError:
        if hasattr(os, "fchmod"):
            umask = os.umask(0)
            os.umask(umask)
            os.fchmod(descriptor, 0o666 & ~umask)
        return
    if hasattr(os, "fchmod"):
        with contextlib.suppress(PermissionError):
            os.fchown(descriptor, old.st_uid, old.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(old.st_mode))


def _overwrite(target: Path, blocks: Blocks) -> FileState:
    for _ in blocks():
        pass  # a text that cannot be encoded is found before the file is touched
    copy = Path(tempfile.mkdtemp(prefix="editorapp-")) / target.name
    shutil.copy2(target, copy)
    try:
        with target.open("r+b") as file:
            digest, size = _write(file, blocks)
            file.truncate()
            file.flush()
            os.fsync(file.fileno())
            modified = os.fstat(file.fileno()).st_mtime_ns
    except (OSError, UnicodeError) as error:
        raise FileError(f"{target} cannot be written: {error}. A copy of the old file is {copy}.") from error
    shutil.rmtree(copy.parent)
    return FileState(digest, size, modified)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
