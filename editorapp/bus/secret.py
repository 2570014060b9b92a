"""Owns which fields of a message are secret, and how they are masked, sealed and opened again.

Does not own the cipher: a `Seal` is a port.

A field is marked in its type, `card: Annotated[str, SECRET]`, at any depth: inside structs, lists and dicts.
What is shown to people (logs, exports, errors) has it masked. What is stored has it sealed, since a command
that cannot be read again cannot be replayed.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, Protocol

import msgspec
from msgspec import inspect

from editorapp.bus.json_text import from_json, to_json

SECRET: Final = msgspec.Meta(extra={"secret": True})
"""The mark."""

MASK: Final = "[secret]"
"""What is shown in place of a secret."""

_SEALED: Final = "$sealed"
_EACH: Final = "*"
_SHORTEST: Final = 3
"""Characters of the shortest secret that is looked for in the words of errors; shorter ones would be found
everywhere, and say nothing."""

_DATE: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?![^T])")
"""How a date, or one with a time, looks in JSON."""

Path = tuple[str, ...]

_WITH_FIELDS: Final = (
    inspect.StructType,
    inspect.DataclassType,
    inspect.TypedDictType,
    inspect.NamedTupleType,
)


class Seal(Protocol):
    """Turns secrets into text that nobody else can read."""

    def seal(self, plain: bytes) -> str:
        """Return the sealed form."""
        ...

    def open(self, sealed: str) -> bytes:
        """Return what was sealed.

        Raises:
            ValueError: it was sealed with another key, or is damaged.
        """
        ...


def secret_paths(message_type: type) -> tuple[Path, ...]:
    """Return where the secret fields of a type are: names of fields, with `*` for each item of a collection."""
    return tuple(dict.fromkeys(_paths(inspect.type_info(message_type), (), ())))


def _paths(info: inspect.Type, path: Path, inside: tuple[type, ...]) -> Iterator[Path]:
    if isinstance(info, inspect.Metadata):
        if _is_marked(info):
            yield path
        else:
            yield from _paths(info.type, path, inside)
    elif isinstance(info, _WITH_FIELDS):
        yield from _paths_of_fields(info, path, inside)
    elif isinstance(info, inspect.UnionType):
        for member in info.types:
            yield from _paths(member, path, inside)
    elif isinstance(info, inspect.DictType) and _holds_secret(info.key_type, set()):
        yield path  # A key cannot be sealed alone.
    else:
        for member in _items(info):
            yield from _paths(member, (*path, _EACH), inside)


def _paths_of_fields(info: Any, path: Path, inside: tuple[type, ...]) -> Iterator[Path]:
    if info.cls in inside:
        # There is no end of places in a type that holds itself: what is inside is secret as a whole.
        if _holds_secret(info, set()):
            yield path
        return
    is_list = isinstance(info, inspect.NamedTupleType) or getattr(info, "array_like", False)
    for field in info.fields:
        step = _EACH if is_list else field.encode_name
        yield from _paths(field.type, (*path, step), (*inside, info.cls))


def _holds_secret(info: inspect.Type, seen: set[type]) -> bool:
    if isinstance(info, inspect.Metadata):
        return _is_marked(info) or _holds_secret(info.type, seen)
    if isinstance(info, _WITH_FIELDS):
        if info.cls in seen:
            return False
        seen.add(info.cls)
        return any(_holds_secret(field.type, seen) for field in info.fields)
    members = info.types if isinstance(info, inspect.UnionType) else _items(info)
    keys = (info.key_type,) if isinstance(info, inspect.DictType) else ()
    return any(_holds_secret(member, seen) for member in (*members, *keys))


def _is_marked(info: inspect.Metadata) -> bool:
    return bool((info.extra or {}).get("secret"))


def _items(info: inspect.Type) -> tuple[inspect.Type, ...]:
    """Return the types of what a collection holds."""
    if isinstance(info, inspect.DictType):
        return (info.value_type,)
    if isinstance(info, inspect.TupleType):
        return info.item_types
    if isinstance(info, inspect.ListType | inspect.SetType | inspect.FrozenSetType | inspect.VarTupleType):
        return (info.item_type,)
    return ()


def masked(plain: Any, paths: tuple[Path, ...]) -> Any:
    """Return a message as plain data with its secrets masked."""
    for path in paths:
        plain = _changed(plain, path, lambda value: None if value is None else MASK)
    return plain


def sealed(plain: Any, paths: tuple[Path, ...], seal: Seal) -> Any:
    """Return a message as plain data with its secrets sealed."""
    for path in paths:
        plain = _changed(plain, path, lambda value: {_SEALED: seal.seal(to_json(value).encode())})
    return plain


def opened(plain: Any, paths: tuple[Path, ...], seal: Seal) -> Any:
    """Return stored plain data with its secrets readable.

    Raises:
        ValueError: one of them cannot be opened.
    """

    def open_one(value: Any) -> Any:
        if isinstance(value, dict) and value.keys() == {_SEALED}:
            return from_json(seal.open(value[_SEALED]), object)
        return value

    for path in paths:
        plain = _changed(plain, path, open_one)
    return plain


def without_sealed(plain: Any) -> Any:
    """Return stored plain data for people, of whatever type: what is sealed is masked."""
    if isinstance(plain, dict):
        if plain.keys() == {_SEALED}:
            return MASK
        return {key: without_sealed(value) for key, value in plain.items()}
    return [without_sealed(item) for item in plain] if isinstance(plain, list) else plain


def scrubbed(text: str, plain: Any, paths: tuple[Path, ...]) -> str:
    """Return a text, such as the words of an error, without the secrets of a message, quoted or not."""
    secrets = {form for secret in _values(plain, paths) for form in _forms(secret)}
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, MASK)
    return text


def _forms(secret: str) -> tuple[str, ...]:
    """Return how a text may look in the words of an error."""
    once = repr(secret)[1:-1]
    forms = (secret, once, repr(once)[1:-1], json.dumps(secret)[1:-1])
    date = _DATE.match(secret)
    # A date is shown as `1971-03-14`, and as `datetime.date(1971, 3, 14)`.
    return forms if date is None else (*forms, date[0], ", ".join(str(int(part)) for part in date.groups()))


def _values(plain: Any, paths: tuple[Path, ...]) -> list[str]:
    found: list[str] = []

    def note(value: Any) -> Any:
        found.extend(_leaves(value))
        return value

    for path in paths:
        _changed(plain, path, note)
    return found


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(key)
            yield from _leaves(item)
    elif isinstance(value, bytes):
        yield repr(value)[2:-1]
        yield base64.b64encode(value).decode()
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _changed(plain: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    if not path:
        return change(plain)
    step, rest = path[0], path[1:]
    if step == _EACH:
        if isinstance(plain, dict):
            return {key: _changed(value, rest, change) for key, value in plain.items()}
        return [_changed(item, rest, change) for item in plain] if isinstance(plain, list | tuple) else plain
    if isinstance(plain, dict) and step in plain:
        return plain | {step: _changed(plain[step], rest, change)}
    return plain
