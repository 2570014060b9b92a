"""Owns `HeavyCommands`: commands that would let the window wait are worked out, and recorded, in a thread.

Does not decide which commands are heavy (`session/heaviness.py`), nor what is shown meanwhile. While one is under
way, its document takes no other command of a person; all other documents do. What is small when it is worked out
is submitted like any other; what is large is recorded in a thread too, and done once that is committed. A command
that is cancelled was never accepted, so nothing of it is in the journal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from editorapp.bus.errors import CommandError, LogError
from editorapp.bus.message import Outcome
from editorapp.commands.specification import DocumentCommand
from editorapp.session.editor import Editor
from editorapp.session.heaviness import Bounds, is_heavy
from editorapp.session.open_document import OpenDocument
from editorapp.session.recording import Recording, StoppedError
from editorapp.ui.dispatcher import OUTSIDE, SESSION, Dispatcher
from editorapp.ui.foreseeing import Foreseeing
from editorapp.ui.latest_work import LatestWork

_NOT_OF_A_PERSON: Final = frozenset({SESSION, OUTSIDE, "effect", "message", "command-line", "reopen"})
"""Sources of commands that are answers to something: whoever submits them waits for their outcome."""

_LEAVES_TEXT: Final = ("document.save", "document.export", "clipboard.copy")
"""Commands that can be done meanwhile: they change nothing."""

_PATIENCE: Final = 86_400.0
"""Seconds that a command may take; a person ends it."""


_UNTIL_SAID: Final = 150
"""Milliseconds after which it is said that something is being recorded."""


@dataclass(frozen=True, slots=True, eq=False)
class _Work:
    label: str
    source: str
    end: Callable[[], None]
    """Ends it, if it is not too late, and says so."""


class _RecordingWork(QObject):
    """One command that a thread records."""

    busy = Signal(bool)
    """It has been under way for a while; or, in any case once, no longer."""

    settled = Signal(object, object)
    """It has come to an end: its outcome, or None and what was the matter."""

    def __init__(self, recording: Recording, parent: QObject) -> None:
        """Begin."""
        super().__init__(parent)
        self.is_cancelled = False
        self._recording = recording
        self._soon = QTimer(self, singleShot=True, interval=_UNTIL_SAID)
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


class HeavyCommands(QObject):
    """Takes commands that are much work from the dispatcher, and gives them back when they are worked out."""

    changed = Signal(str)
    """What is under way in the document of this id is something else now."""

    refused = Signal(str)
    """A command was not done, in words; nothing has changed."""

    def __init__(self, editor: Editor, dispatcher: Dispatcher, parent: QObject | None = None) -> None:
        """Take commands from the dispatcher from now on."""
        super().__init__(parent)
        self.bounds = Bounds()
        self._editor = editor
        self._dispatcher = dispatcher
        self._works: dict[str, _Work] = {}
        self._said: dict[str, str] = {}
        dispatcher.takes_time = self.takes

    def label(self, document_id: str | None) -> str:
        """Return what has been under way in a document for a moment, as its label, or nothing."""
        return "" if document_id is None else self._said.get(document_id, "")

    def takes(self, command: DocumentCommand, source: str, target: str) -> bool:
        """Take a command on, to be submitted later or refused; False where it can be submitted at once.

        Args:
            command: the command, complete.
            source: what it comes from.
            target: the id of the document.
        """
        document = self._editor.documents.get(target)
        if document is None or source in _NOT_OF_A_PERSON:
            return False
        work = self._works.get(target)
        if work is not None:
            if command.spec.name.startswith(_LEAVES_TEXT):
                return False
            self.refused.emit(f"{work.label} is still under way here. Escape cancels it.")
            return True
        foreseen = document.foreseen
        if foreseen is not None and foreseen.holds_for(command, document.document, document.tree.current):
            return foreseen.is_large and self._record(document, command, source)
        if not is_heavy(command, document, self.bounds):
            return False
        self._begin(document, command, source)
        return True

    def _begin(self, document: OpenDocument, command: DocumentCommand, source: str) -> None:
        target = document.target
        foreseeing = Foreseeing(self, patience=_PATIENCE)
        label = _label(command)

        def end() -> None:
            foreseeing.stop()
            self.refused.emit(f"{label} was cancelled. Nothing has changed.")

        self._works[target] = work = _Work(label, source, end)
        foreseeing.ready.connect(self._submit)
        foreseeing.refused.connect(self.refused)
        foreseeing.busy.connect(lambda is_busy: self._say(target, is_busy=is_busy))
        foreseeing.over.connect(self._forget(target, work, foreseeing))
        foreseeing.ask(document, command)

    def _forget(self, target: str, work: _Work, foreseeing: Foreseeing) -> Callable[[], None]:
        def forget() -> None:
            if self._works.get(target) is work:
                del self._works[target]
            foreseeing.deleteLater()

        return forget

    def _submit(self, document: OpenDocument, command: DocumentCommand) -> None:
        work = self._works.pop(document.target, None)
        if work is not None and self._editor.documents.get(document.target) is document:
            self._dispatcher.submit(command, work.source, document.target)

    def _record(self, document: OpenDocument, command: DocumentCommand, source: str) -> bool:
        """Let a thread record a command that is worked out; return True: it is taken on."""
        target = document.target
        try:
            recording = self._editor.record(command, target, source)
        except CommandError as error:
            self._dispatcher.say_refused(error, command, source, target)
            return True
        work = _RecordingWork(recording, self)

        def end() -> None:
            if work.cancel():
                self.refused.emit(f"{_label(command)} was cancelled. Nothing has changed.")

        def say(is_busy: bool) -> None:
            if not is_busy:
                self._works.pop(target, None)
            self._say(target, is_busy=is_busy)

        self._works[target] = _Work(_label(command), source, end)
        work.busy.connect(say)
        work.settled.connect(partial(self._settle, document, command, source, work))
        return True

    def _settle(
        self,
        document: OpenDocument,
        command: DocumentCommand,
        source: str,
        work: _RecordingWork,
        outcome: Outcome | None,
        error: Exception | None,
    ) -> None:
        """Say what became of a command that was to be recorded; begin anew where another one came first."""
        target = document.target
        if outcome is not None:
            self._dispatcher.say_done(command, outcome)
        elif isinstance(error, LogError):
            self._dispatcher.say_refused(error, command, source, target)
        elif not isinstance(error, StoppedError):
            raise error or RuntimeError(f"{command.spec.name} was neither recorded nor refused")
        elif not work.is_cancelled and self._editor.documents.get(target) is document:
            self._dispatcher.submit(command, source, target)

    def _say(self, target: str, *, is_busy: bool) -> None:
        work = self._works.get(target)
        if is_busy and work is not None:
            self._said[target] = work.label
        else:
            self._said.pop(target, None)
        self.changed.emit(target)

    def cancel(self, document_id: str | None) -> None:
        """End what is under way in a document, if anything is; nothing of it is done."""
        work = None if document_id is None else self._works.get(document_id)
        if work is not None:
            work.end()

    def forget(self, document_id: str) -> None:
        """End what is under way in a document that is about to be closed."""
        self.cancel(document_id)


def _label(command: DocumentCommand) -> str:
    return command.spec.label.removesuffix("...")
