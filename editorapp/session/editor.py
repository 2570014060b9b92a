"""Owns `Editor`: the open documents behind one bus, with clipboard, recorder and macros, in any front.

Does not open or write files, and knows no window: fronts and stores are given to it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from editorapp.bus.bus import Bus, FailureReport
from editorapp.bus.errors import CommandError
from editorapp.bus.message import Command, Outcome
from editorapp.bus.ports import Log
from editorapp.bus.trace import Observe
from editorapp.commands.clipboard import Paste, PastePrimary
from editorapp.commands.decision import SaveDocument, SetClipboard
from editorapp.commands.insertion import InsertGuid, Moment
from editorapp.commands.macro import DeleteMacro, PlayMacro, Record, SaveMacro, Step, Stop
from editorapp.commands.registry import Registry
from editorapp.commands.specification import AnyCommand, ApplicationCommand, DocumentCommand
from editorapp.session import macro_steps
from editorapp.session.application import ApplicationAggregate
from editorapp.session.macros import Macro, MacroError, MacroStore, Recorder
from editorapp.session.moment import moment_text
from editorapp.session.open_document import DocumentAdvanced, OpenDocument
from editorapp.session.ports import Clipboard, Clock
from editorapp.session.recording import Recording

C = TypeVar("C", bound=AnyCommand)

APPLICATION = "application"
"""The target of commands that act on no document."""


class Editor:
    """The open documents and the one way to act on them.

    Attributes:
        registry: every command.
        bus: carries commands and events; fronts subscribe to its events.
        documents: the open documents by their ids.
        recorder: the macro recorder.
        macros: the saved macros.
    """

    def __init__(
        self,
        registry: Registry,
        clipboard: Clipboard,
        clock: Clock,
        macros: MacroStore,
        application_log: Log,
        save: Callable[[str, SaveDocument], None],
        report: FailureReport,
        *,
        new_guid: Callable[[], str] | None = None,
        ticks: Callable[[], int] = lambda: 0,
        observe: Observe | None = None,
    ) -> None:
        """Take the ports.

        Args:
            registry: every command.
            clipboard: where copied text goes.
            clock: the time of day.
            macros: where macros are kept.
            application_log: the record of commands that act on no document.
            save: starts to write a document, given by its id, to its file, as the request says.
            report: is told of bugs in handlers.
            new_guid: returns a GUID that nobody has had before, in small letters; one made by chance if None.
            ticks: nanoseconds that only ever grow, for traces.
            observe: is told of every command that has gone its way.
        """
        self.registry = registry
        self.documents: dict[str, OpenDocument] = {}
        self.recorder = Recorder()
        self.macros = macros
        self._clipboard = clipboard
        self._clock = clock
        self._new_guid = _random_guid if new_guid is None else new_guid
        self._save = save
        self.application = ApplicationAggregate(application_log, self._macro_handlers())
        self.bus = Bus(self._aggregate, report, self._resolve, ticks=ticks, observe=observe)
        self.bus.subscribe(DocumentAdvanced, self._follow)

    @property
    def clipboard(self) -> Clipboard:
        """Where copied text goes."""
        return self._clipboard

    def _macro_handlers(self) -> dict[type, Callable[[Any], None]]:
        return {
            Record: lambda _: self.recorder.start(),
            Stop: self._stop_recording,
            SaveMacro: self._save_macro,
            DeleteMacro: self._delete_macro,
        }

    def _aggregate(self, target: str) -> OpenDocument | ApplicationAggregate:
        document = self.documents.get(target)
        if document is not None:
            return document
        if target == APPLICATION:
            return self.application
        raise CommandError("unknown_document", f"No document {target!r} is open.", "target")

    def submit(
        self,
        command: AnyCommand,
        target: str,
        source: str,
        command_id: str | None = None,
        cause: str | None = None,
    ) -> Outcome:
        """Take a command through its whole path; the one way in for everything that acts on a document.

        Args:
            command: what is wanted.
            target: the id of the document; commands that act on no document go to the application.
            source: what issues it, such as `keyboard`, `menu` or `script`.
            command_id: its identity, where the sender may ask again.
            cause: the id of the message that it answers.

        Raises:
            CommandError: it could not be accepted; nothing was done.
        """
        spec = command.spec
        if isinstance(command, ApplicationCommand):
            target = APPLICATION
        document = self.documents.get(target)
        if document is not None and document.recording is not None:
            document.recording.finish()
        return self.bus.dispatch(
            Command(spec.name, command, target, self._clock(), source, command_id, cause, spec.version)
        )

    def record(
        self, command: DocumentCommand, target: str, source: str, command_id: str | None = None
    ) -> Recording:
        """Begin to take a command through its path that another thread is to record; the document has foreseen it.

        Whatever else comes to the document meanwhile finishes it first, or if it is not recorded yet, gives it up.

        Args:
            command: what is wanted, complete.
            target: the id of the document.
            source: what issues it.
            command_id: its identity, which the journal does not know yet.

        Raises:
            CommandError: it is refused; nothing was done.
        """
        document = self.documents[target]
        if document.recording is not None:
            document.recording.finish()
        payload = None if document.foreseen is None else document.foreseen.payload
        journal = document.log.begun()
        spec = command.spec
        issued = Command(spec.name, command, target, self._clock(), source, command_id, version=spec.version)
        decided = self.bus.decide(document, journal.last_seq + 1, issued)
        revision = decided.decision.document.revision
        recording = Recording(self.bus, journal, decided, payload, revision)

        def done() -> None:
            document.recording = None

        recording.done = done
        document.recording = recording
        return recording

    def _resolve(self, command: Command) -> Command:
        payload = self.completed(command.payload)
        return command if payload is command.payload else msgspec.structs.replace(command, payload=payload)

    def completed(self, payload: C) -> C:
        """Return a command with what it may not look up itself, such as the clipboard; a complete one as it is.

        Raises:
            CommandError: something that it needs is not to be had.
        """
        filled: dict[str, Any] = {}
        if isinstance(payload, Paste) and payload.text is None and payload.clipboard is None:
            filled["clipboard"] = self._clipboard.text()
        elif isinstance(payload, PastePrimary) and payload.text is None and payload.clipboard is None:
            filled["clipboard"] = self._clipboard.primary_text()
        elif isinstance(payload, PlayMacro):
            given = payload.steps if payload.steps is not None else self._steps_of(payload.name)
            steps = macro_steps.completed(given, self._saved_steps, (payload.name or "",))
            filled["steps"] = macro_steps.dated(steps, self._date)
            if macro_steps.paste(steps) and payload.clipboard is None:
                filled["clipboard"] = self._clipboard.text()
        elif isinstance(payload, Moment) and payload.resolved is None:
            filled["resolved"] = self._date(payload.format)
        elif isinstance(payload, InsertGuid) and payload.resolved is None:
            filled["resolved"] = self._new_guid()
        return msgspec.structs.replace(payload, **filled) if filled else payload

    def _date(self, format: str) -> str | None:
        return moment_text(format, self._clock())

    def _steps_of(self, name: str | None) -> tuple[Step, ...]:
        if self.recorder.is_recording and name is None:
            raise CommandError("recording", "Stop recording before you play the macro.")
        if name is None:
            return self.recorder.last
        return self._saved_steps(name)

    def _saved_steps(self, name: str) -> tuple[Step, ...]:
        try:
            return self.macros.load(name).steps
        except MacroError as error:
            raise CommandError("unknown_macro", str(error), "name") from error

    def _follow(self, event: DocumentAdvanced) -> None:
        self.recorder.note(event)
        for request in event.requests:
            if isinstance(request, SetClipboard):
                self._clipboard.set_text(request.text)
            elif isinstance(request, SaveDocument):
                self._save(event.target, request)

    def _stop_recording(self, command: Stop) -> None:
        if command.name is not None:
            check_macro_name(command.name)
        steps = self.recorder.stop()
        if command.name is not None:
            self._keep_macro(command.name, steps)

    def _save_macro(self, command: SaveMacro) -> None:
        if command.name is None:
            raise CommandError("invalid_argument", "The macro needs a name.", "name")
        check_macro_name(command.name)
        self._keep_macro(command.name, self.recorder.last)

    def _keep_macro(self, name: str, steps: tuple[Any, ...]) -> None:
        if not steps:
            raise CommandError("empty_macro", "Nothing was recorded, so nothing was saved.", "name")
        try:
            self.macros.save(Macro(name, steps))
        except MacroError as error:
            raise CommandError("macro_not_saved", str(error), "name") from error

    def _delete_macro(self, command: DeleteMacro) -> None:
        try:
            self.macros.delete(command.name)
        except MacroError as error:
            raise CommandError("unknown_macro", str(error), "name") from error


def _random_guid() -> str:
    # Loading it takes longer than all that a start of the program does here.
    from uuid import uuid4

    return str(uuid4())


def check_macro_name(name: str) -> None:
    """Refuse a name that cannot be the name of a file everywhere.

    Raises:
        CommandError: it is empty, too long, or holds a character that file names cannot.
    """
    if not name.strip() or len(name) > 100 or name != name.strip() or name.startswith("."):
        raise CommandError("invalid_argument", "A macro needs a name of 1 to 100 characters.", "name")
    if any(character in '/\\:*?"<>|' or not character.isprintable() for character in name):
        raise CommandError("invalid_argument", f"The name {name!r} holds a character that it cannot.", "name")
