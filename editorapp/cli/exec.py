"""Owns `editorapp exec`: a session on one file without a window, commands in and answers out, a line each.

Does not know what the commands do.
"""

from __future__ import annotations

import codecs
import gc
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from editorapp.bus.errors import CommandError
from editorapp.bus.json_text import to_json
from editorapp.bus.message import Failure, Outcome
from editorapp.cli.output import CliError, Exit, say
from editorapp.commands.document import Save
from editorapp.commands.registry import Registry
from editorapp.commands.selection import SetSelection
from editorapp.commands.specification import AnyCommand, ApplicationCommand
from editorapp.session.editor import Editor
from editorapp.session.open_document import DocumentAdvanced
from editorapp.storage.document_store import DocumentStore, Left, wall_clock
from editorapp.storage.errors import DocumentHeldError, DocumentLeftError, FileError, JournalError
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.macro_folder import MacroFolder
from editorapp.storage.text_file import file_digest, is_changed_outside
from editorapp.text.selection import Selection

_BLOCK: Final = 1 << 18

_COLLECTOR: Final = (50_000, 50, 1000)
"""Thresholds of the cyclic garbage collector. A session makes many small objects and hardly any cycles; with
Python's usual thresholds the search for cycles takes a quarter of its time."""


class RequestLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A line of input."""

    command: str
    args: msgspec.Raw = msgspec.Raw(b"{}")
    id: str | None = None


class Answer(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A line of output for a command that completed."""

    id: str | None
    seq: int
    status: str
    revision: int
    facts: dict[str, Any] = {}


class FailedAnswer(msgspec.Struct, frozen=True, gc=False):
    """A line of output for a command that failed, or for a line that is no command."""

    id: str | None
    seq: int | None
    status: str
    error: Failure


class MemoryClipboard:
    """The clipboard of a session without a desktop."""

    def __init__(self) -> None:
        """Begin empty."""
        self._text = ""

    def text(self) -> str:
        """Return what was copied last."""
        return self._text

    def primary_text(self) -> str:
        """Return the same: there is only one clipboard here."""
        return self._text

    def set_text(self, text: str) -> None:
        """Keep a copied text."""
        self._text = text


class ExecSession:
    """A document that is open without a window."""

    def __init__(self, held: HeldDocument, registry: Registry, macros: MacroFolder) -> None:
        """Take the document, the commands and the saved macros."""
        self.held = held
        self.registry = registry
        self._save_failure: FileError | None = None
        # Going on from what was left, over what another program wrote meanwhile, was asked for.
        self._known = file_digest(held.path) if held.was_changed_outside and held.path else None
        self._facts: dict[str, Any] = {}
        self.editor = Editor(
            registry,
            MemoryClipboard(),
            wall_clock,
            macros,
            _DocumentLog(held),
            self._save,
            self._report,
        )
        self.editor.documents[held.id] = held.document
        self.editor.application.revision_of = lambda: held.document.revision
        self.editor.bus.subscribe(DocumentAdvanced, self._note_facts)

    def _note_facts(self, event: DocumentAdvanced) -> None:
        self._facts = event.facts

    def _report(self, name: str, message: object, error: Exception) -> None:
        say(f"editorapp: {name} failed: {error!r}")

    def _save(self, target: str) -> None:
        document = self.held.document
        try:
            self._refuse_to_overwrite()
            state = self.held.write(document.document.buffer)
        except FileError as error:
            self._save_failure = error
            return
        self._known = None
        self.editor.submit(self.held.saved_command(document.revision, state), target, "effect")

    def _refuse_to_overwrite(self) -> None:
        path = self.held.path
        if path is not None and is_changed_outside(path, self._known or self.held.document.saved):
            raise FileError(
                f"{path} was changed by another program meanwhile, so it was not overwritten."
                " The history keeps this text."
            )

    def run(self, command: AnyCommand, command_id: str | None) -> Outcome:
        """Take a command through; a save that could not be done is a failure here.

        Raises:
            CommandError: the command was not accepted.
        """
        if isinstance(command, ApplicationCommand) and not command.spec.name.startswith("macro."):
            name = command.spec.name
            raise CommandError("needs_window", f"{name} needs a window; nothing was done.", "command")
        self._facts = {}
        outcome = self.editor.submit(command, self.held.id, "script", command_id)
        if self._save_failure is not None:
            failure, self._save_failure = self._save_failure, None
            error = Failure("save_failed", str(failure))
            return Outcome(outcome.seq, "failed", outcome.revision, outcome.id, error)
        return outcome

    def start_at_top(self) -> None:
        """Put the caret where every session of a script finds it, wherever the session before has left it."""
        if self.held.document.document.selection != Selection.caret(0):
            self.editor.submit(SetSelection([(0, 0)]), self.held.id, "session")

    def answer(self, line: bytes) -> bytes:
        """Do what a line of input asks for; return the line of output, without its line break."""
        command_id = None
        try:
            request = _parse_request(line)
            command_id = request.id
            command = self.registry.decode_stored(request.command, bytes(request.args))
            outcome = self.run(command, command_id)
        except CommandError as error:
            failure = Failure(error.code, error.message, error.field)
            command_id = command_id if command_id is not None else _readable_id(line)
            return to_json(FailedAnswer(command_id, None, "failed", failure)).encode()
        if outcome.error is not None:
            return to_json(FailedAnswer(command_id, outcome.seq, "failed", outcome.error)).encode()
        return msgspec.json.encode(
            Answer(command_id, outcome.seq, "completed", outcome.revision, self._facts)
        )


class _DocumentLog:
    """Records commands that act on no document beside those of the one document there is."""

    def __init__(self, held: HeldDocument) -> None:
        self._held = held

    def __getattr__(self, name: str) -> Any:
        return getattr(self._held.document.log, name)


def _parse_request(line: bytes) -> RequestLine:
    try:
        request = _decoder.decode(line)
        if not line.isascii():
            line.decode()  # The decoder passes over the arguments without looking at their bytes.
        return request
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


def _parse_escaped(line: bytes) -> RequestLine | None:
    """Parse a line with escapes that are no characters, which stand for bytes that are no valid text."""
    try:
        plain = json.loads(line)
        arguments = msgspec.Raw(json.dumps(plain.pop("args", {})).encode())
        return msgspec.structs.replace(msgspec.convert(plain, RequestLine), args=arguments)
    except (ValueError, AttributeError, RecursionError, msgspec.ValidationError):
        return None


def _readable_id(line: bytes) -> str | None:
    """Return the id of a line that is no command, where it has one, so that its sender knows the answer."""
    try:
        found = json.loads(line)["id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return found if isinstance(found, str) else None


def _missing_field(message: str) -> str | None:
    parts = message.split("`")
    return parts[1] if len(parts) > 2 and parts[1] != "object" else None


_decoder: Final = msgspec.json.Decoder(RequestLine)


def read_lines(descriptor: int) -> Iterator[bytes]:
    """Yield the lines of an open file as soon as they are there; the last one may lack its line break.

    A byte-order mark before the first line is passed over.
    """
    parts: list[bytes] = []
    is_first = True
    while block := os.read(descriptor, _BLOCK):
        first, *others = block.split(b"\n")
        parts.append(first)
        if not others:
            continue
        line = b"".join(parts)
        yield line.removeprefix(codecs.BOM_UTF8) if is_first else line
        is_first = False
        yield from others[:-1]
        parts = [others[-1]]
    rest = b"".join(parts)
    if rest:
        yield rest.removeprefix(codecs.BOM_UTF8) if is_first else rest


def run_session(session: ExecSession, lines: Iterator[bytes], write: Callable[[bytes], Any]) -> None:
    """Answer every line in order."""
    answer = session.answer
    held = session.held
    for line in lines:
        write(answer(line) + b"\n")
        if held.snapshot_is_due():
            held.take_snapshot(session.held.document.log.last_seq)  # type: ignore[attr-defined]


class _SaveError(CliError):
    """The file could not be written at the end; what was done is left to be recovered."""


def execute(store: DocumentStore, registry: Registry, path: Path, left: Left, *, writes: bool) -> Exit:
    """Run `editorapp exec`.

    Raises:
        CliError: the file cannot be used, or cannot be saved at the end.
    """
    if sys.stdin is None or sys.stdout is None:
        # Their numbers would be given to the next files that are opened, such as the lock.
        raise CliError("exec reads commands from stdin and writes answers to stdout; one of them is closed.")
    gc.set_threshold(*_COLLECTOR)
    held = open_or_refuse(store, path, left)
    session = ExecSession(held, registry, MacroFolder(store.profile.macros, registry))
    try:
        if not held.owned_since_death:
            session.start_at_top()
        run_session(session, read_lines(0), lambda data: os.write(1, data))
        if writes:
            outcome = session.run(Save(), None)
            if outcome.error is not None:
                held.leave()
                raise _SaveError(f"{outcome.error.message} Go on with --recover when that is mended.")
    except _SaveError:
        raise
    except (OSError, KeyboardInterrupt) as error:
        # Not the end of the input but something else has ended the session, perhaps in the middle of the work.
        held.leave()
        if isinstance(error, BrokenPipeError):
            raise CliError("Nobody reads the answers any more; what was answered can be recovered.") from None
        raise
    except BaseException:
        held.close(wall_clock())
        raise
    held.close(wall_clock())
    return Exit.DONE


def open_or_refuse(store: DocumentStore, path: Path, left: Left) -> HeldDocument:
    """Open a file, or say in words why not.

    Raises:
        CliError: it cannot be opened.
    """
    try:
        return store.open_file(path, left)
    except DocumentLeftError as error:
        raise CliError(
            f"{error} Go on from them with --recover, or from the file with --discard;"
            f" look at them with: editorapp recover {error.document}",
            Exit.UNREADABLE,
        ) from error
    except DocumentHeldError as error:
        raise CliError(f"{error} Close it there first.") from error
    except (FileError, JournalError) as error:
        raise CliError(str(error), Exit.UNREADABLE) from error
    except CommandError as error:
        raise CliError(error.message) from error
