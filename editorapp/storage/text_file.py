"""Owns reading text files into buffers and writing them back, byte for byte and without half-written files.

Does not know documents or journals.
"""

from __future__ import annotations

import codecs
import contextlib
import errno
import hashlib
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from editorapp.session.entry import SavedState
from editorapp.storage.errors import FileError
from editorapp.text.buffer import Buffer

_BLOCK: Final = 1 << 20
_PASSING: Final = {errno.EBUSY, errno.EAGAIN, errno.EINTR, errno.ESTALE, errno.ETXTBSY}
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LONGEST_MARK: Final = 4

Blocks = Callable[[], Iterable[bytes]]
"""Gives the bytes of a file, part by part, as often as it is called."""


class FileFormat(msgspec.Struct, frozen=True, omit_defaults=True):
    """How text is written as bytes: an encoding by Python's name, and whether a byte-order mark comes first."""

    encoding: str = "utf-8"
    has_mark: bool = False

    @property
    def label(self) -> str:
        """What a person reads in the status bar."""
        return self.encoding.upper().replace("-LE", " LE").replace("-BE", " BE") + (
            " with mark" if self.has_mark else ""
        )


@dataclass(frozen=True, slots=True)
class FileState:
    """What a file was when it was read or written: the hash of its bytes, their number, its time."""

    digest: str
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file's text with how it was written."""

    buffer: Buffer
    format: FileFormat
    state: FileState
    has_invalid_bytes: bool


def read_file(path: Path) -> LoadedFile:
    """Read a text file. Bytes that are no valid text become U+DC80 to U+DCFF, and go back as they were.

    Raises:
        FileError: it is a folder, a device, or cannot be read.
    """
    try:
        with _open_regular(path) as file:
            return _read_open(file)
    except FileNotFoundError as error:
        raise FileError(f"{path} does not exist.") from error
    except PermissionError as error:
        raise FileError(f"{path} may not be read: permission denied.") from error
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror or error}.") from error


def _read_open(file: FileIO) -> LoadedFile:
    modified = os.fstat(file.fileno()).st_mtime_ns
    for file_format, offset in _possible_formats(file.read(_LONGEST_MARK)):
        file.seek(0)
        mark = file.read(offset)
        reader = _Reader(file_format, mark)
        try:
            buffer = Buffer(reader.texts(iter(lambda: file.read(_BLOCK), b"")))
        except UnicodeDecodeError:
            continue
        state = FileState(reader.digest.hexdigest(), reader.size, modified)
        return LoadedFile(buffer, file_format, state, reader.has_invalid_bytes)
    raise AssertionError("as UTF-8 every file can be read")


def file_digest(path: Path) -> FileState | None:
    """Return the state of a file, or None where it cannot be read."""
    digest = hashlib.blake2b(digest_size=32)
    size = 0
    try:
        with _open_regular(path) as file:
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


def _open_regular(path: Path) -> FileIO:
    """Open a file for reading; a pipe or a device would block, and has no place to be saved to."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise FileError(f"{path} is a folder, not a file.")
    if not stat.S_ISREG(mode):
        raise FileError(f"{path} is not an ordinary file.")
    return FileIO(path, "rb")


class _Reader:
    """Decodes blocks of bytes and remembers what it saw."""

    def __init__(self, file_format: FileFormat, mark: bytes) -> None:
        # Wide encodings have no way to keep invalid bytes, so with them such a file is not read at all.
        errors = "surrogateescape" if file_format.encoding == "utf-8" else "strict"
        self._decoder = codecs.getincrementaldecoder(file_format.encoding)(errors)
        self.digest = hashlib.blake2b(mark, digest_size=32)
        self.size = len(mark)
        self.has_invalid_bytes = False

    def texts(self, blocks: Iterator[bytes]) -> Iterator[str]:
        for block in blocks:
            self.digest.update(block)
            self.size += len(block)
            yield self._decoded(block)
        yield self._decoded(b"", final=True)

    def _decoded(self, block: bytes, *, final: bool = False) -> str:
        text = self._decoder.decode(block, final)
        if not self.has_invalid_bytes and not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                self.has_invalid_bytes = True
        return text


def _possible_formats(head: bytes) -> Iterator[tuple[FileFormat, int]]:
    """Yield the formats that the start of a file allows, the likeliest first, with the length of the mark."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            yield FileFormat(encoding, True), len(mark)
    yield FileFormat(), 0


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


def encoded(buffer: Buffer, file_format: FileFormat) -> Iterator[bytes]:
    """Yield a text as the bytes of its file, part by part; UnicodeError where the encoding lacks a character."""
    return encoded_parts(buffer.chunks(), file_format)


def encoded_parts(parts: Iterable[str], file_format: FileFormat) -> Iterator[bytes]:
    """Yield the parts of a text as the bytes of its file; UnicodeError where the encoding lacks a character."""
    if file_format.has_mark:
        yield next(mark for mark, encoding in _MARKS if encoding == file_format.encoding)
    for part in parts:
        yield part.encode(file_format.encoding, "surrogateescape")


def encoded_digest(buffer: Buffer, file_format: FileFormat) -> str:
    """Return the digest of the bytes that a text has in a file; UnicodeError where the encoding lacks a character."""
    digest = hashlib.blake2b(digest_size=32)
    for block in encoded(buffer, file_format):
        digest.update(block)
    return digest.hexdigest()


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
