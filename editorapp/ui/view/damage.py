"""Owns `Damage`: which lines look different from one revision to the next and must be painted again.

Does not know which of them are in the window.
"""

from __future__ import annotations

from dataclasses import dataclass

from editorapp.text.document import Document
from editorapp.ui.view.display_lines import ChangedLines

Stretch = tuple[int, int | None]


@dataclass(frozen=True)
class Damage:
    """What must be painted again.

    Attributes:
        lines: first and last line, from 0, of each stretch; None as the last: to the end of the window.
        numbers: the same for the margin beside the lines.
        is_whole: whether it is everything.
    """

    lines: tuple[Stretch, ...] = ()
    numbers: tuple[Stretch, ...] = ()
    is_whole: bool = False

    @classmethod
    def all(cls) -> Damage:
        """Everything looks different."""
        return cls(is_whole=True)


def damage_between(before: Document, after: Document, changed: ChangedLines | None) -> Damage:
    """Return what looks different when one document follows another.

    Args:
        before: what was shown.
        after: what is to be shown.
        changed: which lines of text changed, None for none of them.
    """
    lines: list[Stretch] = []
    numbers: list[Stretch] = []
    if changed is not None:
        lines.append((changed.first, None if changed.moved else changed.last))
        if changed.moved or changed.last > changed.first:
            numbers += lines
    old, new = before.selection, after.selection
    if old.ranges != new.ranges:
        old_line, new_line = before.buffer.line_at(old.main.head), after.buffer.line_at(new.main.head)
        if old_line != new_line:
            numbers += [(old_line, old_line), (new_line, new_line)]
        if old.is_empty and new.is_empty and len(old.ranges) == len(new.ranges) == 1:
            lines += [(old_line, old_line), (new_line, new_line)]
        elif (
            changed is None and len(old.ranges) == len(new.ranges) == 1 and old.main.anchor == new.main.anchor
        ):
            lines.append((min(old_line, new_line), max(old_line, new_line)))
        else:
            return Damage.all()
    return Damage(tuple(dict.fromkeys(lines)), tuple(dict.fromkeys(numbers)))
