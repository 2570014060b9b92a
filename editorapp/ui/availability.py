"""Owns which commands can be chosen now, the reason why one cannot, and the labels that say what is undone.

Does not own the actions. It only spares a person what would be refused: the commands themselves decide.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from editorapp.commands.specification import DocumentCommand
from editorapp.session.editor import Editor
from editorapp.ui.actions import ActionSet
from editorapp.ui.panes import MOST_PANES
from editorapp.ui.workspace import Workspace

_NEEDS_DOCUMENT = (
    "document.save_as",
    "document.export_dialog",
    "document.close",
    "find.",
    "selection.go_to_line_dialog",
    "lines.",
    "insert.",
    "text.",
    "view.split_",
)


_NEEDS_SPLIT = frozenset({"view.close_split", "view.next_pane", "view.previous_pane", "view.equal_panes"})
_NEEDS_ROOM = frozenset({"view.split_beside", "view.split_below"})


class Availability(QObject):
    """Keeps the actions up to date."""

    def __init__(
        self,
        actions: ActionSet,
        editor: Editor,
        workspace: Workspace,
        current: Callable[[], str | None],
        has_closed_tabs: Callable[[], bool],
        pane_count: Callable[[], int],
        parent: QObject,
    ) -> None:
        """Take where to look."""
        super().__init__(parent)
        self._actions = actions
        self._editor = editor
        self._workspace = workspace
        self._current = current
        self._has_closed_tabs = has_closed_tabs
        self._pane_count = pane_count
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)

    def refresh_soon(self, *_: object) -> None:
        """Look again when what happens now is done, once however much happens."""
        if not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        """Look again."""
        held = self._workspace.held(self._current())
        for action in self._actions:
            name = action.spec.name
            needs_document = name.startswith(_NEEDS_DOCUMENT) or issubclass(
                self._editor.registry.type_of(name), DocumentCommand
            )
            reason = "there is no document" if needs_document and held is None else self._reason(name)
            label = action.spec.label
            if held is not None and name in ("edit.undo", "edit.redo"):
                tree = held.document.tree
                step = tree.undo_label() if name == "edit.undo" else tree.redo_label()
                reason = "" if step is not None else f"there is nothing to {label.lower()}"
                label = f"{label} {self._label_of(step)}" if step is not None else label
            action.say(label, reason)

    def _label_of(self, name: str) -> str:
        registry = self._editor.registry
        return registry.type_of(name).spec.label.removesuffix("...") if name in registry else name

    def _reason(self, name: str) -> str:
        recorder = self._editor.recorder
        match name:
            case "macro.record":
                return "a macro is being recorded" if recorder.is_recording else ""
            case "macro.stop":
                return "" if recorder.is_recording else "no macro is being recorded"
            case "macro.play" | "macro.save":
                if recorder.is_recording:
                    return "a macro is being recorded"
                return "" if recorder.last else "no macro was recorded yet"
            case "macro.play_dialog" | "macro.run_on_files_dialog":
                return "a macro is being recorded" if recorder.is_recording else ""
            case "document.reopen_closed":
                return "" if self._has_closed_tabs() else "no tab was closed"
            case "document.save_all":
                modified = any(h.path is not None and self._workspace.is_modified(h) for h in self._workspace)
                return "" if modified else "no file has unsaved changes"
            case "view.next_tab" | "view.previous_tab":
                return "" if len(self._workspace) > 1 else "there is only one tab"
            case _:
                return self._reason_of_panes(name)

    def _reason_of_panes(self, name: str) -> str:
        if name in _NEEDS_SPLIT:
            return "" if self._pane_count() > 1 else "the tab is not split"
        if name in _NEEDS_ROOM:
            return "" if self._pane_count() < MOST_PANES else f"there are {MOST_PANES} panes already"
        return ""
