"""Owns snapshots: a document's whole text and place in its history, compressed, one file each.

Does not decide when one is taken.

A file holds a line of JSON with everything but the text, then the text as UTF-8, compressed with zlib; or, where
the line says so, a copy of the document's file, which the system makes much faster than a large text is
compressed. It is written under another name and renamed when it is complete, so a file that is there is whole.
"""

from __future__ import annotations

import errno
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BufferedWriter, FileIO
from pathlib import Path
from typing import Final

import msgspec

from editorapp.bus.json_text import from_json, to_json
from editorapp.session.entry import SelectionRecord, Snapshot
from editorapp.storage.errors import JournalError
from editorapp.storage.text_encoding import FileFormat, TextDecoder
from editorapp.text.buffer import Buffer, gathered
from editorapp.text.tree import BUILT_CHUNK_SIZE

_SUFFIX: Final = ".snapshot"
_BLOCK: Final = 1 << 18
_AT_ONCE: Final = 16 << 20
"""Bytes that the system is asked to copy at once."""

_PAGE: Final = 4096


class _Header(msgspec.Struct, omit_defaults=True):
    seq: int
    revision: int
    node: int
    selection: SelectionRecord
    length: int
    copied: FileFormat | None = None


@dataclass(frozen=True, slots=True)
class TextInFile:
    """A file that holds the text of a snapshot, as long as its size and time are these.

    Attributes:
        path: the file.
        format: how the text is written in it.
        size: the number of its bytes.
        modified: its time of modification in nanoseconds since 1970.
    """

    path: Path
    format: FileFormat
    size: int
    modified: int

    def is_in(self, file: FileIO) -> bool:
        """Tell whether an open file is as it was."""
        status = os.fstat(file.fileno())
        return (status.st_size, status.st_mtime_ns) == (self.size, self.modified)


class SnapshotFolder:
    """The snapshots of one document."""

    def __init__(self, folder: Path) -> None:
        """Take the folder of the document."""
        self._folder = folder

    def write(self, snapshot: Snapshot, *, synced: bool, found_in: TextInFile | None = None) -> None:
        """Write a snapshot whose text is a Buffer.

        Args:
            snapshot: what to write.
            synced: whether to wait until the disk has it.
            found_in: a file that holds the text; it is copied, if it is still the same.

        Raises:
            OSError: it cannot be written; no half file is left.
        """
        target = self._folder / f"{snapshot.seq}{_SUFFIX}"
        unfinished = target.with_suffix(".unfinished")
        header = _Header(
            snapshot.seq, snapshot.revision, snapshot.node, snapshot.selection, len(snapshot.text)
        )
        try:
            with open(unfinished, "wb", opener=_private) as file:
                if found_in is None or not _copied(found_in, header, file):
                    file.write(to_json(header).encode() + b"\n")
                    file.writelines(_compressed(snapshot.text.chunks()))
                if synced:
                    file.flush()
                    os.fsync(file.fileno())
            unfinished.replace(target)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise

    def newest(self, seq: int) -> Snapshot | None:
        """Return the newest whole snapshot taken at or before a number, or None.

        Raises:
            JournalError: there are some, but all of them are damaged.
        """
        damage: JournalError | None = None
        for number in sorted((number for number in self._numbers() if number <= seq), reverse=True):
            try:
                return _read(self._folder / f"{number}{_SUFFIX}")
            except JournalError as error:
                damage = damage or error
        if damage is not None:
            raise damage
        return None

    def is_empty(self) -> bool:
        """Tell whether there is no snapshot, whole or damaged."""
        return not self._numbers()

    def all(self) -> Iterator[Snapshot]:
        """Yield every snapshot, by rising numbers.

        Raises:
            JournalError: one is damaged.
        """
        for number in sorted(self._numbers()):
            yield _read(self._folder / f"{number}{_SUFFIX}")

    def _numbers(self) -> list[int]:
        return [int(path.stem) for path in self._folder.glob(f"*{_SUFFIX}") if path.stem.isdigit()]


def _read(path: Path) -> Snapshot:
    try:
        with path.open("rb") as file:
            header = from_json(file.readline(), _Header)
            blocks = iter(lambda: file.read(_BLOCK), b"")
            if header.copied is None:
                text = Buffer(_decompressed(blocks))
            else:
                text = Buffer(_decoded(blocks, TextDecoder(header.copied)))
    except (OSError, zlib.error, UnicodeError, msgspec.DecodeError) as error:
        raise JournalError(f"The snapshot {path} is damaged: {error}.") from error
    if len(text) != header.length:
        raise JournalError(f"The snapshot {path} is damaged: it is not whole.")
    return Snapshot(header.seq, header.revision, header.node, header.selection, text)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _copied(found_in: TextInFile, header: _Header, target: BufferedWriter) -> bool:
    """Write the header and copy the file behind it; False, with nothing written, if it is not the same any more."""
    line = to_json(msgspec.structs.replace(header, copied=found_in.format)).encode()
    try:
        with FileIO(found_in.path, "rb") as source:
            if not found_in.is_in(source):
                return False
            # Behind whole pages of the disk, some file systems share the copy with the file itself.
            target.write(line + b" " * (-(len(line) + 1) % _PAGE) + b"\n")
            target.flush()
            done = _copy(source, target, found_in.size)
            if done == found_in.size and found_in.is_in(source):
                return True
    except FileNotFoundError:
        pass
    target.seek(0)
    target.truncate()
    return False


def _copy(source: FileIO, target: BufferedWriter, size: int) -> int:
    """Copy bytes from one file to another, within the system where it can do that; return how many."""
    done = 0
    try:
        while hasattr(os, "copy_file_range") and done < size:
            copied = os.copy_file_range(source.fileno(), target.fileno(), min(size - done, _AT_ONCE))
            if not copied:
                break
            done += copied
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
    while done < size and (block := source.read(min(size - done, _BLOCK))):
        target.write(block)
        done += len(block)
    target.flush()
    return done


def _decoded(blocks: Iterable[bytes], decoder: TextDecoder) -> Iterator[str]:
    for block in blocks:
        for start in range(0, len(block), BUILT_CHUNK_SIZE):
            yield decoder.decode(block[start : start + BUILT_CHUNK_SIZE])
    yield decoder.decode(b"", final=True)


def _compressed(chunks: Iterable[str]) -> Iterator[bytes]:
    compressor = zlib.compressobj(level=1)
    for part in gathered(chunks):
        yield compressor.compress(part.encode("utf-8", "surrogatepass"))
    yield compressor.flush()


def _decompressed(blocks: Iterable[bytes]) -> Iterator[str]:
    decompressor = zlib.decompressobj()
    rest = b""
    for block in _inflated(blocks, decompressor):
        data = rest + block
        cut = _last_boundary(data)
        yield data[:cut].decode("utf-8", "surrogatepass")
        rest = data[cut:]
    yield (rest + decompressor.flush()).decode("utf-8", "surrogatepass")


def _inflated(blocks: Iterable[bytes], decompressor: zlib._Decompress) -> Iterator[bytes]:
    """Yield what blocks hold, in parts that are short also where it was easily compressed."""
    for block in blocks:
        left = block
        while left:
            yield decompressor.decompress(left, _BLOCK)
            left = decompressor.unconsumed_tail


def _last_boundary(data: bytes) -> int:
    """Return where the last, perhaps cut, code point starts."""
    cut = len(data)
    while cut and data[cut - 1] & 0xC0 == 0x80:
        cut -= 1
    return max(0, cut - 1)
