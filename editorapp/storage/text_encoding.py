"""Owns how text is written as bytes: formats, byte-order marks, decoding and encoding.

Does not open, read or write files, nor guess an encoding from what a text says: that is `encoding_detection.py`.

Which encoding a file is in:
* a byte-order mark says it;
* zero bytes in every second or fourth place say UTF-16 or UTF-32, escape sequences say ISO-2022-JP;
* what is valid UTF-8 is UTF-8;
* for anything else it is guessed from the first bytes that are not ASCII, and the guess holds only if the whole
  file, read so and written again, has the same bytes;
* failing that it is UTF-8, with the bytes that are no valid text kept as U+DC80 to U+DCFF.
"""

from __future__ import annotations

import codecs
import functools
import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from editorapp.text.buffer import Buffer, gathered
from editorapp.text.document import Layout
from editorapp.text.encoding import encoding_label

HEAD: Final = 4096
"""Bytes at the start of a file that `decoders` wants to see."""

_ENOUGH: Final = 16 << 10
"""Bytes from the first one on that is not ASCII, by which an encoding is guessed."""

_BEFORE: Final = 64
"""Bytes before that which are looked at as well."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MARK_OF: Final = {encoding: mark for mark, encoding in _MARKS}


class FileFormat(msgspec.Struct, frozen=True, omit_defaults=True):
    """How text is written as bytes: an encoding by Python's name, and whether a byte-order mark comes first."""

    encoding: str = "utf-8"
    has_mark: bool = False

    @classmethod
    def of(cls, layout: Layout) -> FileFormat:
        """Return the format that a layout names."""
        return cls(layout.encoding, layout.has_mark)

    @property
    def label(self) -> str:
        """What a person reads in the status bar."""
        return encoding_label(self.encoding, has_mark=self.has_mark)

    @property
    def errors(self) -> str:
        """How Python keeps what is no valid text: bytes as half surrogates, or half surrogates as they are."""
        return "surrogatepass" if self.encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"


# --- reading -----------------------------------------------------------------------------------------------


class RoundTripError(UnicodeError):
    """Bytes would not come back as they were if their text were written again.

    Attributes:
        offset: about where in the file, in bytes.
    """

    def __init__(self, file_format: FileFormat, offset: int) -> None:
        """Take the format, and about where."""
        super().__init__(
            f"as {file_format.label} the bytes at about {offset:,} would not be saved as they are"
        )
        self.offset = offset


class TextDecoder:
    """Decodes the bytes of one file, block by block, in a format that is known.

    Attributes:
        format: how the file is written.
        has_invalid_bytes: whether the text so far holds bytes that are no valid text.
    """

    def __init__(self, file_format: FileFormat, *, is_strict: bool = False) -> None:
        """Begin.

        Args:
            file_format: how the file is written; a mark that it names is taken off.
            is_strict: whether bytes that are no valid text are an error.
        """
        self.format = file_format
        self.has_invalid_bytes = False
        mark = _MARK_OF[file_format.encoding] if file_format.has_mark else b""
        self._mark_left = len(mark)
        errors = "strict" if is_strict else file_format.errors
        self._decoder = codecs.getincrementaldecoder(file_format.encoding)(errors)
        self._check = None if _keeps_bytes(file_format.encoding) else _RoundTrip(file_format)

    def decode(self, block: bytes, *, final: bool = False) -> str:
        """Return the text of the next bytes; the last call has `final`.

        Raises:
            UnicodeError: they are no text of this format, or would not be written again as they are.
        """
        if self._mark_left and block:
            taken = min(self._mark_left, len(block))
            self._mark_left -= taken
            block = block[taken:]
        text = self._decoder.decode(block, final)
        if self._check is not None:
            self._check.follow(block, text, final=final)
        if not self.has_invalid_bytes and not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                self.has_invalid_bytes = True
        return text


class GuessingDecoder:
    """Decodes the bytes of a file that does not say how it is written: ASCII, until something else comes.

    Attributes:
        format: how the file is written; only what is known so far, until the last block was decoded.
        has_invalid_bytes: whether the text so far holds bytes that are no valid text.
    """

    def __init__(self, known: FileFormat | None = None) -> None:
        """Begin; `known` is how the file was written when it was seen last."""
        self._known = known if known is not None and _is_ascii_inside(known) else None
        self._decided: TextDecoder | None = None
        self._waiting = b""

    @property
    def format(self) -> FileFormat:
        """How the file is written."""
        if self._decided is not None:
            return self._decided.format
        return self._known or FileFormat()

    @property
    def has_invalid_bytes(self) -> bool:
        """Whether the text so far holds bytes that are no valid text."""
        return self._decided is not None and self._decided.has_invalid_bytes

    def decode(self, block: bytes, *, final: bool = False) -> str:
        """Return the text of the next bytes; the last call has `final`.

        Raises:
            UnicodeError: what was guessed from the first bytes does not hold for these.
        """
        if self._decided is not None:
            return self._decided.decode(block, final=final)
        block, self._waiting = self._waiting + block, b""
        if block.isascii():
            return block.decode("ascii")
        start = _first_not_ascii(block)
        if not final and len(block) - start < _ENOUGH:
            # Too little to go by: more of it comes with the next block, and the word that it stands in counts.
            start = max(0, start - _BEFORE)
            self._waiting = block[start:]
            return block[:start].decode("ascii")
        self._decided = self._decide(block, final=final)
        return self._decided.decode(block, final=final)

    def _decide(self, block: bytes, *, final: bool) -> TextDecoder:
        try:
            codecs.getincrementaldecoder("utf-8")().decode(block, final)
        except UnicodeDecodeError:
            from editorapp.storage.encoding_detection import detect_encoding, is_mostly_utf8

            if is_mostly_utf8(block):
                return TextDecoder(FileFormat())
            if self._known is not None and self._known.encoding != "utf-8":
                return TextDecoder(self._known)
            found = detect_encoding(block)
            if found is not None:
                return TextDecoder(FileFormat(found), is_strict=True)
        return TextDecoder(FileFormat())


Decoder = TextDecoder | GuessingDecoder


def decoders(head: bytes, known: FileFormat | None = None) -> Iterator[Decoder]:
    """Yield what a file may be decoded with, the likeliest first.

    Each takes the file from its first byte, mark included. One that does not fit says so with UnicodeError, perhaps
    after much of the file; then the next takes it from the start. The last one takes every file.

    Args:
        head: the first `HEAD` bytes of the file, or all where there are fewer.
        known: how it was written when it was seen last; None where that is not known.
    """
    marked = [encoding for mark, encoding in _MARKS if head.startswith(mark)]
    for encoding in marked:
        yield TextDecoder(FileFormat(encoding, True))
    if marked:
        # It says what it is, and is damaged: what is guessed of it would be worse than its bytes.
        yield TextDecoder(FileFormat())
        return
    if b"\0" in head or b"\x1b$" in head:
        from editorapp.storage.encoding_detection import evident_encoding

        evident = evident_encoding(head)
        if evident is not None:
            yield TextDecoder(FileFormat(evident), is_strict=True)
    if known is not None and not _is_ascii_inside(known) and not known.has_mark:
        yield TextDecoder(known, is_strict=True)
    yield GuessingDecoder(known)
    yield TextDecoder(FileFormat())


def chosen_decoder(head: bytes, encoding: str) -> TextDecoder:
    """Return what decodes a file in an encoding that a person has chosen; a mark of that encoding is known by itself.

    Bytes that are no valid text are kept where the encoding has a way to do so; else decoding raises UnicodeError.

    Args:
        head: the first bytes of the file.
        encoding: its name in Python.
    """
    mark = _MARK_OF.get(encoding)
    return TextDecoder(FileFormat(encoding, mark is not None and head.startswith(mark)))


def _first_not_ascii(block: bytes) -> int:
    try:
        block.decode("ascii")
    except UnicodeDecodeError as error:
        return error.start
    return len(block)


def _is_ascii_inside(file_format: FileFormat) -> bool:
    """Tell whether text of ASCII alone has the same bytes in a format as in ASCII."""
    return not file_format.has_mark and not file_format.encoding.startswith(("utf-16", "utf-32"))


_OF_SEVERAL_BYTES: Final = frozenset(
    (
        "shift_jis",
        "cp932",
        "euc_jp",
        "iso2022_jp",
        "gb18030",
        "gbk",
        "big5",
        "cp950",
        "big5hkscs",
        "euc_kr",
        "cp949",
    )
)


@functools.cache
def _keeps_bytes(encoding: str) -> bool:
    """Tell whether whatever decodes in an encoding is always written again as the same bytes."""
    if encoding.startswith("utf-"):
        return True
    if encoding in _OF_SEVERAL_BYTES:
        return False
    return len(set(bytes(range(256)).decode(encoding, "surrogateescape"))) == 256


class _RoundTrip:
    """Encodes again what was decoded, and compares."""

    def __init__(self, file_format: FileFormat) -> None:
        self._format = file_format
        self._encoder = codecs.getincrementalencoder(file_format.encoding)(file_format.errors)
        self._expected = b""
        self._offset = 0

    def follow(self, block: bytes, text: str, *, final: bool) -> None:
        expected = self._expected + block
        try:
            again = self._encoder.encode(text, final)
        except UnicodeEncodeError as error:
            raise RoundTripError(self._format, self._offset) from error
        if not expected.startswith(again) or (final and len(again) != len(expected)):
            raise RoundTripError(self._format, self._offset)
        self._offset += len(again)
        self._expected = expected[len(again) :]


# --- writing -----------------------------------------------------------------------------------------------


def encoded(buffer: Buffer, file_format: FileFormat) -> Iterator[bytes]:
    """Yield a text as the bytes of its file, part by part; UnicodeError where the encoding lacks a character."""
    return encoded_parts(gathered(buffer.chunks()), file_format)


def encoded_parts(parts: Iterable[str], file_format: FileFormat) -> Iterator[bytes]:
    """Yield the parts of a text as the bytes of its file; UnicodeError where the encoding lacks a character."""
    if file_format.has_mark:
        yield _MARK_OF[file_format.encoding]
    # Some encodings have a state that goes on from one part to the next.
    encoder = codecs.getincrementalencoder(file_format.encoding)(file_format.errors)
    for part in parts:
        yield encoder.encode(part)
    last = encoder.encode("", True)
    if last:
        yield last


def encoded_digest(buffer: Buffer, file_format: FileFormat) -> str:
    """Return the digest of the bytes that a text has in a file; UnicodeError where the encoding lacks a character."""
    digest = hashlib.blake2b(digest_size=32)
    for block in encoded(buffer, file_format):
        digest.update(block)
    return digest.hexdigest()


def first_lacking(buffer: Buffer, file_format: FileFormat, errors: str = "strict") -> int | None:
    """Return where the first character is that a format cannot express, in code points; None where there is none.

    With "strict" errors, half surrogates, which stand for what was no valid text, count among these.
    """
    position = 0
    for part in buffer.chunks():
        try:
            part.encode(file_format.encoding, errors)
        except UnicodeEncodeError as error:
            return position + error.start
        position += len(part)
    return None
