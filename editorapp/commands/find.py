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


def _searcher(pattern: str, *, is_regex: bool, case: bool, word: bool) -> Searcher:
    try:
        return Searcher(pattern, is_regex=is_regex, case=case, word=word)
    except SearchError as error:
        raise CommandError("invalid_argument", str(error), error.field) from error


def _find(
    searcher: Searcher, document: Document, pattern: str, *, direction: Direction, wrap: bool
) -> Transaction:
    """Select the next match behind or before the primary range."""
    main = document.selection.main
    try:
        match = searcher.next(
            document.buffer, main.start, main.end, forward=direction is Direction.FORWARD, wrap=wrap
        )
    except SearchError as error:
        raise CommandError("search_timeout", str(error), error.field) from error
    if match is None:
        raise CommandError(NOT_FOUND, f"{pattern!r} was not found.", "pattern")
    return Transaction(selection=Selection([Range(match.start, match.end)]), kind=Kind.MOVE)


class FindNext(DocumentCommand, frozen=True):
    """Select the next match of a pattern, behind or before the selection.

    `regex` takes the pattern as a regular expression, `case` tells upper from lower case, `word` wants
    whole words, `wrap` goes on from the other end of the text.
    """

    spec: ClassVar = Specification("find.next", "Find", Nature.MOVE)
    pattern: str
    regex: bool = False
    case: bool = True
    word: bool = False
    direction: Direction = Direction.FORWARD
    wrap: bool = True

    def run(self, context: Context) -> Transaction:
        """Find; see the class."""
        searcher = _searcher(self.pattern, is_regex=self.regex, case=self.case, word=self.word)
        return _find(searcher, context.document, self.pattern, direction=self.direction, wrap=self.wrap)


class FindReplace(DocumentCommand, frozen=True):
    r"""Replace the selected match of a pattern and select the next one; without one, only select the next.

    In the replacement of a regular expression `\1` and `\g<name>` stand for its groups.
    """

    spec: ClassVar = Specification("find.replace", "Replace", Nature.EDIT)
    pattern: str
    replacement: str
    regex: bool = False
    case: bool = True
    word: bool = False
    direction: Direction = Direction.FORWARD
    wrap: bool = True

    def run(self, context: Context) -> Transaction:
        """Replace; see the class."""
        check_text(self.replacement, "replacement")
        searcher = _searcher(self.pattern, is_regex=self.regex, case=self.case, word=self.word)
        document = context.document
        selected = _selected_match(searcher, document)
        if selected is None:
            return _find(searcher, document, self.pattern, direction=self.direction, wrap=self.wrap)
        text = _replacement(searcher, selected, self.replacement)
        changes = ChangeSet.replacing(document.buffer, ((selected.start, selected.end, text),))
        after = document.after(changes, Selection([Range(selected.start, selected.start + len(text))]))
        try:
            found = _find(searcher, after, self.pattern, direction=self.direction, wrap=self.wrap)
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


class ReplaceAll(DocumentCommand, frozen=True):
    r"""Replace all matches of a pattern in one step.

    In the replacement of a regular expression `\1` and `\g<name>` stand for its groups.
    """

    spec: ClassVar = Specification("find.replace_all", "Replace All", Nature.EDIT)
    pattern: str
    replacement: str
    regex: bool = False
    case: bool = True
    word: bool = False

    def run(self, context: Context) -> Decision:
        """Replace; see the class."""
        check_text(self.replacement, "replacement")
        searcher = _searcher(self.pattern, is_regex=self.regex, case=self.case, word=self.word)
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
