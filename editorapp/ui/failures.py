"""Owns what happens to errors that nobody expected: they are logged in full and told in a sentence.

Does not own errors that have a meaning, which are told where they occur.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal

from editorapp.ui.message import Message, Severity


class Failures(QObject):
    """Takes errors from any thread."""

    told = Signal(object)
    """A Message for the person."""

    _arrived = Signal(object)

    def __init__(
        self,
        log_file: Path,
        describe: Callable[[object], str] = lambda message: type(message).__name__,
        parent: QObject | None = None,
    ) -> None:
        """Take where the log is, to say so, and what says of a message how it is made again, without its text."""
        super().__init__(parent)
        self._describe = describe
        self._log_file = log_file
        self._logger = logging.getLogger("editorapp")
        self._waiting: list[Message] | None = []
        self._arrived.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def watch(self) -> Callable[[], None]:
        """Take every error that nobody catches, in any thread; return what ends that."""
        before = sys.excepthook, threading.excepthook

        def unexpected(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            if issubclass(kind, KeyboardInterrupt):
                sys.__excepthook__(kind, error, trace)
                return
            self._logger.error("unexpected", exc_info=(kind, error, trace))
            self._say(f"{kind.__name__}: {error}" if str(error) else kind.__name__)

        def in_thread(arguments: threading.ExceptHookArgs) -> None:
            if arguments.exc_value is not None:
                unexpected(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

        def restore() -> None:
            sys.excepthook, threading.excepthook = before

        sys.excepthook, threading.excepthook = unexpected, in_thread
        return restore

    def report(self, name: str, message: object, error: Exception) -> None:
        """Take a bug in a handler: what failed, what it failed on, and the error."""
        # What it failed on may hold text of a document, which a log must not; the journal does.
        self._logger.error("%s failed on: %s", name, self._describe(message), exc_info=error)
        self._say(f"{name}: {error}")

    def report_work(self, name: str, error: Exception) -> None:
        """Take an error of a worker that nobody expected."""
        self._logger.error("%s failed in a worker", name, exc_info=error)
        self._say(f"{name}: {error}")

    def warn(self, text: str) -> None:
        """Tell something that a part without a window has to say."""
        self._logger.warning("%s", text)
        self._arrived.emit(Message(f"warning {text}", text, Severity.WARNING))

    def _say(self, what: str) -> None:
        text = (
            f"Something went wrong inside editorapp ({what}). Your text is as it was, and journaled."
            f" Details are in {self._log_file}."
        )
        self._arrived.emit(Message("unexpected", text))

    def begin_telling(self) -> None:
        """Somebody listens to `told` from now on."""
        waiting, self._waiting = self._waiting or [], None
        for message in waiting:
            self.told.emit(message)

    def _tell(self, message: Message) -> None:
        if self._waiting is None:
            self.told.emit(message)
        else:
            self._waiting.append(message)
