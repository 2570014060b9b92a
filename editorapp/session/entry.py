"""Owns the shape of what a document's journal holds: effects of commands, entries, snapshots.

Does not know how it is stored.
"""

from __future__ import annotations

from typing import Any, Literal, cast

import msgspec

from editorapp.bus.message import Failure
from editorapp.text.change import Change, ChangeSet
from editorapp.text.document import Layout, LineEnding
from editorapp.text.selection import Range, Selection


class SelectionRecord(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A selection as plain data: [anchor, head] pairs, the index of the primary one, goal columns."""

    ranges: tuple[tuple[int, int], ...]
    primary: int = 0
    goals: tuple[int, ...] = ()

    @classmethod
    def of(cls, selection: Selection) -> SelectionRecord:
        """Make a record of a selection."""
        return cls(selection.ranges, selection.primary, selection.goals)

    def selection(self) -> Selection:
        """Make a selection of this record."""
        return Selection([Range(*pair) for pair in self.ranges], self.primary, self.goals)


class LayoutRecord(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """How a document is written, as plain data; see `Layout`."""

    line_ending: str = "\n"
    indent: str = "    "
    tab_width: int = 4
    language: str = ""
    encoding: str = "utf-8"
    has_mark: bool = False

    @classmethod
    def of(cls, layout: Layout) -> LayoutRecord:
        """Make a record of a layout."""
        return cls(
            layout.line_ending.value,
            layout.indent,
            layout.tab_width,
            layout.language,
            layout.encoding,
            layout.has_mark,
        )

    def layout(self) -> Layout:
        """Make a layout of this record."""
        return Layout(
            LineEnding(self.line_ending),
            self.indent,
            self.tab_width,
            self.language,
            self.encoding,
            self.has_mark,
        )


UndoStep = Literal["", "new", "join", "walk"]
"""What a command did to the undo tree: nothing, a new node, joined the current node, walked to a node."""


class Effects(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What a command did to its document, complete enough to be applied again and to be undone.

    Attributes:
        selection: the selection after it.
        node: the node of the undo tree that is current after it; a node has the number of its first command.
        changes: [start, removed, inserted] for each changed stretch, positions of the text before.
        step: what it did to the undo tree.
        parent: for a new node, the node that it grows from.
        before: for a new node, the selection before it.
        layout: how the document is written after it; None for as at the start of the journal.
        layout_before: for a new node that has changed the layout, the layout before it.
        bookmarks: the bookmarks after it.
    """

    selection: SelectionRecord
    node: int
    changes: tuple[tuple[int, str, str], ...] = ()
    step: UndoStep = ""
    parent: int = 0
    before: SelectionRecord | None = None
    layout: LayoutRecord | None = None
    layout_before: LayoutRecord | None = None
    bookmarks: tuple[int, ...] = ()

    def change_set(self) -> ChangeSet:
        """Return the changes as a change set."""
        changes = self.changes
        if changes and type(changes[0]) is Change:
            # They come from a command just now; there may be a million.
            return ChangeSet(cast("tuple[Change, ...]", changes))
        return ChangeSet([Change(*change) for change in changes])


class Entry(msgspec.Struct, frozen=True):
    """One command in a journal with what became of it.

    Attributes:
        seq: its number, from 1.
        name: the command's name.
        payload: its arguments as JSON.
        time: when it was issued, in microseconds since 1970 (UTC).
        source: what issued it.
        id: the id that its sender gave it, or None.
        version: the version of its arguments.
        revision: the revision of the document after it; None where no outcome is recorded.
        effects: what it did, if it completed.
        failure: why it failed, if it did.
    """

    seq: int
    name: str
    payload: bytes
    time: int
    source: str
    id: str | None = None
    version: int = 1
    revision: int | None = None
    effects: Effects | None = None
    failure: Failure | None = None


class SavedState(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was last known to be on disk, and which revision that is.

    Attributes:
        path: the file, or an empty string for a document that never was on disk.
        revision: the revision that it holds.
        digest: the BLAKE2 hash of its bytes, in hexadecimal digits; empty where there is no file.
        size: the number of its bytes.
        modified: its time of modification in nanoseconds since 1970.
        is_merged: whether the file holds another text, which that revision has taken in: what another program
            wrote was merged with unsaved changes.
    """

    path: str
    revision: int
    digest: str = ""
    size: int = 0
    modified: int = 0
    is_merged: bool = False

    def unsaved_until(self, revision: int) -> int:
        """Return how many changes up to a revision are not on disk; a merge counts as one."""
        return revision - self.revision + self.is_merged


class Snapshot(msgspec.Struct, frozen=True):
    """A document's text and place in its history after a command (seq 0: before the first one)."""

    seq: int
    revision: int
    node: int
    selection: SelectionRecord
    text: Any


class Position(msgspec.Struct, frozen=True):
    """The end of a journal: last number, revision, and what the last effects say was the case then."""

    seq: int
    revision: int
    node: int
    selection: SelectionRecord
    layout: LayoutRecord | None = None
    bookmarks: tuple[int, ...] = ()
