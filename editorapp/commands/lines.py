"""Owns the commands that move, copy, insert and join lines.

Does not own sorting, nor deleting lines: that is with the other deletions.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from editorapp.commands.context import Context
from editorapp.commands.line_block import Block, all_lines, line_changes, runs_of
from editorapp.commands.positions import check_text
from editorapp.commands.specification import DocumentCommand, Nature, Specification
from editorapp.text import motion
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.document import Document, Transaction
from editorapp.text.pause import Pause, in_turns
from editorapp.text.selection import Range, Selection


class MoveLinesUp(DocumentCommand, frozen=True):
    """Move the lines that the selection touches over the line above them."""

    spec: ClassVar = Specification("lines.move_up", "Move Line Up", Nature.EDIT, "Text/1", "Alt+Up")

    def run(self, context: Context) -> Transaction:
        """Move them; see the class."""
        return _moved(context.document, up=True)


class MoveLinesDown(DocumentCommand, frozen=True):
    """Move the lines that the selection touches under the line below them."""

    spec: ClassVar = Specification("lines.move_down", "Move Line Down", Nature.EDIT, "Text/1", "Alt+Down")

    def run(self, context: Context) -> Transaction:
        """Move them; see the class."""
        return _moved(context.document, up=False)


@dataclass(frozen=True, slots=True)
class _Crossing:
    """A run of lines and the line that it changes places with, as stretches of text with their line breaks.

    `given` is the line break that the upper of both gives to the lower one, where that is the last line of the
    text, which has none; else empty.
    """

    run_start: int
    run_end: int
    line_start: int
    line_end: int
    given: str


def _moved(document: Document, *, up: bool) -> Transaction:
    buffer = document.buffer
    _, last_line = all_lines(buffer)
    edits = []
    crossings = []
    for first, last in runs_of(buffer, document.selection.ranges):
        last = min(last, last_line)
        if first > last or (first == 0 if up else last == last_line):
            continue
        crossing = _crossing(buffer, first, last, up=up)
        crossings.append(crossing)
        edits += _exchanged(buffer, crossing, up=up)
    changes = line_changes(buffer, edits)
    mover = _LineMover(crossings, changes, up=up)
    length = len(buffer) + mover.grown
    selection = Selection.of(mover.ranges(document.selection.ranges), document.selection.primary)
    marks = sorted({min(mover.position(mark), length) for mark in document.bookmarks})
    return Transaction(changes, selection.clamped(length), bookmarks=tuple(marks))


def _crossing(buffer: Buffer, first: int, last: int, *, up: bool) -> _Crossing:
    start, end = buffer.line_start(first), _next_start(buffer, last)
    if up:
        given = buffer.line_break(start) if last + 1 == buffer.line_count else ""
        return _Crossing(start, end, buffer.line_start(first - 1), start, given)
    given = buffer.line_break(end) if last + 2 == buffer.line_count else ""
    return _Crossing(start, end, end, _next_start(buffer, last + 1), given)


def _next_start(buffer: Buffer, line: int) -> int:
    """Where the line behind a line starts, or the end of the text."""
    return buffer.line_start(line + 1) if line + 1 < buffer.line_count else len(buffer)


def _exchanged(buffer: Buffer, crossing: _Crossing, *, up: bool) -> list[tuple[int, int, str]]:
    """Return the edits that take the crossed line from one side of its run to the other."""
    text, given = buffer.slice(crossing.line_start, crossing.line_end), crossing.given
    if up:
        text = given + text.removesuffix(given) if given else text
        return [(crossing.line_start, crossing.line_end, ""), (crossing.run_end, crossing.run_end, text)]
    removed_from = crossing.line_start - len(given)
    return [(crossing.run_start, crossing.run_start, text + given), (removed_from, crossing.line_end, "")]


class _LineMover:
    """Leads positions from before a move of lines to after it."""

    def __init__(self, crossings: list[_Crossing], changes: ChangeSet, *, up: bool) -> None:
        self._crossings = crossings
        self._changes = changes
        self._runs = [crossing.run_start for crossing in crossings]
        self._up = up
        self.grown = sum(len(change.inserted) - len(change.removed) for change in changes.changes)
        # Lines only change places, unless a CR had to be kept from a LF.
        self._new_runs = (
            changes.map(self._runs) if self.grown else [self._exchanged_start(each) for each in crossings]
        )

    def _exchanged_start(self, crossing: _Crossing) -> int:
        if self._up:
            return crossing.line_start
        # Moving down to the end of the text, the run gives its last line break to the line that it crosses.
        return crossing.line_end - (crossing.run_end - crossing.run_start - len(crossing.given))

    def ranges(self, ranges: Sequence[Range]) -> list[Range]:
        """Return where ranges, in order, go with the runs of lines that they touch."""
        starts = self._changes.map([current.start for current in ranges])
        ends = self._changes.map([current.end for current in ranges])
        moved = []
        for current, start, end in zip(ranges, starts, ends, strict=True):
            index = bisect_right(self._runs, current.start) - 1
            if index >= 0 and current.start <= self._crossings[index].run_end:
                run = self._crossings[index]
                shift = self._new_runs[index] - run.run_start
                start, end = current.start + shift, min(current.end, run.run_end) + shift
            moved.append(Range(start, end) if current.anchor <= current.head else Range(end, start))
        return moved

    def position(self, position: int) -> int:
        """Return where a position goes with its line."""
        for crossing, new_run in zip(self._crossings, self._new_runs, strict=True):
            if crossing.run_start <= position < crossing.run_end:
                return new_run + position - crossing.run_start
            if crossing.line_start <= position < crossing.line_end:
                size = crossing.run_end - crossing.run_start
                return position + size + len(crossing.given) if self._up else position - size
        return self._changes.map([position])[0]


class CopyLinesUp(DocumentCommand, frozen=True):
    """Put a copy of the lines that the selection touches under them; the selection stays on the upper ones."""

    spec: ClassVar = Specification("lines.copy_up", "Copy Line Up", Nature.EDIT, "Text/1", "Ctrl+Alt+Shift+D")

    def run(self, context: Context) -> Transaction:
        """Copy them; see the class."""
        return _copied(context.document, up=True)


class CopyLinesDown(DocumentCommand, frozen=True):
    """Put a copy of the lines that the selection touches over them; the selection stays on the lower ones."""

    spec: ClassVar = Specification("lines.copy_down", "Copy Line Down", Nature.EDIT, "Text/1", "Ctrl+Shift+D")

    def run(self, context: Context) -> Transaction:
        """Copy them; see the class."""
        return _copied(context.document, up=False)


def _copied(document: Document, *, up: bool) -> Transaction:
    buffer = document.buffer
    edits = []
    for first, last in runs_of(buffer, document.selection.ranges):
        start, end = buffer.line_start(first), _next_start(buffer, last)
        text = buffer.slice(start, end)
        place = end if up else start
        if last + 1 == buffer.line_count:
            line_break = document.layout.line_ending.value
            text = line_break + text if up else text + line_break
        edits.append((place, place, text))
    changes = line_changes(buffer, edits)
    ranges = document.selection.ranges
    starts = changes.map([current.start for current in ranges], after=not up)
    ends = changes.map([current.end for current in ranges], after=not up)
    moved = [
        Range(start, end) if old.anchor <= old.head else Range(end, start)
        for old, start, end in zip(ranges, starts, ends, strict=True)
    ]
    return Transaction(changes, Selection.of(moved, document.selection.primary))


class InsertLineBelow(DocumentCommand, frozen=True):
    """Begin a new line below the line of every range, indented as that one."""

    spec: ClassVar = Specification(
        "lines.insert_below", "Insert Line Below", Nature.EDIT, "Text/1", "Ctrl+Return Ctrl+Enter"
    )

    def run(self, context: Context) -> Transaction:
        """Insert it; see the class."""
        return _inserted(context.document, above=False)


class InsertLineAbove(DocumentCommand, frozen=True):
    """Begin a new line above the line of every range, indented as that one."""

    spec: ClassVar = Specification(
        "lines.insert_above",
        "Insert Line Above",
        Nature.EDIT,
        "Text/1",
        "Ctrl+Shift+Return Ctrl+Shift+Enter",
    )

    def run(self, context: Context) -> Transaction:
        """Insert it; see the class."""
        return _inserted(context.document, above=True)


def _inserted(document: Document, *, above: bool) -> Transaction:
    buffer, selection = document.buffer, document.selection
    lines = [buffer.line_at(current.start if above else current.end) for current in selection.ranges]
    edits = []
    carets = []
    shift = 0
    for line in dict.fromkeys(lines):
        indent = buffer.slice(buffer.line_start(line), motion.indent_end(buffer, line))
        is_first = above and not line
        # A line above another is one below that before it: the same break twice can never become one.
        end = buffer.line_end(line - 1 if above and line else line)
        line_break = _break_at(buffer, end) or document.layout.line_ending.value
        place = 0 if is_first else end
        edits.append((place, place, indent + line_break if is_first else line_break + indent))
        caret = place + shift + len(indent) + (0 if is_first else len(line_break))
        carets.append(Range(caret, caret))
        shift += len(indent) + len(line_break)
    primary = list(dict.fromkeys(lines)).index(lines[selection.primary])
    return Transaction(ChangeSet.replacing(buffer, edits), Selection.of(carets, primary))


def _break_at(buffer: Buffer, line_end: int) -> str:
    """Return the line break that stands at the end of the text of a line."""
    ahead = buffer.slice(line_end, line_end + 2)
    return ahead if ahead == "\r\n" else ahead[:1]


class JoinLines(DocumentCommand, frozen=True):
    """Join the selected lines, or the line of a caret and the next one, with one space between them.

    `separator` is what comes between them; the space around it, and lines without text, go away.
    """

    spec: ClassVar = Specification("lines.join", "Join Lines", Nature.EDIT, "Text/1", "Ctrl+J")
    separator: str = " "

    def run(self, context: Context) -> Transaction:
        """Join them; see the class."""
        check_text(self.separator, "separator")
        document = context.document
        buffer = document.buffer
        edits: list[tuple[int, int, str]] = []
        for first, last in _joined_runs(document):
            edits += _joints(Block.of(buffer, first, last, context.pause), self.separator, context.pause)
        changes = line_changes(buffer, edits, context.pause)
        return Transaction(changes, _selection_after_join(document, edits, changes))


def _joined_runs(document: Document) -> list[tuple[int, int]]:
    """Return the runs of two or more lines that are joined; a range within one line takes the next one too."""
    buffer = document.buffer
    runs: list[tuple[int, int]] = []
    for current in document.selection.ranges:
        ((first, last),) = runs_of(buffer, [current])
        last = min(max(last, first + 1), buffer.line_count - 1)
        if runs and first <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(last, runs[-1][1]))
        elif last > first:
            runs.append((first, last))
    return runs


def _joints(block: Block, separator: str, pause: Pause) -> list[tuple[int, int, str]]:
    """Return the edits that make one line of a block."""
    edits = []
    starts = block.starts(pause)
    behind: int | None = None
    for start, text in in_turns(zip(starts, block.texts, strict=False), pause):
        stripped = text.strip(" \t")
        if not stripped:
            continue
        if behind is not None:
            edits.append((behind, start + len(text) - len(text.lstrip(" \t")), separator))
        elif start > block.start:
            edits.append((block.start, start, ""))
        behind = start + len(text.rstrip(" \t"))
    end = starts[-2] + len(block.texts[-1])
    if not block.texts[-1].strip(" \t"):
        edits.append((block.start if behind is None else behind, end, ""))
    return edits


def _selection_after_join(
    document: Document, edits: list[tuple[int, int, str]], changes: ChangeSet
) -> Selection | None:
    """Put every caret where its line was joined to the next one; ranges stay on what they selected."""
    if not document.selection.is_empty or not edits:
        return None
    buffer = document.buffer
    heads = []
    for current in document.selection.ranges:
        line_end = buffer.line_end(buffer.line_at(current.head))
        index = bisect_right(edits, (line_end, len(buffer) + 1, "")) - 1
        is_joined = index >= 0 and edits[index][0] <= line_end <= edits[index][1]
        heads.append(edits[index][0] if is_joined else current.head)
    mapped = changes.map(sorted(heads), after=False)
    return Selection.of([Range(head, head) for head in mapped], document.selection.primary)
