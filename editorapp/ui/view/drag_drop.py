"""Owns dragging: selected text out of the view, text and files into it, and where a drop would land.

Does not know how a drag begins: that is `mouse.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDrag, QDropEvent
from PySide6.QtWidgets import QWidget

from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.text.selection import Range
from editorapp.ui.view.geometry import Geometry
from editorapp.ui.view.lazy_text import LazyText

Emit = Callable[[str, dict[str, Any]], None]
RunDrag = Callable[[QDrag], Qt.DropAction]
"""Lets a drag happen until it is dropped, and returns what became of it."""


def run_drag(drag: QDrag) -> Qt.DropAction:
    """Let the desktop run a drag; text is moved unless a person or the target wants a copy."""
    return drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction, Qt.DropAction.MoveAction)


def dragged_files(data: QMimeData) -> list[str]:
    """Return the paths of the local files that are dragged, none for anything else."""
    if not data.hasUrls():
        return []
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]


class _Taken:
    """What is being dragged out of one of the views of a document.

    Attributes:
        text: the text that it is taken from and where, or None once it was dropped in one of them.
    """

    def __init__(self) -> None:
        self.text: tuple[Buffer, Range] | None = None


class TextDrag:
    """Drags between a view and the rest of the desktop."""

    def __init__(self, geometry: Geometry, view: QWidget, emit: Emit, run: RunDrag) -> None:
        """Take where everything is, the view, what emits a command, and what lets a drag happen."""
        self._geometry = geometry
        self._view = view
        self._emit = emit
        self._run = run
        self._taken = _Taken()

    def join(self, other: TextDrag) -> None:
        """From now on a drag from another view of the same document to this one is one within it, and back."""
        self._taken = other._taken

    def start(self, chosen: Range) -> None:
        """Drag a range of the text until it is dropped somewhere; moved elsewhere, it is deleted here."""
        document = self._geometry.document
        drag = QDrag(self._view)
        drag.setMimeData(LazyText(document.buffer, [chosen], document.layout.line_ending))
        self._taken.text = document.buffer, chosen
        action = self._run(drag)
        dropped_here = self._taken.text is None
        self._taken.text = None
        if action == Qt.DropAction.MoveAction and not dropped_here:
            self._delete_moved(document, chosen)

    def accepts(self, event: QDropEvent) -> bool:
        """Tell whether what is dragged can be dropped here."""
        return event.mimeData().hasText() or bool(dragged_files(event.mimeData()))

    def position_of(self, point: QPointF) -> int:
        """Return the position where a drop at a point of the text area lands."""
        return self._geometry.position_at(point.x(), point.y())

    def drop(self, event: QDropEvent) -> None:
        """Put the dropped text where it was dropped; a text dropped into itself stays as it is."""
        position = self.position_of(event.position())
        own, self._taken.text = self._taken.text, None
        is_move = event.dropAction() == Qt.DropAction.MoveAction
        if own is not None:
            buffer, chosen = own
            if is_move and chosen.start <= position <= chosen.end:
                return
            text = buffer.slice(chosen.start, chosen.end)
            moved = [chosen.start, chosen.end] if is_move else None
        else:
            text, moved = _plain(event.mimeData().text()), None
        if text:
            self._emit("text.drop", {"position": position, "text": text, "moved": moved})

    def _delete_moved(self, before: Document, chosen: Range) -> None:
        # The document may have changed meanwhile; then nothing is deleted but the very text that was taken.
        now = self._geometry.document.buffer
        taken = before.buffer.slice(chosen.start, chosen.end)
        if now is before.buffer or now.slice(chosen.start, chosen.end) == taken:
            self._emit("text.replace", {"start": chosen.start, "end": chosen.end, "text": ""})


def _plain(text: str) -> str:
    """Browsers end the text that they offer with a NUL."""
    return text.rstrip("\0")
