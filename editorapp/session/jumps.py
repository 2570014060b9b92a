"""Owns `Jumps`: the places where the caret was before it went far away, across documents, and where was edited last.

Does not go anywhere: a front does. It follows what happens to documents and knows no windows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from editorapp.session.open_document import DocumentAdvanced
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet

FAR: Final = 10
"""A caret that moves by more lines than these has jumped."""

MOST_PLACES: Final = 100
"""So many places are kept of each kind, the newest ones."""

_MOST_CHANGES: Final = 100_000
"""Through more changes at once places are not followed: they stay at their numbers, if the text is long enough."""


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a document.

    Attributes:
        target: the id of the document.
        position: in code points.
    """

    target: str
    position: int


class Jumps:
    """Places to go back to, and forward again, as a browser has pages."""

    def __init__(self) -> None:
        """Begin where nobody has been yet."""
        self._behind: list[Place] = []
        self._ahead: list[Place] = []
        self._edits: list[Place] = []
        self._edit = -1
        self._here: Place | None = None
        self._going: Place | None = None

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place to go back to."""
        return any(place != self._here for place in self._behind)

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a place that was gone back from."""
        return any(place != self._here for place in self._ahead)

    @property
    def has_edit(self) -> bool:
        """Whether any text was changed."""
        return bool(self._edits)

    # --- what happens ------------------------------------------------------------------------------------

    def follow(self, event: DocumentAdvanced) -> None:
        """Take in what a command has done: places move with their text, and a caret that jumps leaves one."""
        target, after = event.target, event.after
        if event.changes:
            self._map(target, event.changes, len(after.buffer))
        here, head = self._here, after.selection.main.head
        if here is None or here.target != target:
            # What is done to a document that is not shown takes nobody there.
            return
        if event.changes:
            self._note_edit(Place(target, head), after.buffer)
        if self._going is None and _is_far(after.buffer, here.position, head):
            self._leave(here)
        self._here = Place(target, head)

    def show(self, target: str, position: int) -> None:
        """A document is shown now, with its caret at a position."""
        here = self._here
        if here is not None and here.target != target and self._going is None:
            self._leave(here)
        self._here = Place(target, position)

    def forget(self, target: str) -> None:
        """A document was closed: nobody can go there."""
        for places in (self._behind, self._ahead, self._edits):
            places[:] = [place for place in places if place.target != target]
        self._edit = len(self._edits) - 1
        if self._here is not None and self._here.target == target:
            self._here = None

    # --- going -------------------------------------------------------------------------------------------

    def back(self, go: Callable[[Place], None]) -> bool:
        """Go to the place that was left last.

        Args:
            go: goes to a place; what it makes happen leaves no new place.

        Returns:
            Whether there was one.
        """
        return self._step(self._behind, self._ahead, go)

    def forward(self, go: Callable[[Place], None]) -> bool:
        """Go to the place that was gone back from last; see `back`."""
        return self._step(self._ahead, self._behind, go)

    def last_edit(self, go: Callable[[Place], None]) -> bool:
        """Go to where the text was changed last, or if that is here, to where it was changed before; see `back`."""
        if not self._edits:
            return False
        if self._edits[self._edit] == self._here and self._edit > 0:
            self._edit -= 1
        if self._here is not None and self._edits[self._edit] != self._here:
            self._leave(self._here)
        self._go(self._edits[self._edit], go)
        return True

    def _step(self, source: list[Place], other: list[Place], go: Callable[[Place], None]) -> bool:
        while source and source[-1] == self._here:
            source.pop()
        if not source:
            return False
        place = source.pop()
        if self._here is not None:
            other.append(self._here)
        self._go(place, go)
        return True

    def _go(self, place: Place, go: Callable[[Place], None]) -> None:
        self._going = place
        try:
            go(place)
        finally:
            self._going = None
        self._here = place

    # --- places ------------------------------------------------------------------------------------------

    def _leave(self, place: Place) -> None:
        self._ahead.clear()
        if not self._behind or self._behind[-1] != place:
            self._behind.append(place)
            del self._behind[:-MOST_PLACES]

    def _note_edit(self, place: Place, buffer: Buffer) -> None:
        last = self._edits[-1] if self._edits else None
        if (
            last is not None
            and last.target == place.target
            and not _is_far(buffer, last.position, place.position)
        ):
            self._edits.pop()
        self._edits.append(place)
        del self._edits[:-MOST_PLACES]
        self._edit = len(self._edits) - 1

    def _map(self, target: str, changes: ChangeSet, length: int) -> None:
        """Let the places in a document follow a change of its text."""
        lists = (self._behind, self._ahead, self._edits)
        places = {place for places in lists for place in places if place.target == target}
        if self._here is not None and self._here.target == target:
            places.add(self._here)
        positions = sorted(place.position for place in places)
        if len(changes.changes) > _MOST_CHANGES:
            mapped = [min(position, length) for position in positions]
        else:
            mapped = changes.map(positions)
        moved = {
            Place(target, position): Place(target, now)
            for position, now in zip(positions, mapped, strict=True)
        }
        for kept in lists:
            kept[:] = [moved.get(place, place) for place in kept]
        if self._here is not None:
            self._here = moved.get(self._here, self._here)


def _is_far(buffer: Buffer, one: int, other: int) -> bool:
    """Tell whether two positions lie more lines apart than `FAR`."""
    length = len(buffer)
    return abs(buffer.line_at(min(one, length)) - buffer.line_at(min(other, length))) > FAR
