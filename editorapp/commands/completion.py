"""Owns the command that completes a word, and those with which a person asks for words.

Does not know which words there are to choose from: the word is an argument.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context
from editorapp.commands.document import OF_THE_WINDOW
from editorapp.commands.positions import check_text
from editorapp.commands.specification import ApplicationCommand, DocumentCommand, Nature, Specification
from editorapp.text.change import ChangeSet
from editorapp.text.document import Kind, Transaction
from editorapp.text.selection import Range, Selection
from editorapp.text.word_index import LONGEST_WORD, fits, typed_part


class Complete(DocumentCommand, frozen=True):
    """Put a word in place of the part of it that stands before each caret; where another word stands, nothing.

    With `prefix`, so many code points before each caret are replaced, whatever they are.
    """

    spec: ClassVar = Specification("text.complete", "Complete Word", Nature.EDIT)
    word: str
    prefix: Annotated[int, Meta(ge=0, le=LONGEST_WORD)] | None = None

    def run(self, context: Context) -> Transaction:
        """Complete the word; see the class."""
        check_text(self.word, "word")
        if not 0 < len(self.word) <= LONGEST_WORD:
            message = f"A word to complete has 1 to {LONGEST_WORD} code points."
            raise CommandError("invalid_argument", message, "word")
        document = context.document
        buffer, selection = document.buffer, document.selection
        edits: list[tuple[int, int, str]] = []
        ranges: list[Range] = []
        shift = 0
        free_from = 0
        for current in selection.ranges:
            start = self._start(context, current, free_from)
            if start is None:
                ranges.append(Range(current.anchor + shift, current.head + shift))
                continue
            edits.append((start, current.head, self.word))
            shift += len(self.word) - (current.head - start)
            free_from = current.head
            ranges.append(Range(current.head + shift, current.head + shift))
        if not edits:
            raise CommandError(
                "nothing_to_complete", f"No caret stands behind a part of {self.word!r}.", "word"
            )
        changes = ChangeSet.replacing(buffer, edits)
        return Transaction(changes, Selection.of(ranges, selection.primary), Kind.EDIT)

    def _start(self, context: Context, current: Range, free_from: int) -> int | None:
        """Return where what is replaced before a caret starts; None where nothing is."""
        if not current.is_caret:
            return None
        if self.prefix is not None:
            start = current.head - self.prefix
        else:
            part = typed_part(context.document.buffer, current.head)
            if part is None or not fits(part, self.word):
                return None
            start = current.head - len(part)
        # A caret in the middle of what another one replaces stays out of it.
        return start if start >= free_from else None


def _window(name: str, label: str, key: str = "") -> Specification:
    return Specification(name, label, Nature.APPLICATION, "Edit/5", key, OF_THE_WINDOW)


class SuggestWords(ApplicationCommand, frozen=True):
    """Show words that begin with what stands before the caret; issues `text.complete`, which a macro holds."""

    spec: ClassVar = _window("completion.show", "Suggest Words", "Ctrl+Space")


class CompleteNext(ApplicationCommand, frozen=True):
    """Complete the word before the caret, then with the next one; issues `text.complete`, which a macro holds."""

    spec: ClassVar = _window("completion.next", "Complete Word", "Alt+/")


class CompletePrevious(ApplicationCommand, frozen=True):
    """Complete the word before the caret with the one before; issues `text.complete`, which a macro holds."""

    spec: ClassVar = _window("completion.previous", "Complete Word Backward", "Alt+Shift+/")


class SetCompletion(ApplicationCommand, frozen=True):
    """Suggest words while somebody types, or only if asked to; without `on` it is turned round."""

    spec: ClassVar = Specification(
        "application.completion",
        "Suggest Words While Typing",
        Nature.APPLICATION,
        "Edit/6",
        "",
        OF_THE_WINDOW,
    )
    on: bool | None = None
