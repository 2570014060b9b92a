"""Owns `FileSearch`: what is to be found in files, and the search through them, one after the other.

Does not know folders or disks: files come through a port, and so do their texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, Protocol

from editorapp.bus.errors import CommandError
from editorapp.commands.find import template_of
from editorapp.session.finding.file_matches import FileMatches, Reason, SkippedFile, line_matches
from editorapp.session.text_digest import text_digest
from editorapp.text.buffer import Buffer
from editorapp.text.patience import Patience
from editorapp.text.pause import Pause
from editorapp.text.replacement import Template
from editorapp.text.search import Searcher, SearchError

SHOWN: Final = 240
"""Code points of a line that are shown in a list of results, about."""

_AT_ONCE: Final = 1000
"""Matches of one file that are told of at once."""

Found = FileMatches | SkippedFile


@dataclass(frozen=True)
class Query:
    """What is to be found.

    Attributes:
        pattern: plain text, or a regular expression.
        regex: whether it is a regular expression.
        case: whether upper and lower case are different.
        word: whether only whole words count.
        replacement: what comes in the place of the matches; None where nothing is to be replaced.
        preserve_case: whether it is written in the case of what it replaces.
    """

    pattern: str
    regex: bool = False
    case: bool = True
    word: bool = False
    replacement: str | None = None
    preserve_case: bool = False

    def searcher(self) -> Searcher:
        """Return it made ready; raises SearchError where it is no pattern."""
        return Searcher(self.pattern, is_regex=self.regex, case=self.case, word=self.word)

    def template(self, searcher: Searcher) -> Template | None:
        """Return the replacement made ready; raises SearchError where it is none."""
        if self.replacement is None:
            return None
        try:
            return template_of(searcher, self.replacement, preserve_case=self.preserve_case)
        except CommandError as error:
            raise SearchError(error.message, error.field or "replacement") from error


class Texts(Protocol):
    """Gives the texts of files."""

    def text(self, path: str, pause: Pause) -> Buffer | SkippedFile | None:
        """Return the text of a file, or why there is none, or None where nothing can be found in it.

        Args:
            path: the file.
            pause: called now and then while a large file is read.
        """
        ...


class FileSearch:
    """A search through files.

    Attributes:
        searched: how many files were searched so far.
        found: how many matches there were so far.
        with_matches: how many files had any.
    """

    def __init__(
        self,
        query: Query,
        texts: Texts,
        patience: Callable[[], Patience] = Patience,
        longest: int | None = SHOWN,
    ) -> None:
        """Make ready.

        Args:
            query: what is to be found.
            texts: gives the texts of the files.
            patience: how long the search through one file may take; its pause is called between parts.
            longest: how many code points of a line are told of; None for all.

        Raises:
            SearchError: there is nothing that could be found.
        """
        self._searcher = query.searcher()
        self._template = query.template(self._searcher)
        self._texts = texts
        self._patience = patience
        self._longest = longest
        self.searched = self.found = self.with_matches = 0

    def through(self, files: Iterable[str | SkippedFile]) -> Iterator[Found]:
        """Yield what is found, in the order of the files; what was passed over before is handed on."""
        for file in files:
            if isinstance(file, SkippedFile):
                yield file
            else:
                yield from self._in_file(file)

    def _in_file(self, path: str) -> Iterator[Found]:
        patience = self._patience()
        patience.pause()
        text = self._texts.text(path, patience.pause)
        if isinstance(text, SkippedFile):
            yield text
            return
        self.searched += 1
        if text is None:
            return
        matches = line_matches(text, self._searcher, patience, self._template, self._longest)
        digest, is_more = "", False
        try:
            while part := tuple(islice(matches, _AT_ONCE)):
                if self._template is not None and not is_more:
                    digest = text_digest(text, patience.pause)
                self.found += len(part)
                self.with_matches += not is_more
                yield FileMatches(path, part, digest, is_more)
                is_more = True
        except SearchError as error:
            yield SkippedFile(path, Reason.FAILED, f"{path} was not searched to its end. {error}")
