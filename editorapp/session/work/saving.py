"""Owns saves: that one was asked for, and how it ended. The key of a save's aggregate is the id of its document.

Does not own the document's text, nor how a file is written.
"""

from __future__ import annotations

from typing import Final, Protocol

import msgspec

from editorapp.bus.aggregate import AggregateType, Evolves, Handles
from editorapp.bus.effect import Effect, Found, Result
from editorapp.bus.message import Intent

CHANGED_OUTSIDE: Final = "changed_outside"
"""The code of a save that was refused because another program has written the file."""

FILE_GONE: Final = "file_gone"
"""The code of an automatic save that was refused because another program has removed the file."""

LACKING: Final = "lacking_character"
"""The code of a save that was refused because the encoding lacks a character of the text."""

SUPERSEDED: Final = "superseded"
"""The code of a save that was refused because its text is not to be had any more: it has changed since."""


class RequestSave(msgspec.Struct, frozen=True):
    """Write a revision of a document to a file.

    Attributes:
        document: the id of the document.
        revision: which of its texts.
        path: the file.
        overwrites: whether what another program wrote meanwhile may be lost.
        is_moved: whether the file is another one than the document's, and becomes its own.
        accepted: the digest of what another program wrote and a person has given up; it may be lost.
        is_automatic: whether nobody has asked for it, see `autosave.py`.
        encoding: the encoding that it gets, by Python's name; empty for the one that it has.
        has_mark: whether a byte-order mark comes first; without an encoding it says nothing.
    """

    document: str
    revision: int
    path: str
    overwrites: bool = False
    is_moved: bool = False
    accepted: str = ""
    is_automatic: bool = False
    encoding: str = ""
    has_mark: bool = False


class SaveRequested(RequestSave, frozen=True):
    """A save was asked for."""


class Written(msgspec.Struct, frozen=True):
    """What is on disk after a save: the real path, the BLAKE2 hash of the bytes, their number, the time of the file
    in nanoseconds since 1970, and what a person should know of how it was written."""

    path: str
    digest: str
    size: int
    modified: int
    note: str = ""


class RecordSaved(msgspec.Struct, frozen=True):
    """Note that a save was done; `written` is None where only that is known."""

    request: SaveRequested
    written: Written | None


class FileSaved(RecordSaved, frozen=True):
    """A file was written."""


class RecordSaveFailed(msgspec.Struct, frozen=True):
    """Note that a save was not done: a code for programs, words for a person."""

    request: SaveRequested
    code: str
    words: str


class SaveFailed(RecordSaveFailed, frozen=True):
    """A file was not written; it is as it was, or the words say where it is."""


class SaveState(msgspec.Struct, frozen=True):
    """What is known of a document's saves: the revision asked for last, the one written last, and what was written
    then, if that is known."""

    asked: int = -1
    saved: int = -1
    written: Written | None = None


class Writer(Protocol):
    """Writes documents to files."""

    def write(self, request: SaveRequested) -> Written:
        """Write what is asked for.

        Raises:
            TransientError: it may work in a moment.
            EffectRefusedError: it cannot be written; the file is as it was.
        """
        ...

    def find(self, request: SaveRequested) -> Found:
        """Look whether the file holds what was asked for."""
        ...


def _request(state: SaveState, command: RequestSave) -> SaveRequested:
    return SaveRequested(**msgspec.structs.asdict(command))


def _asked(state: SaveState, event: SaveRequested) -> SaveState:
    return SaveState(event.revision, state.saved, state.written)


def _saved(state: SaveState, event: FileSaved) -> SaveState:
    return SaveState(state.asked, event.request.revision, event.written)


KIND: Final = AggregateType(
    "save",
    SaveState(),
    [
        Handles("save.request", RequestSave, _request),
        Handles(
            "save.record_done",
            RecordSaved,
            lambda state, command: FileSaved(command.request, command.written),
        ),
        Handles(
            "save.record_failed",
            RecordSaveFailed,
            lambda state, command: SaveFailed(command.request, command.code, command.words),
        ),
    ],
    [
        Evolves("save.requested", SaveRequested, _asked),
        Evolves("save.done", FileSaved, _saved),
        Evolves("save.failed", SaveFailed, lambda state, event: state),
    ],
)


def effect(writer: Writer) -> Effect:
    """Return the effect that writes the file."""
    return Effect(
        "file.save",
        SaveRequested,
        lambda event, attempt: writer.write(event),
        lambda event, key: writer.find(event),
        _then,
    )


def _then(event: SaveRequested, result: Result) -> Intent:
    target = KIND.target(event.document)
    if result.happened:
        return Intent(target, RecordSaved(event, result.detail))
    failure = result.failure
    if failure is None:
        return Intent(target, RecordSaveFailed(event, "cancelled", f"{event.path} was not written."))
    return Intent(target, RecordSaveFailed(event, failure.code, failure.message))
