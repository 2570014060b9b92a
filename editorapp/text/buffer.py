"""Owns `Buffer`, one immutable revision of a text, in code points and lines.

Does not know selections, encodings or history.

A revision shares all it can with the one that it was made from. Edits cluster: so besides the shared tree
a buffer has one *focus*, a small string that stands in place of a stretch of the tree. An edit inside the
focus only makes a new small string; an edit elsewhere first puts the focus back in the tree. Reading by
line puts it back as well, once for each revision, unless it is about the *near line*: the line that was asked for
first, whose place is kept, also for the revisions that are made by edits within it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from editorapp.text import bulk, tree
from editorapp.text.pause import Pause, go_on

_FOCUS_LIMIT: Final = 2 * tree.CHUNK_SIZE
_new: Final = object.__new__


_Line = tuple[int, int, int, int]
"""A line: its number, its start, the end of its text, and from where on positions are in other lines."""


class Buffer:
    """An immutable text. Positions are code points from 0 to `len(buffer)`, lines are counted from 0.

    Lines end with LF, CRLF or CR, which belong to the line that they end; so a text has one line more than
    it has line breaks. Instances may be read from any thread.
    """

    __slots__ = ("_breaks", "_end", "_focus", "_length", "_near", "_root", "_settled", "_start")

    def __init__(self, text: str | Iterable[str] = "") -> None:
        """Make a buffer of a text, or of parts of a text that follow each other."""
        self._set(tree.built((text,) if isinstance(text, str) else text), 0, 0, "")

    def _set(self, root: tree.Node, start: int, end: int, focus: str) -> None:
        self._root = root
        self._start = start
        self._end = end
        self._focus = focus
        self._length = root.length - (end - start) + len(focus)
        self._settled: tree.Node | None = root if start == end and not focus else None
        self._near: _Line | None = None
        self._breaks = -1

    def __len__(self) -> int:
        return self._length

    def __str__(self) -> str:
        return "".join(self.chunks())

    def __repr__(self) -> str:
        head = self.slice(0, 40)
        return f"Buffer({head!r}{'...' if self._length > 40 else ''}, length={self._length})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Buffer):
            return NotImplemented
        if self is other:
            return True
        return self._length == other._length and _are_same(self.chunks(), other.chunks())

    __hash__ = None  # type: ignore[assignment]

    def _tree(self) -> tree.Node:
        settled = self._settled
        if settled is None:
            settled = tree.replaced(self._root, self._start, self._end, self._focus)
            self._settled = settled
        return settled

    def replace(self, start: int, end: int, text: str) -> Buffer:
        """Return the next revision, with `text` in place of the code points from start to end.

        Args:
            start: from 0 to `len(self)`.
            end: from start to `len(self)`.
            text: what comes in their place.

        Raises:
            IndexError: start and end are not such a range.
        """
        focus = self._focus
        first, last = start - self._start, end - self._start
        buffer = _new(Buffer)
        if 0 <= first <= last <= len(focus) and len(focus) + len(text) <= _FOCUS_LIMIT:
            # Most edits go this way, and typing is made of them: `_set` would take a quarter of the time.
            buffer._root, buffer._start, buffer._end = self._root, self._start, self._end
            buffer._focus = focus[:first] + text + focus[last:]
            buffer._length = self._length + len(text) - last + first
            buffer._settled = None
            buffer._near, buffer._breaks = None, -1
            if self._near is not None:
                buffer._keep_line(self, start, end, text)
            return buffer
        if not 0 <= start <= end <= self._length:
            raise IndexError(f"no range {start} to {end} in a text of {self._length} code points")
        root = self._tree()
        chunk_start, chunk = root.chunk_at(start)
        chunk_end = chunk_start + len(chunk)
        if end <= chunk_end and len(chunk) + len(text) <= _FOCUS_LIMIT:
            focus = chunk[: start - chunk_start] + text + chunk[end - chunk_start :]
            buffer._set(root, chunk_start, chunk_end, focus)
        else:
            buffer._set(tree.replaced(root, start, end, text), 0, 0, "")
        if self._near is not None:
            buffer._keep_line(self, start, end, text)
        return buffer

    def _keep_line(self, before: Buffer, start: int, end: int, text: str) -> None:
        """Take over which line is near, and how many there are, if an edit has only changed the text of that line."""
        assert before._near is not None
        line, line_start, text_end, bound = before._near
        if start < line_start or end > text_end or "\n" in text or "\r" in text:
            return
        added = self._length - before._length
        # Without its text, the break before a line and the one behind it may be one.
        if text_end + added > line_start:
            self._near, self._breaks = (line, line_start, text_end + added, bound + added), before._breaks

    def replace_many(self, replacements: Sequence[bulk.Replacement], pause: Pause = go_on) -> Buffer:
        """Return the next revision, with many stretches replaced in one walk over the text.

        Args:
            replacements: where each starts, what goes away and what comes; in order and apart, they may touch.
            pause: called now and then; see `Pause`.

        Raises:
            IndexError: one lies outside the text.
        """
        if not replacements:
            return self
        start, removed, _ = replacements[-1]
        if replacements[0][0] < 0 or start + len(removed) > self._length:
            raise IndexError(f"no place {start} in a text of {self._length} code points")
        buffer = Buffer.__new__(Buffer)
        buffer._set(bulk.replaced_many(self._tree(), replacements, pause), 0, 0, "")
        return buffer

    def slice(self, start: int, end: int) -> str:
        """Return the text between two positions; positions outside the text are moved to its ends."""
        start = max(0, start)
        end = min(end, self._length)
        if start >= end:
            return ""
        relative = start - self._start
        if relative >= 0 and end - self._start <= len(self._focus):
            return self._focus[relative : end - self._start]
        return "".join(self._tree().chunks(start, end))

    def chunks(self, start: int = 0, end: int | None = None) -> Iterator[str]:
        """Yield the text between two positions in parts that follow each other, without copying it."""
        return self._tree().chunks(max(0, start), self._length if end is None else min(end, self._length))

    @property
    def line_count(self) -> int:
        """The number of lines, at least 1."""
        if self._breaks < 0:
            self._breaks = self._tree().breaks
        return self._breaks + 1

    def line_at(self, position: int) -> int:
        """Return the number of the line, from 0, that a position from 0 to `len(self)` is in."""
        near = self._near
        if near is not None and near[1] <= position < near[3]:
            return near[0]
        return self._tree().breaks_before(position)

    def line_start(self, line: int) -> int:
        """Return the position where a line, from 0 to `line_count - 1`, starts.

        Raises:
            IndexError: there is no such line.
        """
        near = self._near
        if near is not None:
            if line == near[0]:
                return near[1]
            if line == near[0] + 1 and near[3] <= self._length:
                return near[3]
        if line == 0:
            return 0
        root = self._tree()
        if not 0 < line <= root.breaks:
            raise IndexError(f"no line {line} in a text of {root.breaks + 1} lines")
        return root.break_end(line)

    def line_end(self, line: int) -> int:
        """Return the position where the text of a line ends, before its line break.

        Raises:
            IndexError: there is no such line.
        """
        near = self._near
        if near is not None and line == near[0]:
            return near[2]
        if line < 0:
            raise IndexError(f"no line {line}: lines are counted from 0")
        if line == self.line_count - 1:
            bound, text_end = self._length + 1, self._length
        else:
            bound = self.line_start(line + 1)
            text_end = bound - len(self.line_break(bound))
        if self._near is None:
            # The first line that is asked for stays: after an edit that is mostly the one that was edited.
            self._near = (line, self.line_start(line), text_end, bound)
        return text_end

    def line_break(self, next_start: int) -> str:
        """Return the line break that ends at a position where a line starts: LF, CRLF, CR, or nothing."""
        tail = self.slice(next_start - 2, next_start)
        if tail == "\r\n":
            return tail
        return tail[-1:] if tail[-1:] in ("\n", "\r") else ""

    def line_text(self, line: int) -> str:
        """Return the text of a line without its line break.

        Raises:
            IndexError: there is no such line.
        """
        return self.slice(self.line_start(line), self.line_end(line))


class BufferBuilder:
    """Makes a buffer of a text that comes in parts, with what has come so far at hand at any time."""

    def __init__(self) -> None:
        """Begin with no text."""
        self._builder = tree.Builder()

    def add(self, text: str) -> None:
        """Add the next part, of any size and cut anywhere."""
        self._builder.add(text)

    def buffer(self) -> Buffer:
        """Return what was added so far; quick, for it shares all text with the buffers made before and after."""
        buffer = Buffer.__new__(Buffer)
        buffer._set(self._builder.root(), 0, 0, "")
        return buffer


def gathered(chunks: Iterable[str], size: int = 1 << 17) -> Iterator[str]:
    """Yield parts of at least `size` code points, joined from chunks, for work that is quicker on long texts."""
    waiting: list[str] = []
    length = 0
    for chunk in chunks:
        waiting.append(chunk)
        length += len(chunk)
        if length >= size:
            yield "".join(waiting)
            waiting.clear()
            length = 0
    if waiting:
        yield "".join(waiting)


def _are_same(left: Iterator[str], right: Iterator[str]) -> bool:
    """Compare two texts of one length that come in parts, without joining these."""
    mine = theirs = ""
    while True:
        mine, theirs = mine or next(left, ""), theirs or next(right, "")
        length = min(len(mine), len(theirs))
        if not length:
            return True
        if mine is not theirs and mine[:length] != theirs[:length]:
            return False
        mine, theirs = mine[length:], theirs[length:]
