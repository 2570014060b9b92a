"""Owns the commands that search and replace.

Does not own the find bar or the counting of matches for it.
"""

from __future__ import annotations

from typing import ClassVar

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context
from editorapp.commands.decision import Decision
from editorapp.commands.positions import check_text
from editorapp.commands.specification import DocumentCommand, Nature, Specification
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.document import Document, Kind, Transaction
from editorapp.text.motion import Direction
from editorapp.text.search import Match, Searcher, SearchError
from editorapp.text.selection import Range, Selection

NOT_FOUND = "not_found"


class _Search(DocumentCommand, frozen=True, kw_only=True):
    """What every search is given.

    `regex` takes the pattern as a regular expression, `case` tells upper from lower case, `word` wants whole
    words.
    """

    pattern: str
    regex: bool = False
    case: bool = True
    word: bool = False

    def searcher(self) -> Searcher:
        """Return the pattern, made ready for searching; raises CommandError where it is none."""
        try:
            return Searcher(self.pattern, is_regex=self.regex, case=self.case, word=self.word)
        except SearchError as error:
            raise CommandError("invalid_argument", str(error), error.field) from error


class _SearchOnwards(_Search, frozen=True, kw_only=True):
    """A search for the next match; `wrap` goes on from the other end of the text."""

    direction: Direction = Direction.FORWARD
    wrap: bool = True

    def select_next(self, searcher: Searcher, document: Document) -> Transaction:
        """Select the next match behind or before the primary range; raises CommandError where there is none."""
        main = document.selection.main
        forward = self.direction is Direction.FORWARD
        try:
            match = searcher.next(document.buffer, main.start, main.end, forward=forward, wrap=self.wrap)
        except SearchError as error:
            raise CommandError("search_timeout", str(error), error.field) from error
        if match is None:
            raise CommandError(NOT_FOUND, f"{self.pattern!r} was not found.", "pattern")
        return Transaction(selection=Selection([Range(match.start, match.end)]), kind=Kind.MOVE)


class FindNext(_SearchOnwards, frozen=True, kw_only=True):
    """Select the next match of a pattern, behind or before the selection.

    `regex` takes the pattern as a regular expression, `case` tells upper from lower case, `word` wants
    whole words, `wrap` goes on from the other end of the text.
    """

    spec: ClassVar = Specification("find.next", "Find", Nature.MOVE)

    def run(self, context: Context) -> Transaction:
        """Find; see the class."""
        return self.select_next(self.searcher(), context.document)


class FindReplace(_SearchOnwards, frozen=True, kw_only=True):
    r"""Replace the selected match of a pattern and select the next one; without one, only select the next.

    In the replacement of a regular expression `\1` and `\g<name>` stand for its groups.
    """

    spec: ClassVar = Specification("find.replace", "Replace", Nature.EDIT)
    replacement: str

    def run(self, context: Context) -> Transaction:
        """Replace; see the class."""
        check_text(self.replacement, "replacement")
        searcher = self.searcher()
        document = context.document
        selected = _selected_match(searcher, document)
        if selected is None:
            return self.select_next(searcher, document)
        text = _replacement(searcher, selected, self.replacement)
        changes = ChangeSet.replacing(document.buffer, ((selected.start, selected.end, text),))
        selection = Selection([Range(selected.start, selected.start + len(text))])
        after = document.after(Transaction(changes, selection))
        try:
            found = self.select_next(searcher, after)
        except CommandError as error:
            if error.code != NOT_FOUND:
                raise
            return Transaction(changes, after.selection)
        return Transaction(changes, found.selection)


def _selected_match(searcher: Searcher, document: Document) -> Match | None:
    main = document.selection.main
    for match in searcher.matches(document.buffer, main.start, main.end):
        return match if (match.start, match.end) == (main.start, main.end) else None
    return None


def _replacement(searcher: Searcher, match: Match, template: str) -> str:
    try:
        return searcher.replacement(match, template)
    except SearchError as error:
        raise CommandError("invalid_argument", str(error), error.field) from error


class ReplaceAll(_Search, frozen=True, kw_only=True):
    r"""Replace all matches of a pattern in one step.

    In the replacement of a regular expression `\1` and `\g<name>` stand for its groups.
    """

    spec: ClassVar = Specification("find.replace_all", "Replace All", Nature.EDIT)
    replacement: str

    def run(self, context: Context) -> Decision:
        """Replace; see the class."""
        check_text(self.replacement, "replacement")
        searcher = self.searcher()
        edits = _all_edits(searcher, context.document.buffer, self.replacement)
        changes = ChangeSet.replacing(context.document.buffer, edits)
        count = len(edits)
        message = f"Replaced {count} match{'' if count == 1 else 'es'}."
        return Decision(Transaction(changes), message=message, facts={"replaced": count})


def _all_edits(searcher: Searcher, buffer: Buffer, template: str) -> list[tuple[int, int, str]]:
    try:
        return [
            (match.start, match.end, _replacement(searcher, match, template))
            for match in searcher.matches(buffer)
        ]
    except SearchError as error:
        raise CommandError("search_timeout", str(error), error.field) from error
