"""Owns the commands that bring lines into an order: sort, remove duplicates, reverse.

Does not own moving single lines.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Final

import regex

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context
from editorapp.commands.decision import Decision
from editorapp.commands.line_block import (
    Block,
    all_lines,
    line_changes,
    rearranged,
    selected_runs,
    without_lines,
)
from editorapp.commands.order import in_order
from editorapp.commands.selection import Natural
from editorapp.commands.specification import DocumentCommand, Nature, Reach, Specification
from editorapp.text.document import Document, Transaction
from editorapp.text.pause import Pause, go_on, in_turns

_TIME_LIMIT: Final = 0.1
"""Seconds in one line after which a regular expression is given up, so that no pattern hangs the program."""

_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4}(?![0-9]))?")
_DIGITS: Final = re.compile(r"[0-9]+")


class SortBy(StrEnum):
    """What lines are compared by; `NATURAL` takes numbers inside a text by their value."""

    TEXT = "text"
    NATURAL = "natural"
    NUMBER = "number"
    LENGTH = "length"


class SortLines(DocumentCommand, frozen=True):
    """Sort the selected lines, or all; lines that compare equal keep their order.

    `by` is what lines are compared by, `case` tells upper from lower case, `reverse` puts the last first,
    `unique` keeps only the first of lines with the same text. `from_column` and `to_column`, from 1 and both
    included, compare only these characters of each line; `key` only what a regular expression finds in them,
    its first group if it has one. Lines without a number, or without what `key` looks for, come last.
    """

    spec: ClassVar = Specification("lines.sort", "Sort Lines", Nature.EDIT, "Text/2", "F9", reach=Reach.TEXT)
    by: SortBy = SortBy.TEXT
    case: bool = False
    reverse: bool = False
    unique: bool = False
    from_column: Natural = 1
    to_column: Natural | None = None
    key: str | None = None

    def run(self, context: Context) -> Decision:
        """Sort; see the class."""
        pause = context.pause
        blocks = _blocks(context.document, pause)
        orders = [(block, self.order(block.texts, pause)) for block in blocks]
        return _ordered(context, orders, "sorted")

    def order(self, texts: Sequence[str], pause: Pause = go_on) -> list[int]:
        """Return the order of some lines, as their indices; `pause` is called now and then.

        Raises:
            CommandError: the columns or the key are wrong, or finding the keys takes too long.
        """
        if self.to_column is not None and self.to_column < self.from_column:
            raise CommandError("invalid_argument", "The last column lies before the first one.", "to_column")
        indices: Sequence[int] = range(len(texts))
        if self.unique:
            indices = _firsts(texts, indices, case=self.case)
        keys = self._keys(texts, pause)
        known = [index for index in in_turns(indices, pause) if keys[index] is not None]
        rest = [index for index in indices if keys[index] is None] if len(known) < len(indices) else []
        return in_order(known, keys, reverse=self.reverse, pause=pause) + rest

    def _keys(self, texts: Sequence[str], pause: Pause) -> list[Any]:
        parts = texts
        if self.from_column > 1 or self.to_column is not None:
            columns = slice(self.from_column - 1, self.to_column)
            parts = [text[columns] for text in texts]
        make = self._key_maker()
        if not self.key:
            return [make(part) for part in in_turns(parts, pause)]
        found = _found(self.key, parts, case=self.case, pause=pause)
        return [None if part is None else make(part) for part in in_turns(found, pause)]

    def _key_maker(self) -> Callable[[str], Any]:
        match self.by:
            case SortBy.NUMBER:
                return _number
            case SortBy.LENGTH:
                return len
            case SortBy.NATURAL:
                return _natural if self.case else lambda text: _natural(text.casefold())
            case _:
                return str if self.case else str.casefold


def _number(text: str) -> Decimal | None:
    found = _NUMBER.search(text)
    return Decimal(found[0]) if found else None


def _natural(text: str) -> str:
    """Return a text in which every number is led by the count of its digits, so that texts compare by value."""
    return _DIGITS.sub(_counted, text)


def _counted(found: re.Match[str]) -> str:
    digits = found[0].lstrip("0")
    return f"0{chr(min(len(digits), sys.maxunicode))}{digits}"


def _found(pattern: str, texts: Sequence[str], *, case: bool, pause: Pause) -> list[str | None]:
    try:
        expression = regex.compile(pattern, 0 if case else regex.IGNORECASE)
    except regex.error as error:
        raise CommandError("invalid_argument", f"Not a valid regular expression: {error}.", "key") from error
    group = 1 if expression.groups else 0
    found: list[str | None] = []
    try:
        for text in in_turns(texts, pause):
            match = expression.search(text, timeout=_TIME_LIMIT)
            found.append(match[group] if match else None)
    except TimeoutError as error:
        words = f"The regular expression takes too long in line {len(found) + 1:,}. Nothing was changed."
        raise CommandError("search_timeout", words, "key") from error
    return found


def _firsts(texts: Sequence[str], indices: Sequence[int], *, case: bool) -> list[int]:
    """Return the indices of the first line of each text."""
    first: dict[str, int] = {}
    for index in indices:
        first.setdefault(texts[index] if case else texts[index].casefold(), index)
    return list(first.values())


def _blocks(document: Document, pause: Pause) -> list[Block]:
    """Return the lines that are selected, or all of them where nothing is."""
    runs = selected_runs(document) or [all_lines(document.buffer)]
    return [Block.of(document.buffer, first, last, pause) for first, last in runs]


def _ordered(context: Context, orders: list[tuple[Block, list[int]]], done: str) -> Decision:
    transaction = rearranged(context.document, orders, context.pause)
    count = sum(len(order) for _, order in orders)
    removed = sum(len(block.texts) for block, _ in orders) - count
    words = f"{_lines(count)} {done}" + (f", {_lines(removed)} removed." if removed else ".")
    message = words if transaction.changes else "The lines are in this order already."
    return Decision(transaction, message=message, facts={"lines": count, "removed": removed})


def _lines(count: int) -> str:
    return f"{count:,} line{'' if count == 1 else 's'}"


class ReverseLines(DocumentCommand, frozen=True):
    """Put the selected lines, or all, in reverse order: the last first."""

    spec: ClassVar = Specification("lines.reverse", "Reverse Lines", Nature.EDIT, "Text/2", reach=Reach.TEXT)

    def run(self, context: Context) -> Decision:
        """Reverse; see the class."""
        blocks = _blocks(context.document, context.pause)
        orders = [(block, list(range(len(block.texts) - 1, -1, -1))) for block in blocks]
        return _ordered(context, orders, "reversed")


class UniqueLines(DocumentCommand, frozen=True):
    """Keep of the selected lines, or of all, only the first of those with the same text.

    `case` tells upper from lower case; `adjacent` removes only lines that follow the same one.
    """

    spec: ClassVar = Specification(
        "lines.unique", "Remove Duplicate Lines", Nature.EDIT, "Text/2", reach=Reach.TEXT
    )
    case: bool = True
    adjacent: bool = False

    def run(self, context: Context) -> Decision:
        """Remove the others; see the class."""
        document, pause = context.document, context.pause
        edits: list[tuple[int, int, str]] = []
        removed = 0
        for block in _blocks(document, pause):
            kept = self._kept(block.texts)
            removed += len(block.texts) - len(kept)
            edits += without_lines(block, kept)
        message = f"{_lines(removed)} removed." if removed else "There are no duplicate lines."
        return Decision(
            Transaction(line_changes(document.buffer, edits, pause)),
            message=message,
            facts={"removed": removed},
        )

    def _kept(self, texts: Sequence[str]) -> list[int]:
        if not self.adjacent:
            return _firsts(texts, range(len(texts)), case=self.case)
        same = texts if self.case else [text.casefold() for text in texts]
        return [index for index, text in enumerate(same) if not index or text != same[index - 1]]
