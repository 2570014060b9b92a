"""Owns how a person's wishes, from wherever they come, become commands, and who does those on documents.

Does not own what doing them takes.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from editorapp.commands.application import About
from editorapp.commands.document import New, Open, OpenDialog, SaveAll, SaveAs
from editorapp.storage.file_place import FilePlace
from editorapp.ui.dispatcher import source_of
from editorapp.ui.parts import Parts
from editorapp.ui.performing import Performers


class Wishes(QObject):
    """Takes wishes from menus, tabs, dialogs, dropped files and other processes."""

    def __init__(self, parts: Parts, parent: QObject) -> None:
        """Take wishes from now on."""
        super().__init__(parent)
        self._parts = parts
        request, tabs = parts.dispatcher.request, parts.tabs
        for chooser in (parts.actions, parts.palette):
            chooser.chosen.connect(self._choose)
        tabs.command_requested.connect(
            lambda document_id, name, arguments: request(
                name, parts.typing.completed(name, arguments), source_of(name), document_id
            )
        )
        tabs.close_wanted.connect(self._close_tab)
        tabs.zoom_requested.connect(lambda steps: request("view.zoom", {"steps": steps}, "mouse"))
        tabs.context_menu_requested.connect(parts.context_menu.popup)
        for source in (tabs.files_dropped, parts.window.files_dropped, parts.dialogs.open_chosen):
            source.connect(lambda files: self._open([FilePlace(path) for path in files], "mouse"))
        parts.macro_runs.open_wanted.connect(
            lambda files: self._open([FilePlace(path) for path in files], "mouse")
        )
        parts.recent.chosen.connect(lambda path: self._open([FilePlace(path)], "menu"))
        parts.recent.command_wanted.connect(parts.dispatcher.submit)
        parts.window.close_wanted.connect(lambda: request("application.quit", {}, "mouse"))
        parts.given.server.asked.connect(self._ask_from_outside)
        parts.saving.path_wanted.connect(self._ask_path)
        parts.dispatcher.rescue = self._ask_path
        for part in (
            parts.asking,
            parts.auto_reload,
            parts.autosave,
            parts.closing,
            parts.completing,
            parts.exporting,
            parts.file_finding,
            parts.history_search,
            parts.inspection,
            parts.jumping,
            parts.macros,
            parts.macro_runs,
            parts.palette,
            parts.panes,
            parts.picking,
            parts.recent,
            parts.recovery,
            parts.scheme,
            parts.searching,
            parts.session,
            parts.statistics,
            parts.folding,
            parts.typing,
            parts.viewing,
            parts.zooming,
            self,
        ):
            parts.performing.add(part.performers())

    def performers(self) -> Performers:
        """Return what this part does."""
        parts = self._parts
        return {
            New: self._new,
            Open: lambda command: parts.workspace.open_path(command.path, command.line, command.column),
            OpenDialog: lambda _: parts.dialogs.ask_open(),
            SaveAs: self._save_as,
            SaveAll: lambda _: parts.saving.save_all("effect"),
            About: lambda _: self._tell_about(),
        }

    def _choose(self, name: str, source: str) -> None:
        if name == "macro.save":
            # A command is complete when it is accepted, so its name is asked for before.
            self._parts.macros.ask_name()
        else:
            self._parts.dispatcher.request(name, {}, source)

    def _open(self, places: Sequence[FilePlace], source: str) -> None:
        for place in places:
            self._parts.dispatcher.submit(Open(place.path, place.line, place.column), source)

    def open_from_command_line(self, places: Sequence[FilePlace]) -> None:
        """Open what the person named when the program was started."""
        self._open(places, "command-line")

    def _ask_from_outside(self, places: Sequence[FilePlace]) -> None:
        self._parts.window.come_to_front()
        self._open(places, "other-process")

    def _close_tab(self, document_id: str) -> None:
        self._parts.tabs.show_tab(document_id)
        self._parts.dispatcher.request("document.close", {}, "mouse")

    def _new(self, _: New) -> None:
        self._parts.workspace.new()

    def _save_as(self, command: SaveAs) -> None:
        document_id = self._parts.tabs.current_id
        if document_id is None:
            return
        if command.path is None:
            self._ask_path(document_id)
        else:
            self._parts.saving.save_as(document_id, command.path)

    def _ask_path(self, document_id: str) -> None:
        parts = self._parts
        held = parts.workspace.held(document_id)
        if held is None:
            return
        parts.tabs.show_tab(document_id)

        def chosen(path: str) -> None:
            parts.tabs.show_tab(document_id)
            parts.dispatcher.submit(SaveAs(path), "dialog")

        parts.dialogs.ask_save(held, chosen, lambda: parts.saving.give_up(document_id))

    def _tell_about(self) -> None:
        from editorapp.ui.about import about_box

        about_box(self._parts.window).open()
