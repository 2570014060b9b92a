"""Owns the commands that count the number under a caret up and down.

Does not own numbers that are inserted.
"""

from __future__ import annotations

import re
from typing import ClassVar, Final

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context
from editorapp.commands.specification import DocumentCommand, Nature, Specification
from editorapp.text.buffer import Buffer
from editorapp.text.change import Change, ChangeSet
from editorapp.text.document import Document, Transaction
from editorapp.text.selection import Range, Selection

_NUMBER: Final = re.compile(r"0[xX][0-9a-fA-F]{1,100}|(?:(?<![\w.)\]])-)?[0-9]{1,100}")
_REACH: Final = 128
"""How far to both sides of a caret its number may go, in code points."""

_LARGEST: Final = 10**18


class IncreaseNumber(DocumentCommand, frozen=True):
    """Count the number at every caret, and all numbers that are selected, up by `by`."""

    spec: ClassVar = Specification(
        "numbers.increase", "Increase Number", Nature.EDIT, "Text/6", "Ctrl+Alt++ Ctrl+Alt+="
    )
    by: int = 1

    def run(self, context: Context) -> Transaction:
        """Count; see the class."""
        return _counted(context.document, self.by)


class DecreaseNumber(DocumentCommand, frozen=True):
    """Count the number at every caret, and all numbers that are selected, down by `by`."""

    spec: ClassVar = Specification("numbers.decrease", "Decrease Number", Nature.EDIT, "Text/6", "Ctrl+Alt+-")
    by: int = 1

    def run(self, context: Context) -> Transaction:
        """Count; see the class."""
        return _counted(context.document, -self.by)


def _counted(document: Document, by: int) -> Transaction:
    if abs(by) > _LARGEST:
        raise CommandError("invalid_argument", "by is too large.", "by")
    buffer = document.buffer
    changes: list[Change] = []
    done = -1
    for current in document.selection.ranges:
        for start, old in _numbers(buffer, current):
            if start > done:
                changes.append(Change(start, old, _sum(old, by)))
                done = start + len(old) - 1
    if not changes:
        raise CommandError("no_number", "There is no number here.")
    change_set = ChangeSet(change for change in changes if change.removed != change.inserted)
    return Transaction(change_set, _selection_after(document.selection, change_set))


def _numbers(buffer: Buffer, current: Range) -> list[tuple[int, str]]:
    """Return the numbers that are selected, or the one that a caret touches, and where each starts."""
    if not current.is_caret:
        base = max(0, current.start - 1)
        text = buffer.slice(base, current.end)
        found = _NUMBER.finditer(text, current.start - base)
        return [(base + number.start(), number[0]) for number in found]
    base = max(0, current.head - _REACH)
    text = buffer.slice(base, current.head + _REACH)
    for number in _NUMBER.finditer(text):
        if number.start() + base <= current.head <= number.end() + base:
            return [(base + number.start(), number[0])]
    return []


def _sum(text: str, by: int) -> str:
    """Return a number counted on, with as many zeros and letters of the same case as before."""
    if text[:2] in ("0x", "0X"):
        number = max(0, int(text, 16) + by)
        digits = f"{number:0{len(text) - 2}x}"
        return text[:2] + (digits.upper() if any("A" <= sign <= "F" for sign in text[2:]) else digits)
    number = int(text) + by
    digits = text.lstrip("-")
    width = len(digits) if digits[0] == "0" else 1
    return ("-" if number < 0 else "") + str(abs(number)).rjust(width, "0")


def _selection_after(selection: Selection, changes: ChangeSet) -> Selection:
    """Keep ranges on what they selected, and carets as far from the end of their number as they were."""
    ranges = []
    index = shift = 0
    for current in selection.ranges:
        start, end = current.start, current.end
        while index < len(changes.changes) and changes.changes[index].end < start:
            shift += len(changes.changes[index].inserted) - len(changes.changes[index].removed)
            index += 1
        inner, ahead = shift, index
        while ahead < len(changes.changes) and changes.changes[ahead].start < end:
            inner += len(changes.changes[ahead].inserted) - len(changes.changes[ahead].removed)
            ahead += 1
        if current.is_caret:
            at = changes.changes[index] if index < len(changes.changes) else None
            is_inside = at is not None and at.start < current.head <= at.end
            head = max(
                current.head + (inner if is_inside else shift), at.start + shift if is_inside and at else 0
            )
            ranges.append(Range(head, head))
        else:
            stretch = (start + shift, end + inner)
            ranges.append(Range(*stretch) if current.anchor < current.head else Range(*reversed(stretch)))
    return Selection.of(ranges, selection.primary)
