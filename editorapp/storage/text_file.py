"""Owns reading text files into buffers, byte for byte, with a look at what has been read so far.

Does not know encodings (`text_encoding.py`), writing (`file_writing.py`), documents or journals.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Final

from editorapp.storage.errors import FileChangedError, FileError
from editorapp.storage.file_state import FileState, open_regular
from editorapp.storage.hashing import BlockHasher
from editorapp.storage.text_encoding import HEAD, Decoder, FileFormat, chosen_decoder, decoders
from editorapp.text.buffer import Buffer, BufferBuilder
from editorapp.text.tree import BUILT_CHUNK_SIZE

_BLOCK: Final = 1 << 16
"""Bytes that are read and decoded at once; so short that other threads hardly wait."""

_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file's text with how it was written.

    Attributes:
        buffer: the text.
        format: how it was written as bytes.
        state: what the file was; its time is from before it was read, so that later changes are noticed.
        has_invalid_bytes: whether it holds bytes that are no valid text.
    """

    buffer: Buffer
    format: FileFormat
    state: FileState
    has_invalid_bytes: bool


@dataclass(frozen=True, slots=True)
class ReadSoFar:
    """How far a file has been read.

    Attributes:
        done: the bytes that were read.
        size: the bytes that the file had when it was opened.
        format: how it is decoded.
        text: returns the text so far; quick, to be called in the thread that reads only.
    """

    done: int
    size: int
    format: FileFormat
    text: Callable[[], Buffer]


Watch = Callable[[ReadSoFar], None]
"""Is told after each block, in the thread that reads; what it raises ends the reading."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a file is to be decoded.

    Attributes:
        encoding: the encoding that a person has chosen, by Python's name; empty to find it out.
        known: how the file was written when it was seen last; None where that is not known.
    """

    encoding: str = ""
    known: FileFormat | None = None

    def decoders(self, head: bytes) -> Iterator[Decoder]:
        """Yield what a file with this start may be decoded with, the likeliest first."""
        if self.encoding:
            yield chosen_decoder(head, self.encoding)
        else:
            yield from decoders(head, self.known)


def read_file(path: Path, watch: Watch | None = None, wish: Wish = Wish()) -> LoadedFile:
    """Read a text file. Bytes that are no valid text become U+DC80 to U+DCFF, and go back as they were.

    What another program appends meanwhile is read, too. Where it changes the file in another way, the text might
    be half the old and half the new one: then it is read again, or, if somebody watches, given up.

    Raises:
        FileError: it is a folder, a device, or cannot be read, or not in the encoding that is wished for.
        FileChangedError: another program has changed it meanwhile.
    """
    for _ in range(_TRIES - 1 if watch is None else 0):
        try:
            return _read(path, None, wish)
        except FileChangedError:
            continue
    return _read(path, watch, wish)


def _read(path: Path, watch: Watch | None, wish: Wish) -> LoadedFile:
    try:
        with open_regular(path) as file:
            return _read_open(path, file, watch, wish)
    except FileNotFoundError as error:
        raise FileError(f"{path} does not exist.") from error
    except PermissionError as error:
        raise FileError(f"{path} may not be read: permission denied.") from error
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror or error}.") from error


def _read_open(path: Path, file: FileIO, watch: Watch | None, wish: Wish) -> LoadedFile:
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_SEQUENTIAL)
    before = os.fstat(file.fileno())
    for decoder in wish.decoders(file.read(HEAD)):
        file.seek(0)
        with BlockHasher() as hasher:
            try:
                buffer = _decoded(file, before.st_size, decoder, hasher, watch)
            except UnicodeError as error:
                if wish.encoding:
                    raise FileError(f"{path} cannot be read as {decoder.format.label}: {error}.") from error
                continue
            size = before.st_size if _is_of_the_system(file, before) else hasher.size
            if size == hasher.size:
                _check_unchanged(path, file, before, size)
            state = FileState(hasher.hexdigest(), size, before.st_mtime_ns)
        return LoadedFile(buffer, decoder.format, state, decoder.has_invalid_bytes)
    raise AssertionError("as UTF-8 every file can be read")


def _decoded(file: FileIO, size: int, decoder: Decoder, hasher: BlockHasher, watch: Watch | None) -> Buffer:
    """Read a file from its start to its end and return its text."""
    builder = BufferBuilder()
    while block := file.read(_BLOCK):
        hasher.add(block)
        # Decoded in pieces of the size that a buffer keeps, a text is not copied once more to be cut.
        for start in range(0, len(block), BUILT_CHUNK_SIZE):
            builder.add(decoder.decode(block[start : start + BUILT_CHUNK_SIZE]))
        if watch is not None:
            watch(ReadSoFar(hasher.size, size, decoder.format, builder.buffer))
    builder.add(decoder.decode(b"", final=True))
    return builder.buffer()


def _is_of_the_system(file: FileIO, before: os.stat_result) -> bool:
    """Tell whether a file that was read to its end has another length than it says, as those of `/proc` and `/sys`.

    What another program shortens meanwhile has another time or, once it was written again, more to read.
    """
    now = os.fstat(file.fileno())
    if (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        return False
    return file.tell() != now.st_size and not file.read(1)


def _check_unchanged(path: Path, file: FileIO, before: os.stat_result, done: int) -> None:
    """Raise FileChangedError unless what was read is what the file held when its end was reached."""
    now = os.fstat(file.fileno())
    if now.st_size < done or done < before.st_size:
        raise FileChangedError(path, "became shorter")
    if now.st_size == before.st_size and now.st_mtime_ns != before.st_mtime_ns:
        raise FileChangedError(path, "was changed")
    try:
        there = path.stat()
    except FileNotFoundError as error:
        raise FileChangedError(path, "was deleted or moved") from error
    if (there.st_dev, there.st_ino) != (now.st_dev, now.st_ino):
        raise FileChangedError(path, "was replaced")
