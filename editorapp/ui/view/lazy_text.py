"""Owns `LazyText`: text of a document offered to other programs, and made only when one of them asks for it.

Does not know by which way it is offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QByteArray, QMetaType, QMimeData

from editorapp.text.buffer import Buffer
from editorapp.text.selection import Range
from editorapp.ui.view.utf16 import without_lone_surrogates

_FORMATS: Final = ("text/plain", "text/plain;charset=utf-8")


class LazyText(QMimeData):
    """The text of some ranges of one immutable revision; several ranges are joined by line breaks."""

    def __init__(self, buffer: Buffer, ranges: Sequence[Range], line_break: str) -> None:
        """Take where the text is; nothing is copied."""
        super().__init__()
        self._buffer = buffer
        self._ranges = tuple(r for r in ranges if not r.is_caret)
        self._line_break = line_break

    def document_text(self) -> str:
        """Return the text as it is in the document, with what stands there for invalid bytes."""
        return self._line_break.join(self._buffer.slice(r.start, r.end) for r in self._ranges)

    def formats(self) -> list[str]:
        """Return the formats that the text can be had in."""
        return list(_FORMATS)

    def hasFormat(self, mimetype: str) -> bool:
        """Tell whether the text can be had in a format."""
        return mimetype in _FORMATS

    def retrieveData(self, mimetype: str, preferredType: QMetaType | QMetaType.Type) -> Any:
        """Make the text."""
        if mimetype not in _FORMATS:
            return None
        text = without_lone_surrogates(self.document_text())
        if isinstance(preferredType, QMetaType) and preferredType.id() == QMetaType.Type.QByteArray.value:
            return QByteArray(text.encode())
        return text
