"""Owns the checks of positions and texts that arrive as arguments of commands.

Does not repair them: a command with a wrong position is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from editorapp.bus.errors import CommandError
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.selection import Range, Selection

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
    each = list(texts) if len(texts) > 1 else list(texts) * len(selection.ranges)
    edits = []
    carets = []
    shift = 0
    for current, text in zip(selection.ranges, each, strict=True):
        edits.append((current.start, current.end, text))
        caret = current.start + shift + len(text)
        carets.append(Range(caret, caret))
        shift += len(text) - (current.end - current.start)
    return ChangeSet.replacing(buffer, edits), Selection.of(carets, selection.primary)
