"""Owns the types of messages by their stable names: how each is written, read again, and shown to people.

Does not know where messages are kept.

A type has a name chosen by hand and a version. Messages of older versions are upcast on read, one version at a
time, by pure functions from plain data to plain data. What cannot be read (an unknown name, a newer version,
something that does not fit) raises `UnreadableError`, which carries the raw bytes for quarantine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from editorapp.bus.codec import Codec, scrub_of
from editorapp.bus.errors import DomainError, UnreadableError
from editorapp.bus.json_text import from_json
from editorapp.bus.message import Failure
from editorapp.bus.secret import Path, Seal, secret_paths

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
        self._types: dict[str, MessageType] = {}
        self._codecs: dict[type, Codec] = {}
        self._by_type: dict[type, MessageType] = {}
        self._secrets: dict[type, tuple[Path, ...]] = {}
        for message_type in types:
            self._add(message_type)

    def _add(self, message_type: MessageType) -> None:
        name = message_type.name
        if name in self._types:
            raise DomainError(f"Two types of message are called {name!r}.")
        if message_type.type in self._codecs:
            raise DomainError(f"{message_type.type.__name__} has two names.")
        missing = set(range(1, message_type.version)) ^ message_type.upcasts.keys()
        if missing:
            raise DomainError(f"{name!r} needs one upcast for each version below {message_type.version}.")
        self._types[name] = self._by_type[message_type.type] = message_type
        self._codecs[message_type.type] = Codec(message_type.type, self.seal)

    def check_seal(self) -> None:
        """Refuse to store secrets where nothing seals them.

        Raises:
            DomainError: a type has secret fields and there is no seal.
        """
        for name, message_type in self._types.items():
            if self._codecs[message_type.type].is_open:
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
        message_type = self._by_type.get(python_type)
        if message_type is None:
            raise DomainError(f"{python_type.__name__} is no message of this program.")
        return message_type

    def named(self, name: str) -> MessageType | None:
        """Return the type of a name, or None."""
        return self._types.get(name)

    def fault(self, message: Any) -> Failure | None:
        """Return why a message could not be read again if it were written: a value that its type does not allow."""
        fault = self._codecs[type(message)].fault(message)
        if fault is None:
            return None
        words = f"{self._by_type[type(message)].name} does not fit its type: {fault.message}."
        return Failure(fault.code, words, fault.field)

    def write(self, message: Any) -> str:
        """Return a message as JSON to be stored, its secrets sealed."""
        return self._codecs[type(message)].write(message)

    def read(self, name: str, version: int, raw: bytes | str | msgspec.Raw) -> Any:
        """Return a stored message.

        Args:
            name: the name of its type.
            version: the version that it was written with.
            raw: its JSON.

        Raises:
            UnreadableError: it cannot be read; the error carries the raw bytes.
        """
        message_type = self._types.get(name)
        if message_type is None:
            raise UnreadableError(name, version, _raw_bytes(raw), "no message of this name is known")
        codec = self._codecs[message_type.type]
        try:
            if version == message_type.version:
                return codec.read(raw)
            plain = self._upcast(message_type, version, _raw_bytes(raw))
            return codec.of_plain(plain)
        except (ValueError, TypeError) as error:
            raise UnreadableError(name, version, _raw_bytes(raw), f"it does not fit: {error}") from error

    def _upcast(self, message_type: MessageType, version: int, raw: bytes) -> Any:
        if not 1 <= version < message_type.version:
            reason = f"version {version} was written by a newer program; {message_type.version} is known"
            raise UnreadableError(message_type.name, version, raw, reason)
        plain = from_json(raw, dict)
        for old in range(version, message_type.version):
            try:
                plain = message_type.upcasts[old](plain)
            except Exception as error:
                raise ValueError(f"version {old} could not be brought up to date: {error!r}") from error
        return plain

    def masked(self, message: Any) -> Any:
        """Return a message with its texts that are secret masked, as a message again where that is possible."""
        codec = self._codecs.get(type(message))
        return message if codec is None else codec.masked(message)

    def scrub(self, text: str, message: Any) -> str:
        """Return a text without the secrets of a message, or of a state, a row or a query."""
        return scrub_of(text, message, self._paths(type(message)))

    def _paths(self, python_type: type) -> tuple[Path, ...]:
        paths = self._secrets.get(python_type)
        if paths is None:
            codec = self._codecs.get(python_type)
            paths = secret_paths(python_type) if codec is None else codec.paths
            self._secrets[python_type] = paths
        return paths


def _raw_bytes(raw: bytes | str | msgspec.Raw) -> bytes:
    return raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else bytes(raw)
