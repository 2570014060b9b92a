"""Owns closing a tab and quitting: what a person is asked first, and what happens to unsaved changes.

Does not own saving, nor what comes back at the next start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QMessageBox, QPushButton, QWidget

from editorapp.commands.application import Quit
from editorapp.commands.document import Close
from editorapp.storage.held_document import HeldDocument
from editorapp.ui.performing import Performers
from editorapp.ui.saving import Saving
from editorapp.ui.tab_area import TabArea
from editorapp.ui.workspace import Workspace

if TYPE_CHECKING:
    from editorapp.ui.unsaved_dialog import Answer

_DESTRUCTIVE: Final = QMessageBox.ButtonRole.DestructiveRole
_ACCEPT: Final = QMessageBox.ButtonRole.AcceptRole


class Closing(QObject):
    """Closes tabs and the window."""

    quitting = Signal(bool)
    """All is said: the window can go; whether unsaved changes of files are kept for the next start."""

    def __init__(self, window: QWidget, workspace: Workspace, saving: Saving, tabs: TabArea) -> None:
        """Take what it works with."""
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._saving = saving
        self._tabs = tabs
        self._question: QDialog | None = None

    def performers(self) -> Performers:
        """Return what this part does."""
        return {Close: lambda _: self._close_current(), Quit: lambda _: self.quit()}

    # --- a tab -------------------------------------------------------------------------------------------

    def _close_current(self) -> None:
        page = self._tabs.reading_page(self._tabs.current_id)
        if page is not None:
            self._workspace.cancel_reading(page.reading.id)
            return
        held = self._workspace.held(self._tabs.current_id)
        if held is None or self._question is not None:
            return
        if self._workspace.is_modified(held):
            self._ask_about(held)
        else:
            self._workspace.close(held.id)

    def _ask_about(self, held: HeldDocument) -> None:
        box = self._box(
            f"Save the changes of {held.name}?",
            "Without saving, what you changed since the last save is not in the file.",
        )
        if held.path is None:
            box.setText(f"Save {held.name} to a file?")
            box.setInformativeText("Without saving, its text is not in any file.")
        save = box.addButton("&Save", _ACCEPT)
        discard = box.addButton("&Discard", _DESTRUCTIVE)
        self._ask(
            box,
            save,
            {
                save: lambda: self._saving.request(
                    held.id, "dialog", lambda saved: self._close_saved(held, saved)
                ),
                discard: lambda: self._workspace.close(held.id),
            },
        )

    def _close_saved(self, held: HeldDocument, saved: bool) -> None:
        """Close what is saved now, unless it was changed again meanwhile."""
        if saved and self._workspace.held(held.id) is not None and not self._workspace.is_modified(held):
            self._workspace.close(held.id)

    # --- the window --------------------------------------------------------------------------------------

    def quit(self) -> None:
        """Close the window, after asking about unsaved changes of files; untitled documents stay as they are."""
        if self._question is not None:
            self._question.raise_()
            return
        in_order = [self._workspace.held(document_id) for document_id in self._tabs.ids()]
        unsaved = [h for h in in_order if h is not None and h.path and self._workspace.is_modified(h)]
        if unsaved:
            self._ask_about_all(unsaved)
        else:
            self.quitting.emit(True)

    def _ask_about_all(self, unsaved: list[HeldDocument]) -> None:
        # Like every dialog, it is loaded only when it is wanted: the first paint would wait for it.
        from editorapp.ui.unsaved_dialog import Answer, UnsavedDialog

        dialog = UnsavedDialog([str(held.path) for held in unsaved], self._window)

        def answered(answer: Answer) -> None:
            self._question = None
            dialog.deleteLater()
            if answer is Answer.SAVE:
                self._saving.save_all("dialog", self._quit_saved)
            elif answer is not Answer.CANCEL:
                self.quitting.emit(answer is Answer.KEEP)

        dialog.answered.connect(answered)
        self._question = dialog
        dialog.open()

    def _quit_saved(self, saved: bool) -> None:
        if saved:
            self.quit()

    # --- asking ------------------------------------------------------------------------------------------

    def _box(self, text: str, more: str) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("editorapp")
        box.setText(text)
        box.setInformativeText(more)
        return box

    def _ask(
        self, box: QMessageBox, default: QPushButton, answers: dict[QPushButton, Callable[[], None]]
    ) -> None:
        cancel = box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(default)
        box.setEscapeButton(cancel)

        def finished() -> None:
            self._question = None
            clicked = box.clickedButton()
            box.deleteLater()
            act = next((act for button, act in answers.items() if button is clicked), None)
            if act is not None:
                act()

        box.finished.connect(finished)
        self._question = box
        box.open()
