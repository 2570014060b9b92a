"""Owns how the entries of a journal become groups of changes, as a person remembers them: a word typed, a paste.

Does not keep them, and does not walk: undo and redo work on `undo_tree.py`, whose groups these are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import msgspec

from editorapp.bus.json_text import from_json
from editorapp.session.entry import Effects, Entry

MOST_TEXT: Final = 1 << 20
"""So many code points of what a group removed and inserted are kept; the counts are of all."""

_JOINED_BY: Final = "keyboard"
"""Only what comes from there joins a group; see `undo_tree.py`."""

_SURROGATES: Final = re.compile("[\ud800-\udfff]")


class Piece(msgspec.Struct):
    """One stretch of text that a group changed.

    Attributes:
        start: where it begins in the text after the group so far, in code points.
        end: where what was inserted ends there.
        removed: what was there before.
        inserted: what is there now.
    """

    start: int
    end: int
    removed: str
    inserted: str


class ChangeGroup(msgspec.Struct):
    """Changes that an undo takes back together; an undo, a redo and a reload are groups of their own.

    Attributes:
        first: the number of its first command, which is its node in the undo tree.
        last: the number of its last command so far.
        first_revision: the revision after its first command.
        last_revision: the revision after its last command.
        began: when its first command was issued, in microseconds since 1970 (UTC).
        ended: when its last command was.
        command: the name of its first command.
        source: what issued it.
        removed: how many code points it removed.
        inserted: how many it inserted.
        pieces: what it changed, one for each place, in the order of the text.
        size: how many code points its pieces hold.
        is_cut: whether the pieces are not all of it.
    """

    first: int
    last: int
    first_revision: int
    last_revision: int
    began: int
    ended: int
    command: str
    source: str
    removed: int = 0
    inserted: int = 0
    pieces: list[Piece] = []
    size: int = 0
    is_cut: bool = False

    @property
    def is_open(self) -> bool:
        """Whether a later command may join it."""
        return self.source == _JOINED_BY

    def inserted_text(self) -> str:
        """Return what it inserted, as a database can hold it, a line for each place."""
        return _lines([piece.inserted for piece in self.pieces])

    def removed_text(self) -> str:
        """Return what it removed, as a database can hold it, a line for each place."""
        return _lines([piece.removed for piece in self.pieces])


def groups(last: ChangeGroup | None, entries: Iterable[Entry]) -> list[ChangeGroup]:
    """Return the groups that some entries make, in order.

    Args:
        last: the group that ended the entries before, where one may go on; it is changed if it does.
        entries: what follows, in order; commands that change no text make no group.

    Returns:
        The groups that the entries began, and before them `last` where they went on with it.
    """
    found: list[ChangeGroup] = []
    current = last
    for entry in entries:
        effects = entry.effects
        if effects is None or not effects.changes or entry.revision is None:
            continue
        joins = effects.step == "join" and current is not None and effects.node == current.first
        if current is None or not joins:
            current = _begun(entry, entry.revision)
            found.append(current)
        elif not found:
            found.append(current)
        _take(current, entry.seq, entry.revision, entry.time, effects)
    return found


def saved_revisions(entries: Iterable[Entry]) -> set[int]:
    """Return the revisions that some entries note as being on disk."""
    return {
        from_json(entry.payload, _Saved).saved_revision
        for entry in entries
        if entry.name == "document.mark_saved" and entry.effects is not None
    }


class _Saved(msgspec.Struct):
    saved_revision: int


def _begun(entry: Entry, revision: int) -> ChangeGroup:
    return ChangeGroup(
        entry.seq, entry.seq, revision, revision, entry.time, entry.time, entry.name, entry.source, pieces=[]
    )


def _take(group: ChangeGroup, seq: int, revision: int, time: int, effects: Effects) -> None:
    """Take one more command into a group."""
    group.last, group.last_revision, group.ended = seq, revision, time
    changes = effects.changes
    for _, removed, inserted in changes:
        group.removed += len(removed)
        group.inserted += len(inserted)
        group.size += len(removed) + len(inserted)
    if group.size > MOST_TEXT:
        _cut(group, changes)
        return
    tail = group.pieces[-len(changes) :]
    goes_on = len(tail) == len(changes) and all(map(_fits, tail, changes))
    shift = 0
    for number, (start, removed, inserted) in enumerate(changes):
        if goes_on:
            _grow(tail[number], start, removed, inserted, shift)
        else:
            place = start + shift
            group.pieces.append(Piece(place, place + len(inserted), removed, inserted))
        shift += len(inserted) - len(removed)


def _fits(piece: Piece, change: tuple[int, str, str]) -> bool:
    """Tell whether a change goes on where a piece was left: typed behind it, or erased at its place."""
    start, removed, _ = change
    if removed:
        return piece.start == piece.end and piece.start in (start, start + len(removed))
    return start == piece.end


def _grow(piece: Piece, start: int, removed: str, inserted: str, shift: int) -> None:
    """Let a change go on with a piece, and move it by what changed before it in the text."""
    is_before = bool(removed) and start < piece.start
    piece.removed = removed + piece.removed if is_before else piece.removed + removed
    piece.inserted += inserted
    piece.start = min(piece.start, start) + shift
    piece.end = piece.start + len(piece.inserted)


def _cut(group: ChangeGroup, changes: tuple[tuple[int, str, str], ...]) -> None:
    """Take of some changes what there is room for; no change goes on with a piece from then on."""
    if group.is_cut:
        return
    group.is_cut = True
    room = MOST_TEXT - sum(len(piece.removed) + len(piece.inserted) for piece in group.pieces)
    for _, removed, inserted in changes:
        if room <= 0:
            break
        piece = Piece(-1, -1, removed[:room], inserted[: max(0, room - len(removed))])
        room -= len(removed) + len(inserted)
        group.pieces.append(piece)


def _lines(texts: list[str]) -> str:
    return storable(texts[0] if len(texts) == 1 else "\n".join(text for text in texts if text))


def storable(text: str) -> str:
    """Return a text as a database can hold it.

    Bytes that are no valid text stand in a document as lone surrogates, which UTF-8 cannot hold.
    """
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)
