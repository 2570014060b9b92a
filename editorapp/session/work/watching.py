"""Owns looks at the files of open documents that another program may have changed. Keys are ids of documents.

Does not own when a file is looked at, see `lookout.py`, nor what becomes of the document: the window decides that.

Only a look at a file that differs from what is known of it is asked for here, so that nothing is recorded of the
many that find nothing.
"""

from __future__ import annotations

from typing import Final, Protocol

import msgspec

from editorapp.bus.aggregate import AggregateType, Evolves, Handles
from editorapp.bus.effect import Effect, Result
from editorapp.bus.message import Intent


class RequestLook(msgspec.Struct, frozen=True):
    """Read the file of a document and tell whether another program has changed it.

    Attributes:
        document: the id of the document.
        path: its file.
        digest: the BLAKE2 hash of what is known to be on disk; empty where there was no file.
    """

    document: str
    path: str
    digest: str


class LookRequested(RequestLook, frozen=True):
    """A look at a file was asked for."""


class Seen(msgspec.Struct, frozen=True):
    """What a look has found.

    Attributes:
        is_there: whether there is a file that can be read.
        is_ours: whether it holds what this program has written itself, or read before.
        digest: the BLAKE2 hash of its bytes.
        size: their number.
        modified: the time of the file in nanoseconds since 1970.
    """

    is_there: bool
    is_ours: bool = False
    digest: str = ""
    size: int = 0
    modified: int = 0


class RecordLook(msgspec.Struct, frozen=True):
    """Note what a look has found; `seen` is None where the look did not come about."""

    request: LookRequested
    seen: Seen | None


class FileChangedOutside(msgspec.Struct, frozen=True):
    """The file holds what another program has written."""

    request: LookRequested
    seen: Seen


class FileGone(msgspec.Struct, frozen=True):
    """The file was deleted or moved away, or cannot be read any more."""

    request: LookRequested


class FileUnchanged(msgspec.Struct, frozen=True):
    """The file holds what is known of it; it was only touched, or made again as it was."""

    request: LookRequested


class KeepText(msgspec.Struct, frozen=True):
    """Go on with the text that is open: what another program wrote, of this digest, may be overwritten."""

    document: str
    digest: str


class TextKept(KeepText, frozen=True):
    """A person has chosen the text that is open instead of what another program wrote."""


class TakeFile(msgspec.Struct, frozen=True):
    """Note that the document has taken over what another program wrote, of this digest."""

    document: str
    digest: str


class FileTaken(TakeFile, frozen=True):
    """What another program wrote was taken over."""


class WatchState(msgspec.Struct, frozen=True):
    """What is known of a file: the digest that another program left and that is not dealt with, or empty; and
    whether the file is gone."""

    outside: str = ""
    is_gone: bool = False


class Looker(Protocol):
    """Reads files."""

    def look(self, request: LookRequested) -> Seen:
        """Return what is in the file now; an answer that comes too late is followed by another look."""
        ...


def _record(state: WatchState, command: RecordLook) -> FileChangedOutside | FileGone | FileUnchanged:
    seen = command.seen
    if seen is None or (not seen.is_there and not command.request.digest):
        return FileUnchanged(command.request)
    if not seen.is_there:
        return FileGone(command.request)
    if seen.is_ours or seen.digest == command.request.digest:
        return FileUnchanged(command.request)
    return FileChangedOutside(command.request, seen)


KIND: Final = AggregateType(
    "file",
    WatchState(),
    [
        Handles(
            "file.request_look",
            RequestLook,
            lambda state, command: LookRequested(command.document, command.path, command.digest),
        ),
        Handles("file.record_look", RecordLook, _record),
        Handles(
            "file.keep_text", KeepText, lambda state, command: TextKept(command.document, command.digest)
        ),
        Handles("file.take", TakeFile, lambda state, command: FileTaken(command.document, command.digest)),
    ],
    [
        Evolves("file.look_requested", LookRequested, lambda state, event: state),
        Evolves(
            "file.changed_outside", FileChangedOutside, lambda state, event: WatchState(event.seen.digest)
        ),
        Evolves("file.gone", FileGone, lambda state, event: WatchState(state.outside, True)),
        Evolves("file.unchanged", FileUnchanged, lambda state, event: WatchState()),
        Evolves("file.text_kept", TextKept, lambda state, event: WatchState()),
        Evolves("file.taken", FileTaken, lambda state, event: WatchState()),
    ],
)


def effect(looker: Looker) -> Effect:
    """Return the effect that reads the file; reading it twice is the same as reading it once."""
    return Effect(
        "file.look", LookRequested, lambda event, attempt: looker.look(event), then=_then, is_repeatable=True
    )


def _then(event: LookRequested, result: Result) -> Intent:
    return Intent(KIND.target(event.document), RecordLook(event, result.detail))
