"""Owns `TextExtract`, the part of a document that assistive programs are shown, in their offsets.

Does not know Qt or views.

These programs count UTF-16 units from the start of what they are shown, and some ask for all of it at once. So of a
long document they get the lines around the caret; it is another part when the caret has left that.
"""

from __future__ import annotations

from typing import Final

from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.ui.view.utf16 import Utf16Index, without_lone_surrogates

LONGEST: Final = 200_000
"""Texts of at most this many code points are shown as a whole."""

_AROUND: Final = 50_000
"""So much before and behind the caret is shown of longer ones, cut at lines unless these are longer still."""


class TextExtract:
    """A part of one revision of a text.

    Attributes:
        buffer: the revision.
        start: where the part starts, in code points.
        end: where it ends.
        text: it, as other programs can hold it.
    """

    def __init__(self, buffer: Buffer, start: int, end: int) -> None:
        """Take a part of a text."""
        self.buffer = buffer
        self.start = start
        self.end = end
        self.text = without_lone_surrogates(buffer.slice(start, end))
        self._index = Utf16Index(self.text)

    @classmethod
    def of(cls, document: Document, before: TextExtract | None) -> TextExtract:
        """Return what is to be shown of a document; the extract before it where that still holds the caret.

        Args:
            document: the document.
            before: what was shown last.
        """
        buffer, head = document.buffer, document.selection.main.head
        if before is not None and before.buffer is buffer and before.start <= head <= before.end:
            return before
        if len(buffer) <= LONGEST:
            return cls(buffer, 0, len(buffer))
        return cls(buffer, _line_start_before(buffer, head), _line_end_behind(buffer, head))

    @property
    def length(self) -> int:
        """How many UTF-16 units it has."""
        return self._index.to_units(len(self.text))

    def offset_of(self, position: int) -> int:
        """Return the offset of a position of the document, in UTF-16 units; the nearest end for one outside."""
        return self._index.to_units(min(max(position, self.start), self.end) - self.start)

    def position_of(self, offset: int) -> int:
        """Return the position in the document of an offset; offsets outside are those of the nearest end."""
        return self.start + self._index.to_code_points(min(max(offset, 0), self.length))

    def part(self, start: int, end: int) -> str:
        """Return the text between two offsets."""
        first, last = self.position_of(start) - self.start, self.position_of(end) - self.start
        return self.text[first:last]


def _line_start_before(buffer: Buffer, head: int) -> int:
    position = max(0, head - _AROUND)
    start = buffer.line_start(buffer.line_at(position))
    return start if position - start <= _AROUND else position


def _line_end_behind(buffer: Buffer, head: int) -> int:
    position = min(len(buffer), head + _AROUND)
    end = buffer.line_end(buffer.line_at(position))
    return end if end - position <= _AROUND else position
