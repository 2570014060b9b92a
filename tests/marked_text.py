"""Marked text: a document written as one string, with its selection drawn into it.

`|` is a caret, `[selected>` a range with its head at the end, `<selected]` one with its head at the start.
The primary range is the last one, unless `!` stands right behind the mark of another one's head. Marks have
no meaning but this, so a text that holds these characters itself is not to be written this way.
"""

from __future__ import annotations

import re
from itertools import zip_longest

from editorapp.text.buffer import Buffer
from editorapp.text.document import Document, Layout
from editorapp.text.selection import Range, Selection

_MARK = re.compile(r"[|\[\]<>!]")


def parse(marked: str) -> tuple[str, Selection]:
    """Return the text and the selection of a marked text; without a mark the caret is at the end."""
    text = ""
    ranges: list[Range] = []
    primary: int | None = None
    opened = 0
    for part, mark in zip_longest(_MARK.split(marked), _MARK.findall(marked), fillvalue=""):
        text += part
        match mark:
            case "|":
                ranges.append(Range(len(text), len(text)))
            case "[" | "<":
                opened = len(text)
            case ">":
                ranges.append(Range(opened, len(text)))
            case "]":
                ranges.append(Range(len(text), opened))
            case "!":
                primary = len(ranges) - 1
    if not ranges:
        ranges.append(Range(len(text), len(text)))
    return text, Selection(ranges, len(ranges) - 1 if primary is None else primary)


def document(marked: str, layout: Layout | None = None) -> Document:
    """Return the document that a marked text draws."""
    text, selection = parse(marked)
    return Document(Buffer(text), selection, layout=layout)


def draw(text: str, selection: Selection) -> str:
    """Return the marked text of a text and its selection; carets and ranges at one place keep their order."""
    marks: list[tuple[int, str]] = []
    last = len(selection.ranges) - 1
    for index, current in enumerate(selection.ranges):
        primary = "!" if index == selection.primary and index != last else ""
        if current.is_caret:
            marks.append((current.head, "|" + primary))
        else:
            forward = current.anchor < current.head
            marks.append((current.start, "[" if forward else "<"))
            marks.append((current.end, (">" if forward else "]") + primary))
    drawn = ""
    position = 0
    for offset, mark in marks:
        drawn += text[position:offset] + mark
        position = offset
    return drawn + text[position:]


def drawn(shown: Document) -> str:
    """Return the marked text of a document."""
    return draw(str(shown.buffer), shown.selection)
