"""Owns `EditorWindow`: a window with everything in it, from first paint to the end.

Does not own what its parts do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from editorapp.session.application import ApplicationRequested
from editorapp.session.open_document import DocumentAdvanced
from editorapp.storage.file_place import FilePlace
from editorapp.storage.journal_model_source import JournalModelSource
from editorapp.ui.document_display import DocumentDisplay
from editorapp.ui.first_paint import FirstPaint
from editorapp.ui.inspection import WINDOW
from editorapp.ui.parts import Parts, Surroundings
from editorapp.ui.sent_commands import SentCommands
from editorapp.ui.wishes import Wishes

if TYPE_CHECKING:
    from editorapp.storage.messages.service import Service


class EditorWindow(QObject):
    """A window with everything in it.

    Attributes:
        parts: what it consists of.
        has_started: whether the last session and the files of the command line are there.
        first_paint: takes what can wait until the window is on the screen.
    """

    def __init__(self, given: Surroundings, ended: Callable[[], None]) -> None:
        """Make all parts and join them; nothing is shown yet.

        Args:
            given: what it works with.
            ended: is called when the window has gone and everything is written.
        """
        super().__init__()
        self._ended = ended
        self.has_started = False
        self.parts = parts = Parts(given, self)
        self.first_paint = FirstPaint(parts.window)
        self._display = DocumentDisplay(parts, self)
        self._wishes = Wishes(parts, self)
        self._sent = SentCommands(parts, given.server, self)
        self._join_words()
        self._join_colors()
        models = parts.journal_models
        shown = (parts.journals, parts.searching, parts.macros, parts.exporting, parts.reopening)
        for part in (*shown, parts.jumping, parts.completing, self._display, models, parts.autosave):
            given.editor.bus.subscribe(DocumentAdvanced, part.follow)
        given.editor.bus.subscribe(ApplicationRequested, parts.performing.follow)
        given.editor.bus.subscribe(ApplicationRequested, models.follow)
        parts.work.opened.connect(self._inspect)
        parts.workspace.closed.connect(self._ensure_tab)
        parts.workspace.reading_ended.connect(self._ensure_tab)
        parts.closing.quitting.connect(self._end)

    def _join_words(self) -> None:
        """Whoever has something to say is heard, and what can be chosen is up to date."""
        parts = self.parts
        for told in (
            parts.workspace.told,
            parts.saving.told,
            parts.exporting.told,
            parts.reopening.told,
            parts.left_copies.told,
            parts.watching.told,
            parts.macro_runs.told,
            parts.given.failures.told,
        ):
            told.connect(parts.messages.tell)
        for noted in (parts.workspace, parts.saving, parts.exporting, parts.macros, parts.recovery):
            noted.noted.connect(parts.status.say)
        parts.autosave.noted.connect(parts.status.say)
        parts.watching.noted.connect(parts.status.say)
        parts.reopening.noted.connect(parts.status.say)
        parts.left_copies.noted.connect(parts.status.say)
        parts.reopening.resolved.connect(parts.messages.dismiss)
        parts.macro_runs.noted.connect(parts.status.say)
        parts.file_finding.noted.connect(parts.status.say)
        parts.jumping.noted.connect(parts.status.say)
        parts.panes.noted.connect(parts.status.say)
        parts.completing.noted.connect(parts.status.say)
        parts.saving.resolved.connect(parts.messages.dismiss)
        parts.watching.resolved.connect(parts.messages.dismiss)
        parts.exporting.resolved.connect(parts.messages.dismiss)
        parts.dispatcher.refused.connect(parts.status.say)
        for signal in (
            parts.workspace.opened,
            parts.workspace.closed,
            parts.workspace.changed,
            parts.tabs.current_changed,
            parts.tabs.pane_changed,
            parts.macros.changed,
            parts.saving.saved,
        ):
            signal.connect(parts.availability.refresh_soon)

    def _join_colors(self) -> None:
        parts, theme = self.parts, self.parts.given.theme
        theme.changed.connect(lambda: parts.tabs.set_colors(theme.colors()))
        parts.window.palette_changed.connect(lambda: parts.actions.draw_icons(parts.window.palette()))
        parts.window.palette_changed.connect(lambda: parts.tabs.draw_icons(parts.window.palette()))
        parts.window.palette_changed.connect(lambda: parts.messages.repaint_for(parts.window.palette()))

    def _inspect(self, service: Service) -> None:
        """The inspector shows the service of the window, and the read models that follow the journals."""
        from editorapp.storage.messages.service_source import ServiceSource

        pipelines = self.parts.given.pipelines
        pipelines.add(ServiceSource(WINDOW, service))
        pipelines.add(JournalModelSource(self.parts.given.journal_models))

    # --- beginning and end -------------------------------------------------------------------------------

    def start(self, places: Sequence[FilePlace]) -> None:
        """Show the window, then bring back the last session and open some files."""
        parts = self.parts
        if not parts.session.restore_window():
            parts.window.take_usual_size()
        parts.given.failures.begin_telling()
        if not places and not parts.session.has_tabs_to_restore:
            parts.workspace.new()
        parts.window.show()
        parts.recent.read()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.applicationStateChanged.connect(self._application_state_changed)
            # The desktop waits for the answer, which is that nothing stands in the way of a log-out.
            application.commitDataRequest.connect(self._log_out, Qt.ConnectionType.DirectConnection)
        parts.session.restore_tabs(lambda: self._restored(places))

    def _restored(self, places: Sequence[FilePlace]) -> None:
        """The last session is there; now what the command line wants, in front of it."""
        self._wishes.open_from_command_line(places)
        self.parts.recovery.look()
        self.parts.worker.when_idle(self._started)

    def _started(self) -> None:
        self.has_started = True
        self._ensure_tab()
        self.first_paint.then(self._open_what_can_wait)

    def _open_what_can_wait(self) -> None:
        if not self.parts.window.may_close:
            self.parts.work.open()
            self.parts.journal_models.follow(None)

    def _ensure_tab(self, *_: object) -> None:
        """A window without a tab shows an empty one."""
        if not self.parts.tabs.count() and self.has_started and not self.parts.window.may_close:
            self.parts.workspace.new()

    def _application_state_changed(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self.parts.journals.sync()
            self.parts.autosave.note_focus_lost()
        else:
            self.parts.watching.files.sign_all()

    def _log_out(self, _: object) -> None:
        self.end_now()

    def end_now(self) -> None:
        """End without questions, because the system ends; everything is there again at the next start."""
        self._end(keep=True)

    def _end(self, keep: bool) -> None:
        parts = self.parts
        if parts.window.may_close:
            return
        parts.session.finish(keep=keep)
        parts.window.may_close = True
        parts.window.close()
        parts.workspace.cancel_all_reading()
        for held in list(parts.workspace):
            is_kept = keep and held.path is not None and parts.workspace.is_modified(held)
            parts.workspace.close(held.id, keep=is_kept)
        parts.file_finding.finish()
        parts.inspection.finish()
        # What is being written is written to its end; what waits goes on at the next start.
        parts.work.close()
        parts.journal_models.end()
        parts.worker.when_idle(self._written)

    def _written(self) -> None:
        self.parts.session.release()
        self.parts.given.server.close()
        self.parts.worker.finish()
        self.parts.journal_models.close()
        self._ended()
