"""Owns reading text files into buffers, byte for byte.

Does not know encodings (`text_encoding.py`), writing (`file_writing.py`), documents or journals.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Final

from editorapp.storage.errors import FileError
from editorapp.storage.file_state import FileState, open_regular
from editorapp.storage.text_encoding import LONGEST_MARK, FileFormat, TextDecoder, possible_formats
from editorapp.text.buffer import Buffer

_BLOCK: Final = 1 << 20


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
        with open_regular(path) as file:
            return _read_open(file)
    except FileNotFoundError as error:
        raise FileError(f"{path} does not exist.") from error
    except PermissionError as error:
        raise FileError(f"{path} may not be read: permission denied.") from error
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror or error}.") from error


def _read_open(file: FileIO) -> LoadedFile:
    modified = os.fstat(file.fileno()).st_mtime_ns
    for file_format, offset in possible_formats(file.read(LONGEST_MARK)):
        file.seek(0)
        mark = file.read(offset)
        reader = _Reader(file_format, mark)
        try:
            buffer = Buffer(reader.texts(iter(lambda: file.read(_BLOCK), b"")))
        except UnicodeDecodeError:
            continue
        state = FileState(reader.digest.hexdigest(), reader.size, modified)
        return LoadedFile(buffer, file_format, state, reader.decoder.has_invalid_bytes)
    raise AssertionError("as UTF-8 every file can be read")


class _Reader:
    """Decodes blocks of bytes and takes their digest and number."""

    def __init__(self, file_format: FileFormat, mark: bytes) -> None:
        self.decoder = TextDecoder(file_format)
        self.digest = hashlib.blake2b(mark, digest_size=32)
        self.size = len(mark)

    def texts(self, blocks: Iterator[bytes]) -> Iterator[str]:
        for block in blocks:
            self.digest.update(block)
            self.size += len(block)
            yield self.decoder.decode(block)
        yield self.decoder.decode(b"", final=True)
