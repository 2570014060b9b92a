"""Owns `Foreseeing`, which works out in a thread what a command will decide, before it is submitted.

Does not submit it.
"""

from __future__ import annotations

from time import monotonic
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from editorapp.bus.errors import CommandError
from editorapp.commands.specification import DocumentCommand
from editorapp.session.foresight import Foreseen, foresee
from editorapp.session.open_document import OpenDocument
from editorapp.text.patience import Patience
from editorapp.ui.counting_work import paced
from editorapp.ui.latest_work import LatestWork

_PATIENCE: Final = 60.0
"""Seconds that a search may take away from the GUI thread, where a person can end it."""

MOST_TRIES: Final = 3
"""How often a command is worked out where the text changes meanwhile."""

UNTIL_SAID: Final = 150
"""Milliseconds after which it is said that something is under way."""


class Foreseeing(QObject):
    """Asks one command at a time; a newer one takes the place of the one before."""

    ready = Signal(object, object)
    """The open document knows now what the command will decide: the document and the command, to be submitted."""

    refused = Signal(str)
    """The command was refused, in words; nothing has changed."""

    busy = Signal(bool)
    """Something has been under way for a while; or no longer."""

    over = Signal()
    """What was asked for is answered, refused, or wanted no more."""

    def __init__(
        self, parent: QObject | None = None, *, patience: float = _PATIENCE, tries: int = MOST_TRIES
    ) -> None:
        """Begin with nothing to do.

        Args:
            parent: Qt's owner of this object.
            patience: seconds that a command may take.
            tries: how often it is worked out where the text changes meanwhile.
        """
        super().__init__(parent)
        self._patience = patience
        self._most_tries = tries
        self._asked: tuple[OpenDocument, DocumentCommand] | None = None
        self._tries = 0
        self._is_said = False
        self._work = LatestWork(self)
        self._work.finished.connect(self._finish)
        self._work.failed.connect(self._fail)
        self._soon = QTimer(self, singleShot=True, interval=UNTIL_SAID)
        self._soon.timeout.connect(self._say)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._asked is not None

    def ask(self, document: OpenDocument, command: DocumentCommand) -> None:
        """Work out what a command decides on a document as it is, and say when it can be submitted."""
        if self._asked is not None:
            self.stop()
        self._asked, self._tries = (document, command), 0
        self._soon.start()
        self._begin(document, command)

    def _begin(self, document: OpenDocument, command: DocumentCommand) -> None:
        situation, seconds = document.situation(command), self._patience
        self._tries += 1
        self._work.start(
            lambda interest: foresee(command, situation, Patience(seconds, paced(interest), now=monotonic))
        )

    def stop(self) -> None:
        """Wait for an answer no more."""
        self._asked = None
        self._work.abandon()
        self._over()

    def _finish(self, foreseen: Foreseen) -> None:
        if self._asked is None:
            return
        document, command = self._asked
        is_so = foreseen.holds_for(command, document.document, document.tree.current)
        if not is_so and self._tries < self._most_tries:
            # Somebody went on typing, so this is what the command would have decided before.
            self._begin(document, command)
            return
        self._asked = None
        self._quieten()
        if not is_so:
            self.refused.emit("The text changes all the time. Nothing was done; try again when it rests.")
            self.over.emit()
            return
        document.foreseen = foreseen
        self.ready.emit(document, command)
        self.over.emit()

    def _fail(self, error: Exception) -> None:
        self._asked = None
        self._over()
        if not isinstance(error, CommandError):
            raise error
        self.refused.emit(error.message)

    def _say(self) -> None:
        self._is_said = True
        self.busy.emit(True)

    def _over(self) -> None:
        self._quieten()
        self.over.emit()

    def _quieten(self) -> None:
        self._soon.stop()
        if self._is_said:
            self._is_said = False
            self.busy.emit(False)
