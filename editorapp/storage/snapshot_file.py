"""Owns snapshots: a document's whole text and place in its history, compressed, one file each.

Does not decide when one is taken.

A file holds a line of JSON with everything but the text, then the text as UTF-8, compressed with zlib. It is
written under another name and renamed when it is complete, so a file that is there is whole.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from editorapp.bus.json_text import from_json, to_json
from editorapp.session.entry import SelectionRecord, Snapshot
from editorapp.storage.errors import JournalError
from editorapp.text.buffer import Buffer

_SUFFIX: Final = ".snapshot"
_BLOCK: Final = 1 << 20


class _Header(msgspec.Struct):
    seq: int
    revision: int
    node: int
    selection: SelectionRecord
    length: int


class SnapshotFolder:
    """The snapshots of one document."""

    def __init__(self, folder: Path) -> None:
        """Take the folder of the document."""
        self._folder = folder

    def write(self, snapshot: Snapshot, *, synced: bool) -> None:
        """Write a snapshot whose text is a Buffer.

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
            text = Buffer(_decompressed(iter(lambda: file.read(_BLOCK), b"")))
    except (OSError, zlib.error, UnicodeError, msgspec.DecodeError) as error:
        raise JournalError(f"The snapshot {path} is damaged: {error}.") from error
    if len(text) != header.length:
        raise JournalError(f"The snapshot {path} is damaged: it is not whole.")
    return Snapshot(header.seq, header.revision, header.node, header.selection, text)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _compressed(chunks: Iterable[str]) -> Iterator[bytes]:
    compressor = zlib.compressobj(level=1)
    for chunk in chunks:
        yield compressor.compress(chunk.encode("utf-8", "surrogatepass"))
    yield compressor.flush()


def _decompressed(blocks: Iterable[bytes]) -> Iterator[str]:
    decompressor = zlib.decompressobj()
    rest = b""
    for block in blocks:
        data = rest + decompressor.decompress(block)
        cut = _last_boundary(data)
        yield data[:cut].decode("utf-8", "surrogatepass")
        rest = data[cut:]
    yield (rest + decompressor.flush()).decode("utf-8", "surrogatepass")


def _last_boundary(data: bytes) -> int:
    """Return where the last, perhaps cut, code point starts."""
    cut = len(data)
    while cut and data[cut - 1] & 0xC0 == 0x80:
        cut -= 1
    return max(0, cut - 1)
