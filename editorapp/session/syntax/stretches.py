"""Owns `stretch_around`: which part of a large text is parsed to know what some of it means.

Does not parse. The same text and the same part give the same stretch.
"""

from __future__ import annotations

import re
from typing import Final

from editorapp.session.syntax.edits import Stretch
from editorapp.text.buffer import Buffer

_OPENING: Final = re.compile(r"(?m)^(?=[A-Za-z_@#<\[{/])")
"""A line that starts at the margin with what something usually begins with."""

_APART: Final = re.compile(r"(?m)(?:^[ \t]*(?:\r\n|\n|\r))(?=[A-Za-z_@#<\[{/])")
"""The same behind an empty line."""

_LINE: Final = re.compile(r"\r\n|\n|\r")
_SEPARATOR: Final = re.compile(r"[,;>{}]")


def stretch_around(buffer: Buffer, start: int, end: int, margin: int) -> Stretch:
    """Return a stretch that holds a part of a text, and begins where the text can be understood from, if it can.

    Args:
        buffer: the text.
        start: where the part starts, in code points.
        end: where it ends.
        margin: how much more is parsed at most on either side, in code points.
    """
    return Stretch(_beginning(buffer, start, margin), _ending(buffer, end, margin))


def _beginning(buffer: Buffer, start: int, margin: int) -> int:
    earliest = start - margin
    if earliest <= 0:
        return 0
    text = buffer.slice(earliest, start)
    for sensible in (_APART, _OPENING):
        found = sensible.search(text, 1)
        if found is not None:
            return earliest + found.end()
    found = _LINE.search(text) or _SEPARATOR.search(text)
    return earliest if found is None else earliest + found.end()


def _ending(buffer: Buffer, end: int, margin: int) -> int:
    latest = end + margin
    if latest >= len(buffer):
        return len(buffer)
    text = buffer.slice(end, latest)
    cut = max(text.rfind("\n"), text.rfind("\r"))
    # Not between CR and LF: what stands alone is a line break.
    return latest if cut < 0 or cut == len(text) - 1 else end + cut + 1
