"""Owns how one type is written as JSON and read again: its secrets sealed in what is stored, masked in what is shown.

Does not know names and versions of types; see `catalog.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, Final

import msgspec

from editorapp.bus.errors import DomainError
from editorapp.bus.json_text import from_json, to_json
from editorapp.bus.message import Failure
from editorapp.bus.secret import Path, Seal, masked, opened, scrubbed, sealed, secret_paths

_FIELD: Final = re.compile(r"at `\$\.([^`.\[]+)")
"""Where msgspec says that a value does not fit."""


class Codec:
    """Writes and reads the values of one type.

    Attributes:
        type: the type.
        paths: where its secrets are.
    """

    __slots__ = ("_decode", "_seal", "paths", "type")

    def __init__(self, python_type: type, seal: Seal | None = None) -> None:
        """Take the type, and what seals its secrets."""
        self.type = python_type
        self.paths: tuple[Path, ...] = secret_paths(python_type)
        self._seal = seal
        self._decode: Callable[..., Any] = msgspec.json.Decoder(python_type).decode

    @property
    def is_open(self) -> bool:
        """Whether secrets would be stored in clear."""
        return bool(self.paths) and self._seal is None

    def write(self, value: Any) -> str:
        """Return a value as JSON to be stored, its secrets sealed."""
        if self.paths and self._seal is not None:
            value = sealed(msgspec.to_builtins(value), self.paths, self._seal)
        return to_json(value)

    def read(self, raw: bytes | str | msgspec.Raw) -> Any:
        """Return a stored value.

        Raises:
            ValueError: it cannot be read; msgspec's errors are such ones.
        """
        if self.paths:
            return self.of_plain(from_json(_raw_bytes(raw), object))
        try:
            return self._decode(raw)
        except (msgspec.DecodeError, UnicodeError):
            return from_json(_raw_bytes(raw), self.type)

    def of_plain(self, plain: Any) -> Any:
        """Return the value of stored plain data.

        Raises:
            ValueError: it cannot be read; its words hold no secret.
        """
        if not self.paths:
            return msgspec.convert(plain, self.type, str_keys=True)
        if self._seal is not None:
            plain = opened(plain, self.paths, self._seal)
        try:
            return msgspec.convert(plain, self.type, str_keys=True)
        except msgspec.ValidationError as error:
            raise ValueError(scrubbed(str(error), plain, self.paths)) from None

    def fault(self, value: Any) -> Failure | None:
        """Return why a value could not be read again if it were written: something that its type does not allow."""
        try:
            try:
                text = msgspec.json.encode(value)
                self._decode(text)
                if b"null" in text:
                    _check_finite(msgspec.to_builtins(value))
            except (UnicodeError, msgspec.DecodeError):
                from_json(to_json(value), self.type)
        except (msgspec.DecodeError, TypeError, ValueError, OverflowError, RecursionError) as error:
            place = _FIELD.search(str(error))
            return Failure("invalid_argument", self.scrub(str(error), value), place and place[1])
        return None

    def masked(self, value: Any) -> Any:
        """Return a value with its texts that are secret masked, as one of its type where that is possible."""
        if not self.paths:
            return value
        plain = masked(_builtins(value), self.paths)
        try:
            return msgspec.convert(plain, self.type, str_keys=True)
        except msgspec.ValidationError:
            return plain  # A secret that is no text has no masked form of its type.

    def scrub(self, text: str, value: Any) -> str:
        """Return a text without the secrets of a value."""
        return scrub_of(text, value, self.paths)


def sealing_codec(python_type: type, seal: Seal | None, name: str) -> Codec:
    """Return a codec for what is stored under a name.

    Raises:
        DomainError: the type has secret fields and there is no seal.
    """
    codec = Codec(python_type, seal)
    if codec.is_open:
        raise DomainError(f"{name!r} has secret fields, and there is no seal to store them with.")
    return codec


def scrub_of(text: str, value: Any, paths: tuple[Path, ...]) -> str:
    """Return a text without the secrets that a value has at some places."""
    return scrubbed(text, _builtins(value), paths) if paths else text


def _builtins(value: Any) -> Any:
    return msgspec.to_builtins(value, builtin_types=(bytes,), enc_hook=repr)


def _check_finite(plain: Any) -> None:
    """Refuse what JSON writes as null.

    Raises:
        ValueError: there is such a number.
    """
    items = plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list | tuple) else ()
    for item in items:
        _check_finite(item)
    if isinstance(plain, float) and not math.isfinite(plain):
        raise ValueError(f"{plain} is no number that can be written")


def _raw_bytes(raw: bytes | str | msgspec.Raw) -> bytes:
    return raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else bytes(raw)
