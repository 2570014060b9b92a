"""Owns a filter that redacts what looks like a secret in payloads that need not be replayed.

Does not own marked fields: those are hidden wherever they are, see `secret.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec

from editorapp.bus.message import Command


def redacting(pattern: str, replacement: str) -> Callable[[Command], Command]:
    """Return a filter that replaces what a regular expression matches in every text of a payload.

    Args:
        pattern: the regular expression.
        replacement: what stands in its place; may refer to groups.
    """
    replace = re.compile(pattern).sub

    def cleaned(plain: Any) -> Any:
        if isinstance(plain, str):
            return replace(replacement, plain)
        if isinstance(plain, dict):
            return {key: cleaned(value) for key, value in plain.items()}
        return [cleaned(item) for item in plain] if isinstance(plain, list | tuple) else plain

    def redact(command: Command) -> Command:
        payload = command.payload
        plain = cleaned(msgspec.to_builtins(payload))
        return msgspec.structs.replace(command, payload=msgspec.convert(plain, type(payload)))

    return redact
