"""Owns `ReleasedMemory`, which gives memory back to the system after a document of much text was closed.

Does not close documents.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
from typing import Final

from PySide6.QtCore import QObject, QTimer

from editorapp.storage.held_document import HeldDocument
from editorapp.ui.workspace import Workspace

_MUCH: Final = 1 << 22
"""Code points from which on a text is worth the look for garbage, some hundredths of a second."""

_REST: Final = 1000
"""Milliseconds from the end of a document until all that works on it has let go of it."""


class ReleasedMemory(QObject):
    """Waits for large documents to be closed."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        """Watch a workspace from now on."""
        super().__init__(parent)
        self._soon = QTimer(self, singleShot=True, interval=_REST)
        self._soon.timeout.connect(self._release)
        workspace.closed.connect(self._closed)

    def _closed(self, held: HeldDocument) -> None:
        if len(held.document.document.buffer) >= _MUCH:
            self._soon.start()

    def _release(self) -> None:
        # The parts of a view refer to each other, so that a text goes with them only when they are looked for; also
        # among what was set aside after a large change.
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        # Not one of the threads for files, which may be gone by now: the last document is closed with the window.
        threading.Thread(target=_give_back, name="released-memory", daemon=True).start()


def _give_back() -> None:
    """Have the C library give back what is free; others than that of GNU do it by themselves."""
    if sys.platform.startswith("linux"):
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
