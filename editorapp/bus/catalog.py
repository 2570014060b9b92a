"""Owns the types of messages by their stable names: how each is written, read again, and shown to people.

Does not know where messages are kept.

A type has a name chosen by hand and a version. Messages of older versions are upcast on read, one version at a
time, by pure functions from plain data to plain data. What cannot be read (an unknown name, a newer version,
something that does not fit) raises `UnreadableError`, which carries the raw bytes for quarantine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from editorapp.bus.errors import DomainError, UnreadableError
from editorapp.bus.json_text import from_json, to_json
from editorapp.bus.message import Failure
from editorapp.bus.secret import Path, Seal, masked, opened, scrubbed, sealed, secret_paths

_FIELD: Final = re.compile(r"at `\$\.([^`.\[]+)")
"""Where msgspec says that a value does not fit."""

Upcast = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns the plain data of one version into that of the next."""


@dataclass(frozen=True, slots=True)
class MessageType:
    """A type of message.

    Attributes:
        name: its stable name: imperative for commands (`bank.credit`), past tense for events (`bank.credited`).
        type: its struct.
        version: the present version, from 1.
        upcasts: by version, what leads from it to the next one; each version below the present has one.
    """

    name: str
    type: type
    version: int = 1
    upcasts: Mapping[int, Upcast] = field(default_factory=dict)


class _Codec:
    """What is needed to write and read one type."""

    __slots__ = ("decode", "message_type", "paths")

    def __init__(self, message_type: MessageType) -> None:
        self.message_type = message_type
        self.paths: tuple[Path, ...] = secret_paths(message_type.type)
        self.decode: Callable[..., Any] = msgspec.json.Decoder(message_type.type).decode


class Catalog:
    """Every type of message of a program.

    Attributes:
        seal: hides secret fields where messages are stored, or None.
    """

    def __init__(self, types: Iterable[MessageType], seal: Seal | None = None) -> None:
        """Take the types.

        Args:
            types: the types.
            seal: hides secret fields where messages are stored; may be None where no type has any.

        Raises:
            DomainError: a name or a type comes twice, an upcast is missing, or a type with secrets has no seal.
        """
        self.seal = seal
        self._by_name: dict[str, _Codec] = {}
        self._by_type: dict[type, _Codec] = {}
        for message_type in types:
            self._add(message_type)

    def _add(self, message_type: MessageType) -> None:
        name = message_type.name
        if name in self._by_name:
            raise DomainError(f"Two types of message are called {name!r}.")
        if message_type.type in self._by_type:
            raise DomainError(f"{message_type.type.__name__} has two names.")
        missing = set(range(1, message_type.version)) ^ message_type.upcasts.keys()
        if missing:
            raise DomainError(f"{name!r} needs one upcast for each version below {message_type.version}.")
        codec = _Codec(message_type)
        self._by_name[name] = self._by_type[message_type.type] = codec

    def check_seal(self) -> None:
        """Refuse to store secrets where nothing seals them.

        Raises:
            DomainError: a type has secret fields and there is no seal.
        """
        for name, codec in self._by_name.items():
            if codec.paths and self.seal is None:
                raise DomainError(f"{name!r} has secret fields, and there is no seal to store them with.")

    def describe(self, message: Any) -> MessageType:
        """Return the type of a message.

        Raises:
            DomainError: it has none here.
        """
        return self.describe_type(type(message))

    def describe_type(self, python_type: type) -> MessageType:
        """Return the type of message of a struct.

        Raises:
            DomainError: it is none here.
        """
        codec = self._by_type.get(python_type)
        if codec is None:
            raise DomainError(f"{python_type.__name__} is no message of this program.")
        return codec.message_type

    def named(self, name: str) -> MessageType | None:
        """Return the type of a name, or None."""
        codec = self._by_name.get(name)
        return None if codec is None else codec.message_type

    def fault(self, message: Any) -> Failure | None:
        """Return why a message could not be read again if it were written: a value that its type does not allow."""
        codec = self._by_type[type(message)]
        try:
            try:
                codec.decode(msgspec.json.encode(message))
            except (UnicodeError, msgspec.DecodeError):
                from_json(to_json(message), codec.message_type.type)
        except (msgspec.DecodeError, TypeError, ValueError) as error:
            name = codec.message_type.name
            words = self.scrub(f"{name} does not fit its type: {error}.", message)
            place = _FIELD.search(str(error))
            return Failure("invalid_argument", words, place and place[1])
        return None

    def write(self, message: Any) -> str:
        """Return a message as JSON to be stored, its secrets sealed."""
        codec = self._by_type[type(message)]
        if codec.paths and self.seal is not None:
            message = sealed(msgspec.to_builtins(message), codec.paths, self.seal)
        return to_json(message)

    def read(self, name: str, version: int, raw: bytes | str | msgspec.Raw) -> Any:
        """Return a stored message.

        Args:
            name: the name of its type.
            version: the version that it was written with.
            raw: its JSON.

        Raises:
            UnreadableError: it cannot be read; the error carries the raw bytes.
        """
        codec = self._by_name.get(name)
        if codec is None:
            raise UnreadableError(name, version, _raw_bytes(raw), "no message of this name is known")
        present = codec.message_type.version
        try:
            if version == present and not codec.paths:
                try:
                    return codec.decode(raw)
                except (msgspec.DecodeError, UnicodeError):
                    return from_json(_raw_bytes(raw), codec.message_type.type)
            return self._read_slowly(codec, version, _raw_bytes(raw))
        except (msgspec.DecodeError, ValueError, KeyError, TypeError) as error:
            raise UnreadableError(name, version, _raw_bytes(raw), f"it does not fit: {error}") from error

    def _read_slowly(self, codec: _Codec, version: int, raw: bytes) -> Any:
        message_type = codec.message_type
        if not 1 <= version <= message_type.version:
            reason = f"version {version} was written by a newer program; {message_type.version} is known"
            raise UnreadableError(message_type.name, version, raw, reason)
        plain = from_json(raw, dict)
        for old in range(version, message_type.version):
            plain = message_type.upcasts[old](plain)
        if codec.paths and self.seal is not None:
            plain = opened(plain, codec.paths, self.seal)
        return msgspec.convert(plain, message_type.type)

    def masked(self, message: Any) -> Any:
        """Return a message with its texts that are secret masked, as a message again where that is possible."""
        codec = self._by_type.get(type(message))
        if codec is None or not codec.paths:
            return message
        plain = masked(msgspec.to_builtins(message), codec.paths)
        try:
            return msgspec.convert(plain, type(message))
        except msgspec.ValidationError:
            return plain  # A secret that is no text has no masked form of its type.

    def shown(self, message: Any) -> Any:
        """Return a message as plain data for people, its secrets masked; also one of no known type."""
        codec = self._by_type.get(type(message))
        paths = secret_paths(type(message)) if codec is None else codec.paths
        return masked(msgspec.to_builtins(message), paths)

    def scrub(self, text: str, message: Any) -> str:
        """Return a text without the secrets of a message."""
        codec = self._by_type.get(type(message))
        if codec is None or not codec.paths:
            return text
        return scrubbed(text, msgspec.to_builtins(message), codec.paths)


def _raw_bytes(raw: bytes | str | msgspec.Raw) -> bytes:
    return raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else bytes(raw)
