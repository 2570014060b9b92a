"""Owns reading very long effects from their JSON in slices, so that other threads get their turn in between.

Does not read short ones, nor know where they are kept.
"""

from __future__ import annotations

import json
import re
from typing import Final

import msgspec

from editorapp.bus.json_text import from_json
from editorapp.session.entry import Effects
from editorapp.text import collector

_LONG: Final = 1 << 20
_SLICE: Final = 1 << 17
_BEGIN: Final = b'"changes":['
_END: Final = b']],"step":"'
_NEXT: Final = re.compile(rb'\],\[(?=\d+,")')
"""Where one change ends and the next one begins. Inside a text a quote has a backslash before it; so if this is met
there, the text ends with it, and what is before is no JSON."""

_START: Final = re.compile(rb'\[(\d+),(?=")')
_SIGNS: Final = re.compile(rb'(?:[^"\\]++|\\u[0-9a-fA-F]{4}|\\[^u])*+')
"""What a text is made of, each sign of it whole."""

_FIRST_OF_TWO: Final = re.compile(rb"\\u[dD][89abAB]..\Z", re.DOTALL)

_Changes = tuple[tuple[int, str, str], ...]
_decode: Final = msgspec.json.Decoder(Effects).decode
_decode_changes: Final = msgspec.json.Decoder(_Changes).decode
_decode_text: Final = msgspec.json.Decoder(str).decode


def effects_of(text: bytes) -> Effects:
    """Return effects of their JSON.

    Raises:
        msgspec.DecodeError: this is none.
    """
    if len(text) >= _LONG:
        begin, end = text.find(_BEGIN), text.rfind(_END)
        if 0 <= begin < end:
            try:
                return _in_slices(text, begin + len(_BEGIN), end + 1)
            except (msgspec.DecodeError, UnicodeError):
                pass  # it was cut at a wrong place, or is none
    return from_json(text, Effects)


def _in_slices(text: bytes, begin: int, end: int) -> Effects:
    changes: list[tuple[int, str, str]] = []
    start = begin
    while start < end:
        collector.set_aside()
        found = _NEXT.search(text, start + _SLICE, min(start + 2 * _SLICE, end))
        if found is not None or end - start <= 2 * _SLICE:
            stop = end if found is None else found.start() + 1
            changes += _changes(b"[" + text[start:stop] + b"]")
        else:
            change, stop = _long_change(text, start)
            changes.append(change)
        start = stop + 1
    return msgspec.structs.replace(_decode(text[:begin] + text[end:]), changes=tuple(changes))


def _changes(text: bytes) -> _Changes:
    try:
        return _decode_changes(text)
    except msgspec.DecodeError:
        if b"\\u" not in text:
            raise
        return from_json(text, _Changes)  # bytes that are no valid text


def _long_change(text: bytes, start: int) -> tuple[tuple[int, str, str], int]:
    """Return the change that starts at a place, and where it ends."""
    head = _START.match(text, start)
    if head is None:
        raise msgspec.DecodeError("no change begins here")
    removed, middle = _long_text(text, head.end())
    inserted, last = _long_text(text, middle + 1)
    if text[middle : middle + 1] != b"," or text[last : last + 1] != b"]":
        raise msgspec.DecodeError("no change ends here")
    return (int(head[1]), removed, inserted), last + 1


def _long_text(text: bytes, start: int) -> tuple[str, int]:
    """Return the text that starts at a quote, and the place behind the quote that ends it."""
    parts: list[str] = []
    at = start + 1
    if text[start : start + 1] != b'"':
        raise msgspec.DecodeError("no text begins here")
    while True:
        found = _SIGNS.match(text, at, at + _SLICE)
        stop = at if found is None else found.end()
        is_end = text[stop : stop + 1] == b'"'
        if not is_end:
            stop = _between_characters(text, at, stop)
        parts.append(_text(b'"' + text[at:stop] + b'"'))
        if is_end:
            return "".join(parts), stop + 1
        if stop <= at:
            raise msgspec.DecodeError("a text does not end")
        at = stop


def _between_characters(text: bytes, start: int, stop: int) -> int:
    """Return a place at or a little before another one where no character is cut in two."""
    while stop > start and text[stop : stop + 1] and 0x80 <= text[stop] < 0xC0:
        stop -= 1
    return stop - 6 if _FIRST_OF_TWO.search(text, max(start, stop - 6), stop) else stop


def _text(written: bytes) -> str:
    try:
        return _decode_text(written)
    except msgspec.DecodeError:
        if b"\\u" not in written:
            raise
        try:
            return str(json.loads(written))
        except ValueError as error:
            raise msgspec.DecodeError(str(error)) from error
