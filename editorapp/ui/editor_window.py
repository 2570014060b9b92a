"""Owns `EditorWindow`: the parts of a window, made and joined to each other, from first paint to the end.

Does not own what the parts do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from editorapp.bus.message import Outcome
from editorapp.commands.application import About
from editorapp.commands.document import New, Open, OpenDialog, SaveAll, SaveAs
from editorapp.session.application import ApplicationRequested
from editorapp.session.editor import Editor
from editorapp.session.macros import MacroStore
from editorapp.session.open_document import DocumentAdvanced
from editorapp.storage.document_store import DocumentStore
from editorapp.storage.errors import Owner
from editorapp.storage.file_place import FilePlace
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.profile import Profile
from editorapp.storage.recent_files import RecentFiles
from editorapp.storage.window_state import WindowFolder
from editorapp.ui.actions import ActionSet
from editorapp.ui.availability import Availability
from editorapp.ui.closing import Closing
from editorapp.ui.dispatcher import Dispatcher, source_of
from editorapp.ui.failures import Failures
from editorapp.ui.file_dialogs import FileDialogs
from editorapp.ui.file_worker import FileWorker
from editorapp.ui.find_bar import FindBar
from editorapp.ui.instance_server import InstanceServer
from editorapp.ui.journal_sync import JournalState, JournalSync
from editorapp.ui.macro_panel import MacroPanel
from editorapp.ui.main_window import MainWindow
from editorapp.ui.menus import context_menu, fill_menu_bar
from editorapp.ui.message import Message
from editorapp.ui.message_bar import MessageArea
from editorapp.ui.performing import Performing
from editorapp.ui.recent_menu import RecentMenu
from editorapp.ui.recovery import Recovery
from editorapp.ui.saving import Saving
from editorapp.ui.searching import Searching
from editorapp.ui.session_restore import SessionKeeper
from editorapp.ui.status_bar import StatusBar
from editorapp.ui.tab_area import TabArea
from editorapp.ui.theme import Theme
from editorapp.ui.tool_bar import ToolBar
from editorapp.ui.workspace import Opening, Workspace
from editorapp.ui.zooming import Zooming


@dataclass(frozen=True)
class Surroundings:
    """What a window is given.

    Attributes:
        profile: where things are kept.
        editor: the open documents and the one way to act on them.
        store: opens documents.
        macros: the saved macros.
        owner: this process.
        folder: where the state of the window is kept, or None for nowhere.
        server: listens for other processes.
        theme: light or dark.
        failures: takes errors that nobody expected.
    """

    profile: Profile
    editor: Editor
    store: DocumentStore
    macros: MacroStore
    owner: Owner
    folder: WindowFolder | None
    server: InstanceServer
    theme: Theme
    failures: Failures


class EditorWindow(QObject):
    """A window with everything in it."""

    def __init__(self, given: Surroundings, ended: Callable[[], None]) -> None:
        """Make all parts and join them; nothing is shown yet.

        Args:
            given: what it works with.
            ended: is called when the window has gone and everything is written.
        """
        super().__init__()
        self._given = given
        self._ended = ended
        self._is_starting = True
        self._make_parts()
        self._make_menus()
        self._join_documents()
        self._join_wishes()
        self._join_words()
        self._add_performers()
        bus = given.editor.bus
        for follow in (self.tabs.follow, self.journals.follow, self.searching.follow, self.macros.follow):
            bus.subscribe(DocumentAdvanced, follow)
        bus.subscribe(DocumentAdvanced, self._note_advance)
        bus.subscribe(ApplicationRequested, self.performing.follow)
        self.performing.add({})

    # --- the parts ---------------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        given = self._given
        editor, store, theme = given.editor, given.store, given.theme
        zoom = 0 if given.folder is None else given.folder.state.zoom
        self.worker = FileWorker(given.failures.report_work, self)
        self.dispatcher = Dispatcher(editor, self)
        self.workspace = Workspace(editor, store, self.dispatcher, self.worker, self)
        self.saving = Saving(self.workspace, store, given.owner, self.dispatcher, self.worker, self)
        self.journals = JournalSync(self.workspace, self.worker, self)
        self.tabs = TabArea(theme.colors(), zoom)
        self.find_bar = FindBar()
        self.messages = MessageArea()
        self.status = StatusBar()
        self.window = window = MainWindow(self.tabs, self.find_bar, self.messages, self.status)
        self.zooming = Zooming(self.tabs, zoom, self)
        self.searching = Searching(self.workspace, self.tabs, self.find_bar, self.dispatcher)
        self.dialogs = FileDialogs(window, self.current)
        self.macros = MacroPanel(
            window, editor, given.macros, given.profile.macros, self.dispatcher, self.worker
        )
        self.recovery = Recovery(window, given.profile, editor.registry, self.workspace, self.worker)
        self.closing = Closing(window, self.workspace, self.saving, self.tabs)
        self.session = SessionKeeper(
            window, given.folder, self.workspace, self.tabs, self.zooming, self.worker
        )
        self.performing = Performing(self)

    def _make_menus(self) -> None:
        given = self._given
        self.actions = ActionSet(given.editor.registry, self.window.palette(), self.window)
        self.menus = fill_menu_bar(self.window.menuBar(), self.actions)
        self.window.addToolBar(ToolBar(self.actions))
        self.recent = RecentMenu(RecentFiles(given.profile), self.worker, self.window)
        behind_open = self.menus["File"].actions().index(self.actions["document.open_dialog"]) + 1
        self.menus["File"].insertMenu(self.menus["File"].actions()[behind_open], self.recent)
        self.context_menu = context_menu(self.actions, self.window)
        self.availability = Availability(
            self.actions,
            given.editor,
            self.workspace,
            lambda: self.tabs.current_id,
            lambda: self.session.has_closed_tabs,
            self,
        )
        self.availability.refresh()

    def current(self) -> HeldDocument | None:
        """Return the document that is shown, or None."""
        return self.workspace.held(self.tabs.current_id)

    # --- how they are joined -----------------------------------------------------------------------------

    def _join_documents(self) -> None:
        self.workspace.opened.connect(self._opened)
        self.workspace.closed.connect(self._closed)
        self.workspace.changed.connect(self._changed)
        self.workspace.shown.connect(self.tabs.show_tab)
        self.tabs.current_changed.connect(self._current_changed)
        self.saving.saved.connect(self._saved)
        self.saving.path_wanted.connect(self._ask_path)
        self.journals.changed.connect(lambda document_id: self._show_journal())
        self.closing.quitting.connect(self._end)
        self.dispatcher.rescue = self._ask_path

    def _join_wishes(self) -> None:
        request, submit = self.dispatcher.request, self.dispatcher.submit
        self.actions.chosen.connect(self._chosen)
        self.tabs.command_requested.connect(
            lambda document_id, name, arguments: request(name, arguments, source_of(name), document_id)
        )
        self.tabs.close_wanted.connect(self._close_tab)
        self.tabs.zoom_requested.connect(lambda steps: request("view.zoom", {"steps": steps}, "mouse"))
        self.tabs.context_menu_requested.connect(lambda point: self.context_menu.popup(point))
        for source in (self.tabs.files_dropped, self.window.files_dropped, self.dialogs.open_chosen):
            source.connect(lambda files: [submit(Open(path), "mouse") for path in files])
        self.recent.chosen.connect(lambda path: submit(Open(path), "menu"))
        self.window.close_wanted.connect(lambda: request("application.quit", {}, "mouse"))
        self._given.server.asked.connect(self._asked)

    def _join_words(self) -> None:
        given = self._given
        for part in (self.workspace, self.saving, given.failures):
            part.told.connect(self.messages.tell)
        for part in (self.workspace, self.saving, self.macros, self.recovery):
            part.noted.connect(self.status.say)
        self.saving.resolved.connect(self.messages.dismiss)
        self.dispatcher.refused.connect(self.status.say)
        self.dispatcher.stopped.connect(self._stopped)
        self.macros.changed.connect(lambda: self.status.show_macro(self.macros.state))
        given.theme.changed.connect(lambda: self.tabs.set_colors(given.theme.colors()))
        self.window.palette_changed.connect(self._paint)
        for signal in (
            self.workspace.opened,
            self.workspace.closed,
            self.workspace.changed,
            self.tabs.current_changed,
            self.macros.changed,
            self.saving.saved,
        ):
            signal.connect(self.availability.refresh_soon)
        self._status_soon = QTimer(self, singleShot=True, interval=0)
        self._status_soon.timeout.connect(self._show_status)

    def _add_performers(self) -> None:
        for part in (
            self.closing,
            self.macros,
            self.recovery,
            self.searching,
            self.session,
            self.zooming,
        ):
            self.performing.add(part.performers())
        self.performing.add(
            {
                New: lambda _: self.workspace.new(),
                Open: lambda command: self.workspace.open_path(command.path, command.line, command.column),
                OpenDialog: lambda _: self.dialogs.ask_open(),
                SaveAs: self._save_as,
                SaveAll: lambda _: self.saving.save_all("effect"),
                About: lambda _: self._about(),
            }
        )

    # --- documents and tabs ------------------------------------------------------------------------------

    def _opened(self, held: HeldDocument, opening: Opening) -> None:
        unused = [
            other for other in self.workspace if other is not held and self.workspace.is_untouched(other)
        ]
        is_modified = self.workspace.is_modified(held)
        view = self.tabs.add(held, self.session.index_for(opening), is_modified=is_modified)
        if opening.tab is not None:
            view.set_scroll_position(opening.tab.line, opening.tab.left)
        if not opening.in_background or len(self.workspace) == 1:
            self.tabs.show_tab(held.id)
        if held.path is not None:
            if opening.tab is None:
                self.recent.note(held.path)
                self.status.say(f"Opened {held.path}")
            # The empty tab of a window that has just been opened makes room.
            for other in unused:
                self.workspace.close(other.id)
        self._current_changed(self.tabs.current_id)

    def _closed(self, held: HeldDocument) -> None:
        self.messages.forget(held.id)
        self.tabs.remove(held.id)
        if not len(self.workspace) and not self._is_starting and not self.window.may_close:
            self.workspace.new()

    def _changed(self, held: HeldDocument) -> None:
        is_modified = self.workspace.is_modified(held)
        self.tabs.refresh(held, is_modified=is_modified)
        if held.id == self.tabs.current_id:
            self.window.name(held.name, held.path, is_modified=is_modified)
            self._status_soon.start()

    def _current_changed(self, document_id: str | None) -> None:
        self.dispatcher.current = document_id
        self.messages.show_for(document_id)
        held = self.current()
        if held is None:
            self.window.name("", None, is_modified=False)
        else:
            self._changed(held)
        self._show_status()
        self._show_journal()

    def _note_advance(self, event: DocumentAdvanced) -> None:
        if event.message and event.command.name not in ("edit.undo", "edit.redo", "history.go_to"):
            self.status.say(event.message)
        self.messages.dismiss(f"journal {event.target}")
        self.session.note()
        self.availability.refresh_soon()
        if event.target == self.tabs.current_id and not self._status_soon.isActive():
            self._status_soon.start()

    def _saved(self, held: HeldDocument) -> None:
        self.journals.sync([held])
        if held.path is not None:
            self.recent.note(held.path)

    # --- what is shown about the current one -------------------------------------------------------------

    def _show_status(self) -> None:
        held = self.current()
        self.status.show_document(None if held is None else held.document.document)
        self.status.show_encoding("" if held is None else held.format.label)
        self.status.show_macro(self.macros.state)

    def _show_journal(self) -> None:
        state = self.journals.state(self.tabs.current_id)
        self.status.show_journal(state.text, state.tip)

    def _stopped(self, message: Message) -> None:
        if message.document is not None:
            self.journals.note_failure(message.document)
        self.messages.tell(message)

    def _paint(self) -> None:
        self.actions.draw_icons(self.window.palette())
        self.messages.repaint_for(self.window.palette())

    # --- wishes ------------------------------------------------------------------------------------------

    def _chosen(self, name: str, source: str) -> None:
        if name == "macro.save":
            self.macros.ask_name()
        else:
            self.dispatcher.request(name, {}, source)

    def _close_tab(self, document_id: str) -> None:
        self.tabs.show_tab(document_id)
        self.dispatcher.request("document.close", {}, "mouse")

    def _save_as(self, command: SaveAs) -> None:
        document_id = self.tabs.current_id
        if document_id is None:
            return
        if command.path is None:
            self._ask_path(document_id)
        else:
            self.saving.save_as(document_id, command.path)

    def _ask_path(self, document_id: str) -> None:
        held = self.workspace.held(document_id)
        if held is None:
            return
        self.tabs.show_tab(document_id)

        def chosen(path: str) -> None:
            self.tabs.show_tab(document_id)
            self.dispatcher.submit(SaveAs(path), "dialog")

        self.dialogs.ask_save(held, chosen, lambda: self.saving.give_up(document_id))

    def _about(self) -> None:
        from editorapp.ui.about import about_box

        about_box(self.window).open()

    def _asked(self, places: Sequence[FilePlace]) -> None:
        self.window.come_to_front()
        for place in places:
            self.dispatcher.submit(Open(place.path, place.line, place.column), "other-process")

    # --- beginning and end -------------------------------------------------------------------------------

    def start(self, places: Sequence[FilePlace]) -> None:
        """Show the window, then bring back the last session and open some files."""
        if not self.session.restore_window():
            self.window.take_usual_size()
        self._given.failures.begin_telling()
        will_open = bool(places) or (self._given.folder is not None and self._given.folder.state.tabs)
        if not will_open:
            self.workspace.new()
        self.window.show()
        self.recent.read()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.applicationStateChanged.connect(self._application_state_changed)
            application.commitDataRequest.connect(
                lambda _: self.end_now(), Qt.ConnectionType.DirectConnection
            )
        self.session.restore_tabs(lambda: self._restored(places))

    def _restored(self, places: Sequence[FilePlace]) -> None:
        """The last session is there; now what the command line wants, in front of it."""
        waiting = [self.dispatcher.submit(Open(p.path, p.line, p.column), "command-line") for p in places]
        self.recovery.look()
        self._is_starting = False
        if not any(isinstance(outcome, Outcome) for outcome in waiting) and not len(self.workspace):
            self.workspace.new()
        elif not len(self.workspace):
            self.worker.when_idle(self._ensure_tab)

    def _ensure_tab(self) -> None:
        if not len(self.workspace) and not self.window.may_close:
            self.workspace.new()

    def _application_state_changed(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self.journals.sync()

    def end_now(self) -> None:
        """End without questions, because the system ends; everything is there again at the next start."""
        self._end(keep=True)

    def _end(self, keep: bool) -> None:
        if self.window.may_close:
            return
        self.session.finish(keep=keep)
        self.window.may_close = True
        self.window.close()
        for held in list(self.workspace):
            is_kept = keep and held.path is not None and self.workspace.is_modified(held)
            self.workspace.close(held.id, keep=is_kept)
        self.worker.when_idle(self._written)

    def _written(self) -> None:
        self.session.release()
        self._given.server.close()
        self.worker.finish()
        self._ended()

    def journal_state(self) -> JournalState:
        """Return how safe the changes of the document are that is shown."""
        return self.journals.state(self.tabs.current_id)
