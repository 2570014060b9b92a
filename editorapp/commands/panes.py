"""Owns the commands on panes: views beside or below each other that show the same document.

Does not perform them: the front with a window does.
"""

from __future__ import annotations

from typing import ClassVar

from editorapp.commands.document import OF_THE_WINDOW
from editorapp.commands.specification import ApplicationCommand, Nature, Specification


def _pane(name: str, label: str, key: str = "") -> Specification:
    return Specification(f"view.{name}", label, Nature.APPLICATION, "View/2/Panes", key, OF_THE_WINDOW)


class SplitBeside(ApplicationCommand, frozen=True):
    """Show the document in another pane, to the right of the one that has the keyboard."""

    spec: ClassVar = _pane("split_beside", "Split Beside", "Ctrl+\\ Ctrl+F8")


class SplitBelow(ApplicationCommand, frozen=True):
    """Show the document in another pane, below the one that has the keyboard."""

    spec: ClassVar = _pane("split_below", "Split Below", "Ctrl+Shift+\\ Ctrl+Shift+F8")


class CloseSplit(ApplicationCommand, frozen=True):
    """Close the pane that has the keyboard; the others get its room."""

    spec: ClassVar = _pane("close_split", "Close Split", "Ctrl+Alt+\\")


class NextPane(ApplicationCommand, frozen=True):
    """Give the keyboard to the next pane, and behind the last one to the first."""

    spec: ClassVar = _pane("next_pane", "Next Pane", "F8")


class PreviousPane(ApplicationCommand, frozen=True):
    """Give the keyboard to the pane before, and before the first one to the last."""

    spec: ClassVar = _pane("previous_pane", "Previous Pane", "Shift+F8")


class EqualPanes(ApplicationCommand, frozen=True):
    """Make the panes of a split equally large."""

    spec: ClassVar = _pane("equal_panes", "Equal Panes")
