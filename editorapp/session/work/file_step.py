"""Owns which one command a run submits for a file, and whether it may: the macro, or going back before it.

Does not submit it, nor open files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from editorapp.bus.errors import CommandError
from editorapp.commands.edit import GoToRevision
from editorapp.commands.macro import PlayMacro, Step
from editorapp.session.open_document import OpenDocument
from editorapp.session.text_digest import text_digest
from editorapp.session.work.macro_runs import Application, MacroApplicationRequested
from editorapp.session.work.particulars import NONE, Particulars
from editorapp.text.buffer import Buffer

CHANGED_SINCE: Final = "changed_since"
"""The code of a file that holds another text than the one that a person has looked at."""

REPLACE_ALL: Final = "find.replace_all"
"""The command that a replacement in files is made of."""


def play_of(application: Application, particulars: Particulars = NONE) -> PlayMacro:
    """Return the macro of a run as the command for one file."""
    steps = application.steps
    if particulars.except_at:
        kept = list(particulars.except_at)
        steps = [
            Step(step.command, {**step.args, "except_at": kept}) if step.command == REPLACE_ALL else step
            for step in steps
        ]
    return PlayMacro(None, application.times, application.to_end, steps, application.clipboard)


def needs_caret(command: PlayMacro | GoToRevision) -> bool:
    """Return whether it matters where the caret is: to a replacement everywhere it does not."""
    return isinstance(command, PlayMacro) and any(step.command != REPLACE_ALL for step in command.steps or ())


def step_for(request: MacroApplicationRequested, document: OpenDocument) -> PlayMacro | GoToRevision:
    """Return the command for a file whose text is not looked at; see `check_text`.

    Raises:
        CommandError: what is to be undone was not done there, or something came after it.
    """
    undoes = request.particulars.undoes
    if not undoes:
        return play_of(request.application, request.particulars)
    name = Path(request.path).name
    known = document.log.find(undoes)
    if known is None or known[1].error is not None:
        words = f"{name} was left alone: its history does not know this change any more."
        raise CommandError(CHANGED_SINCE, words)
    if known[1].revision != document.revision:
        raise CommandError(
            CHANGED_SINCE,
            f"{name} was left alone: it was changed again since. Its own history can still lead back.",
        )
    return GoToRevision(document.revision - 1)


def check_text(request: MacroApplicationRequested, buffer: Buffer) -> None:
    """Look whether a text is the one that a person has looked at; it may look at all of it.

    Raises:
        CommandError: it is another one.
    """
    digest = request.particulars.digest
    if digest and text_digest(buffer) != digest:
        raise changed_since(request)


def changed_since(request: MacroApplicationRequested) -> CommandError:
    """Return what is said of a file that holds another text than the one that was looked at."""
    name = Path(request.path).name
    return CommandError(
        CHANGED_SINCE,
        f"{name} was left alone: it was changed since it was searched. Search again to replace there.",
    )
