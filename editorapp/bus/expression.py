"""Owns the Python expression that rebuilds a message, for logs: it can be pasted into a shell.

Does not hide secrets: it is given messages that have none, or masked ones.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import msgspec


def expression(message: Any) -> str:
    """Return a line of Python that imports what is needed and makes the message again.

    Structs, data classes and plain data come back equal; of other objects only their `repr` is given.
    """
    types: dict[tuple[str, str], None] = {}
    text = _text(message, types)
    imports = "; ".join(f"from {module} import {name}" for module, name in types)
    return f"{imports}; {text}" if imports else text


def _text(value: Any, types: dict[tuple[str, str], None]) -> str:
    names = _fields(value)
    if names is not None:
        _note(type(value), types)
        parts = (f"{name}={_text(getattr(value, name), types)}" for name in names)
        return f"{type(value).__qualname__}({', '.join(parts)})"
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{_text(key, types)}: {_text(item, types)}" for key, item in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_text(item, types) for item in value) + "]"
    if isinstance(value, tuple):
        return "(" + "".join(f"{_text(item, types)}, " for item in value) + ")"
    return repr(value)


def _fields(value: Any) -> list[str] | None:
    """Return the names of what a struct or a data class is made with, or None for anything else."""
    if isinstance(value, msgspec.Struct):
        return list(value.__struct_fields__)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [field.name for field in dataclasses.fields(value) if field.init]
    return None


def _note(message_type: type, types: dict[tuple[str, str], None]) -> None:
    types[(message_type.__module__, message_type.__qualname__.partition(".")[0])] = None
