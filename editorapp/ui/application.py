"""Owns the Qt application: its name, its icon, and an orderly end when the system asks for one.

Does not own any window.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication

from editorapp.ui.accessibility.factory import make_views_accessible
from editorapp.ui.icons import program_icon

_NO_PAINT_THREADS: Final = "QT_NO_GUI_THREADPOOL"
"""Asks Qt not to share the painting of what is shaded, as a scroll bar is, among threads: that takes a tenth of a
millisecond, and to wait for them takes some of them where other programs are at work."""


def make_application() -> QApplication:
    """Return the application, made if there is none yet."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    os.environ.setdefault(_NO_PAINT_THREADS, "1")
    application = QApplication(["editorapp"])
    application.setApplicationName("editorapp")
    application.setApplicationDisplayName("")
    application.setDesktopFileName("editorapp")
    application.setWindowIcon(program_icon())
    # The window decides when all is closed: workers may still have something to write.
    application.setQuitOnLastWindowClosed(False)
    make_views_accessible()
    return application


class EndSignals(QObject):
    """Turns the signals by which a system ends programs (log-out, shutdown, Ctrl+C) into a call."""

    def __init__(self, end: Callable[[], None], parent: QObject | None = None) -> None:
        """Call `end` from the event loop when such a signal comes."""
        super().__init__(parent)
        self._end = end
        self._reading, self._writing = socket.socketpair()
        self._writing.setblocking(False)
        self._reading.setblocking(False)
        self._notifier = QSocketNotifier(self._reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)
        self._before = signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        self._signals = [signal.SIGTERM, signal.SIGINT]
        if os.name == "posix":
            self._signals.append(signal.SIGHUP)
        # The handler itself does nothing: Python's byte on the socket wakes Qt's event loop.
        self._handlers = {number: signal.signal(number, lambda *_: None) for number in self._signals}

    def _woken(self) -> None:
        try:
            received = self._reading.recv(64)
        except BlockingIOError:
            return
        if any(byte in {int(number) for number in self._signals} for byte in received):
            self._end()

    def close(self) -> None:
        """Leave the signals as they were."""
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._before)
        self._notifier.setEnabled(False)
        self._reading.close()
        self._writing.close()
