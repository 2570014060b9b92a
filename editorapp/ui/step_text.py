"""Owns how a step of a macro reads in a list.

Does not own the text of saved macros: that is exact, this is for reading.
"""

from __future__ import annotations

from typing import Any, Final

from editorapp.bus.errors import CommandError
from editorapp.commands.macro import Step
from editorapp.commands.registry import Registry

_LONGEST: Final = 60
_SHOWN: Final = {"\n": "⏎", "\r": "", "\t": "⇥"}

_SWITCHES: Final = {
    ("case", True): "upper and lower case told apart",
    ("case", False): "upper or lower case",
    ("word", True): "whole words",
    ("word", False): "",
    ("regex", True): "regular expression",
    ("regex", False): "",
    ("wrap", True): "",
    ("wrap", False): "as far as the end",
    ("extend", True): "selecting",
    ("extend", False): "",
}


def step_text(step: Step, registry: Registry) -> str:
    """Return a step in words, as in `Find “TODO”, whole words`."""
    try:
        label = registry.type_of(step.command).spec.label.removesuffix("...")
    except CommandError:
        label = step.command
    first: list[str] = []
    others: list[str] = []
    for name, value in step.args.items():
        words = _words(name, value)
        if words:
            (first if isinstance(value, str) and words.startswith("“") else others).append(words)
    return ", ".join((" ".join((label, *first[:1])), *first[1:], *others))


def _words(name: str, value: Any) -> str:
    """Say an argument: texts quoted, choices and switches by themselves, the rest with its name."""
    words = name.replace("_", " ")
    if isinstance(value, bool):
        return _SWITCHES.get((name, value), words if value else f"not {words}")
    if isinstance(value, str):
        if name in ("direction", "unit"):
            return value.replace("_", " ")
        return _quoted(value) if name in ("text", "pattern") else f"{words} {_quoted(value)}"
    if isinstance(value, list):
        return f"{words} {_short(', '.join(_listed(part) for part in value))}"
    return "" if value is None else f"{words} {value}"


def _listed(value: Any) -> str:
    return " to ".join(map(str, value)) if isinstance(value, list) else str(value)


def _quoted(text: str) -> str:
    return f"“{_short(''.join(_SHOWN.get(character, character) for character in text[: _LONGEST + 1]))}”"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
