"""Owns the text in which the events of one outcome are kept together: a list of name, version and event.

Does not read or write an event itself; see `editorapp.bus.catalog`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from editorapp.bus.catalog import Catalog

_decode: Final = msgspec.json.Decoder(tuple[tuple[str, int, msgspec.Raw], ...]).decode


def written(events: Iterable[Any], catalog: Catalog) -> str:
    """Return the text of some events."""
    parts = []
    for event in events:
        kind = catalog.describe(event)
        parts.append(f'["{kind.name}",{kind.version},{catalog.write(event)}]')
    return f"[{','.join(parts)}]"


def parts_of(text: str) -> tuple[tuple[str, int, msgspec.Raw], ...]:
    """Return name, version and JSON of each event.

    Raises:
        ValueError: this is no such text; msgspec's errors are such ones.
    """
    try:
        return _decode(text)
    except msgspec.DecodeError:
        # msgspec reads no half of a surrogate pair, which stands for a byte that is no text.
        if "\\u" not in text:
            raise
        return tuple((name, version, msgspec.Raw(json.dumps(raw))) for name, version, raw in json.loads(text))
