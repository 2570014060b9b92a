"""Owns `Document`, the whole state of a document at one revision, and `Transaction`, a step to the next one.

Does not know the history that led there, nor the file that the text came from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.selection import Selection


class LineEnding(StrEnum):
    """The line break that new lines of a document get; the lines that are there keep theirs."""

    LF = "\n"
    CRLF = "\r\n"
    CR = "\r"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a document is written: what a new line, a tab and one step of indentation are, and what its file is in.

    Attributes:
        line_ending: the line break of new lines.
        indent: the text of one step of indentation, spaces or a tab.
        tab_width: the cells from one tab stop to the next, from 1 to 16.
        language: the name of the language that the text is in, as in `language.py`; empty for plain text.
        encoding: how the text is written as bytes, a name of `encoding.py`.
        has_mark: whether a byte-order mark comes first in the file.
    """

    line_ending: LineEnding = LineEnding.LF
    indent: str = "    "
    tab_width: int = 4
    language: str = ""
    encoding: str = "utf-8"
    has_mark: bool = False


class Kind(StrEnum):
    """What sort of step a transaction is; steps of the same kind may join in one undo group."""

    EDIT = "edit"
    TYPING = "typing"
    ERASING = "erasing"
    MOVE = "move"


@dataclass(frozen=True, slots=True)
class Transaction:
    """What a command decided: a change of the text, and what sort of step it is.

    Attributes:
        changes: the change of the text.
        selection: the selection after it; None for the one before it, mapped.
        kind: what sort of step it is.
        layout: how the document is written from now on; None for as before.
        bookmarks: the bookmarks after it, in order; None for those before it, mapped.
    """

    changes: ChangeSet = field(default_factory=ChangeSet)
    selection: Selection | None = None
    kind: Kind = Kind.EDIT
    layout: Layout | None = None
    bookmarks: tuple[int, ...] | None = None


class Document:
    """An immutable document: its text, its selection and how it is written.

    Attributes:
        buffer: the text.
        selection: where the next command acts.
        revision: how many changes of the text led here, from 0.
        layout: what a new line, a tab and a step of indentation are.
        bookmarks: positions that a person has marked, in order, each once.
    """

    __slots__ = ("bookmarks", "buffer", "layout", "revision", "selection")

    def __init__(
        self,
        buffer: Buffer,
        selection: Selection | None = None,
        revision: int = 0,
        layout: Layout | None = None,
        bookmarks: tuple[int, ...] = (),
    ) -> None:
        """Take the parts of a document; without a selection the caret is at the start."""
        self.buffer = buffer
        self.selection = Selection.caret(0) if selection is None else selection
        self.revision = revision
        self.layout = Layout() if layout is None else layout
        self.bookmarks = bookmarks

    def after(self, transaction: Transaction) -> Document:
        """Return the document that a transaction leads to; its revision rises by one if the text changes.

        Raises:
            IndexError: the change set does not fit the text.
        """
        changes, selection, bookmarks = transaction.changes, transaction.selection, transaction.bookmarks
        if selection is None:
            selection = self.selection.mapped(changes)
        layout = self.layout if transaction.layout is None else transaction.layout
        if bookmarks is None:
            bookmarks = self.bookmarks
            if bookmarks and changes:
                bookmarks = tuple(dict.fromkeys(changes.map(bookmarks)))
        if not changes:
            return Document(self.buffer, selection, self.revision, layout, bookmarks)
        return Document(changes.apply(self.buffer), selection, self.revision + 1, layout, bookmarks)
