"""Owns the actions of the window: one for each command that has a place in a menu, with its keys and icon.

Does not own menus and tool bar, which show them, nor what happens when one is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QAction, QKeySequence, QPalette

from editorapp.commands.registry import Registry
from editorapp.commands.specification import Specification
from editorapp.ui.icons import icon


class CommandAction(QAction):
    """The action of one command; it knows whether a key or a menu has set it off."""

    chosen = Signal(str, str)
    """The command's name and what it was chosen with: `keyboard` or `menu`."""

    def __init__(self, spec: Specification, parent: QObject) -> None:
        """Take what is said about the command."""
        super().__init__(parent)
        self.spec = spec
        self._is_by_key = False
        self._said: tuple[str, str] | None = None
        self.setObjectName(spec.name)
        self.setShortcuts(
            [
                QKeySequence(key, QKeySequence.SequenceFormat.PortableText)
                for key in spec.key.split(" ")
                if key
            ]
        )
        self.triggered.connect(self._choose)
        self.say(spec.label)

    def event(self, event: QEvent) -> bool:
        """Notice keys."""
        self._is_by_key = event.type() == QEvent.Type.Shortcut
        try:
            return super().event(event)
        finally:
            self._is_by_key = False

    def _choose(self) -> None:
        self.chosen.emit(self.spec.name, "keyboard" if self._is_by_key else "menu")

    def say(self, label: str, unavailable: str = "") -> None:
        """Take a label, and the reason why the action cannot be chosen now; empty if it can."""
        # Asked of every action after every key: what is the same costs nothing.
        if self._said == (label, unavailable):
            return
        self._said = (label, unavailable)
        self.setEnabled(not unavailable)
        plain = label.removesuffix("...")
        # The words of a menu carry a mark for the key that chooses them; those are given by the menu.
        if self.text().replace("&", "") != label:
            self.setText(label)
        keys = self.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        tip = f"{plain} ({keys})" if keys else plain
        self.setToolTip(f"{plain}: {unavailable}" if unavailable else tip)
        self.setStatusTip(unavailable)
        self.setIconText(plain)


class ActionSet(QObject):
    """The actions by the names of their commands."""

    chosen = Signal(str, str)
    """The name of a command that was chosen, and what it was chosen with."""

    def __init__(self, registry: Registry, palette: QPalette, parent: QObject) -> None:
        """Make an action for each command with a place in a menu."""
        super().__init__(parent)
        self._actions = {
            command.spec.name: CommandAction(command.spec, parent)
            for command in registry
            if command.spec.menu
        }
        for action in self:
            action.chosen.connect(self.chosen)
        self.draw_icons(palette)

    def __iter__(self) -> Iterator[CommandAction]:
        return iter(self._actions.values())

    def __getitem__(self, name: str) -> CommandAction:
        return self._actions[name]

    def draw_icons(self, palette: QPalette) -> None:
        """Draw the icons in the colors of a palette."""
        for action in self:
            if action.spec.icon:
                action.setIcon(icon(action.spec.icon, palette))
