"""Owns macros as values and as readable text, and the recorder that makes them.

Does not play them (a macro is played by one command) and does not know where they are kept.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol

import msgspec

from editorapp.bus.errors import CommandError
from editorapp.commands.clipboard import PastePrimary
from editorapp.commands.macro import Step, not_recordable
from editorapp.commands.registry import Registry
from editorapp.commands.specification import DocumentCommand, arguments_of
from editorapp.session.open_document import DocumentAdvanced

_HEADER: Final = "# editorapp macro"
_RESOLVED: Final = ("clipboard", "resolved")
"""The fields of commands that are filled in before they run; a macro leaves them to be filled at each run."""


@dataclass(frozen=True, slots=True)
class Macro:
    """A named list of steps."""

    name: str
    steps: tuple[Step, ...]


class MacroError(Exception):
    """A text is no macro; the message says in which line and why."""


class MacroStore(Protocol):
    """Where macros are kept under their names."""

    def names(self) -> list[str]:
        """Return the names of all macros, sorted."""
        ...

    def load(self, name: str) -> Macro:
        """Return a macro; raises MacroError where there is none of this name, or it cannot be read."""
        ...

    def save(self, macro: Macro) -> None:
        """Keep a macro under its name, in place of one of the same name; raises MacroError."""
        ...

    def delete(self, name: str) -> None:
        """Forget a macro; raises MacroError where there is none of this name."""
        ...


def format_macro(macro: Macro) -> str:
    """Return a macro as text: a line for each step, the command's name and its arguments as JSON."""
    lines = [_HEADER, f"# name: {macro.name}"]
    lines += [f"{step.command} {_format_arguments(step.args)}" for step in macro.steps]
    return "\n".join(lines) + "\n"


def _format_arguments(arguments: dict[str, Any]) -> str:
    text = json.dumps(arguments, ensure_ascii=False)
    # Bytes that are no valid text, and signs that end a line or cannot be seen, are written with escapes.
    return text if text.isprintable() else json.dumps(arguments)


def parse_macro(name: str, text: str, registry: Registry) -> Macro:
    """Make a macro of its text. Empty lines and lines that start with `#` say nothing.

    A step is a command's name and its arguments as JSON, or a line as `editorapp exec` takes them.

    Raises:
        MacroError: a line is no step, or a step that no macro can hold; the message names the line.
    """
    steps = []
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        try:
            step = _parse_step(stripped)
            _check_step(step, registry)
        except (CommandError, msgspec.DecodeError, ValueError, RecursionError) as error:
            raise MacroError(f"Line {number} of the macro {name}: {error}") from error
        steps.append(step)
    if not steps:
        raise MacroError(f"The macro {name} has no steps.")
    return Macro(name, tuple(steps))


def _parse_step(line: str) -> Step:
    if line.startswith("{"):
        plain = json.loads(line)
        plain.pop("id", None)
        return msgspec.convert(plain, Step)
    command, _, arguments = line.partition(" ")
    parsed = json.loads(arguments) if arguments.strip() else {}
    if not isinstance(parsed, dict):
        raise ValueError(f"the arguments of {command} are not a JSON object.")
    return Step(command, parsed)


def _check_step(step: Step, registry: Registry) -> None:
    command = registry.build(step.command, step.args)
    if not isinstance(command, DocumentCommand) or command.spec.not_recorded:
        raise ValueError(not_recordable(command))


class Recorder:
    """Gathers the commands that complete while it records.

    Attributes:
        is_recording: whether it does so now.
        last: the steps of the recording that ended last, or an empty tuple.
    """

    def __init__(self) -> None:
        """Begin with no recording."""
        self.is_recording = False
        self.last: tuple[Step, ...] = ()
        self._steps: list[_Recorded] = []
        self._taken_back: defaultdict[str, list[list[_Recorded]]] = defaultdict(list)

    def start(self) -> None:
        """Start recording.

        Raises:
            CommandError: it is recording already.
        """
        if self.is_recording:
            raise CommandError("already_recording", "A macro is being recorded already.")
        self.is_recording = True
        self._steps = []
        self._taken_back.clear()

    def stop(self) -> tuple[Step, ...]:
        """Stop recording and return the steps.

        Raises:
            CommandError: nothing is being recorded.
        """
        if not self.is_recording:
            raise CommandError("not_recording", "No macro is being recorded.")
        self.is_recording = False
        self.last = tuple(recorded.step for recorded in self._steps)
        return self.last

    @property
    def step_count(self) -> int:
        """The number of steps recorded so far."""
        return len(self._steps)

    def note(self, event: DocumentAdvanced) -> None:
        """Take in a command that has completed."""
        if not self.is_recording:
            return
        payload = event.command.payload
        if event.command.name == "edit.undo":
            self._take_back(event)
        elif event.command.name == "edit.redo":
            taken = self._taken_back[event.target]
            self._steps += taken.pop() if taken else []
        elif isinstance(payload, DocumentCommand) and not payload.spec.not_recorded:
            arguments: dict[str, Any] = arguments_of(payload)
            resolved = {field: arguments.pop(field, None) for field in _RESOLVED}
            if isinstance(payload, PastePrimary) and resolved["clipboard"] is not None:
                # What was selected last on the desktop is gone when the macro is played.
                arguments["text"] = resolved["clipboard"]
            step = Step(event.command.name, arguments)
            self._steps.append(_Recorded(step, event.target, event.seq, bool(event.changes)))
            if event.changes:
                self._taken_back[event.target].clear()

    def _take_back(self, event: DocumentAdvanced) -> None:
        """Forget the steps that an undo has undone, and the moves since: nothing of them is left.

        A redo brings them back, without the moves behind the last change.
        """

        def is_undone(recorded: _Recorded) -> bool:
            return recorded.target == event.target and recorded.seq >= event.undone_from

        taken = [recorded for recorded in self._steps if is_undone(recorded)]
        self._steps = [recorded for recorded in self._steps if not is_undone(recorded)]
        while taken and not taken[-1].changes_text:
            taken.pop()
        self._taken_back[event.target].append(taken)


class _Recorded(NamedTuple):
    """A step, the document and the command that it was recorded from."""

    step: Step
    target: str
    seq: int
    changes_text: bool
