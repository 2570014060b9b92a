"""Owns completing the steps of a macro before it is played: macros inside it that are only named, and dates.

Does not run steps, and leaves what is wrong with one to the command that plays them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import msgspec

from editorapp.bus.errors import CommandError
from editorapp.commands.clipboard import Paste
from editorapp.commands.insertion import DATES
from editorapp.commands.macro import PlayMacro, Step

_DEEPEST: Final = 20
"""Macros inside macros inside macros: deeper than this, something is wrong."""


def completed(
    steps: Sequence[Step], load: Callable[[str], Sequence[Step]], outer: tuple[str, ...] = ()
) -> list[Step]:
    """Return the steps with those of every macro that they name.

    Args:
        steps: the steps of a macro.
        load: returns the steps of a saved macro; raises CommandError where there is none of a name.
        outer: the names of the macros that these steps are part of.

    Raises:
        CommandError: a macro that is named does not exist, or plays itself.
    """
    if len(outer) > _DEEPEST:
        raise CommandError("macro_recursion", "Macros are nested too deeply. Nothing was changed.", "steps")
    return [_completed_step(step, load, outer) for step in steps]


def _completed_step(step: Step, load: Callable[[str], Sequence[Step]], outer: tuple[str, ...]) -> Step:
    if step.command != PlayMacro.spec.name:
        return step
    inner: Any = step.args.get("steps")
    name = step.args.get("name")
    if inner is None and isinstance(name, str):
        if name in outer:
            message = f"The macro {name!r} plays itself, so it would never end. Nothing was changed."
            raise CommandError("macro_recursion", message, "name")
        inner = load(name)
    elif isinstance(inner, list):
        try:
            inner = msgspec.convert(inner, list[Step])
        except msgspec.ValidationError:
            return step
    else:
        return step
    filled = completed(inner, load, (*outer, name if isinstance(name, str) else ""))
    return Step(step.command, {**step.args, "steps": msgspec.to_builtins(filled)})


def paste(steps: Sequence[Step]) -> bool:
    """Tell whether completed steps, or those of a macro inside them, may need the clipboard."""
    for step in steps:
        if step.command == Paste.spec.name:
            return True
        inner = step.args.get("steps")
        if step.command == PlayMacro.spec.name and isinstance(inner, list):
            try:
                if paste(msgspec.convert(inner, list[Step])):
                    return True
            except msgspec.ValidationError:
                continue
    return False


def dated(steps: Sequence[Step], text_of: Callable[[str], str | None]) -> list[Step]:
    """Return completed steps with the text of every date that they, or macros inside them, insert.

    Args:
        steps: the steps of a macro.
        text_of: returns the text of a format of dates; None for what is no format.
    """
    return [_dated_step(step, text_of) for step in steps]


def _dated_step(step: Step, text_of: Callable[[str], str | None]) -> Step:
    if step.command in DATES:
        format = step.args.get("format", DATES[step.command].__struct_defaults__[0])
        if isinstance(format, str) and step.args.get("resolved") is None:
            return Step(step.command, {**step.args, "resolved": text_of(format)})
    inner = step.args.get("steps")
    if step.command == PlayMacro.spec.name and isinstance(inner, list):
        try:
            filled = dated(msgspec.convert(inner, list[Step]), text_of)
        except msgspec.ValidationError:
            return step
        return Step(step.command, {**step.args, "steps": msgspec.to_builtins(filled)})
    return step
