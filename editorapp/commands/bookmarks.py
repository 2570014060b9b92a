"""Owns the commands that mark lines, go from mark to mark, and take up what is in marked lines.

Does not show the marks. A mark is a position that follows its text; what counts is the line that it is in.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import ClassVar, Final

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context
from editorapp.commands.decision import Decision, SetClipboard
from editorapp.commands.positions import replace_ranges
from editorapp.commands.specification import DocumentCommand, Nature, Specification
from editorapp.text.document import Document, Kind, Transaction
from editorapp.text.selection import Range, Selection

MOST_BOOKMARKS: Final = 1000
"""No document has more bookmarks than these."""

_MENU: Final = "Selection/7/Bookmarks"


def _none() -> CommandError:
    return CommandError("no_bookmarks", "No line is marked.")


class ToggleBookmark(DocumentCommand, frozen=True):
    """Mark the line of every caret, or take the marks away where all of them have one."""

    spec: ClassVar = Specification("bookmark.toggle", "Toggle Bookmark", Nature.MOVE, _MENU, "Ctrl+F2")

    def run(self, context: Context) -> Transaction:
        """Mark; see the class."""
        document = context.document
        buffer, marks = document.buffer, document.bookmarks
        there: list[int] = []
        missing: list[int] = []
        for line in dict.fromkeys(buffer.line_at(r.head) for r in document.selection.ranges):
            found = _in_line(document, line)
            if found:
                there += found
            else:
                missing.append(buffer.line_start(line))
        if missing:
            if len(marks) + len(missing) > MOST_BOOKMARKS:
                raise CommandError(
                    "too_many_bookmarks",
                    f"A document has {MOST_BOOKMARKS:,} bookmarks at most. Nothing was marked.",
                )
            return Transaction(kind=Kind.MOVE, bookmarks=tuple(sorted((*marks, *missing))))
        gone = set(there)
        return Transaction(kind=Kind.MOVE, bookmarks=tuple(mark for mark in marks if mark not in gone))


def _in_line(document: Document, line: int) -> tuple[int, ...]:
    """Return the bookmarks that lie in a line."""
    buffer, marks = document.buffer, document.bookmarks
    first = bisect_left(marks, buffer.line_start(line))
    is_last = line + 1 == buffer.line_count
    behind = len(marks) if is_last else bisect_left(marks, buffer.line_start(line + 1))
    return marks[first:behind]


class NextBookmark(DocumentCommand, frozen=True):
    """Go to the next marked line, from the last one to the first."""

    spec: ClassVar = Specification("bookmark.next", "Next Bookmark", Nature.MOVE, _MENU, "F2")

    def run(self, context: Context) -> Transaction:
        """Go there; see the class."""
        document, marks, line = _marks_around(context)
        is_last = line + 1 == document.buffer.line_count
        index = len(marks) if is_last else bisect_left(marks, document.buffer.line_start(line + 1))
        return _to(marks[index % len(marks)])


class PreviousBookmark(DocumentCommand, frozen=True):
    """Go to the marked line before this one, from the first one to the last."""

    spec: ClassVar = Specification("bookmark.previous", "Previous Bookmark", Nature.MOVE, _MENU, "Shift+F2")

    def run(self, context: Context) -> Transaction:
        """Go there; see the class."""
        document, marks, line = _marks_around(context)
        return _to(marks[bisect_right(marks, document.buffer.line_start(line) - 1) - 1])


def _marks_around(context: Context) -> tuple[Document, tuple[int, ...], int]:
    """Return the document, its bookmarks, and the line that the caret is in; CommandError where nothing is marked."""
    document = context.document
    if not document.bookmarks:
        raise _none()
    return document, document.bookmarks, document.buffer.line_at(document.selection.main.head)


def _to(mark: int) -> Transaction:
    return Transaction(selection=Selection.caret(mark), kind=Kind.MOVE)


class ClearBookmarks(DocumentCommand, frozen=True):
    """Take all marks of the document away."""

    spec: ClassVar = Specification("bookmark.clear", "Remove All Bookmarks", Nature.MOVE, _MENU)

    def run(self, context: Context) -> Transaction:
        """Take them away; see the class."""
        return Transaction(kind=Kind.MOVE, bookmarks=())


class SelectBookmarked(DocumentCommand, frozen=True):
    """Select all marked lines with their line breaks."""

    spec: ClassVar = Specification("bookmark.select_lines", "Select Marked Lines", Nature.MOVE, _MENU)

    def run(self, context: Context) -> Transaction:
        """Select; see the class."""
        return Transaction(selection=_marked_lines(context.document), kind=Kind.MOVE)


class CopyBookmarked(DocumentCommand, frozen=True):
    """Copy all marked lines."""

    spec: ClassVar = Specification("bookmark.copy_lines", "Copy Marked Lines", Nature.MOVE, _MENU)

    def run(self, context: Context) -> Decision:
        """Copy; see the class."""
        return Decision(Transaction(kind=Kind.MOVE), requests=(SetClipboard(_marked_text(context.document)),))


class CutBookmarked(DocumentCommand, frozen=True):
    """Copy all marked lines and delete them."""

    spec: ClassVar = Specification("bookmark.cut_lines", "Cut Marked Lines", Nature.EDIT, _MENU)

    def run(self, context: Context) -> Decision:
        """Cut; see the class."""
        document = context.document
        return Decision(_without_marked(document), requests=(SetClipboard(_marked_text(document)),))


class DeleteBookmarked(DocumentCommand, frozen=True):
    """Delete all marked lines, and their marks with them."""

    spec: ClassVar = Specification("bookmark.delete_lines", "Delete Marked Lines", Nature.EDIT, _MENU)

    def run(self, context: Context) -> Transaction:
        """Delete; see the class."""
        return _without_marked(context.document)


def marked_lines(document: Document) -> list[int]:
    """Return the numbers of the marked lines, from 0, in order."""
    return list(dict.fromkeys(document.buffer.line_at(mark) for mark in document.bookmarks))


def _marked_lines(document: Document) -> Selection:
    buffer = document.buffer
    ranges = []
    for line in marked_lines(document):
        end = buffer.line_start(line + 1) if line + 1 < buffer.line_count else len(buffer)
        ranges.append(Range(buffer.line_start(line), end))
    if not ranges:
        raise _none()
    return Selection.of(ranges, len(ranges) - 1)


def _marked_text(document: Document) -> str:
    return "".join(document.buffer.slice(r.start, r.end) for r in _marked_lines(document).ranges)


def _without_marked(document: Document) -> Transaction:
    changes, selection = replace_ranges(document.buffer, _marked_lines(document), ("",))
    return Transaction(changes, Selection.caret(selection.main.head), bookmarks=())
