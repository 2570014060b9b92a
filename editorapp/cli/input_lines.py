"""Owns reading lines from a file that may still grow, such as stdin.

Does not know what is in them.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from typing import Final

_BLOCK: Final = 1 << 18


def read_lines(descriptor: int) -> Iterator[bytes]:
    """Yield the lines of an open file as soon as they are there; the last one may lack its line break.

    A byte-order mark before the first line is passed over.
    """
    parts: list[bytes] = []
    is_first = True
    while block := os.read(descriptor, _BLOCK):
        first, *others = block.split(b"\n")
        parts.append(first)
        if not others:
            continue
        line = b"".join(parts)
        yield line.removeprefix(codecs.BOM_UTF8) if is_first else line
        is_first = False
        yield from others[:-1]
        parts = [others[-1]]
    rest = b"".join(parts)
    if rest:
        yield rest.removeprefix(codecs.BOM_UTF8) if is_first else rest
