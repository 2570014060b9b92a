"""Owns the commands that ask for the options of a command on text before it is given.

Does not ask: the front with a window does.
"""

from __future__ import annotations

from typing import ClassVar

from editorapp.commands.document import OF_THE_WINDOW
from editorapp.commands.specification import ApplicationCommand, Nature, Specification


class SortDialog(ApplicationCommand, frozen=True):
    """Ask how to sort the selected lines, or all."""

    spec: ClassVar = Specification(
        "lines.sort_dialog", "Sort Lines...", Nature.APPLICATION, "Text/2", "Ctrl+F9", OF_THE_WINDOW
    )


class SequenceDialog(ApplicationCommand, frozen=True):
    """Ask which numbers to insert at the carets or the selected lines."""

    spec: ClassVar = Specification(
        "insert.sequence_dialog", "Number Sequence...", Nature.APPLICATION, "Text/6/Insert", "", OF_THE_WINDOW
    )


class CharacterDialog(ApplicationCommand, frozen=True):
    """Show the characters of Unicode by their names, to insert one of them."""

    spec: ClassVar = Specification(
        "insert.character_dialog", "Character...", Nature.APPLICATION, "Text/6/Insert", "", OF_THE_WINDOW
    )


class WrapDialog(ApplicationCommand, frozen=True):
    """Ask at which column to wrap the selected paragraphs."""

    spec: ClassVar = Specification(
        "text.wrap_dialog", "Wrap Text...", Nature.APPLICATION, "Text/5", "", OF_THE_WINDOW
    )
