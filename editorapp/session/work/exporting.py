"""Owns exports: that a copy of a document was asked for, and how that ended. The key is the id of the document.

Does not own the document's text, nor what a copy looks like.
"""

from __future__ import annotations

from typing import Final, Protocol

import msgspec

from editorapp.bus.aggregate import AggregateType, Evolves, Handles
from editorapp.bus.effect import Attempt, Effect, Result
from editorapp.bus.message import Intent
from editorapp.commands.decision import ExportFormat

EFFECT: Final = "document.export"
"""The name of the effect."""


class RequestExport(msgspec.Struct, frozen=True):
    """Write a copy of a revision of a document to a file.

    Attributes:
        document: the id of the document.
        revision: which of its texts.
        path: the file of the copy.
        format: what the copy is.
        title: what a person calls the document.
        tab_width: columns from one tab stop to the next.
        own_path: the document's own file, which no copy may take the place of; empty where it has none.
    """

    document: str
    revision: int
    path: str
    format: ExportFormat
    title: str
    tab_width: int = 4
    own_path: str = ""


class ExportRequested(RequestExport, frozen=True):
    """A copy was asked for."""


class RecordExported(msgspec.Struct, frozen=True):
    """Note that a copy was written; `size` is the number of its bytes, -1 where only that is known."""

    request: ExportRequested
    size: int


class FileExported(RecordExported, frozen=True):
    """A copy was written."""


class RecordExportFailed(msgspec.Struct, frozen=True):
    """Note that a copy was not written: a code for programs, words for a person."""

    request: ExportRequested
    code: str
    words: str


class ExportFailed(RecordExportFailed, frozen=True):
    """A copy was not written; what was there before is as it was, or the words say where it is."""


CANCELLED: Final = "cancelled"
"""The code of an export that a person has stopped."""


class ExportState(msgspec.Struct, frozen=True):
    """What is known of a document's exports: how many were asked for, and how many have ended."""

    asked: int = 0
    ended: int = 0


class Exporter(Protocol):
    """Writes copies of documents."""

    def export(self, request: ExportRequested, attempt: Attempt) -> int:
        """Write a copy; return the number of its bytes.

        Raises:
            TransientError: it may work in a moment.
            EffectRefusedError: it cannot be written; what was there is as it was.
            CancelledEffectError: a person has stopped it; what was there is as it was.
        """
        ...


def _request(state: ExportState, command: RequestExport) -> ExportRequested:
    return ExportRequested(**msgspec.structs.asdict(command))


def _ended(state: ExportState, event: FileExported | ExportFailed) -> ExportState:
    return ExportState(state.asked, state.ended + 1)


KIND: Final = AggregateType(
    "export",
    ExportState(),
    [
        Handles("export.request", RequestExport, _request),
        Handles(
            "export.record_done",
            RecordExported,
            lambda state, command: FileExported(command.request, command.size),
        ),
        Handles(
            "export.record_failed",
            RecordExportFailed,
            lambda state, command: ExportFailed(command.request, command.code, command.words),
        ),
    ],
    [
        Evolves(
            "export.requested",
            ExportRequested,
            lambda state, event: ExportState(state.asked + 1, state.ended),
        ),
        Evolves("export.done", FileExported, _ended),
        Evolves("export.failed", ExportFailed, _ended),
    ],
)


def effect(exporter: Exporter) -> Effect:
    """Return the effect that writes the copy; written twice, it is the same."""
    return Effect(EFFECT, ExportRequested, exporter.export, then=_then, is_repeatable=True)


def _then(event: ExportRequested, result: Result) -> Intent:
    target = KIND.target(event.document)
    if result.happened:
        size = result.detail if isinstance(result.detail, int) else -1
        return Intent(target, RecordExported(event, size))
    failure = result.failure
    if failure is None or failure.code == CANCELLED:
        words = f"The export to {event.path} was stopped; what was there is as it was."
        return Intent(target, RecordExportFailed(event, CANCELLED, words))
    return Intent(target, RecordExportFailed(event, failure.code, failure.message))
