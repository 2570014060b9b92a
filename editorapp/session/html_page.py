"""Owns a text as a page for a browser: every character escaped, in a fixed pitch, light or dark as the desktop.

Does not write it anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

_HEAD: Final = """\
<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 1em; }}
pre {{ margin: 0; font-family: ui-monospace, monospace; tab-size: {tab_width}; white-space: pre-wrap; \
overflow-wrap: anywhere; }}
.sign {{ color: #b3261e; }}
@media (prefers-color-scheme: dark) {{ .sign {{ color: #ff8a80; }} }}
</style>
</head>
<body>
<pre>
"""
"""The line break behind `<pre>` is not part of the text: a browser passes over the first one."""

_TAIL: Final = "</pre>\n</body>\n</html>\n"

_SPECIAL: Final = re.compile('[&<>"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]')
_NAMED: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_PICTURES: Final = 0x2400
"""Where the pictures of the control characters begin."""


def html_page(title: str, chunks: Iterable[str], tab_width: int = 4) -> Iterator[str]:
    """Yield a page, part by part, that shows a text.

    Bytes that are no text, and characters that no page may hold, are shown by what they are.

    Args:
        title: what the page is called.
        chunks: the text, part by part; it may be split anywhere.
        tab_width: columns from one tab stop to the next, from 1.
    """
    yield _HEAD.format(title=escaped(title), tab_width=tab_width)
    for chunk in chunks:
        yield escaped(chunk)
    yield _TAIL


def escaped(text: str) -> str:
    """Return a text as a page holds it."""
    return _SPECIAL.sub(_shown, text)


def _shown(match: re.Match[str]) -> str:
    character = match.group()
    named = _NAMED.get(character)
    if named is not None:
        return named
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f'<span class="sign" title="a byte that is no text">\\x{code - 0xDC00:02X}</span>'
    shown = chr(_PICTURES + code) if code < 0x20 else "␡" if code == 0x7F else "�"
    return f'<span class="sign" title="U+{code:04X}">{shown}</span>'
