"""Owns the checks of positions and texts that arrive as arguments of commands.

Does not repair them: a command with a wrong position is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from itertools import count
from typing import Final

from editorapp.bus.errors import CommandError
from editorapp.text.buffer import Buffer
from editorapp.text.change import Change, ChangeSet
from editorapp.text.selection import Range, Selection, carets

_CHANGE: Final = partial(tuple.__new__, Change)
"""Makes a change of a tuple, in half the time."""

_UNSAVABLE: Final = re.compile("[\ud800-\udc7f\udd00-\udfff]")


def check_range(buffer: Buffer, start: int, end: int, fields: tuple[str, str] = ("start", "end")) -> None:
    """Refuse a range that is not in the text.

    Raises:
        CommandError: with the code `invalid_range` and the field at fault.
    """
    length = len(buffer)
    if not 0 <= start <= length:
        raise _outside(fields[0], start, length)
    if not 0 <= end <= length:
        raise _outside(fields[1], end, length)
    if end < start:
        raise CommandError("invalid_range", f"{fields[1]} {end} lies before {fields[0]} {start}.", fields[1])


def check_text(text: str, field: str = "text") -> None:
    """Refuse a text that no file could hold.

    Bytes that are no valid text stand in a document as U+DC80 to U+DCFF; these are allowed.

    Raises:
        CommandError: the text holds another half of a surrogate pair.
    """
    if not text.isascii() and _UNSAVABLE.search(text):
        raise CommandError("invalid_argument", f"{field} holds half of a surrogate pair.", field)


def selection_from(buffer: Buffer, pairs: Sequence[tuple[int, int]], goals: Sequence[int] = ()) -> Selection:
    """Make a selection of [anchor, head] pairs; the last one becomes the primary range.

    Args:
        buffer: the text.
        pairs: the ranges.
        goals: for each range the display column that vertical motion aims at, or none at all.

    Raises:
        CommandError: there is no pair, one of them is not in the text, or there are more or fewer goals.
    """
    if not pairs:
        raise CommandError("invalid_argument", "ranges must hold at least one [anchor, head].", "ranges")
    length = len(buffer)
    for index, (anchor, head) in enumerate(pairs):
        for position in (anchor, head):
            if not 0 <= position <= length:
                raise _outside(f"ranges[{index}]", position, length)
    if goals and len(goals) != len(pairs):
        raise CommandError("invalid_argument", "goals must hold one column for each range.", "goals")
    return Selection.of([Range(anchor, head) for anchor, head in pairs], len(pairs) - 1, goals)


def _outside(field: str, position: int, length: int) -> CommandError:
    return CommandError(
        "invalid_range", f"{field} {position} lies outside the text, which has {length} code points.", field
    )


def replace_ranges(buffer: Buffer, selection: Selection, texts: Sequence[str]) -> tuple[ChangeSet, Selection]:
    """Replace each range of a selection by a text; carets come to stand behind the new texts.

    Args:
        buffer: the text.
        selection: the ranges.
        texts: one text for all ranges, or one for each.
    """
    if len(selection.ranges) == 1:
        current = selection.ranges[0]
        start, end, text = current.start, current.end, texts[0]
        return ChangeSet.replacing(buffer, ((start, end, text),)), Selection.caret(start + len(text))
    if len(texts) == 1 and selection.is_empty:
        return _inserted(selection, texts[0])
    each = texts if len(texts) > 1 else [texts[0]] * len(selection.ranges)
    edits = []
    behind = []
    shift = 0
    for (anchor, head), text in zip(selection.ranges, each, strict=True):
        start, end = (anchor, head) if anchor < head else (head, anchor)
        edits.append((start, end, text))
        shift += len(text)
        behind.append(start + shift)
        shift -= end - start
    return ChangeSet.replacing(buffer, edits), Selection.of(carets(behind), selection.primary)


def _inserted(selection: Selection, text: str) -> tuple[ChangeSet, Selection]:
    """Insert a text at every caret, of which there may be many thousands: a key is typed at each."""
    size = len(text)
    if not size:
        return ChangeSet(), selection
    heads = [head for _, head in selection.ranges]
    behind = [head + shift for head, shift in zip(heads, count(size, size))]
    changes = ChangeSet([_CHANGE((head, "", text)) for head in heads])
    return changes, Selection(carets(behind), selection.primary)
