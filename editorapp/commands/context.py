"""Owns what a command may look at while it decides: the document, its history, a clipboard of its own.

Does not give access to anything that changes by itself, such as a clock or the real clipboard.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from editorapp.commands.decision import HistoryStep
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.text.patience import Patience
from editorapp.text.pause import Pause


class History(Protocol):
    """The undo tree of a document, for reading."""

    def undo_step(self) -> HistoryStep | None:
        """Return the step that undoes the latest group, or None where there is none."""
        ...

    def redo_step(self) -> HistoryStep | None:
        """Return the step that does again what was undone last, or None where there is none."""
        ...

    def step_to_revision(self, revision: int) -> HistoryStep | None:
        """Return the step to the text of an earlier revision, or None where it is not known."""
        ...


class Commands(Protocol):
    """All commands, for those whose arguments hold other commands."""

    def build(self, name: str, arguments: dict[str, Any]) -> object:
        """Make a command of its name and its arguments as plain data; raises CommandError."""
        ...


class NoHistory:
    """A history without steps, for runs that are one undo step themselves."""

    def undo_step(self) -> HistoryStep | None:
        """There is nothing to undo."""
        return None

    def redo_step(self) -> HistoryStep | None:
        """There is nothing to do again."""
        return None

    def step_to_revision(self, revision: int) -> HistoryStep | None:
        """No revision is known."""
        return None


class Syntax(Protocol):
    """What is known of the languages that texts are in. The same text and language give the same answer."""

    def enclosing(self, buffer: Buffer, language: str, start: int, end: int) -> tuple[int, int] | None:
        """Return the smallest part of the syntax that holds a stretch of text and more than that.

        Args:
            buffer: the text.
            language: the name of its language; empty for plain text.
            start: where the stretch starts, in code points.
            end: where it ends.

        Returns:
            The start and end of the part, or None where nothing is known, or nothing is larger.
        """
        ...

    def language_at(self, buffer: Buffer, language: str, start: int, end: int) -> str:
        """Return the language of a stretch of text: that of the smallest part in another one that holds all of it.

        Args:
            buffer: the text.
            language: the name of its language; empty for plain text.
            start: where the stretch starts, in code points.
            end: where it ends.

        Returns:
            The name of a language of `text/language.py`; that of the text where no other is known.
        """
        ...

    def is_in_string_or_comment(self, buffer: Buffer, language: str, position: int) -> bool:
        """Tell whether a caret is inside a string or a comment, not at its edge; False where nothing is known.

        Args:
            buffer: the text.
            language: the name of its language; empty for plain text.
            position: where the caret is, in code points.
        """
        ...


class NoSyntax:
    """Knows no language."""

    def enclosing(self, buffer: Buffer, language: str, start: int, end: int) -> tuple[int, int] | None:
        """Nothing is known."""
        return None

    def language_at(self, buffer: Buffer, language: str, start: int, end: int) -> str:
        """No part is known to be in another one."""
        return language

    def is_in_string_or_comment(self, buffer: Buffer, language: str, position: int) -> bool:
        """Nothing is known."""
        return False


@dataclass(frozen=True, slots=True)
class Context:
    """What a command decides from.

    Attributes:
        document: the document as it is.
        history: its undo tree.
        registry: all commands.
        clipboard: the text that an earlier step of the same run put on the clipboard, or None.
        syntax: what is known of languages.
        patience: begins to count the time that a search may take.
    """

    document: Document
    history: History
    registry: Commands
    clipboard: str | None = None
    syntax: Syntax = field(default_factory=NoSyntax)
    patience: Callable[[], Patience] = Patience

    @property
    def pause(self) -> Pause:
        """What long work calls between its parts."""
        return self.patience().pause
