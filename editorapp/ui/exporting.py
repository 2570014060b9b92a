"""Owns exporting: asking where a copy of a document goes and as what, and what is said of how it went.

Does not own writing it, nor the dialog that asks for the file.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from editorapp.commands.decision import ExportDocument, ExportFormat
from editorapp.commands.document import Export, ExportDialog
from editorapp.session.open_document import DocumentAdvanced
from editorapp.session.work.exporting import (
    CANCELLED,
    EFFECT,
    KIND,
    ExportFailed,
    ExportRequested,
    FileExported,
    RequestExport,
)
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.work.file_writer import FileWriter
from editorapp.ui.dispatcher import Dispatcher
from editorapp.ui.file_dialogs import FileDialogs
from editorapp.ui.message import Message, Severity
from editorapp.ui.performing import Performers
from editorapp.ui.window_work import WindowWork
from editorapp.ui.workspace import Workspace

_LONG = 800
"""Milliseconds after which an export is worth a message with a button to stop it."""

Listener = Callable[[str], None]
"""Is told why a copy was not written; an empty text where it was."""


class Exporting(QObject):
    """Exports the open documents of a workspace."""

    told = Signal(object)
    """A Message for the person."""

    resolved = Signal(str)
    """The message of this key has no reason any more."""

    noted = Signal(str)
    """Something to say in passing."""

    def __init__(
        self,
        workspace: Workspace,
        dispatcher: Dispatcher,
        work: WindowWork,
        writer: FileWriter,
        dialogs: FileDialogs,
        parent: QObject | None = None,
    ) -> None:
        """Take what it works with."""
        super().__init__(parent)
        self._workspace = workspace
        self._dispatcher = dispatcher
        self._work = work
        self._writer = writer
        self._dialogs = dialogs
        self._under_way: set[ExportRequested] = set()
        self._listeners: dict[str, list[Listener]] = {}
        work.listen(FileExported, self._end)
        work.listen(ExportFailed, self._end)

    def performers(self) -> Performers:
        """Return what this part does."""
        return {ExportDialog: lambda _: self._ask(self._dispatcher.current)}

    def tell_when_ended(self, document_id: str, listener: Listener) -> None:
        """Tell a listener, once, how the export of a document went that is under way."""
        self._listeners.setdefault(document_id, []).append(listener)

    def _ask(self, document_id: str | None) -> None:
        held = self._workspace.held(document_id)
        if held is None:
            return

        def chosen(path: str, kind: ExportFormat) -> None:
            self._dispatcher.submit(Export(path, kind), "dialog", held.id)

        self._dialogs.ask_export(held, chosen)

    def follow(self, event: DocumentAdvanced) -> None:
        """Take in what a command has done: it may want a copy."""
        held = self._workspace.held(event.target)
        for request in event.requests:
            if isinstance(request, ExportDocument) and held is not None:
                self._begin(held, event, request)

    def _begin(self, held: HeldDocument, event: DocumentAdvanced, request: ExportDocument) -> None:
        after = event.after
        own_path = "" if held.path is None else str(held.path)
        wish = RequestExport(
            held.id, after.revision, request.path, request.format, held.name, after.layout.tab_width, own_path
        )
        requested = ExportRequested(**msgspec.structs.asdict(wish))

        def failed(error: Exception) -> None:
            words = f"{request.path} was not written: {error}"
            self._end(ExportFailed(requested, "not_recorded", words))

        if requested in self._under_way:
            return
        self._writer.keep(held, after.revision, after.buffer)
        self._under_way.add(requested)
        self._work.begin()
        if not Path(request.path).is_absolute():
            refused = ValueError("in a window a file needs its whole path, from the root on.")
            # Whoever waits for the end begins to wait when this has returned.
            QTimer.singleShot(0, self, lambda: failed(refused))
            return
        self.noted.emit(f"Exporting {held.name}...")
        QTimer.singleShot(_LONG, self, lambda: self._offer_to_stop(requested))
        self._work.send(KIND.target(held.id), wish, "window", failed)

    def _offer_to_stop(self, request: ExportRequested) -> None:
        if request in self._under_way:
            text = f"{request.title} is being exported to {request.path}."
            answers = (("Stop", lambda: self._stop(request)),)
            self.told.emit(Message(_key(request), text, Severity.NOTE, answers, request.document))

    def _stop(self, request: ExportRequested) -> None:
        from editorapp.storage.work.stopping import stop_effects

        service: Any = self._work.service
        if service is not None:
            target = KIND.target(request.document)
            self._work.look(lambda: stop_effects(service, EFFECT, target), lambda count: None)

    # --- the end -----------------------------------------------------------------------------------------

    def _end(self, event: FileExported | ExportFailed) -> None:
        """An export has ended; it may be one that was left from before this window began."""
        request = event.request
        is_own = request in self._under_way
        self.resolved.emit(_key(request))
        if isinstance(event, FileExported):
            self.noted.emit(f"Exported {request.title} to {request.path}")
        elif event.code == CANCELLED:
            self.noted.emit(event.words)
        else:
            self._tell_failure(event)
        for listener in self._listeners.pop(request.document, []):
            listener("" if isinstance(event, FileExported) else event.words)
        if is_own:
            self._under_way.discard(request)
            self._writer.drop(request.document, request.revision)
            self._work.end()

    def _tell_failure(self, event: ExportFailed) -> None:
        request = event.request

        def again() -> None:
            self._dispatcher.submit(Export(request.path, request.format), "message", request.document)

        is_open = self._workspace.held(request.document) is not None
        answers = (("Try Again", again), ("Choose Another File...", lambda: self._ask(request.document)))
        document = request.document if is_open else None
        text = f"{event.words} The document itself is as it was."
        self.noted.emit(f"{request.title} was not exported")
        self.told.emit(Message(_key(request), text, Severity.ERROR, answers if is_open else (), document))


def _key(request: ExportRequested) -> str:
    return f"export {request.document}"
