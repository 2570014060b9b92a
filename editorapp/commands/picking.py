"""Owns the commands that ask how a document is written: line ending, indentation, language.

Does not ask: the front with a window does, and then issues the commands of `layout.py`.
"""

from __future__ import annotations

from typing import ClassVar

from editorapp.commands.document import OF_THE_WINDOW
from editorapp.commands.specification import ApplicationCommand, Nature, Specification


def _asking(name: str, label: str) -> Specification:
    return Specification(name, label, Nature.APPLICATION, "Text/7", not_recorded=OF_THE_WINDOW)


class LineEndingDialog(ApplicationCommand, frozen=True):
    """Ask what new lines end with, or what all lines are to end with."""

    spec: ClassVar = _asking("document.line_ending_dialog", "Line Ending...")


class IndentationDialog(ApplicationCommand, frozen=True):
    """Ask what a step of indentation is, and how wide a tab is."""

    spec: ClassVar = _asking("document.indentation_dialog", "Indentation...")


class LanguageDialog(ApplicationCommand, frozen=True):
    """Ask which language the text is in."""

    spec: ClassVar = _asking("document.language_dialog", "Language...")
