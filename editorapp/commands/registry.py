"""Owns the `Registry`: every command by its name, with decoding of arguments that come from outside.

Does not run commands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any, Final

import msgspec

from editorapp.bus.errors import CommandError
from editorapp.commands.specification import AnyCommand, ApplicationCommand, DocumentCommand

_FIELD: Final = re.compile(r"(?:`\$\.?|(?:field|argument) `)([^`]*)`")


class Registry:
    """The commands of the program, each under exactly one name."""

    def __init__(self, families: Iterable[ModuleType]) -> None:
        """Gather the commands of some modules.

        Raises:
            ValueError: two commands have the same name.
        """
        self._types: dict[str, type[AnyCommand]] = {}
        self._decoders: dict[str, msgspec.json.Decoder[AnyCommand]] = {}
        for family in families:
            for command_type in _command_types(family):
                name = command_type.spec.name
                if name in self._types:
                    raise ValueError(f"two commands are named {name}")
                self._types[name] = command_type
                self._decoders[name] = msgspec.json.Decoder(command_type)

    def __iter__(self) -> Iterator[type[AnyCommand]]:
        return iter(self._types.values())

    def __contains__(self, name: object) -> bool:
        return name in self._types

    def type_of(self, name: str) -> type[AnyCommand]:
        """Return the class of a command.

        Raises:
            CommandError: no command has this name.
        """
        found = self._types.get(name)
        if found is None:
            raise CommandError("unknown_command", f"There is no command {name!r}.", "command")
        return found

    def decode(self, name: str, arguments: bytes | msgspec.Raw) -> AnyCommand:
        """Make a command of its name and its arguments as JSON.

        Raises:
            CommandError: there is no such command, or an argument is missing, unknown or of a wrong type.
        """
        decoder = self._decoders.get(name)
        if decoder is None:
            self.type_of(name)
            raise AssertionError(name)
        try:
            return decoder.decode(arguments)
        except msgspec.ValidationError as error:
            raise _invalid_argument(name, error) from error

    def decode_stored(self, name: str, arguments: bytes) -> AnyCommand:
        """Make a command of JSON that this program has written, in which any text can stand.

        Raises:
            CommandError: as for `decode`, or it is no JSON.
        """
        try:
            return self.decode(name, arguments)
        except msgspec.DecodeError as error:
            try:
                return self.build(name, json.loads(arguments))
            except ValueError:
                raise CommandError("malformed", f"{name}: {error}.", "args") from error

    def build(self, name: str, arguments: dict[str, Any]) -> AnyCommand:
        """Make a command of its name and its arguments as plain data.

        Raises:
            CommandError: there is no such command, or an argument is missing, unknown or of a wrong type.
        """
        command_type = self.type_of(name)
        try:
            return msgspec.convert(arguments, command_type)
        except msgspec.ValidationError as error:
            raise _invalid_argument(name, error) from error


def _command_types(family: ModuleType) -> Iterator[type[AnyCommand]]:
    for value in vars(family).values():
        is_command = isinstance(value, type) and issubclass(value, DocumentCommand | ApplicationCommand)
        if is_command and value.__module__ == family.__name__ and "spec" in vars(value):
            yield value


def _invalid_argument(name: str, error: msgspec.ValidationError) -> CommandError:
    text = str(error)
    found = _FIELD.findall(text)
    nested = [part for part in found if part]
    field = nested[0] if nested else "args"
    return CommandError("invalid_argument", f"{name}: {text}.", field)
