"""Owns the commands that find and replace in files.

Does not perform them: the front with a window does.
"""

from __future__ import annotations

from typing import ClassVar

from editorapp.commands.document import OF_THE_WINDOW
from editorapp.commands.specification import ApplicationCommand, Nature, Specification


def _window(name: str, label: str, menu: str, key: str = "") -> Specification:
    return Specification(name, label, Nature.APPLICATION, menu, key, OF_THE_WINDOW)


class ShowFindInFiles(ApplicationCommand, frozen=True):
    """Show the panel that finds in files."""

    spec: ClassVar = _window("files.show_find", "Find in Files...", "Search/4", "Ctrl+Shift+F")


class ShowReplaceInFiles(ApplicationCommand, frozen=True):
    """Show the panel that finds in files with its line for the replacement."""

    spec: ClassVar = _window("files.show_replace", "Replace in Files...", "Search/4", "Ctrl+Shift+H")


class NextResult(ApplicationCommand, frozen=True):
    """Go to the next match that was found in files."""

    spec: ClassVar = _window("files.next_result", "Next Result", "Search/4", "F4")


class PreviousResult(ApplicationCommand, frozen=True):
    """Go to the previous match that was found in files."""

    spec: ClassVar = _window("files.previous_result", "Previous Result", "Search/4", "Shift+F4")


class UndoReplaceInFiles(ApplicationCommand, frozen=True):
    """Take the latest replacement in files back, in each file in which nothing came after it."""

    spec: ClassVar = _window("files.undo_replace", "Undo Replace in Files", "Search/4")
