"""Owns the commands that insert what nobody has to type: date and time, numbers that count on, a character, a GUID.

Does not know what time it is, nor any chance: the text of a date and a new GUID are filled into the field `resolved`
before a command is accepted.
"""

from __future__ import annotations

import re
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Any, ClassVar, Final

from msgspec import Meta

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context
from editorapp.commands.line_block import lines_of, selected_runs
from editorapp.commands.positions import check_text, replace_ranges
from editorapp.commands.specification import DocumentCommand, Nature, Specification
from editorapp.text.change import Change, ChangeSet
from editorapp.text.document import Document, Transaction

_MENU: Final = "Text/6"
_LARGEST: Final = 10**18
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_PLACE: Final = re.compile(r"\{(?::(0?)(\d{0,3})([dxXob]?))?\}")
_DATE_FORMAT: Final = re.compile(r"(?:[^%\0\ud800-\udfff]|%[-_0^#]?[A-Za-z%])*")
"""What a format of dates may hold; widths, which would make texts of any length, are not among it."""

_GUID: Final = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BASES: Final = {"d": 10, "x": 16, "X": 16, "o": 8, "b": 2}


def is_date_format(format: str) -> bool:
    """Tell whether a text can be the format of a date: `iso`, `local`, or one of `strftime`."""
    return _DATE_FORMAT.fullmatch(format) is not None


class Moment(DocumentCommand, frozen=True):
    """What every insertion of a date is given.

    `format` is `iso`, `local` for the way of this computer, or one of `strftime` such as `%d.%m.%Y`. `resolved`
    is the text; it is filled in before the command is accepted.
    """

    format: str = "iso"
    resolved: str | None = None

    def run(self, context: Context) -> Transaction:
        """Insert it in place of every range."""
        if not is_date_format(self.format):
            raise CommandError("invalid_argument", f"{self.format!r} is no format of a date.", "format")
        if self.resolved is None:
            raise CommandError("not_resolved", "The date was not filled in before.", "resolved")
        check_text(self.resolved, "resolved")
        document = context.document
        return Transaction(*replace_ranges(document.buffer, document.selection, (self.resolved,)))


class InsertDate(Moment, frozen=True):
    """Insert the date of today, as `2026-03-01` or in another format."""

    spec: ClassVar = Specification("insert.date", "Date", Nature.EDIT, f"{_MENU}/Insert")
    format: str = "%Y-%m-%d"


class InsertTime(Moment, frozen=True):
    """Insert the time of day, as `14:05` or in another format."""

    spec: ClassVar = Specification("insert.time", "Time", Nature.EDIT, f"{_MENU}/Insert")
    format: str = "%H:%M"


class InsertDateTime(Moment, frozen=True):
    """Insert date and time, as `2026-03-01 14:05:09` or in another format."""

    spec: ClassVar = Specification("insert.date_time", "Date and Time", Nature.EDIT, f"{_MENU}/Insert", "F5")
    format: str = "%Y-%m-%d %H:%M:%S"


class InsertCharacter(DocumentCommand, frozen=True):
    """Insert a character by its number in Unicode in place of every range."""

    spec: ClassVar = Specification("insert.character", "Insert Character", Nature.EDIT)
    code: int

    def run(self, context: Context) -> Transaction:
        """Insert it; see the class."""
        if not 0 <= self.code <= 0x10FFFF or 0xD800 <= self.code <= 0xDFFF:
            raise CommandError("invalid_argument", f"No character has the number {self.code}.", "code")
        document = context.document
        return Transaction(*replace_ranges(document.buffer, document.selection, (chr(self.code),)))


class InsertGuid(DocumentCommand, frozen=True):
    """Insert a new GUID, as `3f2b8c1e-5a0d-4e7b-9c61-0d2f4a8b7e15`, in place of every range, each another one.

    `resolved` is the first of them; it is filled in before the command is accepted, and the others follow from it.
    """

    spec: ClassVar = Specification(
        "insert.guid",
        "GUID",
        Nature.EDIT,
        f"{_MENU}/Insert",
        not_recorded="a macro would insert the same one into several files",
    )
    resolved: str | None = None

    def run(self, context: Context) -> Transaction:
        """Insert it; see the class."""
        first = self.resolved
        if first is None:
            raise CommandError("not_resolved", "The GUID was not filled in before.", "resolved")
        if not _GUID.fullmatch(first):
            raise CommandError("invalid_argument", f"{first!r} is no GUID.", "resolved")
        document = context.document
        others = (_guid_from(f"{first} {number}") for number in range(1, len(document.selection.ranges)))
        return Transaction(*replace_ranges(document.buffer, document.selection, [first, *others]))


def _guid_from(words: str) -> str:
    """Return the GUID that follows from some words; it looks as if made by chance (version 4)."""
    digits = sha256(words.encode()).hexdigest()
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


class Each(StrEnum):
    """What gets a number: every range, in place of its text, or every selected line, at its start."""

    RANGE = "range"
    LINE = "line"


class InsertSequence(DocumentCommand, frozen=True):
    """Insert numbers that count on: one in place of every range, or one at the start of every selected line.

    The first is `start`, each `step` more than the one before, in the digits of `base`, from 2 to 36, with zeros
    before it up to `width` signs. `format` is what surrounds it, with `{}` for the number; `{:03}` has three
    digits, `{:x}` base 16 (x, X, o, b or d).
    """

    spec: ClassVar = Specification("insert.sequence", "Number Sequence", Nature.EDIT)
    start: int = 1
    step: int = 1
    width: Annotated[int, Meta(ge=0, le=100)] = 0
    base: int = 10
    format: str = "{}"
    each: Each = Each.RANGE

    def run(self, context: Context) -> Transaction:
        """Insert them; see the class."""
        check_text(self.format, "format")
        for field in ("start", "step"):
            if abs(getattr(self, field)) > _LARGEST:
                raise CommandError("invalid_argument", f"{field} is too large.", field)
        document = context.document
        if self.each is Each.LINE:
            return self._at_lines(document)
        texts = self.texts(len(document.selection.ranges))
        return Transaction(*replace_ranges(document.buffer, document.selection, texts))

    def texts(self, count: int) -> list[str]:
        """Return the first of the texts that are inserted.

        Raises:
            CommandError: the format has no place for the number, or there is no such base.
        """
        if not 2 <= self.base <= len(_DIGITS):
            raise CommandError("invalid_argument", f"base is from 2 to {len(_DIGITS)}.", "base")
        found = _PLACE.search(self.format)
        if found is None:
            raise CommandError("invalid_argument", "The format needs {} for the number.", "format")
        before, after = self.format[: found.start()], self.format[found.end() :]
        width = int(found[2]) if found[2] else self.width
        sign = found[3] or ""
        base = _BASES.get(sign, self.base)
        fill = " " if found[2] and not found[1] else "0"
        numbers = (_in_base(self.start + self.step * index, base, width, fill) for index in range(count))
        return [before + (number.upper() if sign == "X" else number) + after for number in numbers]

    def _at_lines(self, document: Document) -> Transaction:
        runs = selected_runs(document)
        if not runs:
            lines = {document.buffer.line_at(current.head) for current in document.selection.ranges}
            runs = [(line, line) for line in sorted(lines)]
        starts = [start for start, _ in lines_of(document.buffer, runs)]
        pairs = zip(starts, self.texts(len(starts)), strict=True)
        return Transaction(ChangeSet(Change(start, "", text) for start, text in pairs if text))


def _in_base(number: int, base: int, width: int, fill: str) -> str:
    """Return a number in the digits of a base, with zeros behind its sign or spaces before it up to a width."""
    sign = "-" if number < 0 else ""
    digits = str(abs(number)) if base == 10 else _digits(abs(number), base)
    if fill == "0":
        return sign + digits.rjust(width - len(sign), "0")
    return (sign + digits).rjust(width, fill)


def _digits(number: int, base: int) -> str:
    digits = ""
    while number or not digits:
        number, digit = divmod(number, base)
        digits = _DIGITS[digit] + digits
    return digits


DATES: Final[dict[str, Any]] = {found.spec.name: found for found in (InsertDate, InsertTime, InsertDateTime)}
"""The commands that insert a date, by their names."""
