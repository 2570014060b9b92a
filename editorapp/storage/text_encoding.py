"""Owns how text is written as bytes: formats, byte-order marks, decoding and encoding.

Does not open, read or write files.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from editorapp.text.buffer import Buffer

LONGEST_MARK: Final = 4
"""Bytes of the longest byte-order mark."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


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


def possible_formats(head: bytes) -> Iterator[tuple[FileFormat, int]]:
    """Yield the formats that the start of a file allows, the likeliest first, with the length of the mark."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            yield FileFormat(encoding, True), len(mark)
    yield FileFormat(), 0


class TextDecoder:
    """Decodes the bytes of one file, block by block, and remembers whether it saw bytes that are no valid text.

    Attributes:
        has_invalid_bytes: whether the text so far holds bytes that are no valid text.
    """

    def __init__(self, file_format: FileFormat) -> None:
        """Take the format; its mark has been taken off already."""
        # Wide encodings have no way to keep invalid bytes, so with them such a file is not read at all.
        errors = "surrogateescape" if file_format.encoding == "utf-8" else "strict"
        self._decoder = codecs.getincrementaldecoder(file_format.encoding)(errors)
        self.has_invalid_bytes = False

    def decode(self, block: bytes, *, final: bool = False) -> str:
        """Return the text of the next bytes.

        Raises:
            UnicodeDecodeError: they are no text of this encoding, which has no way to keep them.
        """
        text = self._decoder.decode(block, final)
        if not self.has_invalid_bytes and not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                self.has_invalid_bytes = True
        return text


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
