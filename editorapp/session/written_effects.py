"""Owns `WrittenEffects`: the large parts of effects as JSON, written before the effects themselves are known.

Does not write effects as a whole, which is the journal's. A million changes take longer to be written than a
window may wait; so they are written in slices, by whoever has worked them out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from editorapp.bus.json_text import to_json_bytes
from editorapp.session.entry import Effects, SelectionRecord
from editorapp.session.json_parts import (
    LONG,
    JsonParts,
    array_parts,
    is_long,
    text_parts,
    value_parts,
    with_parts,
)
from editorapp.text.change import ChangeSet
from editorapp.text.pause import Pause
from editorapp.text.selection import Selection

_MANY: Final = 1 << 12
_FEW: Final = 1 << 7
"""Of so many changes each is written by itself, its texts in parts."""


class WrittenEffects(NamedTuple):
    """Parts of effects as JSON; None for what is so small that it is written with the rest.

    Attributes:
        changes: the changes.
        before: the selection before them.
        after: the selection after them.
    """

    changes: JsonParts | None = None
    before: JsonParts | None = None
    after: JsonParts | None = None

    def put_into(self, effects: Effects) -> Effects | JsonParts:
        """Return effects to be recorded: as JSON if parts of them are written already, else as they are."""
        parts: dict[str, JsonParts] = {}
        if self.changes is not None and effects.changes:
            parts["changes"] = self.changes
        if self.before is not None and effects.before is not None:
            parts["before"] = self.before
        if self.after is not None:
            parts["selection"] = self.after
        return with_parts(effects, parts) if parts else effects


def write_ahead(changes: ChangeSet, before: Selection, after: Selection, pause: Pause) -> WrittenEffects:
    """Write what is large.

    Args:
        changes: the changes.
        before: the selection before them.
        after: the selection after them.
        pause: called between slices.
    """
    every = changes.changes
    is_large = len(every) >= _MANY or any(len(removed) + len(new) >= LONG for _, removed, new in every)
    return WrittenEffects(
        JsonParts(_changes(every, pause)) if is_large else None,
        _selection(before, pause),
        _selection(after, pause),
    )


def write_payload(payload: msgspec.Struct, pause: Pause) -> JsonParts | None:
    """Write the arguments of a command in slices; None for what is so small that it is written at once.

    Args:
        payload: the command's payload.
        pause: called between slices.
    """
    fields = {name: getattr(payload, name) for name in payload.__struct_fields__}
    large = {name: value for name, value in fields.items() if is_long(value)}
    if not large:
        return None
    return with_parts(payload, {name: tuple(value_parts(value, pause)) for name, value in large.items()})


def _changes(changes: Sequence[tuple[int, str, str]], pause: Pause) -> Iterator[bytes]:
    if len(changes) > _FEW:
        yield from array_parts(changes, pause)
        return
    for index, (start, removed, inserted) in enumerate(changes):
        yield (b",[" if index else b"[[") + to_json_bytes(start) + b","
        yield from text_parts(removed, pause)
        yield b","
        yield from text_parts(inserted, pause)
        yield b"]"
    yield b"]"


def _selection(selection: Selection, pause: Pause) -> JsonParts | None:
    if len(selection.ranges) < _MANY:
        return None
    record = SelectionRecord.of(selection)
    parts = [b'{"ranges":', *array_parts(record.ranges, pause)]
    if record.primary:
        parts.append(b',"primary":' + to_json_bytes(record.primary))
    if record.goals:
        parts += (b',"goals":', *array_parts(record.goals, pause))
    return JsonParts((*parts, b"}"))
