"""Owns the JSON of the journal, which must hold any text that a document can hold.

Does not own the shapes of messages.

Bytes that are no valid text stand in a document as lone surrogates, which UTF-8 cannot hold. Such a message,
and only such, is written with escapes by the standard library.
"""

from __future__ import annotations

import json
from typing import Any, Final, TypeVar

import msgspec

T = TypeVar("T")

_encode: Final = msgspec.json.Encoder().encode


def is_text(text: str) -> bool:
    """Return whether UTF-8 can hold a text, which it cannot where a lone surrogate is in it."""
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def to_json_bytes(value: Any) -> bytes:
    """Return plain data or a message as JSON, in UTF-8."""
    try:
        return _encode(value)
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(value), separators=(",", ":")).encode()


def to_json(value: Any) -> str:
    """Return plain data or a message as JSON."""
    return to_json_bytes(value).decode()


def from_json(text: str | bytes, message_type: type[T]) -> T:
    """Make a message of its JSON.

    Raises:
        msgspec.DecodeError: this is no JSON, or not of this type.
    """
    try:
        return msgspec.json.decode(text, type=message_type)
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, UnicodeError):
        if "\\u" not in (text if isinstance(text, str) else text.decode("utf-8", "replace")):
            raise
        try:
            return msgspec.convert(json.loads(text), message_type, str_keys=True)
        except ValueError as error:
            raise msgspec.DecodeError(str(error)) from error
