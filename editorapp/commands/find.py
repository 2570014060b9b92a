"""Owns the commands that search and replace.

Does not own the find bar or the counting of matches for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context
from editorapp.commands.decision import Decision
from editorapp.commands.positions import check_text
from editorapp.commands.specification import DocumentCommand, Nature, Reach, Specification
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.document import Document, Kind, Transaction
from editorapp.text.match_walk import Match
from editorapp.text.motion import Direction
from editorapp.text.patience import Patience
from editorapp.text.replacement import Template, replacements
from editorapp.text.search import Searcher, SearchError
from editorapp.text.selection import Range, Selection

NOT_FOUND = "not_found"
TIMED_OUT = "search_timeout"
TOO_FAR = "search_too_far"


class _Search(DocumentCommand, frozen=True, kw_only=True):
    """What every search is given.

    `regex` takes the pattern as a regular expression, `case` tells upper from lower case, `word` wants whole
    words, `ranges` are [start, end] pairs, one of which must hold a match.
    """

    pattern: str
    regex: bool = False
    case: bool = True
    word: bool = False
    ranges: list[tuple[int, int]] | None = None

    def searcher(self) -> Searcher:
        """Return the pattern, made ready for searching; raises CommandError where it is none."""
        try:
            return Searcher(self.pattern, is_regex=self.regex, case=self.case, word=self.word)
        except SearchError as error:
            raise CommandError("invalid_argument", str(error), error.field) from error

    def stretches(self, buffer: Buffer) -> Sequence[tuple[int, int]] | None:
        """Return the ranges in order, within the text; None for all of it. Raises CommandError."""
        if self.ranges is None:
            return None
        length = len(buffer)
        wrong = [pair for pair in self.ranges if not 0 <= pair[0] <= pair[1]]
        if wrong:
            raise CommandError("invalid_argument", f"{list(wrong[0])} is no range of a text.", "ranges")
        within = sorted((min(start, length), min(end, length)) for start, end in self.ranges)
        joined: list[tuple[int, int]] = []
        for start, end in within:
            if joined and start < joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return joined


def _refusal(error: SearchError) -> CommandError:
    return CommandError(TIMED_OUT if error.is_timeout else TOO_FAR, str(error), error.field)


class _SearchOnwards(_Search, frozen=True, kw_only=True):
    """A search for the next match; `wrap` goes on from the other end of the text."""

    direction: Direction = Direction.FORWARD
    wrap: bool = True

    def select_next(
        self,
        searcher: Searcher,
        document: Document,
        ranges: Sequence[tuple[int, int]] | None,
        patience: Patience,
    ) -> Transaction:
        """Select the next match behind or before the primary range; raises CommandError where there is none."""
        main = document.selection.main
        forward = self.direction is Direction.FORWARD
        try:
            match = searcher.next(
                document.buffer,
                main.start,
                main.end,
                forward=forward,
                wrap=self.wrap,
                ranges=ranges,
                patience=patience,
            )
        except SearchError as error:
            raise _refusal(error) from error
        if match is None:
            where = "" if ranges is None else " in the chosen part of the text"
            raise CommandError(NOT_FOUND, f"{self.pattern!r} was not found{where}.", "pattern")
        return Transaction(selection=Selection([Range(match.start, match.end)]), kind=Kind.MOVE)


class FindNext(_SearchOnwards, frozen=True, kw_only=True):
    """Select the next match of a pattern, behind or before the selection.

    `regex` takes the pattern as a regular expression, `case` tells upper from lower case, `word` wants
    whole words, `ranges` are [start, end] pairs, one of which must hold the match, `wrap` goes on from the
    other end of the text.
    """

    spec: ClassVar = Specification("find.next", "Find", Nature.MOVE, reach=Reach.TEXT)

    def run(self, context: Context) -> Transaction:
        """Find; see the class."""
        document = context.document
        ranges = self.stretches(document.buffer)
        return self.select_next(self.searcher(), document, ranges, context.patience())


class FindReplace(_SearchOnwards, frozen=True, kw_only=True):
    r"""Replace the selected match of a pattern and select the next one; without one, only select the next.

    In the replacement of a regular expression `\1` and `\g<name>` stand for its groups, and `\u`, `\l`, `\U`,
    `\L` and `\E` change upper and lower case. `preserve_case` writes it in the case of what it replaces.
    """

    spec: ClassVar = Specification("find.replace", "Replace", Nature.EDIT, reach=Reach.TEXT)
    replacement: str
    preserve_case: bool = False

    def run(self, context: Context) -> Transaction:
        """Replace; see the class."""
        check_text(self.replacement, "replacement")
        searcher = self.searcher()
        template = template_of(searcher, self.replacement, preserve_case=self.preserve_case)
        document, patience = context.document, context.patience()
        ranges = self.stretches(document.buffer)
        selected = _selected_match(searcher, document, ranges, patience)
        if selected is None:
            return self.select_next(searcher, document, ranges, patience)
        text = template.text_for(selected)
        changes = ChangeSet.replacing(document.buffer, ((selected.start, selected.end, text),))
        selection = Selection([Range(selected.start, selected.start + len(text))])
        after = document.after(Transaction(changes, selection))
        if ranges is not None:
            ranges = [_moved(pair, selected, len(text) - (selected.end - selected.start)) for pair in ranges]
        try:
            following = self.select_next(searcher, after, ranges, patience)
        except CommandError as error:
            if error.code != NOT_FOUND:
                raise
            return Transaction(changes, after.selection)
        return Transaction(changes, following.selection)


def _moved(pair: tuple[int, int], match: Match, growth: int) -> tuple[int, int]:
    """Return where a range lies once a match within one of the ranges has grown."""
    start, end = pair
    if end < match.end:
        return pair
    return (start if start <= match.start else start + growth, end + growth)


def _selected_match(
    searcher: Searcher,
    document: Document,
    ranges: Sequence[tuple[int, int]] | None,
    patience: Patience,
) -> Match | None:
    main = document.selection.main
    if ranges is not None and not any(start <= main.start <= main.end <= end for start, end in ranges):
        return None
    try:
        match = next(searcher.matches(document.buffer, main.start, main.end, patience), None)
    except SearchError as error:
        raise _refusal(error) from error
    return match if match is not None and match[:2] == (main.start, main.end) else None


def template_of(searcher: Searcher, text: str, *, preserve_case: bool) -> Template:
    """Return a replacement, made ready; raises CommandError where it is none."""
    try:
        return Template(searcher, text, preserve_case=preserve_case)
    except SearchError as error:
        raise CommandError("invalid_argument", str(error), error.field) from error


class ReplaceAll(_Search, frozen=True, kw_only=True):
    r"""Replace all matches of a pattern in one step.

    In the replacement of a regular expression `\1` and `\g<name>` stand for its groups, and `\u`, `\l`, `\U`,
    `\L` and `\E` change upper and lower case. `preserve_case` writes it in the case of what it replaces.
    `except_at` are the positions where matches start that stay as they are.
    """

    spec: ClassVar = Specification("find.replace_all", "Replace All", Nature.EDIT, reach=Reach.TEXT)
    replacement: str
    preserve_case: bool = False
    except_at: list[int] | None = None

    def run(self, context: Context) -> Decision:
        """Replace; see the class."""
        buffer = context.document.buffer
        count = 0

        def counted() -> Iterator[tuple[int, int, str]]:
            nonlocal count
            for edit in self.edits(buffer, context.patience()):
                count += 1
                yield edit

        changes = ChangeSet.replacing(buffer, counted())
        message = f"Replaced {count:,} match{'' if count == 1 else 'es'}."
        return Decision(Transaction(changes), message=message, facts={"replaced": count})

    def edits(self, buffer: Buffer, patience: Patience) -> Iterator[tuple[int, int, str]]:
        """Yield what is replaced, start, end and new text of each match; raises CommandError."""
        check_text(self.replacement, "replacement")
        searcher = self.searcher()
        template = template_of(searcher, self.replacement, preserve_case=self.preserve_case)
        stretches = self.stretches(buffer)
        kept = frozenset(self.except_at or ())
        try:
            for start, end in ((0, len(buffer)),) if stretches is None else stretches:
                for edit in replacements(searcher, template, buffer, start, end, patience):
                    if edit[0] not in kept:
                        yield edit
        except SearchError as error:
            raise _refusal(error) from error
