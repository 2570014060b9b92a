"""Owns `FileTexts`: the texts of files for a search, read as they are when they are opened.

Does not know which files there are, nor search their texts.

Most files do not hold what is looked for, and their bytes tell that sooner than their text: they are decoded only
where it can be in them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from io import FileIO
from pathlib import Path
from typing import Final

from editorapp.session.finding.file_matches import Reason, SkippedFile
from editorapp.session.finding.file_search import Query
from editorapp.session.finding.scope import LARGEST
from editorapp.storage.encoding_detection import is_mostly_utf8
from editorapp.storage.errors import FileError
from editorapp.storage.file_state import open_regular
from editorapp.storage.text_encoding import HEAD, GuessingDecoder, decoders
from editorapp.storage.text_file import read_file
from editorapp.text.buffer import Buffer
from editorapp.text.pause import Pause

LOOKED_AT: Final = 8 << 10
"""Bytes at the start of a file in which a zero says that it is no text."""

_AT_ONCE: Final = 4 << 20
"""Bytes; larger files are read in parts."""

_BLOCK: Final = 1 << 18

_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
_UTF8_MARK: Final = b"\xef\xbb\xbf"
_LIKE_ASCII: Final = "\u017f\u0130\u0131\u212a"
"""Letters that are the same as ASCII ones where case does not count."""

_STATEFUL: Final = b"\x1b$"

Sieve = Callable[[bytes], bool]
"""Tells whether something may be found in bytes that are ASCII or what adds other characters to it."""


class FileTexts:
    """Reads files for one search; implements `Texts`."""

    def __init__(
        self, query: Query, opened: Mapping[str, Buffer] | None = None, largest: int | None = LARGEST
    ) -> None:
        """Make ready.

        Args:
            query: what is to be found.
            opened: the texts that are open, by the real paths of their files: these count, not what is on disk.
            largest: how many bytes a file may have; None for any number.
        """
        self._opened = dict(opened or {})
        self._opened_names = {os.path.basename(path) for path in self._opened}  # noqa: PTH119
        self._largest = largest
        self._may_hold = _sieve(query)
        self._tail = len(query.pattern.encode("utf-8", "surrogatepass")) - 1
        self._is_sieved = not query.regex

    def text(self, path: str, pause: Pause) -> Buffer | SkippedFile | None:
        """Return the text of a file; see `Texts`."""
        opened = self._open_text(path)
        if opened is not None:
            return opened
        try:
            with open_regular(Path(path)) as file:
                return self._text_of(path, file, pause)
        except FileNotFoundError:
            return SkippedFile(path, Reason.GONE, f"{path} does not exist.")
        except PermissionError:
            return SkippedFile(path, Reason.UNREADABLE, f"{path} may not be read: permission denied.")
        except OSError as error:
            words = f"{path} cannot be read: {error.strerror or error}."
            return SkippedFile(path, Reason.UNREADABLE, words)
        except FileError as error:
            return SkippedFile(path, Reason.UNREADABLE, str(error))

    def _open_text(self, path: str) -> Buffer | None:
        if not self._opened:
            return None
        name = os.path.basename(path)  # noqa: PTH119
        if name not in self._opened_names and not Path(path).is_symlink():
            return None
        return self._opened.get(os.path.realpath(path))

    def _text_of(self, path: str, file: FileIO, pause: Pause) -> Buffer | SkippedFile | None:
        size = os.fstat(file.fileno()).st_size
        if self._largest is not None and size > self._largest:
            return SkippedFile(path, Reason.LARGE, f"{path} has {size:,} bytes, more than are searched.")
        data = file.read(min(size + 1, _AT_ONCE))  # room is made for as much as is asked for
        is_binary = b"\0" in data[:LOOKED_AT]
        if is_binary and not _is_wide(data):
            return _binary(path)
        if len(data) == _AT_ONCE:
            return self._large_text(path, file, data, pause, is_wide=is_binary)
        if not is_binary and not self._can_be_in(data):
            return None
        pause()
        return _decoded(path, data)

    def _can_be_in(self, data: bytes) -> bool:
        return self._may_hold(data) or _STATEFUL in data

    def _large_text(
        self, path: str, file: FileIO, data: bytes, pause: Pause, *, is_wide: bool
    ) -> Buffer | SkippedFile | None:
        if self._is_sieved and not is_wide:
            block, kept = data, b""
            while block and not self._can_be_in(kept + block):
                kept = block[-self._tail :] if self._tail else b""
                pause()
                block = file.read(_BLOCK)
            if not block:
                return None
        loaded = read_file(Path(path), lambda so_far: pause())
        return loaded.buffer


def _binary(path: str) -> SkippedFile:
    return SkippedFile(path, Reason.BINARY, f"{path} is no text.")


def _is_wide(data: bytes) -> bool:
    """Tell whether bytes with zeros among them are text of an encoding in which every character has several."""
    if data.startswith(_WIDE_MARKS):
        return True
    head = data[: min(HEAD, len(data) // 4 * 4)]
    if b"\0" in head[::4] and b"\0" in head[3::4]:
        # The low byte of a character is hardly ever zero; most files that are no text are known by that, and at once.
        return False
    return not isinstance(next(decoders(data[:HEAD])), GuessingDecoder)


def _decoded(path: str, data: bytes) -> Buffer | SkippedFile:
    if data.isascii() and _STATEFUL not in data and b"\0" not in data:
        return Buffer(data.decode("ascii"))
    for decoder in decoders(data[:HEAD]):
        try:
            text = decoder.decode(data, final=True)
        except UnicodeError:
            continue
        if decoder.has_invalid_bytes and not is_mostly_utf8(data) and decoder.format.encoding == "utf-8":
            return _binary(path)
        return Buffer(text)
    raise AssertionError("as UTF-8 every file can be read")


def _sieve(query: Query) -> Sieve:
    pattern = query.pattern
    if query.regex or not pattern:
        return lambda data: True
    needle = pattern.encode("utf-8", "surrogatepass")
    if query.case and pattern.isascii():
        # In all encodings that such files are in, ASCII has its own bytes.
        return lambda data: needle in data
    if query.case:
        # What is not there as UTF-8 may be there in another encoding, and half surrogates are bytes that are no text.
        return lambda data: needle in data or not _is_utf8(data)
    if pattern.isascii():
        # Some letters of other scripts are the same as ASCII ones where case does not count.
        small = needle.lower()
        return lambda data: not data.isascii() or small in data.lower()
    has_foreign = any(not letter.isascii() and letter not in _LIKE_ASCII for letter in pattern)
    return lambda data: not (has_foreign and data.isascii())


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
