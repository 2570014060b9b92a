"""Owns the boundaries of grapheme clusters, what a person sees as one character (Unicode annex 29).

Does not know lines or words; it relies on the `regex` package for the properties of code points.
"""

from __future__ import annotations

from typing import Final

import regex

from editorapp.text.buffer import Buffer

_USUAL: Final = regex.compile(r"\X")
_LINKER: Final = regex.compile(r"\p{InCB=Linker}")
# To `regex`, a linker binds the consonant behind it even where no consonant stands before (rule 9c), so where there
# are linkers the rules are spelled out, as in table 1c of the annex.
_WITH_LINKERS: Final = regex.compile(
    r"""
    \r\n | [\r\n\p{GCB=Control}]
    | \p{GCB=Prepend}*
      (?: \p{GCB=Regional_Indicator}{2}
        | \p{GCB=L}* (?: \p{GCB=V}+ | \p{GCB=LV} \p{GCB=V}* | \p{GCB=LVT} ) \p{GCB=T}* | \p{GCB=L}+ | \p{GCB=T}+
        | \p{Extended_Pictographic} (?: \p{GCB=Extend}* \p{GCB=ZWJ} \p{Extended_Pictographic} )*
        | \p{InCB=Consonant}
          (?: [\p{InCB=Extend}\p{InCB=Linker}]* \p{InCB=Linker} [\p{InCB=Extend}\p{InCB=Linker}]*
              \p{InCB=Consonant} )*
        | [^\r\n\p{GCB=Control}]
      )
      [\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}]*
    | \p{GCB=Prepend}+ [\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}]*
    """,
    regex.VERBOSE,
)
_SURE: Final = regex.compile(
    r"(?<=[\n\p{GCB=Control}])"
    r"|(?<![\r\p{GCB=Prepend}])(?=[\p{ASCII}\p{Lu}\p{Ll}])(?!\u2139)"
    r"|(?<=[\p{GCB=Other}\p{GCB=LV}\p{GCB=LVT}])(?=[\p{GCB=Other}\p{GCB=LV}\p{GCB=LVT}])"
)
"""Where two code points alone are enough to tell that there is a boundary between them, in most scripts."""

_WINDOW: Final = 128
"""How far, in code points, a boundary is looked for at a time."""


def _is_plain(text: str) -> bool:
    return text.isascii() and "\r" not in text


def _cluster_in(text: str) -> regex.Pattern[str]:
    """Return what matches a cluster of a text."""
    return _WITH_LINKERS if _LINKER.search(text) else _USUAL


def next_boundary(buffer: Buffer, position: int) -> int:
    """Return the first cluster boundary behind a position, or the end of the text."""
    ahead = buffer.slice(position, position + 2)
    if _is_plain(ahead):
        return min(position + 1, len(buffer))
    size = _WINDOW
    while True:
        text = buffer.slice(position, position + size)
        match = _cluster_in(text).match(text)
        end = match.end() if match else 0
        if end < len(text) or position + size >= len(buffer):
            return position + end
        size *= 2


def previous_boundary(buffer: Buffer, position: int) -> int:
    """Return the last cluster boundary before a position, or 0."""
    behind = buffer.slice(position - 2, position)
    if _is_plain(behind):
        return max(0, position - 1)
    start, text = _window_before(buffer, position)
    boundary = start
    for match in _cluster_in(text).finditer(text):
        boundary = start + match.start()
    return boundary


def boundary_at_or_before(buffer: Buffer, position: int) -> int:
    """Return the position itself if it is a cluster boundary, else the start of the cluster around it."""
    if position <= 0 or position >= len(buffer) or _is_plain(buffer.slice(position - 1, position + 1)):
        return max(0, min(position, len(buffer)))
    previous = previous_boundary(buffer, position)
    return previous if next_boundary(buffer, previous) > position else position


def clusters(text: str) -> list[str]:
    """Split a text into its grapheme clusters."""
    return list(text) if _is_plain(text) else [match[0] for match in _cluster_in(text).finditer(text)]


def _window_before(buffer: Buffer, position: int) -> tuple[int, str]:
    """Return text before a position that starts at a sure boundary, and where it starts."""
    size = _WINDOW
    while True:
        start = max(0, position - size)
        text = buffer.slice(start, position)
        if start == 0:
            return start, text
        sure = _SURE.search(text, 1)
        if sure is not None and sure.start() < len(text):
            return start + sure.start(), text[sure.start() :]
        size *= 2
