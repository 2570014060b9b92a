"""Owns `Parts`: everything that a window consists of, made in the order in which one needs the other.

Does not join them to each other: that is `editor_window.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from editorapp.session.editor import Editor
from editorapp.session.inspection import Pipelines
from editorapp.session.macros import MacroStore
from editorapp.session.open_document import DocumentAdvanced
from editorapp.session.view_options import Scheme, ViewOptions
from editorapp.session.work.domain import Performers
from editorapp.storage.application_log import ApplicationLog
from editorapp.storage.document_store import DocumentStore, wall_clock
from editorapp.storage.errors import Owner
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.pipeline_file import WORK_FOLDER
from editorapp.storage.profile import Profile
from editorapp.storage.read_models.host import JournalReadModels
from editorapp.storage.recent_files import RecentFiles
from editorapp.storage.window_state import FileFindState, WindowFolder
from editorapp.storage.work.exporter import Exporter
from editorapp.storage.work.file_looker import FileLooker
from editorapp.storage.work.file_writer import FileWriter
from editorapp.storage.work.macro_applier import MacroApplier
from editorapp.ui.actions import ActionSet
from editorapp.ui.asking import Asking
from editorapp.ui.auto_reload import AutoReload
from editorapp.ui.autosave import Autosave
from editorapp.ui.availability import Availability
from editorapp.ui.closing import Closing
from editorapp.ui.completing import Completing
from editorapp.ui.dispatcher import Dispatcher
from editorapp.ui.exporting import Exporting
from editorapp.ui.extension_buttons import ExtensionButtons
from editorapp.ui.failures import Failures
from editorapp.ui.file_dialogs import FileDialogs
from editorapp.ui.file_finding import FileFinding
from editorapp.ui.file_watch import FileWatch
from editorapp.ui.file_worker import FileWorker
from editorapp.ui.find_bar import FindBar
from editorapp.ui.folding import Folding
from editorapp.ui.heavy_commands import HeavyCommands
from editorapp.ui.heavy_display import HeavyDisplay
from editorapp.ui.history_search import HistorySearch
from editorapp.ui.inspection import Inspected, Inspection
from editorapp.ui.instance_server import InstanceServer
from editorapp.ui.journal_sync import JournalSync
from editorapp.ui.jumping import Jumping
from editorapp.ui.keyboard_round import KeyboardRound
from editorapp.ui.left_copies import LeftCopies
from editorapp.ui.macro_panel import MacroPanel
from editorapp.ui.macro_runs import MacroRuns
from editorapp.ui.main_window import MainWindow
from editorapp.ui.menus import context_menu, fill_menu_bar
from editorapp.ui.message_bar import MessageArea
from editorapp.ui.outside_choices import OutsideChoices
from editorapp.ui.palette_display import PaletteDisplay
from editorapp.ui.panes_commands import PaneCommands
from editorapp.ui.performing import Performing
from editorapp.ui.picking import Picking
from editorapp.ui.read_model_follower import ReadModelFollower
from editorapp.ui.recent_menu import RecentMenu
from editorapp.ui.recovery import Recovery
from editorapp.ui.released_memory import ReleasedMemory
from editorapp.ui.reopening import Reopening
from editorapp.ui.saving import Saving
from editorapp.ui.scheme_choice import SchemeChoice
from editorapp.ui.searching import Searching
from editorapp.ui.session_restore import SessionKeeper
from editorapp.ui.statistics_display import StatisticsDisplay
from editorapp.ui.status_bar import StatusBar
from editorapp.ui.tab_area import TabArea
from editorapp.ui.tab_macros import SOURCE as MACRO_RUN
from editorapp.ui.tab_macros import TabMacros
from editorapp.ui.theme import Theme
from editorapp.ui.tool_bar import ToolBar
from editorapp.ui.typing_options import TypingOptions
from editorapp.ui.viewing import Viewing
from editorapp.ui.watching import Watching
from editorapp.ui.window_work import Service, WindowWork
from editorapp.ui.workspace import Workspace
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
        application_log: the record of commands that act on no document.
        journal_models: the read models over the journals of the profile.
        open_work: opens the service of the window's outside work, in a thread.
        pipelines: what is under way in this process.
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
    application_log: ApplicationLog
    journal_models: JournalReadModels
    open_work: Callable[[Performers], Service]
    pipelines: Pipelines


class Parts:
    """The parts of one window."""

    def __init__(self, given: Surroundings, parent: QObject) -> None:
        """Make all parts, belonging to `parent`; nothing is shown yet."""
        editor, store = given.editor, given.store
        zoom = 0 if given.folder is None else given.folder.state.zoom
        self.given = given
        # What is made after it has the colors that were chosen.
        scheme = Scheme.SYSTEM if given.folder is None else given.folder.state.scheme
        self.scheme = SchemeChoice(scheme, given.theme, parent)
        self.tabs = TabArea(given.theme.colors(), zoom)
        # Before anybody else, so that what a key does is seen before what else comes of it is done.
        editor.bus.subscribe(DocumentAdvanced, self.tabs.follow)
        self.worker = FileWorker(given.failures.report_work, parent)
        self.dispatcher = Dispatcher(editor, parent)
        self.workspace = Workspace(editor, store, self.dispatcher, self.worker, parent)
        writer = FileWriter(store, given.owner, editor.registry, self.workspace.held)
        looker = FileLooker(writer, self.workspace.held)
        in_tabs = TabMacros(editor, self.workspace, parent)
        applier = MacroApplier(store, editor.registry, in_tabs.play)
        performers = Performers(writer, Exporter(store, writer.text_of), looker, applier)
        self.work = WindowWork(lambda: given.open_work(performers), self.worker, parent)
        self.saving = Saving(self.workspace, self.dispatcher, self.work, writer, parent)
        in_tabs.save_wanted.connect(lambda document_id: self.saving.request(document_id, MACRO_RUN))
        self.autosave = Autosave(self.workspace, self.work, self.saving, writer, parent)
        self.journals = JournalSync(self.workspace, self.worker, parent)
        ReleasedMemory(self.workspace, parent)
        self.find_bar = FindBar()
        self.messages = MessageArea()
        self.status = StatusBar()
        self.window = MainWindow(self.tabs, self.find_bar, self.messages, self.status)
        reloads = given.folder is None or given.folder.state.auto_reload
        self.auto_reload = AutoReload(is_on=reloads, parent=parent)
        self.watching = Watching(
            self.workspace,
            self.dispatcher,
            self.work,
            self.worker,
            self.saving,
            FileWatch(self.workspace, self.worker, looker, parent),
            OutsideChoices(self.workspace, self.dispatcher, self.work, given.profile, self.window),
            self.auto_reload,
            self.window,
        )
        self.zooming = Zooming(self.tabs, zoom, parent)
        self.panes = PaneCommands(self.tabs, parent)
        auto_close = given.folder is None or given.folder.state.auto_close
        completion = given.folder is None or given.folder.state.completion
        self.typing = TypingOptions(auto_close=auto_close, completion=completion, parent=parent)
        options = ViewOptions() if given.folder is None else given.folder.state.view
        self.tabs.set_options(options)
        self.viewing = Viewing(options, self.tabs.set_options, self.dispatcher.request, self.window)
        self.folding = Folding(
            lambda: self.tabs.view(self.tabs.current_id),
            self.dispatcher.request,
            self.status.say,
            self.window,
        )
        self.searching = Searching(self.workspace, self.tabs, self.find_bar, self.dispatcher)
        self.jumping = Jumping(self.workspace, self.tabs, self.dispatcher, parent)
        self.completing = Completing(self.workspace, self.tabs, self.dispatcher, self.typing, parent)
        self.dialogs = FileDialogs(self.window, self.current)
        self.picking = Picking(self.window, self.status, self.workspace, self.dispatcher)
        self.reopening = Reopening(
            self.workspace, self.dispatcher, self.worker, self.saving, self.watching.files, parent
        )
        self.left_copies = LeftCopies(self.workspace, self.worker, parent)
        self.exporting = Exporting(self.workspace, self.dispatcher, self.work, writer, self.dialogs, parent)
        self.macros = MacroPanel(
            self.window, editor, given.macros, given.profile.macros, self.dispatcher, self.worker
        )
        self.macro_runs = MacroRuns(self.window, editor, given.macros, self.workspace, self.work, applier)
        self.file_finding = FileFinding(
            self.window,
            self.workspace,
            self.tabs,
            self.dispatcher,
            self.macro_runs,
            given.failures,
            self._focus_text,
            FileFindState() if given.folder is None else given.folder.state.find_in_files,
        )
        self.recovery = Recovery(self.window, given.profile, editor.registry, self.workspace, self.worker)
        self.closing = Closing(self.window, self.workspace, self.saving, self.tabs)
        self.session = SessionKeeper(
            self.window,
            given.folder,
            self.workspace,
            self.tabs,
            self.zooming,
            self.typing,
            self.viewing,
            self.worker,
            self.auto_reload,
            self.scheme,
            self.file_finding,
        )
        self.statistics = StatisticsDisplay(
            editor,
            self.workspace,
            self.tabs,
            self.status,
            self.window,
            given.failures,
            wall_clock,
            given.pipelines.pipeline.observe,
        )
        self.journal_models = ReadModelFollower(
            given.journal_models, self._flush_journals, self.worker, parent
        )
        self.history_search = HistorySearch(
            self.window, given.profile, self.journal_models, self.workspace, self.tabs
        )
        folder = None if given.folder is None else given.folder.folder / WORK_FOLDER
        self.inspection = Inspection(
            self.window,
            Inspected(given.pipelines, self.statistics.model, folder),
            self.dispatcher,
            self.worker,
            given.failures,
            wall_clock,
            self._focus_text,
        )
        self.messages.left.connect(self._focus_text)
        self.status.left.connect(self._focus_text)
        KeyboardRound(self.window, (self.messages, self.status), self._focus_text)
        self.asking = Asking(self.window, self.workspace, self.dispatcher, editor.registry)
        self.heavy = HeavyCommands(editor, self.dispatcher, parent)
        HeavyDisplay(self.heavy, self.tabs, self.status, self.workspace, self.window)
        self.performing = Performing(parent)
        self._make_menus(parent)

    def _make_menus(self, parent: QObject) -> None:
        given = self.given
        self.actions = ActionSet(given.editor.registry, self.window.palette(), self.window)
        self.menus = fill_menu_bar(self.window.menuBar(), self.actions)
        tool_bar = ToolBar(self.actions)
        self.window.addToolBar(tool_bar)
        ExtensionButtons(self.window.menuBar(), tool_bar)
        recent_files = RecentFiles(given.profile, given.journal_models)
        self.recent = RecentMenu(recent_files, self.journal_models, self.worker, self.window)
        file_menu = self.menus["File"]
        behind_open = file_menu.actions().index(self.actions["document.open_dialog"]) + 1
        file_menu.insertMenu(file_menu.actions()[behind_open], self.recent)
        automatic = self.actions["application.autosave"]
        automatic.setCheckable(True)
        self.autosave.switched.connect(automatic.setChecked)
        reloading = self.actions["application.auto_reload"]
        reloading.setCheckable(True)
        reloading.setChecked(self.auto_reload.is_on)
        self.auto_reload.switched.connect(reloading.setChecked)
        closing = self.actions["application.auto_close"]
        closing.setCheckable(True)
        closing.setChecked(self.typing.auto_close)
        self.viewing.mark(self.actions)
        self.scheme.mark(self.actions)
        self.typing.switched.connect(closing.setChecked)
        suggesting = self.actions["application.completion"]
        suggesting.setCheckable(True)
        suggesting.setChecked(self.typing.completion)
        self.typing.completion_switched.connect(suggesting.setChecked)
        self.context_menu = context_menu(self.actions, self.window)
        self.availability = Availability(
            self.actions,
            given.editor,
            self.workspace,
            lambda: self.tabs.current_id,
            lambda: self.session.has_closed_tabs,
            lambda: self.panes.count,
            self.jumping.jumps,
            parent,
        )
        self.availability.refresh()
        self.palette = PaletteDisplay(
            self.window, self.actions, self.availability, self.journal_models, self.worker
        )

    def _flush_journals(self) -> None:
        for held in self.workspace:
            if held.journal is not None:
                held.journal.flush(waits=False)
        self.given.application_log.flush()

    def _focus_text(self) -> None:
        view = self.tabs.view(self.tabs.current_id)
        if view is not None:
            view.setFocus()

    def current(self) -> HeldDocument | None:
        """Return the document that is shown, or None."""
        return self.workspace.held(self.tabs.current_id)
