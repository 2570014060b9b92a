"""Owns `editorapp exec`: a session on one file without a window, commands in and answers out, a line each.

Does not know what the commands do.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from editorapp.bus.errors import CommandError, EffectRefusedError
from editorapp.bus.trace import Observe
from editorapp.cli.input_lines import read_lines
from editorapp.cli.output import CliError, Exit, say
from editorapp.commands.decision import ExportDocument, ReopenDocument, SaveDocument
from editorapp.commands.document import Save
from editorapp.commands.encoding import ReopenWithEncoding
from editorapp.commands.registry import Registry
from editorapp.commands.selection import SetSelection
from editorapp.commands.specification import AnyCommand
from editorapp.session import command_lines
from editorapp.session.command_lines import Done, FailedAnswer, Script
from editorapp.session.editor import Editor
from editorapp.session.open_document import DocumentAdvanced
from editorapp.storage.document_store import DocumentStore, Left, wall_clock
from editorapp.storage.errors import DocumentHeldError, DocumentLeftError, FileError, JournalError
from editorapp.storage.file_state import file_digest, is_changed_outside
from editorapp.storage.file_writing import check_expressible
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.macro_folder import MacroFolder
from editorapp.storage.profile import TRACE_VARIABLE, Profile
from editorapp.storage.text_encoding import FileFormat
from editorapp.storage.text_file import Wish
from editorapp.storage.work.exporter import export_now
from editorapp.storage.work.file_looker import read_change
from editorapp.text.encoding import Encoding
from editorapp.text.selection import Selection

if TYPE_CHECKING:
    from editorapp.storage.trace_log import TraceLog

_COLLECTOR: Final = (50_000, 50, 1000)
"""Thresholds of the cyclic garbage collector. A session makes many small objects and hardly any cycles; with
Python's usual thresholds the search for cycles takes a quarter of its time."""


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

    def __init__(
        self, store: DocumentStore, held: HeldDocument, registry: Registry, observe: Observe | None = None
    ) -> None:
        """Take the documents, the one that is open, the commands, and what is told of each that has gone its way."""
        self._store = store
        self.held = held
        self.registry = registry
        self._save_failure: FileError | None = None
        self._export_failure: str | None = None
        self._reopen_failure: str | None = None
        # Going on from what was left, over what another program wrote meanwhile, was asked for.
        self._known = file_digest(held.path) if held.was_changed_outside and held.path else None
        self.editor = Editor(
            registry,
            MemoryClipboard(),
            wall_clock,
            MacroFolder(store.profile.macros, registry),
            _DocumentLog(held),
            self._save,
            self._report,
            ticks=time.perf_counter_ns,
            observe=observe,
        )
        self.editor.documents[held.id] = held.document
        self.editor.application.revision_of = lambda: held.document.revision
        self.editor.bus.subscribe(DocumentAdvanced, self._answer_requests)
        self._script = Script(self.editor)

    def _report(self, name: str, message: object, error: Exception) -> None:
        say(f"editorapp: {name} failed: {error!r}")

    def _save(self, target: str, request: SaveDocument) -> None:
        document, path = self.held.document, self.held.path
        wanted = FileFormat(request.encoding, request.has_mark) if request.encoding else None
        try:
            self._refuse_to_overwrite()
            if wanted is not None and wanted != self.held.format and path is not None:
                check_expressible(path, document.document.buffer, wanted)
            state = self.held.write(document.document.buffer, wanted)
        except FileError as error:
            self._save_failure = error
            return
        self._known = None
        command = self.held.saved_command(document.revision, state, wanted)
        self.editor.submit(command, target, "effect")

    def _refuse_to_overwrite(self) -> None:
        path = self.held.path
        if path is not None and is_changed_outside(path, self._known or self.held.document.saved):
            raise FileError(
                f"{path} was changed by another program meanwhile, so it was not overwritten."
                " The history keeps this text."
            )

    def _answer_requests(self, event: DocumentAdvanced) -> None:
        for request in event.requests:
            if isinstance(request, ReopenDocument):
                self._reopen(event.target, request.encoding)
            elif isinstance(request, ExportDocument):
                try:
                    export_now(self._store, self.held, request)
                except (FileError, EffectRefusedError) as error:
                    self._export_failure = str(error)

    def _reopen(self, target: str, encoding: str) -> None:
        held = self.held
        if held.path is None or held.document.is_modified:
            self._reopen_failure = (
                f"{held.name} has unsaved changes, so it was not read again. Save or undo them first."
            )
            return
        try:
            change = read_change(str(held.path), held.document.document.buffer, Wish(encoding=encoding))
        except FileError as error:
            self._reopen_failure = f"{error} The text is as it was."
            return
        self.editor.submit(change.reload(held.path), target, "effect")

    def run(self, command: AnyCommand, command_id: str | None) -> Done:
        """Take a command through; a save that could not be done is a failure here.

        Raises:
            CommandError: the command was not accepted.
        """
        if command_lines.needs_window(command):
            name = command.spec.name
            raise CommandError("needs_window", f"{name} needs a window; nothing was done.", "command")
        done = self._script.submit(command, self.held.id, command_id)
        if self._save_failure is not None:
            failure, self._save_failure = self._save_failure, None
            return done.but_not_saved(str(failure))
        if self._reopen_failure is not None:
            reason, self._reopen_failure = self._reopen_failure, None
            return done.but_not_saved(reason, command_lines.NOT_REOPENED)
        if self._export_failure is not None:
            reason, self._export_failure = self._export_failure, None
            return done.but_not_saved(reason, command_lines.EXPORT_FAILED)
        return done

    def start_at_top(self) -> None:
        """Put the caret where every session of a script finds it, wherever the session before has left it."""
        if self.held.document.document.selection != Selection.caret(0):
            self.editor.submit(SetSelection([(0, 0)]), self.held.id, "session")

    def reopen(self, encoding: Encoding) -> None:
        """Read the file in another encoding.

        Raises:
            CliError: it cannot be.
        """
        failure = self.run(ReopenWithEncoding(encoding.name), None).outcome.error
        if failure is not None:
            raise CliError(failure.message)

    def answer(self, line: bytes) -> bytes:
        """Do what a line of input asks for; return the line of output."""
        request = command_lines.parse_line(line, self.registry)
        if isinstance(request, FailedAnswer):
            return command_lines.encode(request)
        try:
            done = self.run(request.command, request.id)
        except CommandError as error:
            return command_lines.encode(command_lines.refusal(request.id, error))
        return command_lines.encode(command_lines.answer(request.id, done))


class _DocumentLog:
    """Records commands that act on no document beside those of the one document there is."""

    def __init__(self, held: HeldDocument) -> None:
        self._held = held

    def __getattr__(self, name: str) -> Any:
        return getattr(self._held.document.log, name)


def run_session(session: ExecSession, lines: Iterator[bytes], write: Callable[[bytes], Any]) -> None:
    """Answer every line in order."""
    answer = session.answer
    held = session.held
    for line in lines:
        write(answer(line))
        if held.snapshot_is_due():
            held.take_snapshot(session.held.document.log.last_seq)  # type: ignore[attr-defined]


def execute(
    store: DocumentStore,
    registry: Registry,
    path: Path,
    left: Left,
    encoding: Encoding | None = None,
    *,
    writes: bool,
) -> Exit:
    """Run `editorapp exec`.

    Args:
        store: the documents.
        registry: the commands.
        path: the file.
        left: what becomes of what a dead process has left.
        encoding: the one that the file is read in; None for the one that it is found to be in.
        writes: whether the file is saved at the end of the input.

    Raises:
        CliError: the file cannot be used, or cannot be saved at the end.
    """
    if sys.stdin is None or sys.stdout is None:
        # Their numbers would be given to the next files that are opened, such as the lock.
        raise CliError("exec reads commands from stdin and writes answers to stdout; one of them is closed.")
    gc.set_threshold(*_COLLECTOR)
    held = open_or_refuse(store, path, left)
    trace = _trace_log(store.profile)
    session = ExecSession(store, held, registry, None if trace is None else trace.observe)
    try:
        if not held.owned_since_death:
            session.start_at_top()
        if encoding is not None and held.format.encoding != encoding.name:
            session.reopen(encoding)
        run_session(session, read_lines(0), lambda data: os.write(1, data))
        failure = session.run(Save(), None).outcome.error if writes else None
    except (OSError, KeyboardInterrupt) as error:
        # Not the end of the input but something else has ended the session, perhaps in the middle of the work.
        held.leave()
        if isinstance(error, BrokenPipeError):
            raise CliError("Nobody reads the answers any more; what was answered can be recovered.") from None
        raise
    except BaseException:
        held.close(wall_clock())
        raise
    finally:
        if trace is not None:
            trace.close()
    if failure is not None:
        held.leave()
        raise CliError(f"{failure.message} Go on with --recover when that is mended.")
    held.close(wall_clock())
    return Exit.DONE


def _trace_log(profile: Profile) -> TraceLog | None:
    if not os.environ.get(TRACE_VARIABLE):
        return None
    # Loads what a session that nobody watches has no use for.
    from editorapp.storage.trace_log import begin_trace

    return begin_trace(profile)


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
        or_send = ", or send the commands there with editorapp send" if error.owner.socket else ""
        raise CliError(f"{error} Close it there first{or_send}.") from error
    except (FileError, JournalError) as error:
        raise CliError(str(error), Exit.UNREADABLE) from error
    except CommandError as error:
        raise CliError(error.message) from error
