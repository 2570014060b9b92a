"""Owns the Python expression that rebuilds a message, for logs: it can be pasted into a shell.

Does not hide secrets: it is given messages that have none, or masked ones.
"""

from __future__ import annotations

import dataclasses
import enum
from typing import Any

import msgspec


def expression(message: Any) -> str:
    """Return a line of Python that imports what is needed and makes the message again.

    Structs, dataclasses, enumerations, plain data, dates, times, decimals and UUIDs come back equal; of other
    objects only their `repr` is given.
    """
    names = _Names()
    text = _text(message, names)
    return "; ".join([*names.imports(), text])


class _Names:
    """The types that an expression names, each imported once; two of one name are told apart by their modules."""

    def __init__(self) -> None:
        self._modules: dict[str, str] = {}
        self._whole: dict[str, None] = {}

    def of(self, python_type: type) -> str:
        """Return what a type is called in the expression."""
        module, name = python_type.__module__, python_type.__qualname__
        if module == "builtins":
            return name
        if self._modules.setdefault(name.partition(".")[0], module) != module:
            self._whole[module] = None
            return f"{module}.{name}"
        return name

    def imports(self) -> list[str]:
        """Return the statements that are needed before the expression."""
        return [
            *(f"from {module} import {name}" for name, module in self._modules.items()),
            *(f"import {module}" for module in self._whole),
        ]


def _text(value: Any, names: _Names) -> str:
    if isinstance(value, msgspec.Struct):
        return _call(value, value.__struct_fields__, names)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _call(value, tuple(field.name for field in dataclasses.fields(value) if field.init), names)
    if isinstance(value, enum.Enum):
        return f"{names.of(type(value))}({_text(value.value, names)})"
    if isinstance(value, dict):
        items = (f"{_text(key, names)}: {_text(item, names)}" for key, item in value.items())
        return f"{{{', '.join(items)}}}"
    if isinstance(value, list):
        return f"[{', '.join(_text(item, names) for item in value)}]"
    if isinstance(value, tuple):
        return f"({''.join(f'{_text(item, names)}, ' for item in value)})"
    if isinstance(value, set | frozenset):
        return f"{type(value).__name__}([{', '.join(_text(item, names) for item in value)}])"
    return _leaf(value, names)


def _call(value: Any, fields: tuple[str, ...], names: _Names) -> str:
    parts = (f"{name}={_text(getattr(value, name), names)}" for name in fields)
    return f"{names.of(type(value))}({', '.join(parts)})"


def _leaf(value: Any, names: _Names) -> str:
    text = repr(value)
    if isinstance(value, float):
        return f"float({text!r})" if text[-1] in "fn" else text  # inf and nan are no literals
    # These show themselves as a call, with or without their module: `datetime.date(2031, 5, 1)`, `UUID('...')`.
    if type(value).__module__ in ("datetime", "decimal", "uuid", "zoneinfo"):
        for module in ("datetime.", "zoneinfo."):
            text = text.replace(module, f"__import__('{module[:-1]}').")
        called = type(value).__qualname__
        return (
            text if text.startswith("__import__") else f"{names.of(type(value))}{text.removeprefix(called)}"
        )
    return text
