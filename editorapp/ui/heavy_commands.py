"""Owns `HeavyCommands`: commands that would let the window wait are worked out, and recorded, in a thread.

Does not decide which commands are heavy (`session/heaviness.py`), nor what is shown meanwhile. While one is under
way, its document takes no other command of a person; all other documents do. What is small when it is worked out
is submitted like any other; what is large is recorded in a thread too, and done once that is committed. A command
that is cancelled was never accepted, so nothing of it is in the journal.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QObject, Signal

from editorapp.bus.errors import CommandError, LogError
from editorapp.bus.message import Outcome
from editorapp.commands.specification import DocumentCommand
from editorapp.session.editor import Editor
from editorapp.session.heaviness import Bounds, is_heavy
from editorapp.session.open_document import OpenDocument
from editorapp.session.recording import StoppedError
from editorapp.ui.dispatcher import OUTSIDE, SESSION, Dispatcher
from editorapp.ui.foreseeing import MOST_TRIES, Foreseeing
from editorapp.ui.recording_work import RecordingWork

_NOT_OF_A_PERSON: Final = frozenset({SESSION, OUTSIDE, "effect", "message", "command-line", "reopen"})
"""Sources of commands that are answers to something: whoever submits them waits for their outcome."""

_LEAVES_TEXT: Final = ("document.save", "document.export", "clipboard.copy")
"""Commands that can be done meanwhile: they change nothing."""

_PATIENCE: Final = 86_400.0
"""Seconds that a command may take; a person ends it."""


Tell = Callable[[Outcome | None], None]


@dataclass(slots=True, eq=False)
class _Work:
    """A command that is under way.

    Attributes:
        document: what it is for.
        command: the command.
        source: what it comes from.
        tell: is told of its outcome, or None where it was not done; None itself for a command of a person.
        end: ends it, if it is not too late, and says so.
        holds: whether keys wait for it: it takes but a moment, or nobody here has asked for it.
        waiting: the commands of these keys, each with its source.
    """

    document: OpenDocument
    command: DocumentCommand
    source: str
    tell: Tell | None = None
    end: Callable[[], None] = lambda: None
    holds: bool = False
    waiting: list[tuple[DocumentCommand, str]] = field(default_factory=list)

    @property
    def label(self) -> str:
        return self.command.spec.label.removesuffix("...")


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
        dispatcher.takes_time, dispatcher.takes_answer = self.takes, self.takes_answer

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
            return self._waits(command, source, work)
        foreseen = document.foreseen
        if foreseen is not None and foreseen.holds_for(command, document.document, document.tree.current):
            return foreseen.is_large and self._record(_Work(document, command, source))
        if not is_heavy(command, document, self.bounds):
            return False
        self._begin(_Work(document, command, source))
        return True

    def takes_answer(self, command: DocumentCommand, source: str, target: str, tell: Tell) -> bool:
        """Take on a command that answers something; False where it can be submitted at once.

        Args:
            command: the command, complete; it is for the document as it is now.
            source: what it comes from.
            target: the id of the document.
            tell: is called later with its outcome, or with None where it was not done, which has been said.
        """
        document = self._editor.documents.get(target)
        if document is None or target in self._works or not is_heavy(command, document, self.bounds):
            return False
        self._begin(_Work(document, command, source, tell, holds=True))
        return True

    def _waits(self, command: DocumentCommand, source: str, work: _Work) -> bool:
        """Hold a command until another one is done, or refuse it; False where it need not wait."""
        if command.spec.name.startswith(_LEAVES_TEXT):
            return False
        if work.holds and source == "keyboard":
            work.waiting.append((command, source))
        else:
            self.refused.emit(f"{work.label} is still under way here. Escape cancels it.")
        return True

    def _begin(self, work: _Work) -> None:
        """Let a thread work a command out."""
        target = work.document.target
        tries = MOST_TRIES if work.tell is None else 1
        foreseeing = Foreseeing(self, patience=_PATIENCE, tries=tries)

        def ready() -> None:
            is_there = self._editor.documents.get(target) is work.document
            foreseen = work.document.foreseen
            if is_there and foreseen is not None and foreseen.is_large:
                self._record(work)
            elif is_there:
                self._works.pop(target, None)
                self._end(work, self._dispatcher.submit(work.command, work.source, target))

        def end() -> None:
            foreseeing.stop()
            self.refused.emit(f"{work.label} was cancelled. Nothing has changed.")

        def over() -> None:
            if self._works.get(target) is work and work.end is end:
                self._end(work, None)
            foreseeing.deleteLater()

        work.end = end
        self._works[target] = work
        foreseeing.ready.connect(ready)
        foreseeing.refused.connect(self.refused)
        foreseeing.busy.connect(lambda is_busy: self._say(target, is_busy=is_busy))
        foreseeing.over.connect(over)
        foreseeing.ask(work.document, work.command)

    def _record(self, work: _Work) -> bool:
        """Let a thread record a command that is worked out; return True: it is taken on."""
        target = work.document.target
        try:
            recording = self._editor.record(work.command, target, work.source)
        except CommandError as error:
            self._dispatcher.say_refused(error, work.command, work.source, target)
            self._end(work, None)
            return True
        writing = RecordingWork(recording, self)

        def end() -> None:
            if writing.cancel():
                self.refused.emit(f"{work.label} was cancelled. Nothing has changed.")

        def settle(outcome: Outcome | None, error: Exception | None) -> None:
            if isinstance(error, StoppedError) and not writing.is_cancelled:
                self._begin_again(work)
                return
            if outcome is not None:
                self._dispatcher.say_done(work.command, outcome)
            elif isinstance(error, LogError):
                self._dispatcher.say_refused(error, work.command, work.source, target)
            self._end(work, outcome)
            if error is not None and not isinstance(error, LogError | StoppedError):
                raise error

        work.end, work.holds = end, True
        self._works[target] = work
        writing.busy.connect(lambda is_busy: self._say(target, is_busy=is_busy))
        writing.settled.connect(settle)
        return True

    def _begin_again(self, work: _Work) -> None:
        """Work a command out anew: another one came first. What was for the text before that one is not done."""
        target = work.document.target
        if work.tell is None and self._editor.documents.get(target) is work.document:
            self._begin(work)
        else:
            self._end(work, None)

    def _end(self, work: _Work, outcome: Outcome | None) -> None:
        """Tell what became of a command, and let those follow that have waited for it."""
        target = work.document.target
        if self._works.get(target) is work:
            del self._works[target]
        if work.tell is not None:
            work.tell(outcome)
        waiting, work.waiting = work.waiting, []
        for command, source in waiting:
            if self._editor.documents.get(target) is work.document:
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
        work = self._works.get(document_id)
        if work is not None:
            work.waiting.clear()
            work.end()
