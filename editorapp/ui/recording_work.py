"""Owns `RecordingWork`: one command that a thread records while the window goes on, until it is done or given up.

Does not decide which commands are recorded in this way, nor what comes of one that was given up.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from editorapp.session.recording import Recording
from editorapp.ui.foreseeing import UNTIL_SAID
from editorapp.ui.latest_work import LatestWork


class RecordingWork(QObject):
    """Writes from the moment it is made."""

    busy = Signal(bool)
    """It has been under way for a while; or, in any case once, no longer."""

    settled = Signal(object, object)
    """It has come to an end: its outcome, or None and what was the matter."""

    def __init__(self, recording: Recording, parent: QObject) -> None:
        """Begin."""
        super().__init__(parent)
        self.is_cancelled = False
        self._recording = recording
        self._soon = QTimer(self, singleShot=True, interval=UNTIL_SAID)
        self._soon.timeout.connect(lambda: self.busy.emit(True))
        self._soon.start()
        self._forget, recording.done = recording.done, self._done
        self._work = LatestWork(self)
        self._work.finished.connect(lambda _: self._settle(None))
        self._work.failed.connect(self._settle)
        self._work.start(lambda interest: recording.write())

    def cancel(self) -> bool:
        """End it; return whether it was not too late."""
        self.is_cancelled = True
        return self._recording.finish() is None

    def _done(self) -> None:
        # It may be ended by whatever command comes next, which is before the thread says so.
        self._soon.stop()
        self._forget()
        self.busy.emit(False)

    def _settle(self, error: Exception | None) -> None:
        self.settled.emit(self._recording.finish(), error)
        self.deleteLater()
