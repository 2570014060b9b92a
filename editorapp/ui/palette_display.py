"""Owns how the palette gets its commands, and how much each is used.

Does not show them, and does not run what is chosen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from editorapp.bus.errors import ReadModelError
from editorapp.commands.application import ShowPalette
from editorapp.session.command_usage import CommandUsage, Usage
from editorapp.ui.actions import ActionSet
from editorapp.ui.availability import Availability
from editorapp.ui.file_worker import FileWorker
from editorapp.ui.menus import ORDER, place_of
from editorapp.ui.performing import Performers
from editorapp.ui.read_model_follower import ReadModelFollower

if TYPE_CHECKING:
    from editorapp.ui.palette import CommandPalette
    from editorapp.ui.palette_order import PaletteEntry

SOURCE = "palette"
"""What a command comes from that was chosen there."""


class PaletteDisplay(QObject):
    """Shows the palette of a window."""

    chosen = Signal(str, str)
    """The name of a command that was chosen, and what it was chosen with."""

    def __init__(
        self,
        window: QWidget,
        actions: ActionSet,
        availability: Availability,
        follower: ReadModelFollower,
        worker: FileWorker,
    ) -> None:
        """Take what it works with."""
        super().__init__(window)
        self._actions = actions
        self._availability = availability
        self._models = follower.models
        self._worker = worker
        self._window = window
        self._palette: CommandPalette | None = None
        self._ranks: dict[str, float] = {}
        follower.caught_up.connect(self._look)

    @property
    def palette(self) -> CommandPalette:
        """The palette."""
        if self._palette is None:
            # Loaded and made when it is wanted, not before the first paint.
            from editorapp.ui.palette import CommandPalette

            self._palette = CommandPalette(self._window)
            self._palette.chosen.connect(lambda name: self.chosen.emit(name, SOURCE))
            self._palette.use_ranks(self._ranks)
        return self._palette

    def performers(self) -> Performers:
        """Return what this part does."""
        return {ShowPalette: lambda _: self._show()}

    def _show(self) -> None:
        self._availability.refresh()
        self.palette.ask(entries_of(self._actions))
        self._look()

    def _look(self) -> None:
        """Find out how much each command is used, in a thread; until then the order is that of before."""
        self._worker.run("command usage", lambda: self._models.ask(CommandUsage()), self._take, _fail)

    def _take(self, usage: dict[str, Usage]) -> None:
        self._ranks = {name: each.rank() for name, each in usage.items()}
        if self._palette is not None:
            self._palette.use_ranks(self._ranks)


def _fail(error: Exception) -> None:
    """The palette works without it; who wants to know is told by the health of the read models."""
    if not isinstance(error, ReadModelError):
        raise error


def entries_of(actions: ActionSet) -> list[PaletteEntry]:
    """Return the commands that have a place in a menu, in the order of the menus."""
    from editorapp.ui.palette_order import PaletteEntry

    found = []
    for action in actions:
        spec = action.spec
        menu, group, _ = place_of(spec.menu)
        if spec.name != ShowPalette.spec.name:
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            reason = "" if action.isEnabled() else action.statusTip()
            label = action.text().replace("&", "")
            found.append((ORDER.index(menu), group, PaletteEntry(spec.name, label, menu, keys, reason)))
    return [entry for *_, entry in sorted(found, key=lambda each: each[:2])]
