"""Owns reading very long effects from their JSON in slices, so that other threads get their turn in between.

Does not read short ones, nor know where they are kept.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from editorapp.session.entry import Effects
from editorapp.text import collector

_LONG: Final = 1 << 20
_SLICE: Final = 1 << 18
_BEGIN: Final = '"changes":['
_END: Final = ']],"step":"'
_NEXT: Final = re.compile(r'\],\[(?=\d+,")')
"""Where one change ends and the next one begins. Inside a text a quote has a backslash before it; so if this is met
there, the text ends with it, and what is before is no JSON."""

_Changes = tuple[tuple[int, str, str], ...]
_decode: Final = msgspec.json.Decoder(Effects).decode
_decode_changes: Final = msgspec.json.Decoder(_Changes).decode


def effects_of(text: str) -> Effects:
    """Return effects of their JSON.

    Raises:
        msgspec.DecodeError: this is none, or holds what only the standard library can read.
    """
    if len(text) >= _LONG:
        begin, end = text.find(_BEGIN), text.rfind(_END)
        if 0 <= begin < end:
            try:
                return _in_slices(text, begin + len(_BEGIN), end + 1)
            except msgspec.DecodeError:
                pass  # it was cut at a wrong place, or is none
    return _decode(text)


def _in_slices(text: str, begin: int, end: int) -> Effects:
    changes: list[tuple[int, str, str]] = []
    start = begin
    while start < end:
        collector.set_aside()
        found = _NEXT.search(text, start + _SLICE, end)
        stop = end if found is None else found.start() + 1
        changes += _decode_changes(f"[{text[start:stop]}]")
        start = stop + 1
    return msgspec.structs.replace(_decode(text[:begin] + text[end:]), changes=tuple(changes))
