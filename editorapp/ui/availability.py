"""Owns which commands can be chosen now, the reason why one cannot, and the labels that say what is undone.

Does not own the actions. It only spares a person what would be refused: the commands themselves decide.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from editorapp.commands.specification import DocumentCommand
from editorapp.session.editor import Editor
from editorapp.session.jumps import Jumps
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

_STEPS = ("edit.undo", "edit.redo")
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
        jumps: Jumps,
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
        self._jumps = jumps
        self._reasons = self._all_reasons()
        changing = {*self._reasons, *_STEPS}
        self._changing = [action for action in actions if action.spec.name in changing]
        self._had_document: bool | None = None
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)

    def refresh_soon(self, *_: object) -> None:
        """Look again when what happens now is done, once however much happens."""
        if not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        """Look again."""
        held = self._workspace.held(self._current())
        is_other = self._had_document is not (held is not None)
        self._had_document = held is not None
        # After a key only some can be others; there are more than a hundred.
        for action in self._actions if is_other else self._changing:
            name = action.spec.name
            reason = (
                "there is no document" if held is None and self._needs_document(name) else self._reason(name)
            )
            label = action.spec.label
            if held is not None and name in _STEPS:
                tree = held.document.tree
                step = tree.undo_label() if name == "edit.undo" else tree.redo_label()
                reason = "" if step is not None else f"there is nothing to {label.lower()}"
                label = f"{label} {self._label_of(step)}" if step is not None else label
            action.say(label, reason)

    def _needs_document(self, name: str) -> bool:
        return name.startswith(_NEEDS_DOCUMENT) or issubclass(
            self._editor.registry.type_of(name), DocumentCommand
        )

    def _label_of(self, name: str) -> str:
        registry = self._editor.registry
        return registry.type_of(name).spec.label.removesuffix("...") if name in registry else name

    def _reason(self, name: str) -> str:
        find = self._reasons.get(name)
        return "" if find is None else find()

    def _all_reasons(self) -> dict[str, Callable[[], str]]:
        """What finds the reason why a command cannot be chosen, for those that can have one beside a document."""
        return {
            "macro.record": self._while_recording,
            "macro.stop": lambda: "" if self._editor.recorder.is_recording else "no macro is being recorded",
            "macro.play": self._without_macro,
            "macro.save": self._without_macro,
            "macro.play_dialog": self._while_recording,
            "macro.run_on_files_dialog": self._while_recording,
            "document.reopen_closed": lambda: "" if self._has_closed_tabs() else "no tab was closed",
            "document.save_all": self._without_changes,
            "jump.back": lambda: "" if self._jumps.can_go_back else "there is no place to go back to",
            "jump.forward": lambda: (
                "" if self._jumps.can_go_forward else "there is no place to go forward to"
            ),
            "jump.last_edit": lambda: "" if self._jumps.has_edit else "nothing was changed yet",
            "view.next_tab": self._with_one_tab,
            "view.previous_tab": self._with_one_tab,
            **dict.fromkeys(_NEEDS_SPLIT, self._without_split),
            **dict.fromkeys(_NEEDS_ROOM, self._without_room),
        }

    def _while_recording(self) -> str:
        return "a macro is being recorded" if self._editor.recorder.is_recording else ""

    def _without_macro(self) -> str:
        return self._while_recording() or ("" if self._editor.recorder.last else "no macro was recorded yet")

    def _without_changes(self) -> str:
        is_modified = self._workspace.is_modified
        has_changes = any(held.path is not None and is_modified(held) for held in self._workspace)
        return "" if has_changes else "no file has unsaved changes"

    def _with_one_tab(self) -> str:
        return "" if len(self._workspace) > 1 else "there is only one tab"

    def _without_split(self) -> str:
        return "" if self._pane_count() > 1 else "the tab is not split"

    def _without_room(self) -> str:
        return "" if self._pane_count() < MOST_PANES else f"there are {MOST_PANES} panes already"
