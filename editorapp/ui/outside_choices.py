"""Owns what a person is asked when another program has changed a file, and the answers, a merge among them.

Does not own how that is noticed, nor how a file is taken over without a question: that is `watching.py`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from editorapp.bus.message import Outcome
from editorapp.commands.merging import Merge
from editorapp.session.work.watching import KIND, KeepText, TakeFile
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.profile import Profile
from editorapp.ui.dispatcher import Dispatcher
from editorapp.ui.message import Message, Severity
from editorapp.ui.saving import message_key
from editorapp.ui.window_work import WindowWork
from editorapp.ui.workspace import Workspace

if TYPE_CHECKING:
    from editorapp.ui.merge_view import MergeView
    from editorapp.ui.merge_work import Material

MOST: Final = 16 << 20
"""Larger texts and files than these, in code points and bytes, are neither merged nor compared here."""

SOURCE: Final = "dialog"


class _Told(NamedTuple):
    """What a person was told of: the digest of what another program wrote, and its bytes."""

    digest: str = ""
    size: int = 0


class OutsideChoices(QObject):
    """Asks, and does what is answered."""

    told = Signal(object)
    """A Message for the person."""

    resolved = Signal(str)
    """The message of this key has no reason any more."""

    noted = Signal(str)
    """Something to say in passing."""

    reload_wanted = Signal(object)
    """The text of the file of this document is wanted, unsaved changes or not."""

    merged = Signal(object)
    """This document has taken in what another program wrote."""

    def __init__(
        self,
        workspace: Workspace,
        dispatcher: Dispatcher,
        work: WindowWork,
        profile: Profile,
        window: QWidget,
    ) -> None:
        """Take what it works with."""
        super().__init__(window)
        self._workspace = workspace
        self._dispatcher = dispatcher
        self._work = work
        self._profile = profile
        self._window = window
        self._told: dict[str, _Told] = {}
        self._ignored: dict[str, str] = {}
        self._views: dict[str, MergeView] = {}
        workspace.closed.connect(self._forget)

    def _forget(self, held: HeldDocument) -> None:
        self._told.pop(held.id, None)
        self._ignored.pop(held.id, None)

    def forget_question(self, held: HeldDocument) -> bool:
        """Ask no more, for there is no reason any longer; return whether there was a question."""
        self._ignored.pop(held.id, None)
        return self._told.pop(held.id, None) is not None

    def note_told(self, document_id: str) -> None:
        """Take in that somebody else has told of the change, with answers of their own."""
        self._told[document_id] = _Told()

    def note_again(self, held: HeldDocument, words: str, digest: str = "") -> None:
        """Tell whoever merges a document just now that its file is another one by now.

        Args:
            held: the document.
            words: what has happened.
            digest: the digest of what the file holds; empty where there is none.
        """
        view = self._views.get(held.id)
        if view is not None and not view.holds(digest):
            view.note(words)

    # --- asking ------------------------------------------------------------------------------------------

    def ask(self, held: HeldDocument, digest: str, size: int) -> None:
        """Ask what is to become of what another program wrote, unless that is asked already.

        Args:
            held: the document.
            digest: the digest of what the file holds.
            size: its bytes.
        """
        if self._ignored.get(held.id) == digest:
            return
        is_told = held.id in self._told
        self._told[held.id] = _Told(digest, size)
        if not is_told:
            self._ask(held)

    def _ask(self, held: HeldDocument) -> None:
        told = self._told.get(held.id, _Told())
        if held.document.is_modified:
            text = (
                f"Another program has changed {held.name}, which has unsaved changes here. Both are safe: yours are"
                " shown here, the other ones are in the file. After Reload, Undo brings yours back."
            )
            last = ("Keep Mine", lambda: self._keep(held))
        else:
            text = (
                f"Another program has changed {held.name}. What is shown here is the text as it was before; after"
                " Reload, Undo brings it back."
            )
            last = ("Ignore", lambda: self._ignore(held))
        answers = [("Reload", lambda: self.reload_wanted.emit(held))]
        if max(told.size, len(held.document.document.buffer)) > MOST:
            text += " They are too large to be compared here."
        else:
            if held.document.is_modified:
                answers.append(("Merge...", lambda: self.merge(held)))
            answers.append(("Compare...", lambda: self._compare(held)))
        self.resolved.emit(f"opened {held.id}")
        self.told.emit(Message(message_key(held), text, Severity.WARNING, (*answers, last), held.id))

    def _ask_again(self, held: HeldDocument) -> None:
        """A person has put it off; it is still to be decided if there still is something to decide."""
        if self._workspace.held(held.id) is held and held.id in self._told:
            self._ask(held)

    def _keep(self, held: HeldDocument) -> None:
        digest = self._told.pop(held.id, _Told()).digest
        held.was_changed_outside = False
        held.accepted_digest = digest
        self._work.send(KIND.target(held.id), KeepText(held.id, digest), "window")
        self.noted.emit(f"Your text of {held.name} stays; saving it overwrites what the other program wrote")

    def _ignore(self, held: HeldDocument) -> None:
        self._ignored[held.id] = self._told.pop(held.id, _Told()).digest
        self.noted.emit(f"{held.name} stays as it is shown; saving it asks before the file is overwritten")

    def _compare(self, held: HeldDocument, before: str = "") -> None:
        # Loaded when it is wanted, not before the first paint.
        from editorapp.ui.compare_dialog import CompareDialog

        dialog = CompareDialog(held, self._window, before)
        dialog.reload_wanted.connect(lambda: self.reload_wanted.emit(held))
        dialog.keep_wanted.connect(lambda: self._keep_or_ignore(held))
        dialog.put_off.connect(lambda: self._ask_again(held))
        dialog.open()

    def _keep_or_ignore(self, held: HeldDocument) -> None:
        if held.document.is_modified:
            self._keep(held)
        else:
            self._ignore(held)

    # --- merging -----------------------------------------------------------------------------------------

    def merge(self, held: HeldDocument) -> None:
        """Open the view in which a document and its file are merged."""
        from editorapp.ui.merge_view import MergeView
        from editorapp.ui.merge_work import Merging

        if held.path is None or self._workspace.held(held.id) is not held:
            return
        self._told.setdefault(held.id, _Told())
        view = MergeView(held.name, self._window)

        def begin() -> None:
            view.begin(Merging.of(held, self._profile, self._dispatcher.registry))

        def compare() -> None:
            view.done(0)
            self._compare(
                held, "What the file held before is not known any more, so the two cannot be merged. "
            )

        def take(material: object, command: Merge) -> None:
            self._take(held, command, material, view)

        view.again_wanted.connect(begin)
        view.base_unknown.connect(compare)
        view.decided.connect(take)
        view.put_off.connect(lambda: self._ask_again(held))
        self._views[held.id] = view
        view.finished.connect(lambda: self._views.pop(held.id, None))
        closed = self._workspace.closed.connect(lambda other: view.done(0) if other is held else None)
        view.finished.connect(lambda: self._workspace.closed.disconnect(closed))
        begin()
        view.open()

    def _take(self, held: HeldDocument, command: Merge, material: object, view: MergeView) -> None:
        """Take a merge in, and close its view where that was done."""
        from editorapp.ui.merge_work import Material

        assert isinstance(material, Material)
        if held.document.document.buffer is not material.merging.document.buffer:
            view.note(f"Your text of {held.name} has changed meanwhile, so nothing was done yet.")
            return
        self._dispatcher.answer(command, SOURCE, held.id, partial(self._taken, held, material, view))

    def _taken(
        self, held: HeldDocument, material: Material, view: MergeView, outcome: Outcome | None
    ) -> None:
        if outcome is None or outcome.error is not None or self._workspace.held(held.id) is not held:
            view.note("That could not be done, and nothing was changed. See the message in the window.")
            return
        held.accepted_digest = ""
        held.has_invalid_bytes = held.has_invalid_bytes or material.has_invalid_bytes
        self._work.send(KIND.target(held.id), TakeFile(held.id, material.state.digest), "window")
        self.merged.emit(held)
        left = len(material.plan.conflicts_left)
        noun = "conflict stands" if left == 1 else "conflicts stand"
        conflicts = f"; {left:,} {noun} between marks" if left else ""
        self.noted.emit(
            f"What another program wrote in {held.name} is merged in{conflicts}; Undo takes that back"
        )
        view.done(1)
