"""Arguments for any command, made from the types of its fields; a new command needs no list of its own."""

from __future__ import annotations

import types
import typing
from collections.abc import Sequence
from enum import Enum
from typing import Any

import msgspec
from hypothesis import strategies as st

from editorapp.bus.json_text import from_json, to_json
from editorapp.commands.macro import Step
from editorapp.commands.specification import AnyCommand, DocumentCommand
from tests.desk import REGISTRY

NAMES = sorted(command.spec.name for command in REGISTRY)
DOCUMENT_COMMANDS = [command for command in REGISTRY if issubclass(command, DocumentCommand)]
RECORDABLE = [command for command in DOCUMENT_COMMANDS if not command.spec.not_recorded]

_TEXTS = st.text(st.sampled_from("ab A(.\t\n\r\u0301😀\udc80"), max_size=5)
_NUMBERS = st.integers(0, 12) | st.sampled_from([-1, 99])


def commands(types_of_commands: Sequence[type[AnyCommand]]) -> st.SearchStrategy[AnyCommand]:
    """Make commands of some types."""
    return st.sampled_from(types_of_commands).flatmap(command_of)


def command_of(command_type: type[AnyCommand]) -> st.SearchStrategy[Any]:
    """Make commands of one type."""
    return st.builds(command_type, **{name: _values(kind) for name, kind in fields_of(command_type).items()})


def fields_of(command_type: type[AnyCommand]) -> dict[str, Any]:
    """Return the type of each argument of a command."""
    hints = typing.get_type_hints(command_type, include_extras=True)
    return {field.name: hints[field.name] for field in msgspec.structs.fields(command_type)}


def _steps() -> st.SearchStrategy[Step]:
    simple = [command for command in RECORDABLE if "steps" not in fields_of(command)]
    return commands(simple).map(lambda made: Step(made.spec.name, from_json(to_json(made), dict)))


def _values(kind: Any) -> st.SearchStrategy[Any]:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        least = max((meta.ge for meta in arguments[1:] if meta.ge is not None), default=1)
        return st.integers(least, least + 3)
    if origin in (typing.Union, types.UnionType):
        return st.one_of([_values(argument) for argument in arguments])
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    if origin is list:
        return st.lists(_values(arguments[0]), max_size=3)
    if origin is tuple:
        return st.tuples(*[_values(argument) for argument in arguments])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    simple = {type(None): st.none(), bool: st.booleans(), int: _NUMBERS, str: _TEXTS, Step: _steps()}
    return simple[kind]
