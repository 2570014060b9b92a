"""Owns writing files so that at any time either the old or the new one is there, whole.

Does not decide what is written, nor when.

The new file is written beside the old one, brought to the disk, and given its name; links, owner, mode and
extended attributes stay. Where that cannot be done without losing one of them, or the folder takes no new file, the
file is overwritten in place: after a copy of it has been made, and room has been reserved for what is longer.
What is not kept is what the system takes from a file that is written to: the bits that let it run as its owner or
group, unless it is written by root, and capabilities. A new file has a new number and time of birth.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

from editorapp.storage.errors import FileError, LackingCharacterError
from editorapp.storage.file_attributes import AttributesLostError, keep_attributes
from editorapp.storage.file_overwriting import overwrite
from editorapp.storage.file_state import FileState
from editorapp.storage.hashing import BlockHasher
from editorapp.storage.text_encoding import FileFormat, encoded, first_lacking
from editorapp.text.buffer import Buffer

_PASSING: Final = {errno.EBUSY, errno.EAGAIN, errno.EINTR, errno.ESTALE, errno.ETXTBSY}

Blocks = Callable[[], Iterable[bytes]]
"""Gives the bytes of a file, part by part, as often as it is called."""


def write_file(path: Path, buffer: Buffer, file_format: FileFormat) -> FileState:
    """Write a text to a file; the rest as for `write_blocks`.

    Raises:
        LackingCharacterError: the encoding lacks a character.
        FileError: it cannot be written.
    """
    try:
        return write_blocks(path, lambda: encoded(buffer, file_format))
    except UnicodeError as error:
        position = first_lacking(buffer, file_format, file_format.errors)
        raise _lacking(path, buffer, file_format, position) from error


def check_expressible(path: Path, buffer: Buffer, file_format: FileFormat) -> None:
    """See that a format can express a text of another one, in which nothing is left of bytes that were no text.

    Raises:
        LackingCharacterError: it lacks a character.
    """
    position = first_lacking(buffer, file_format)
    if position is not None:
        raise _lacking(path, buffer, file_format, position)


def _lacking(
    path: Path, buffer: Buffer, file_format: FileFormat, position: int | None
) -> LackingCharacterError:
    if position is None:
        return LackingCharacterError(
            f"{path} was not written: {file_format.label} cannot express its text.", 0
        )
    line = buffer.line_at(position)
    column = position - buffer.line_start(line) + 1
    character = buffer.slice(position, position + 1)
    what = f"the character {character} (U+{ord(character):04X})"
    if "\udc80" <= character <= "\udcff":
        what = f"the byte {ord(character) - 0xDC00:02X}, which is no valid text,"
    elif not character.isprintable():
        what = f"U+{ord(character):04X}"
    return LackingCharacterError(
        f"{path} was not written: {file_format.label} cannot express {what} in line {line + 1:,}, column {column:,}."
        " The old file is unchanged.",
        position,
    )


def write_blocks(path: Path, blocks: Blocks) -> FileState:
    """Write a file so that at any time either the old or the new one is there, whole; see the module.

    Args:
        path: the file; a symbolic link is followed.
        blocks: its bytes; asked for more than once where it has to be tried again. What it raises the first time
            is let through, with the old file as it was.

    Returns:
        What was written; its note tells what a person should know of the way.

    Raises:
        FileError: it cannot be written; the old file is as it was, or the message says where its copy is.
    """
    target = Path(os.path.realpath(path))
    try:
        names = _names_of(path, target)
        if names > 1:
            return overwrite(
                target, blocks, f"it has {names} names (hard links), which all keep leading to it"
            )
        try:
            return _patiently(lambda: _write_beside(target, blocks))
        except AttributesLostError as error:
            return overwrite(target, blocks, str(error))
        except PermissionError:
            if not (names and os.access(target, os.W_OK)):
                raise
            return overwrite(target, blocks, "its folder takes no new file")
    except PermissionError as error:
        raise FileError(
            f"{path} may not be written: permission denied. The old file is unchanged."
        ) from error
    except OSError as error:
        raise FileError(
            f"{path} cannot be written: {error.strerror or error}. The old file is unchanged."
        ) from error


def _names_of(path: Path, target: Path) -> int:
    """Return how many names a file has that may be written to; 0 where there is none."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return 0
    if stat.S_ISDIR(status.st_mode):
        raise FileError(f"{path} is a folder, not a file.")
    if not stat.S_ISREG(status.st_mode):
        raise FileError(f"{path} is not an ordinary file.")
    if not os.access(target, os.W_OK):
        raise FileError(f"{path} is read-only. The old file is unchanged.")
    return status.st_nlink


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
    unfinished, descriptor = _make_beside(target)
    try:
        with os.fdopen(descriptor, "wb") as file:
            digest, size = write_all(file, blocks)
            file.flush()
            note = keep_attributes(target, file.fileno())
            os.fsync(file.fileno())
            modified = os.fstat(file.fileno()).st_mtime_ns
        unfinished.replace(target)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    state = FileState(digest, size, modified, note)
    try:
        sync_folder(target.parent)
    except OSError as error:
        words = f"its folder could not be brought to the disk: {error.strerror or error}"
        return replace(state, note="; ".join(filter(None, (note, words))))
    return state


def _make_beside(target: Path) -> tuple[Path, int]:
    """Make an empty file beside another one, which nobody else may read if that is there already."""
    prefix, suffix = _unfinished_name(target)
    mode = 0o600 if target.exists() else 0o666
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    while True:
        path = target.parent / f"{prefix}{secrets.token_hex(4)}{suffix}"
        with contextlib.suppress(FileExistsError):
            return path, os.open(path, flags, mode)


def write_all(file: BinaryIO, blocks: Blocks) -> tuple[str, int]:
    """Write the bytes of a file; return their digest and number."""
    with BlockHasher() as hasher:
        for block in blocks():
            hasher.add(block)
            file.write(block)
        return hasher.hexdigest(), hasher.size


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
