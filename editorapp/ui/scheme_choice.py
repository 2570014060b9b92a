"""Owns whether the window is light, dark or as the desktop, as a person has chosen, and the marks in the menu for it.

Does not own what light and dark look like.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Signal

from editorapp.commands.viewing import ColorsOfDesktop, DarkColors, LightColors
from editorapp.session.view_options import Scheme
from editorapp.ui.actions import ActionSet
from editorapp.ui.performing import Performers
from editorapp.ui.theme import Theme

_SCHEMES: Final = {
    ColorsOfDesktop: Scheme.SYSTEM,
    LightColors: Scheme.LIGHT,
    DarkColors: Scheme.DARK,
}


class SchemeChoice(QObject):
    """The choice."""

    switched = Signal()
    """Another one was chosen."""

    def __init__(self, scheme: Scheme, theme: Theme, parent: QObject | None = None) -> None:
        """Take the choice of the last session, and what makes it so."""
        super().__init__(parent)
        self._theme = theme
        self._actions: ActionSet | None = None
        if scheme is not theme.scheme:
            theme.set_scheme(scheme)

    @property
    def scheme(self) -> Scheme:
        """What is chosen."""
        return self._theme.scheme

    def performers(self) -> Performers:
        """Return what this part does."""
        return {command: self._chooser(scheme) for command, scheme in _SCHEMES.items()}

    def mark(self, actions: ActionSet) -> None:
        """Keep the marks of actions up to date from now on."""
        self._actions = actions
        for command in _SCHEMES:
            actions[command.spec.name].setCheckable(True)
        self._update_marks()

    def _chooser(self, scheme: Scheme) -> Callable[[object], None]:
        return lambda _: self._choose(scheme)

    def _choose(self, scheme: Scheme) -> None:
        is_other = scheme is not self.scheme
        if is_other:
            self._theme.set_scheme(scheme)
        # Qt has turned the mark of a chosen action; it says what is, not what was wanted.
        self._update_marks()
        if is_other:
            self.switched.emit()

    def _update_marks(self) -> None:
        if self._actions is not None:
            for command, scheme in _SCHEMES.items():
                self._actions[command.spec.name].setChecked(scheme is self.scheme)
