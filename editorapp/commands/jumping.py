"""Owns the commands that lead back to where the caret was, and the one that lists the marked lines.

Does not perform them: the front with a window does, and asks for the commands that then move the caret.
"""

from __future__ import annotations

from typing import ClassVar

from editorapp.commands.document import OF_THE_WINDOW
from editorapp.commands.specification import ApplicationCommand, Nature, Specification


def _window(name: str, label: str, menu: str, key: str) -> Specification:
    return Specification(name, label, Nature.APPLICATION, menu, key, OF_THE_WINDOW)


class JumpBack(ApplicationCommand, frozen=True):
    """Go back to where the caret was before it went more than ten lines away, or to another document."""

    spec: ClassVar = _window("jump.back", "Go Back", "Selection/8", "Alt+Left")


class JumpForward(ApplicationCommand, frozen=True):
    """Go where the caret was before it went back."""

    spec: ClassVar = _window("jump.forward", "Go Forward", "Selection/8", "Alt+Right")


class JumpToLastEdit(ApplicationCommand, frozen=True):
    """Go to where a text was changed last; from there, to where one was changed before."""

    spec: ClassVar = _window("jump.last_edit", "Go to Last Edit", "Selection/8", "Alt+End")


class ListBookmarks(ApplicationCommand, frozen=True):
    """Show the marked lines of the document, to go to one of them."""

    spec: ClassVar = _window("bookmark.list", "List Bookmarks...", "Selection/7/Bookmarks", "Ctrl+Shift+F2")
