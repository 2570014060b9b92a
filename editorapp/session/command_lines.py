"""Owns commands as lines of JSON: what a line of a script asks for, and the line that answers it.

Does not own where the lines come from: `exec` reads them itself, a window gets them from `send`.
"""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple

import msgspec

from editorapp.bus.errors import CommandError
from editorapp.bus.json_text import to_json
from editorapp.bus.message import Failure, Outcome
from editorapp.commands.decision import ExportDocument, SaveDocument
from editorapp.commands.document import SaveAs
from editorapp.commands.registry import Registry
from editorapp.commands.specification import AnyCommand, ApplicationCommand, DocumentCommand
from editorapp.session.application import ApplicationRequested
from editorapp.session.editor import Editor
from editorapp.session.open_document import DocumentAdvanced

EXPORT_FAILED: Final = "export_failed"
NOT_REOPENED: Final = "not_reopened"
"""The code of an answer about a copy that could not be written."""

SCRIPT: Final = "script"
"""The source of commands that come as lines."""


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A line of input."""

    command: str
    args: msgspec.Raw = msgspec.Raw(b"{}")
    id: str | None = None


class Answer(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The answer to a command that completed."""

    id: str | None
    seq: int
    status: str
    revision: int
    facts: dict[str, Any] = {}


class FailedAnswer(msgspec.Struct, frozen=True, gc=False):
    """The answer to a command that failed, or to a line that is no command."""

    id: str | None
    seq: int | None
    status: str
    error: Failure


class Request(NamedTuple):
    """What a line asks for: a command, under an id if its sender gave one."""

    id: str | None
    command: AnyCommand


class Done(NamedTuple):
    """What became of a command that was accepted.

    Attributes:
        outcome: how it ended.
        facts: what scripts may want to know of it.
        is_new: whether it was done now: it was not refused, and its id was not there before.
        saves: whether a save has begun because of it.
        exports: whether an export has begun because of it.
    """

    outcome: Outcome
    facts: dict[str, Any]
    is_new: bool = False
    saves: bool = False
    exports: bool = False

    def but_not_saved(self, reason: str, code: str = "save_failed") -> Done:
        """Return the same for a save, or an export, that could not be done, which is a failure for a script."""
        outcome = self.outcome
        error = Failure(code, reason)
        return Done(Outcome(outcome.seq, "failed", outcome.revision, outcome.id, error), {}, True, True)


class Script:
    """Submits what lines ask for, and gathers what their answers tell."""

    def __init__(self, editor: Editor) -> None:
        """Submit to an editor."""
        self._editor = editor
        self._is_submitting = False
        self._events: list[DocumentAdvanced | ApplicationRequested] = []
        editor.bus.subscribe(DocumentAdvanced, self._note)
        editor.bus.subscribe(ApplicationRequested, self._note)

    def _note(self, event: DocumentAdvanced | ApplicationRequested) -> None:
        if self._is_submitting:
            self._events.append(event)

    def submit(self, command: AnyCommand, target: str, command_id: str | None) -> Done:
        """Take a command through its whole path.

        Raises:
            CommandError: it was not accepted; nothing was done.
        """
        self._is_submitting = True
        try:
            outcome = self._editor.submit(command, target, SCRIPT, command_id)
        finally:
            self._is_submitting = False
            events, self._events = self._events, []
        for event in events:
            if isinstance(event, ApplicationRequested):
                if event.command.payload is command:
                    return Done(outcome, {}, True, isinstance(command, SaveAs) and command.path is not None)
            elif event.seq == outcome.seq and event.target == target and isinstance(command, DocumentCommand):
                wanted = {type(request) for request in event.requests} if event.requests else ()
                return Done(outcome, event.facts, True, SaveDocument in wanted, ExportDocument in wanted)
        return Done(outcome, {})


def needs_window(command: AnyCommand) -> bool:
    """Tell whether only a window can do a command; the recorder of macros is there without one."""
    return isinstance(command, ApplicationCommand) and not command.spec.name.startswith("macro.")


# --- answers ---------------------------------------------------------------------------------------------


def answer(command_id: str | None, done: Done) -> Answer | FailedAnswer:
    """Return the answer to a command that was accepted."""
    outcome = done.outcome
    if outcome.error is not None:
        return FailedAnswer(command_id, outcome.seq, "failed", outcome.error)
    return Answer(command_id, outcome.seq, "completed", outcome.revision, done.facts)


def refusal(command_id: str | None, error: CommandError) -> FailedAnswer:
    """Return the answer to what was not accepted."""
    return FailedAnswer(command_id, None, "failed", Failure(error.code, error.message, error.field))


def encode(answered: Answer | FailedAnswer) -> bytes:
    """Return an answer as a line, with its line break."""
    return to_json(answered).encode() + b"\n"


# --- what a line asks for --------------------------------------------------------------------------------


def parse_line(line: bytes, registry: Registry) -> Request | FailedAnswer:
    """Return what a line, without its line break, asks for, or the answer to one that is no command."""
    command_id = None
    try:
        parsed = _parse(line)
        command_id = parsed.id
        return Request(command_id, registry.decode_stored(parsed.command, bytes(parsed.args)))
    except CommandError as error:
        return refusal(command_id if command_id is not None else readable_id(line), error)


def _parse(line: bytes) -> _Line:
    try:
        parsed = _decoder.decode(line)
        if not line.isascii():
            line.decode()  # The decoder passes over the arguments without looking at their bytes.
        return parsed
    except RecursionError as error:
        raise CommandError("malformed", "Not a command: it is nested too deeply.", None) from error
    except msgspec.ValidationError as error:
        field = str(error).partition("`$.")[2].rstrip("`") or _missing_field(str(error))
        raise CommandError("malformed", f"Not a command: {error}.", field) from error
    except (msgspec.DecodeError, UnicodeError) as error:
        if b"\\u" in line:
            escaped = _parse_escaped(line)
            if escaped is not None:
                _check_id(escaped.id)
                return escaped
        raise CommandError("malformed", f"Not a line of JSON: {error}.", None) from error


def _check_id(command_id: str | None) -> None:
    try:
        (command_id or "").encode()
    except UnicodeEncodeError as error:
        raise CommandError("malformed", "The id holds half of a surrogate pair.", "id") from error


def _parse_escaped(line: bytes) -> _Line | None:
    """Parse a line with escapes that are no characters, which stand for bytes that are no valid text."""
    try:
        plain = json.loads(line)
        arguments = msgspec.Raw(json.dumps(plain.pop("args", {})).encode())
        return msgspec.structs.replace(msgspec.convert(plain, _Line), args=arguments)
    except (ValueError, AttributeError, RecursionError, msgspec.ValidationError):
        return None


def readable_id(line: bytes) -> str | None:
    """Return the id that a line has, even if it is no command, so that its sender can be told of it; or None."""
    try:
        found = json.loads(line)["id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return found if isinstance(found, str) else None


def _missing_field(message: str) -> str | None:
    parts = message.split("`")
    return parts[1] if len(parts) > 2 and parts[1] != "object" else None


_decoder: Final = msgspec.json.Decoder(_Line)
