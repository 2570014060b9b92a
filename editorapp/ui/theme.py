"""Owns `Theme`: whether the window is light or dark, and the palette that makes it so.

Does not own the colors of the text view; it only says which set of them fits.
"""

from __future__ import annotations

from typing import Any, Final, Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from editorapp.session.view_options import Scheme
from editorapp.ui.view.colors import Colors


class SchemeHints(Protocol):
    """What is needed of `QStyleHints`."""

    colorSchemeChanged: Any

    def colorScheme(self) -> Qt.ColorScheme:
        """Return what the system has."""
        ...

    def setColorScheme(self, scheme: Qt.ColorScheme) -> None:
        """Ask the system for light or dark decorations and dialogs; `Unknown` leaves it to the system."""
        ...


_WANTED: Final = {
    Scheme.SYSTEM: Qt.ColorScheme.Unknown,
    Scheme.LIGHT: Qt.ColorScheme.Light,
    Scheme.DARK: Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """Light or dark, for the whole application.

    Many platforms bring a palette of their own that fits. Where they do not, as on X11 without a desktop, the
    application gets one from here.
    """

    changed = Signal()
    """It is dark now and was light before, or the other way round."""

    def __init__(
        self, application: QApplication, hints: SchemeHints | None = None, parent: QObject | None = None
    ) -> None:
        """Follow the system from now on.

        Args:
            application: gets the palette.
            hints: tells what the system has; those of the application when left out.
            parent: owns this object.
        """
        super().__init__(parent)
        self._application = application
        self._hints: SchemeHints = application.styleHints() if hints is None else hints
        self._scheme = Scheme.SYSTEM
        self._is_applying = False
        self._is_dark = False
        self._apply()
        self._hints.colorSchemeChanged.connect(self._follow)

    @property
    def scheme(self) -> Scheme:
        """What is wanted."""
        return self._scheme

    @property
    def is_dark(self) -> bool:
        """What came of it."""
        return self._is_dark

    def set_scheme(self, scheme: Scheme) -> None:
        """Follow the system, or be light or dark whatever it has."""
        self._scheme = scheme
        self._apply()

    def colors(self) -> Colors:
        """Return the colors for the text view."""
        return Colors.dark() if self._is_dark else Colors.light()

    def icon_color(self) -> QColor:
        """Return the color of the lines of icons."""
        return self._application.palette().color(QPalette.ColorRole.ButtonText)

    def _follow(self) -> None:
        if not self._is_applying:
            self._apply()

    def _apply(self) -> None:
        was_dark = self._is_dark
        self._is_applying = True  # the system answers what it is asked here with a change of its own
        try:
            self._hints.setColorScheme(_WANTED[self._scheme])
            self._application.setPalette(QPalette())
            self._is_dark = self._wants_dark()
            if is_dark(self._application.palette()) != self._is_dark:
                self._application.setPalette(dark_palette() if self._is_dark else light_palette())
        finally:
            self._is_applying = False
        if self._is_dark != was_dark:
            self.changed.emit()

    def _wants_dark(self) -> bool:
        if self._scheme is not Scheme.SYSTEM:
            return self._scheme is Scheme.DARK
        system = self._hints.colorScheme()
        if system == Qt.ColorScheme.Unknown:
            return is_dark(self._application.palette())
        return system == Qt.ColorScheme.Dark


def is_dark(palette: QPalette) -> bool:
    """Return whether a palette writes light text on a dark ground."""
    text, ground = palette.color(QPalette.ColorRole.WindowText), palette.color(QPalette.ColorRole.Window)
    return text.lightness() > ground.lightness()


def dark_palette() -> QPalette:
    """Return a palette of light text on a dark ground."""
    return _palette(
        Colors.dark(),
        window="#2b3036",
        button="#383f48",
        tool_tip="#3a4048",
        highlight="#3f72b5",
        link="#8ab4f8",
        faint="#949ba5",
        disabled="#6b727c",
    )


def light_palette() -> QPalette:
    """Return a palette of dark text on a light ground."""
    return _palette(
        Colors.light(),
        window="#f1f2f4",
        button="#f6f7f8",
        tool_tip="#ffffff",
        highlight="#2f6fc4",
        link="#0b57d0",
        faint="#69717b",
        disabled="#a4abb3",
    )


def _palette(
    colors: Colors,
    *,
    window: str,
    button: str,
    tool_tip: str,
    highlight: str,
    link: str,
    faint: str,
    disabled: str,
) -> QPalette:
    palette = QPalette(QColor(button), QColor(window))
    role = QPalette.ColorRole
    for text_role in (role.WindowText, role.Text, role.ButtonText, role.ToolTipText):
        palette.setColor(text_role, colors.text)
        palette.setColor(QPalette.ColorGroup.Disabled, text_role, QColor(disabled))
    palette.setColor(role.Base, colors.background)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Base, QColor(window))
    palette.setColor(role.AlternateBase, colors.current_line)
    palette.setColor(role.ToolTipBase, QColor(tool_tip))
    palette.setColor(role.PlaceholderText, QColor(faint))
    palette.setColor(role.BrightText, QColor("#ffffff"))
    palette.setColor(role.Highlight, QColor(highlight))
    palette.setColor(role.HighlightedText, QColor("#ffffff"))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(disabled))
    palette.setColor(role.Accent, QColor(highlight))
    palette.setColor(role.Link, QColor(link))
    palette.setColor(role.LinkVisited, QColor(link))
    return palette


def error_color(palette: QPalette) -> QColor:
    """Return the color in which a palette's ground shows that something is wrong."""
    return QColor("#ff8a80") if is_dark(palette) else QColor("#b3261e")
