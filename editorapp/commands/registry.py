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

from editorapp.bus.errors import CommandError, UnreadableError
from editorapp.commands.specification import AnyCommand, ApplicationCommand, DocumentCommand

_FIELD: Final = re.compile(r"(?:`\$\.?|(?:field|argument) `)([^`]*)`")


class Registry:
    """The commands of the program, each under exactly one name."""

    def __init__(self, families: Iterable[ModuleType]) -> None:
        """Gather the commands of some modules.

        Raises:
            ValueError: two commands have the same name, or one lacks the way from an older version.
        """
        self._types: dict[str, type[AnyCommand]] = {}
        self._decoders: dict[str, msgspec.json.Decoder[AnyCommand]] = {}
        for family in families:
            for command_type in _command_types(family):
                name = command_type.spec.name
                if name in self._types:
                    raise ValueError(f"two commands are named {name}")
                spec = command_type.spec
                if set(range(1, spec.version)) != spec.upcasts.keys():
                    raise ValueError(f"{name} needs one upcast for each version below {spec.version}")
                self._types[name] = command_type

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
            # Made when it is wanted: all of them take a hundredth of a second at the start.
            decoder = self._decoders[name] = msgspec.json.Decoder(self.type_of(name))
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

    def read_stored(self, name: str, version: int, arguments: bytes) -> AnyCommand:
        """Make a command of what a journal holds; one of an older version is upcast.

        Args:
            name: its name.
            version: the version that it was written with.
            arguments: its arguments as JSON.

        Raises:
            UnreadableError: there is no such command, its version is a newer one, or it does not fit.
        """
        command_type = self._types.get(name)
        if command_type is None:
            raise UnreadableError(name, version, arguments, "no command of this name is known")
        present = command_type.spec.version
        if not 1 <= version <= present:
            reason = f"it was written by a newer version of the program ({version}; {present} is known)"
            raise UnreadableError(name, version, arguments, reason)
        try:
            if version == present:
                return self.decode_stored(name, arguments)
            plain = json.loads(arguments)
            for old in range(version, present):
                plain = command_type.spec.upcasts[old](plain)
            return self.build(name, plain)
        except (CommandError, ValueError, KeyError, TypeError) as error:
            words = error.message if isinstance(error, CommandError) else repr(error)
            raise UnreadableError(name, version, arguments, f"it does not fit: {words}") from error

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
