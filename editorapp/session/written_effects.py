"""Owns `WrittenEffects`: the large parts of effects as JSON, written before the effects themselves are known.

Does not write effects as a whole, which is the journal's. A million changes take longer to be written than a
window may wait; so they are written in slices, by whoever has worked them out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from editorapp.session.entry import Effects, SelectionRecord
from editorapp.text.change import ChangeSet
from editorapp.text.pause import Pause
from editorapp.text.selection import Selection

_MANY: Final = 1 << 12
_LONG: Final = 1 << 16
_SLICE: Final = 1 << 10
_FEW: Final = 1 << 7
"""Of so many changes each is written by itself, its texts in parts."""

_encode: Final = msgspec.json.Encoder().encode


class WrittenEffects(NamedTuple):
    """Parts of effects as JSON; None for what is so small that it is written with the rest.

    Attributes:
        changes: the changes.
        before: the selection before them.
        after: the selection after them.
    """

    changes: msgspec.Raw | None = None
    before: msgspec.Raw | None = None
    after: msgspec.Raw | None = None

    def put_into(self, effects: Effects) -> Effects:
        """Return effects that hold these parts as they are written, to be recorded and for nothing else."""
        parts: dict[str, Any] = {}
        if self.changes is not None and effects.changes:
            parts["changes"] = self.changes
        if self.before is not None and effects.before is not None:
            parts["before"] = self.before
        if self.after is not None:
            parts["selection"] = self.after
        return msgspec.structs.replace(effects, **parts) if parts else effects


def is_written(effects: Effects) -> bool:
    """Tell whether effects hold parts that are written already."""
    parts = (effects.changes, effects.before, effects.selection)
    return any(isinstance(part, msgspec.Raw) for part in parts)


def whole(effects: Effects) -> bytes:
    """Return effects with parts that are written already as JSON, copying these parts but once."""
    parts = {name: getattr(effects, name) for name in ("changes", "before", "selection")}
    large = {name: part for name, part in parts.items() if isinstance(part, msgspec.Raw)}
    places = {name: msgspec.Raw(f'"#{name}#"'.encode()) for name in large}
    pieces: list[bytes] = [_encode(msgspec.structs.replace(effects, **places))]
    for name, part in large.items():
        mark = f'"#{name}#"'.encode()
        index = next(at for at, piece in enumerate(pieces) if type(piece) is bytes and mark in piece)
        before, after = pieces[index].split(mark)
        pieces[index : index + 1] = [before, part, after]
    return b"".join(pieces)


def write_ahead(changes: ChangeSet, before: Selection, after: Selection, pause: Pause) -> WrittenEffects:
    """Write what is large.

    Args:
        changes: the changes.
        before: the selection before them.
        after: the selection after them.
        pause: called between slices.
    """
    every = changes.changes
    is_large = len(every) >= _MANY or any(len(removed) + len(new) >= _LONG for _, removed, new in every)
    return WrittenEffects(
        _changes(every, pause) if is_large else None, _selection(before, pause), _selection(after, pause)
    )


def _changes(changes: Sequence[tuple[int, str, str]], pause: Pause) -> msgspec.Raw:
    if len(changes) > _FEW:
        return _array(changes, pause)
    written: list[bytes] = []
    for start, removed, inserted in changes:
        written += (b"," if written else b"[", b"[", _written(start), b",")
        written += (*_text(removed, pause), b",", *_text(inserted, pause), b"]")
    return msgspec.Raw(b"".join((*written, b"]")))


def _selection(selection: Selection, pause: Pause) -> msgspec.Raw | None:
    if len(selection.ranges) < _MANY:
        return None
    record = SelectionRecord.of(selection)
    fields = [b'{"ranges":' + bytes(_array(record.ranges, pause))]
    if record.primary:
        fields.append(b'"primary":' + _encode(record.primary))
    if record.goals:
        fields.append(b'"goals":' + bytes(_array(record.goals, pause)))
    return msgspec.Raw(b",".join(fields) + b"}")


def _array(items: Sequence[Any], pause: Pause) -> msgspec.Raw:
    parts: list[bytes] = []
    for start in range(0, len(items), _SLICE):
        parts += (_written(items[start : start + _SLICE])[1:-1], b",")
        pause()
    parts[-1:] = [b"]"]
    return msgspec.Raw(b"".join((b"[", *parts)))


def _text(text: str, pause: Pause) -> Iterator[bytes]:
    """Yield a text as JSON, in parts that follow each other."""
    yield b'"'
    for start in range(0, len(text), _LONG):
        yield _written(text[start : start + _LONG])[1:-1]
        pause()
    yield b'"'


def _written(value: Any) -> bytes:
    try:
        return _encode(value)
    except UnicodeEncodeError:
        # Bytes that are no valid text, which only the escapes of the standard library can hold.
        return json.dumps(value, separators=(",", ":")).encode()
