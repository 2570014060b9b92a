"""Owns the commands that record, play and keep macros, and how a run of a macro goes.

Does not own where macros are kept, nor the recorder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Final

import msgspec
from msgspec import Meta

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context, NoHistory
from editorapp.commands.decision import Decision, Request, SetClipboard
from editorapp.commands.document import OF_THE_WINDOW
from editorapp.commands.find import NOT_FOUND
from editorapp.commands.specification import ApplicationCommand, DocumentCommand, Nature, Reach, Specification
from editorapp.text.change import ChangeSet, compose_all
from editorapp.text.document import Document, Transaction

MOST_RUNS: Final = 1_000_000
"""How often a macro can be played as one command."""

_OF_THE_RECORDER: Final = "it handles macros themselves"


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One step of a macro: a command's name and its arguments."""

    command: str
    args: dict[str, Any] = {}


class PlayMacro(DocumentCommand, frozen=True):
    """Run the steps of a macro as one command and one undo step: wholly, or not at all.

    `name` is a saved macro, else the one recorded last is played; its steps are filled in before the command
    is accepted. `times` repeats it. `to_end` repeats it instead until the caret is at the end of the
    document, a run makes no progress towards it, or, after the first run, something is not found any more.
    """

    spec: ClassVar = Specification(
        "macro.play", "Play Macro", Nature.EDIT, "Macro/2", "Ctrl+Shift+P", icon="play", reach=Reach.TEXT
    )
    name: str | None = None
    times: Annotated[int, Meta(ge=1, le=MOST_RUNS)] = 1
    to_end: bool = False
    steps: list[Step] | None = None
    clipboard: str | None = None

    def run(self, context: Context) -> Decision:
        """Play; see the class."""
        if not self.steps:
            raise CommandError("empty_macro", "There is no macro to play: record one first.", "name")
        clipboard = self.clipboard if context.clipboard is None else context.clipboard
        run = _Run(context, decode_steps(self.steps, context), clipboard, may_wrap=not self.to_end)
        if self.to_end:
            runs = run.play_to_end()
        else:
            runs = self.times
            for number in range(1, runs + 1):
                run.play_once(number)
        changes = compose_all(run.changes, context.pause)
        message = f"Played {runs} time{'' if runs == 1 else 's'}."
        return Decision(
            run.transaction(changes),
            requests=run.combined_requests(),
            message=message,
            facts={"runs": runs},
        )


def decode_steps(steps: Sequence[Step], context: Context) -> list[DocumentCommand]:
    """Make commands of the steps of a macro.

    Raises:
        CommandError: a step is no known command, has wrong arguments, or cannot be part of a macro.
    """
    commands = []
    for number, step in enumerate(steps, 1):
        try:
            command = context.registry.build(step.command, step.args)
            if not isinstance(command, DocumentCommand) or command.spec.not_recorded:
                raise CommandError("not_recordable", not_recordable(command))
        except CommandError as error:
            raise CommandError(
                error.code,
                f"Step {number} ({step.command}): {error.message} Nothing was changed.",
                error.field,
            ) from error
        commands.append(command)
    return commands


def not_recordable(command: object) -> str:
    """Say why a command cannot be part of a macro."""
    spec: Specification = command.spec  # type: ignore[attr-defined]
    return f"{spec.name} cannot be part of a macro: {spec.not_recorded}."


class _Run:
    """The state of a playing macro; the document itself is not touched."""

    def __init__(
        self, context: Context, commands: list[DocumentCommand], clipboard: str | None, *, may_wrap: bool
    ) -> None:
        self.document: Document = context.document
        self.changes: list[ChangeSet] = []
        self._context = replace(context, history=NoHistory())
        self._pause = context.pause
        self._clipboard = clipboard
        self._requests: list[Request] = []
        self._commands = commands if may_wrap else [_without_wrap(command) for command in commands]

    def transaction(self, changes: ChangeSet) -> Transaction:
        """Return the one step that leads from the document before the run to the one after it."""
        before, after = self._context.document, self.document
        return Transaction(
            changes,
            after.selection,
            layout=None if after.layout == before.layout else after.layout,
            bookmarks=after.bookmarks if after.bookmarks or before.bookmarks else None,
        )

    def play_once(self, number: int) -> None:
        """Run every step once; number is the count of this run, from 1, for messages."""
        self._pause()
        for index, command in enumerate(self._commands, 1):
            context = replace(self._context, document=self.document, clipboard=self._clipboard)
            try:
                result = command.run(context)
            except CommandError as error:
                where = f"Run {number}, step {index} ({command.spec.name})"
                raise CommandError(
                    error.code, f"{where}: {error.message} Nothing was changed.", error.field
                ) from error
            self._take(result)

    def _take(self, result: Transaction | Decision) -> None:
        transaction = result.transaction if isinstance(result, Decision) else result
        if transaction.changes:
            self.changes.append(transaction.changes)
        self.document = self.document.after(transaction)
        if isinstance(result, Decision):
            self._requests += result.requests
            for request in result.requests:
                if isinstance(request, SetClipboard):
                    self._clipboard = request.text

    def play_to_end(self) -> int:
        """Repeat until the end; return how many runs there were."""
        runs = 0
        goes_on = True
        while goes_on:
            before = self._remaining()
            kept = (self.document, len(self.changes), len(self._requests))
            try:
                self.play_once(runs + 1)
            except CommandError as error:
                if runs == 0 or error.code != NOT_FOUND:
                    raise
                self.document = kept[0]
                del self.changes[kept[1] :], self._requests[kept[2] :]
                break
            runs += 1
            goes_on = self._remaining() < before and (
                self._remaining() > 0 or self._has_just_reached_last_line(*kept[:2])
            )
        return runs

    def _has_just_reached_last_line(self, before: Document, change_count: int) -> bool:
        """Tell whether the latest run came to a last line that has text, and has not worked on it yet."""
        buffer = self.document.buffer
        start = buffer.line_start(buffer.line_count - 1)
        if (
            start == len(buffer)
            or before.buffer.line_at(before.selection.main.head) == before.buffer.line_count - 1
        ):
            return False
        shift = 0
        for change in compose_all(self.changes[change_count:]).changes:
            shift += len(change.inserted) - len(change.removed)
            if change.end + shift > start:
                return False
        return True

    def _remaining(self) -> int:
        return len(self.document.buffer) - self.document.selection.main.head

    def combined_requests(self) -> tuple[Request, ...]:
        """Return what is wanted of the outside, each kind once, the last of it."""
        latest = {type(request): request for request in self._requests}
        return tuple(latest.values())


def _without_wrap(command: DocumentCommand) -> DocumentCommand:
    """A search that goes on from the start of the text would never reach its end."""
    return msgspec.structs.replace(command, wrap=False) if hasattr(command, "wrap") else command


class Record(ApplicationCommand, frozen=True):
    """Start recording the commands that follow."""

    spec: ClassVar = Specification(
        "macro.record",
        "Record Macro",
        Nature.APPLICATION,
        "Macro/1",
        "Ctrl+Shift+R",
        _OF_THE_RECORDER,
        "record",
    )


class Stop(ApplicationCommand, frozen=True):
    """Stop recording; with a name, save the macro under it."""

    spec: ClassVar = Specification(
        "macro.stop",
        "Stop Recording",
        Nature.APPLICATION,
        "Macro/1",
        "Ctrl+Shift+E",
        _OF_THE_RECORDER,
        "stop",
    )
    name: str | None = None


class SaveMacro(ApplicationCommand, frozen=True):
    """Save the macro recorded last under a name, asking for the name if none is given."""

    spec: ClassVar = Specification(
        "macro.save", "Save Macro...", Nature.APPLICATION, "Macro/3", "", _OF_THE_RECORDER
    )
    name: str | None = None


class DeleteMacro(ApplicationCommand, frozen=True):
    """Delete a saved macro."""

    spec: ClassVar = Specification(
        "macro.delete", "Delete Macro", Nature.APPLICATION, "", "", _OF_THE_RECORDER
    )
    name: str


class PlayMacroDialog(ApplicationCommand, frozen=True):
    """Ask how often to play which macro."""

    spec: ClassVar = Specification(
        "macro.play_dialog", "Play Macro...", Nature.APPLICATION, "Macro/2", "Ctrl+Alt+P", OF_THE_WINDOW
    )


class RunOnFilesDialog(ApplicationCommand, frozen=True):
    """Ask on which files to run which macro, and show what it would change there."""

    spec: ClassVar = Specification(
        "macro.run_on_files_dialog", "Run on Files...", Nature.APPLICATION, "Macro/2", "", OF_THE_WINDOW
    )


class ShowMacros(ApplicationCommand, frozen=True):
    """Show the saved macros, to play, show or delete them."""

    spec: ClassVar = Specification(
        "macro.show", "Macros...", Nature.APPLICATION, "Macro/3", "", OF_THE_WINDOW
    )
