"""Owns `scope_of`: what the captures of highlighting rules are called here.

Does not know what the scopes look like.
"""

from __future__ import annotations

from typing import Final

PLAIN: Final = ""
"""The scope of plain text inside something that is not: what is put into a string, say."""

_SCOPES: Final = {
    "attribute": "attribute",
    "boolean": "constant",
    "character": "string",
    "comment": "comment",
    "conditional": "keyword",
    "constant": "constant",
    "constant.macro": "function",
    "constructor": "type",
    "delimiter": "punctuation",
    "embedded": PLAIN,
    "error": "error",
    "escape": "escape",
    "exception": "keyword",
    "field": "property",
    "float": "number",
    "function": "function",
    "include": "keyword",
    "keyword": "keyword",
    "label": "attribute",
    "markup": PLAIN,
    "markup.heading": "heading",
    "markup.link": "link",
    "markup.raw": "string",
    "method": "function",
    "module": "type",
    "namespace": "type",
    "none": PLAIN,
    "number": "number",
    "operator": "operator",
    "parameter": PLAIN,
    "preproc": "keyword",
    "property": "property",
    "punctuation": "punctuation",
    "repeat": "keyword",
    "storageclass": "keyword",
    "string": "string",
    "string.escape": "escape",
    "string.special.key": "property",
    "string.special.regex": "escape",
    "string.special.symbol": "constant",
    "tag": "tag",
    "tag.error": "error",
    "text": PLAIN,
    "text.danger": "error",
    "text.emphasis": "emphasis",
    "text.literal": "string",
    "text.reference": "property",
    "text.strong": "strong",
    "text.title": "heading",
    "text.uri": "link",
    "type": "type",
    "type.qualifier": "keyword",
    "variable": PLAIN,
    "variable.builtin": "constant",
}


def scope_of(capture: str) -> str | None:
    """Return the scope that a capture stands for.

    Args:
        capture: its name, as in `function.method`; what is not known is taken for what holds it.

    Returns:
        The scope, as `Colors.syntax` names it, empty for plain text; None where it stands for nothing that
        is seen.
    """
    while capture not in _SCOPES and "." in capture:
        capture = capture.rpartition(".")[0]
    return _SCOPES.get(capture)
