"""Owns the commands that select where a text or a pattern stands, one place after the other or all at once.

Does not own searching with one selection, which is `find.py`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar, Final

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context
from editorapp.commands.specification import DocumentCommand, Nature, Reach, Specification
from editorapp.text import word
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document, Kind, Transaction
from editorapp.text.occurrence import next_occurrence, occurrences, previous_occurrence
from editorapp.text.pause import in_turns
from editorapp.text.search import Searcher, SearchError
from editorapp.text.selection import Range, Selection

MOST_RANGES: Final = 100_000
"""No command makes more ranges than these."""

_NOT_FOUND: Final = "not_found"


def move_to(selection: Selection) -> Transaction:
    """Return the transaction that only selects."""
    return Transaction(selection=selection, kind=Kind.MOVE)


def too_many(things: str) -> CommandError:
    """Return the refusal to make more than `MOST_RANGES` ranges, for so many things of a name."""
    return CommandError(
        "too_many_ranges", f"There are more than {MOST_RANGES:,} {things}. Nothing was selected."
    )


class AddNextMatch(DocumentCommand, frozen=True):
    """Select the word at every caret; with text selected, also where it stands next, from the top after the end."""

    spec: ClassVar = Specification(
        "selection.add_next_match", "Add Next Match", Nature.MOVE, "Selection/3", "Ctrl+D", reach=Reach.TEXT
    )

    def run(self, context: Context) -> Transaction:
        """Select; see the class."""
        return _words(context.document) or move_to(_with_match(context.document, _next_free, keep=True))


class AddPreviousMatch(DocumentCommand, frozen=True):
    """Select the word at every caret; with text selected, also where it stands before, from the end after the top."""

    spec: ClassVar = Specification(
        "selection.add_previous_match",
        "Add Previous Match",
        Nature.MOVE,
        "Selection/3",
        "Ctrl+Alt+D",
        reach=Reach.TEXT,
    )

    def run(self, context: Context) -> Transaction:
        """Select; see the class."""
        return _words(context.document) or move_to(_with_match(context.document, _previous_free, keep=True))


class SkipMatch(DocumentCommand, frozen=True):
    """Take the primary range away and select where its text stands next instead."""

    spec: ClassVar = Specification(
        "selection.skip_match", "Skip This Match", Nature.MOVE, "Selection/3", "Alt+D", reach=Reach.TEXT
    )

    def run(self, context: Context) -> Transaction:
        """Select; see the class."""
        return _words(context.document) or move_to(_with_match(context.document, _next_free, keep=False))


class SelectMatches(DocumentCommand, frozen=True):
    """Select every place where the selected text, or the word at the caret, stands."""

    spec: ClassVar = Specification(
        "selection.matches",
        "Select All Matches",
        Nature.MOVE,
        "Selection/3",
        "Ctrl+Shift+L Alt+F3",
        reach=Reach.TEXT,
    )

    def run(self, context: Context) -> Transaction:
        """Select; see the class."""
        document = context.document
        main = document.selection.main
        if main.is_caret:
            main = Range(*word.word_around(document.buffer, main.head))
        text = _selected_text(document.buffer, main)
        places = _limited(
            ((place, place + len(text)) for place in occurrences(document.buffer, text)), "matches"
        )
        return move_to(_all_of(places, main))


class AddAllMatches(DocumentCommand, frozen=True, kw_only=True):
    """Select every match of a pattern.

    `regex` takes the pattern as a regular expression, `case` tells upper from lower case, `word` wants whole
    words.
    """

    spec: ClassVar = Specification(
        "selection.add_all_matches", "Select All Found", Nature.MOVE, reach=Reach.TEXT
    )
    pattern: str
    regex: bool = False
    case: bool = True
    word: bool = False

    def run(self, context: Context) -> Transaction:
        """Select; see the class."""
        document = context.document
        try:
            searcher = Searcher(self.pattern, is_regex=self.regex, case=self.case, word=self.word)
        except SearchError as error:
            raise CommandError("invalid_argument", str(error), error.field) from error
        try:
            patience = context.patience()
            matches = searcher.matches(document.buffer, patience=patience)
            found = ((match.start, match.end) for match in in_turns(matches, patience.pause))
            places = _limited(found, "matches")
        except SearchError as error:
            raise CommandError("search_timeout", str(error), error.field) from error
        if not places:
            raise CommandError(_NOT_FOUND, f"{self.pattern!r} was not found.", "pattern")
        return move_to(_all_of(places, document.selection.main))


def _limited(found: Iterator[tuple[int, int]], things: str) -> list[tuple[int, int]]:
    places = []
    for place in found:
        places.append(place)
        if len(places) > MOST_RANGES:
            raise too_many(things)
    return places


def _all_of(places: Sequence[tuple[int, int]], main: Range) -> Selection:
    """Select all of them; the one at the primary range, or the first behind it, becomes the primary one."""
    primary = min(bisect_left(places, (main.start, 0)), len(places) - 1)
    return Selection.of([Range(*place) for place in places], primary)


def _words(document: Document) -> Transaction | None:
    """Select the words at the carets, or return None where there is no caret that has one."""
    selection = document.selection
    ranges = [
        Range(*word.word_around(document.buffer, r.head)) if r.is_caret else r for r in selection.ranges
    ]
    return None if tuple(ranges) == selection.ranges else move_to(Selection.of(ranges, selection.primary))


def _selected_text(buffer: Buffer, main: Range) -> str:
    text = buffer.slice(main.start, main.end)
    if not text:
        raise CommandError(_NOT_FOUND, "Nothing is selected, and there is no word at the caret.")
    return text


def _with_match(document: Document, find: Callable[[Document, str], int | None], *, keep: bool) -> Selection:
    """Select one more match, as the primary range; the one that was is kept or taken away."""
    selection = document.selection
    main = selection.main
    text = _selected_text(document.buffer, main)
    place = find(document, text)
    if place is None:
        shown = text if len(text) <= 40 else text[:39] + "…"
        raise CommandError(_NOT_FOUND, f"{shown!r} stands nowhere else.")
    found = Range(place, place + len(text))
    if main.head < main.anchor:
        found = Range(found.head, found.anchor)
    others = [r for index, r in enumerate(selection.ranges) if keep or index != selection.primary]
    return Selection.of([*others, found], len(others))


def _next_free(document: Document, text: str) -> int | None:
    buffer, ranges = document.buffer, document.selection.ranges
    main = document.selection.main
    for start, end in ((main.end, len(buffer)), (0, main.start)):
        place = next_occurrence(buffer, text, start, end)
        while place is not None:
            taken = _overlapping(ranges, place, place + len(text))
            if taken is None:
                return place
            place = next_occurrence(buffer, text, max(taken.end, place + 1), end)
    return None


def _previous_free(document: Document, text: str) -> int | None:
    buffer, ranges = document.buffer, document.selection.ranges
    main = document.selection.main
    for start, end in ((0, main.start), (main.end, len(buffer))):
        place = previous_occurrence(buffer, text, start, end)
        while place is not None:
            taken = _overlapping(ranges, place, place + len(text))
            if taken is None:
                return place
            place = previous_occurrence(buffer, text, start, min(taken.start, place + len(text) - 1))
    return None


def _overlapping(ranges: Sequence[Range], start: int, end: int) -> Range | None:
    index = bisect_left(ranges, start + 1, key=lambda r: r.end)
    return ranges[index] if index < len(ranges) and ranges[index].start < end else None
