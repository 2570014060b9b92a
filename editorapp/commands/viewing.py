"""Owns the commands on how text is shown: wrapping, folds, and what is seen beside the text.

Does not perform them: the front with a window does.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from editorapp.commands.document import OF_THE_WINDOW
from editorapp.commands.specification import ApplicationCommand, Nature, Specification

Column = Annotated[int, Meta(ge=10, le=1000)]
Line = Annotated[int, Meta(ge=0)]
Level = Annotated[int, Meta(ge=1, le=50)]


def _view(name: str, label: str, menu: str = "", key: str = "") -> Specification:
    return Specification(f"view.{name}", label, Nature.APPLICATION, menu, key, OF_THE_WINDOW)


class Wrap(ApplicationCommand, frozen=True):
    """Wrap long lines nowhere, at the width of the window, or at a column; without `column` at the one of before."""

    spec: ClassVar = _view("wrap", "Wrap")
    mode: Literal["none", "window", "column"]
    column: Column | None = None


class WrapAtWindow(ApplicationCommand, frozen=True):
    """Wrap long lines at the width of the window, or no longer."""

    spec: ClassVar = _view("wrap_at_window", "Wrap at Window", "View/4", "Alt+Z")


class WrapAtColumn(ApplicationCommand, frozen=True):
    """Wrap long lines at a column, or no longer."""

    spec: ClassVar = _view("wrap_at_column", "Wrap at Column", "View/4")


class WrapColumnDialog(ApplicationCommand, frozen=True):
    """Ask for the column at which long lines are wrapped."""

    spec: ClassVar = _view("wrap_column_dialog", "Wrap Column...", "View/4")


class ShowLineNumbers(ApplicationCommand, frozen=True):
    """Show the numbers of lines, or no longer; without `on` it is turned round."""

    spec: ClassVar = _view("line_numbers", "Line Numbers", "View/5")
    on: bool | None = None


class ShowWhitespace(ApplicationCommand, frozen=True):
    """Show marks for spaces, tabs and line ends, or no longer; without `on` it is turned round."""

    spec: ClassVar = _view("whitespace", "White Space", "View/5", "Ctrl+Alt+W")
    on: bool | None = None


class ShowGuides(ApplicationCommand, frozen=True):
    """Show by thin lines how far text is indented, or no longer; without `on` it is turned round."""

    spec: ClassVar = _view("guides", "Indentation Guides", "View/5")
    on: bool | None = None


class ShowCurrentLine(ApplicationCommand, frozen=True):
    """Show the line of the caret on another ground, or no longer; without `on` it is turned round."""

    spec: ClassVar = _view("current_line", "Current Line", "View/5")
    on: bool | None = None


class ShowLigatures(ApplicationCommand, frozen=True):
    """Join signs as the font has it, or show each by itself; without `on` it is turned round."""

    spec: ClassVar = _view("ligatures", "Ligatures", "View/5")
    on: bool | None = None


class SmoothScroll(ApplicationCommand, frozen=True):
    """Let the window glide where it scrolls far, or jump; without `on` it is turned round."""

    spec: ClassVar = _view("smooth_scroll", "Smooth Scrolling", "View/6")
    on: bool | None = None


class ScrollPastEnd(ApplicationCommand, frozen=True):
    """Let text be scrolled until its last line is at the top, or no longer; without `on` it is turned round."""

    spec: ClassVar = _view("scroll_past_end", "Scroll Past the End", "View/6")
    on: bool | None = None


class ColorsOfDesktop(ApplicationCommand, frozen=True):
    """Make the window light or dark as the desktop is, now and whenever that changes."""

    spec: ClassVar = _view("colors_of_desktop", "As the Desktop", "View/6/Light or Dark")


class LightColors(ApplicationCommand, frozen=True):
    """Make the window light, whatever the desktop is."""

    spec: ClassVar = _view("light_colors", "Light", "View/6/Light or Dark")


class DarkColors(ApplicationCommand, frozen=True):
    """Make the window dark, whatever the desktop is."""

    spec: ClassVar = _view("dark_colors", "Dark", "View/6/Light or Dark")


class Fold(ApplicationCommand, frozen=True):
    """Hide the lines that belong to a line, from 0, or to what is around it; without `line` that of the caret."""

    spec: ClassVar = _view("fold", "Fold", "View/7", "Ctrl+Shift+[")
    line: Line | None = None


class Unfold(ApplicationCommand, frozen=True):
    """Show the lines that are hidden behind a line, from 0; without `line` that of the caret."""

    spec: ClassVar = _view("unfold", "Unfold", "View/7", "Ctrl+Shift+]")
    line: Line | None = None


class ToggleFold(ApplicationCommand, frozen=True):
    """Hide the lines that belong to a line, from 0, or show them; without `line` that of the caret."""

    spec: ClassVar = _view("toggle_fold", "Fold or Unfold", "View/7", "Ctrl+Alt+T")
    line: Line | None = None


class FoldAll(ApplicationCommand, frozen=True):
    """Hide all lines that can be hidden."""

    spec: ClassVar = _view("fold_all", "Fold All", "View/7", "Ctrl+Alt+[")


class UnfoldAll(ApplicationCommand, frozen=True):
    """Show all lines."""

    spec: ClassVar = _view("unfold_all", "Unfold All", "View/7", "Ctrl+Alt+]")


class FoldLevel(ApplicationCommand, frozen=True):
    """Show what is not deeper than a level, from 1, and hide what is."""

    spec: ClassVar = _view("fold_level", "Fold Level")
    level: Level


class FoldLevelDialog(ApplicationCommand, frozen=True):
    """Ask for the level from which on lines are hidden."""

    spec: ClassVar = _view("fold_level_dialog", "Fold Level...", "View/7")
