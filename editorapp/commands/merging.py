"""Owns the command that takes in a merge of the text with what another program has written.

Does not merge, see `text/merge.py`, nor read files.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context
from editorapp.commands.document import written_as
from editorapp.commands.specification import DocumentCommand, Nature, Specification
from editorapp.text.change import ChangeSet
from editorapp.text.document import Layout, LineEnding, Transaction

Edit = tuple[int, int, str]
"""Start and end in code points, and what comes in their place."""


class Merge(DocumentCommand, frozen=True):
    """Take in what another program has written, merged with the text: each of `edits` [start, end, text] is made.

    `path`, `digest`, `size` and `modified` describe the file that was merged, as for `document.mark_saved`, and
    `theirs` are the edits that would lead from the merged text to what is in that file; where there are any, the
    text has unsaved changes. With an `encoding` the file is in that one; with a `line_ending` new lines get that.
    """

    spec: ClassVar = Specification(
        "document.merge",
        "Merge with Change by Another Program",
        Nature.EDIT,
        not_recorded="what another program wrote belongs to one file",
    )
    edits: list[Edit]
    theirs: list[Edit]
    path: str
    digest: str
    size: int
    modified: int
    encoding: str = ""
    has_mark: bool = False
    line_ending: LineEnding | None = None

    def run(self, context: Context) -> Transaction:
        """Take it in; see the class."""
        document = context.document
        _check(self.edits, len(document.buffer), "edits")
        grown = sum(len(text) - (end - start) for start, end, text in self.edits)
        _check(self.theirs, len(document.buffer) + grown, "theirs")
        return Transaction(
            ChangeSet.replacing(document.buffer, self.edits), layout=self._layout(document.layout)
        )

    def _layout(self, layout: Layout) -> Layout | None:
        """Return how the document is written from now on; None for as before."""
        written = written_as(layout, self.encoding, self.has_mark)
        if self.line_ending in (None, layout.line_ending):
            return written
        return replace(written or layout, line_ending=self.line_ending)


def _check(edits: list[Edit], length: int, field: str) -> None:
    """Raise CommandError unless edits stand in order and apart in a text of a length."""
    reached = -1
    for start, end, _ in edits:
        if not reached < start <= end <= length:
            raise CommandError(
                "invalid_range", f"[{start}, {end}] is no place for one of the {field} of this text.", field
            )
        reached = end
