"""Owns JSON in parts: long values written in slices, by whoever has time, and never joined before they are stored.

Does not know what is written, nor where it is stored. To write a hundred million characters in one go holds up
every other thread for as long as that takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from editorapp.bus.json_text import to_json_bytes
from editorapp.text.pause import Pause

LONG: Final = 1 << 16
"""Code points of a text from which on it is written in slices."""

_SLICE: Final = 1 << 10


class JsonParts(tuple[bytes, ...]):
    """JSON as parts that follow each other."""

    __slots__ = ()

    def whole(self) -> bytes:
        """Return it as one."""
        return b"".join(self)


def text_parts(text: str, pause: Pause) -> Iterator[bytes]:
    """Yield a text as JSON, in parts that follow each other."""
    yield b'"'
    for start in range(0, len(text), LONG):
        yield to_json_bytes(text[start : start + LONG])[1:-1]
        pause()
    yield b'"'


def array_parts(items: Sequence[Any], pause: Pause) -> Iterator[bytes]:
    """Yield items of which each is short as a JSON array, in parts that follow each other."""
    begin = b"["
    for start in range(0, len(items), _SLICE):
        yield begin + to_json_bytes(items[start : start + _SLICE])[1:-1]
        pause()
        begin = b","
    yield b"]" if items else b"[]"


def value_parts(value: Any, pause: Pause) -> Iterator[bytes]:
    """Yield any text, or list of whatever, as JSON, in parts that follow each other."""
    if isinstance(value, str):
        yield from text_parts(value, pause)
    elif not isinstance(value, list | tuple) or not is_long(value):
        yield to_json_bytes(value)
    elif all(not is_long(item) for item in value):
        yield from array_parts(value, pause)
    else:
        for index, item in enumerate(value):
            yield b"," if index else b"["
            yield from value_parts(item, pause)
        yield b"]"


def is_long(value: Any) -> bool:
    """Tell whether a value is so long that it is worth being written in parts."""
    if isinstance(value, str):
        return len(value) >= LONG
    return isinstance(value, list | tuple) and (len(value) >= _SLICE or any(map(is_long, value)))


def with_parts(message: msgspec.Struct, parts: Mapping[str, Sequence[bytes]]) -> JsonParts:
    """Return a message as JSON of which some fields are written already.

    Args:
        message: the message.
        parts: by the names of these fields, what is written.
    """
    # JSON holds no bare NUL, so nothing that a person wrote can look like one of these places.
    marks = {name: f"\0{name}\0".encode() for name in parts}
    places: dict[str, Any] = {name: msgspec.Raw(mark) for name, mark in marks.items()}
    pieces: list[bytes] = [to_json_bytes(msgspec.structs.replace(message, **places))]
    for mark in marks.values():
        index = next(at for at, piece in enumerate(pieces) if mark in piece)
        before, after = pieces[index].split(mark)
        pieces[index : index + 1] = [before, mark, after]
    named = {mark: name for name, mark in marks.items()}
    flat: list[bytes] = []
    for piece in pieces:
        flat += parts[named[piece]] if piece in named else [piece]
    return JsonParts(flat)
