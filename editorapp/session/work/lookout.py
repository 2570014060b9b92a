"""Owns `Lookout`: when the files of the open documents are glanced at, and which glance is worth a look.

Does not touch files, nor watch them. A glance asks the disk for the `Stamp` of a file, which costs next to nothing;
a look reads the file, see `watching.py`.

* After a sign that a file has changed, it is glanced at a little later, so that many signs are one.
* A file whose stamp differs from what is known is glanced at again; only one that keeps still meanwhile is looked
  at, since another program may be at it. One that never keeps still is looked at after a second all the same.
* A file that is missing is glanced at again before that is believed: some programs delete a file and make it anew.
* Between two looks at a file there is a second, and ten times as long as the last one took: a log that grows all
  the time is followed each second while it is small, and no more than a tenth of the time is spent on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

GLANCE_AFTER: Final = 0.15
"""Seconds from a sign to the glance, and from one glance to the next."""

_PATIENCE: Final = 0.8
"""Seconds after which a file that does not keep still is looked at nevertheless."""

_LEAST_PAUSE: Final = 1.0
_PAUSE_FOR_EFFORT: Final = 10.0


class Stamp(NamedTuple):
    """What the disk says of a file without reading it: its size in bytes, its time in nanoseconds since 1970."""

    size: int
    modified: int


MISSING: Final = Stamp(-1, 0)
"""The stamp where there is no file."""


@dataclass
class _Watched:
    known: Stamp
    glance_at: float | None = None
    """When it is glanced at next, in seconds; None if there is no reason to."""
    since: float | None = None
    """When a difference was noticed first."""
    latest: Stamp | None = None
    looked_at: float | None = None
    """When the look began that is under way."""
    looked_for: Stamp = MISSING
    """The stamp that led to it."""
    rests_until: float = 0.0
    again: bool = field(default=False)
    """Whether there was a sign during the look."""


class Lookout:
    """Which files are to be glanced at and looked at, by the ids of their documents; times are in seconds."""

    def __init__(self) -> None:
        """Watch nothing yet."""
        self._watched: dict[str, _Watched] = {}

    def watch(self, document: str, known: Stamp) -> None:
        """Watch the file of a document; or, where it is watched, take in what it is known to be now."""
        watched = self._watched.setdefault(document, _Watched(known))
        watched.known = known

    def forget(self, document: str) -> None:
        """Watch the file of a document no longer."""
        self._watched.pop(document, None)

    def sign(self, document: str, now: float) -> None:
        """Take in a sign that a file may have changed."""
        watched = self._watched.get(document)
        if watched is None:
            return
        if watched.looked_at is not None:
            watched.again = True
        elif watched.glance_at is None:
            watched.glance_at = max(now + GLANCE_AFTER, watched.rests_until)

    def due(self, now: float) -> list[str]:
        """Return the documents whose files are to be glanced at now; each is returned once."""
        found = []
        for document, watched in self._watched.items():
            if watched.glance_at is not None and watched.glance_at <= now:
                watched.glance_at = None
                found.append(document)
        return found

    def next_glance(self) -> float | None:
        """Return when the next glance is due, or None."""
        times = [watched.glance_at for watched in self._watched.values() if watched.glance_at is not None]
        return min(times, default=None)

    def glanced(self, document: str, stamp: Stamp, now: float) -> bool:
        """Take in what a glance has found; return whether the file is to be looked at now."""
        watched = self._watched.get(document)
        if watched is None or watched.looked_at is not None:
            return False
        if stamp == watched.known:
            watched.since = watched.latest = None
            return False
        if watched.since is None:
            watched.since = now
        keeps_still = stamp == watched.latest
        watched.latest = stamp
        is_patient = now - watched.since < _PATIENCE
        if now < watched.rests_until or (not keeps_still and is_patient):
            watched.glance_at = max(now + GLANCE_AFTER, watched.rests_until)
            return False
        watched.since = watched.latest = None
        watched.looked_at = now
        watched.looked_for = stamp
        return True

    def looked(self, document: str, now: float, stamp: Stamp | None = None) -> None:
        """Take in that a look and what followed from it have ended.

        Args:
            document: the id of the document.
            now: the time in seconds.
            stamp: what the file was; None for what the glance has found that led to the look.
        """
        watched = self._watched.get(document)
        if watched is None:
            return
        watched.known = watched.looked_for if stamp is None else stamp
        if watched.looked_at is not None:
            effort = now - watched.looked_at
            watched.rests_until = now + max(_LEAST_PAUSE, effort * _PAUSE_FOR_EFFORT)
        watched.looked_at = None
        if watched.again:
            watched.again = False
            self.sign(document, now)
