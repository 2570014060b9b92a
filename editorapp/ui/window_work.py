"""Owns the window's way to its outside work: commands in, recorded events out, none of it on the window's thread.

Does not own what the work is: see `session/work/`.

The service is opened behind the first paint. What is asked before that waits; where its database cannot be used it
is kept in memory, since a full disk must not take saving away.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, Signal

from editorapp.ui.file_worker import FileWorker

Listener = Callable[[Any], None]


class Service(Protocol):
    """What the window needs of a service."""

    def send(self, target: str, payload: Any, *, source: str = ...) -> Any:
        """Take a command through its whole path."""
        ...

    def submit(self, target: str, payload: Any, *, source: str = ...) -> Any:
        """Queue a command."""
        ...

    def subscribe(self, event_type: type, handler: Listener, name: str) -> None:
        """Call a handler with every event of a type."""
        ...

    def state(self, target: str) -> Any:
        """Return the present state of an aggregate."""
        ...

    def close(self) -> None:
        """End."""
        ...


class WindowWork(QObject):
    """Sends commands to the window's service, and brings its events to the thread of the window."""

    told = Signal(object)
    """A Message for the person."""

    opened = Signal(object)
    """The service is there."""

    _recorded = Signal(object)

    def __init__(
        self, open_service: Callable[[], Service], worker: FileWorker, parent: QObject | None = None
    ) -> None:
        """Take what opens the service, in a thread; nothing is opened before `open`."""
        super().__init__(parent)
        self._open_service = open_service
        self._worker = worker
        self._listeners: dict[type, list[Listener]] = {}
        self._service: Service | None = None
        self._waiting: list[Callable[[], None]] = []
        self._is_opening = False
        self._awaited = 0
        self._recorded.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    @property
    def service(self) -> Service | None:
        """The service, once it is open."""
        return self._service

    def listen(self, event_type: type, listener: Listener) -> None:
        """Call a listener, in the thread of the window, with every event of a type that is recorded from now on."""
        listeners = self._listeners.setdefault(event_type, [])
        listeners.append(listener)
        if self._service is not None and len(listeners) == 1:
            self._subscribe(self._service, event_type)

    def open(self) -> None:
        """Open the service if it is not open yet; what was left from before goes on then."""
        if self._service is None and not self._is_opening:
            self._is_opening = True
            self._worker.run("work", self._opened_service, self._take)

    def _opened_service(self) -> Service:
        """Runs in a thread."""
        service = self._open_service()
        for event_type in list(self._listeners):
            self._subscribe(service, event_type)
        return service

    def _subscribe(self, service: Service, event_type: type) -> None:
        service.subscribe(event_type, self._recorded.emit, f"window {event_type.__name__}")

    def _take(self, service: Service) -> None:
        self._service = service
        waiting, self._waiting = self._waiting, []
        for send in waiting:
            send()
        self.opened.emit(service)

    def send(
        self, target: str, payload: Any, source: str, failed: Callable[[Exception], None] | None = None
    ) -> None:
        """Send a command; what follows arrives as events.

        Args:
            target: the id of the aggregate.
            payload: the command.
            source: what issues it.
            failed: is told, here, why it could not be sent; without it, that is reported.
        """
        if self._service is None:
            self._waiting.append(lambda: self.send(target, payload, source, failed))
            self.open()
            return
        service = self._service
        self._worker.run("work", lambda: service.send(target, payload, source=source), failed=failed)

    def begin(self) -> None:
        """Note that the window waits for an event, until `end`."""
        self._awaited += 1
        self._worker.begin()

    def end(self) -> None:
        """Note that what the window waited for has come."""
        if self._awaited:
            self._awaited -= 1
            self._worker.end()

    def look(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Do some work in a thread, and call `done` here with what it returned."""
        self._worker.run("work", work, done)

    def _tell(self, event: Any) -> None:
        for listener in self._listeners.get(type(event), ()):
            listener(event)

    def close(self) -> None:
        """End, in a thread, after the work that is being done now; the rest goes on at the next start."""
        while self._awaited:
            self.end()
        service = self._service
        if service is not None:
            self._service = None
            self._worker.run("work", service.close)
