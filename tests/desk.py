"""An editor on a desk of its own: one open document, and a clock, clipboard and macros held in memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from editorapp.bus.message import Outcome
from editorapp.commands.families import all_commands
from editorapp.session.application import ApplicationRequested
from editorapp.session.editor import Editor
from editorapp.session.entry import SavedState
from editorapp.session.macros import Macro, MacroError
from editorapp.session.open_document import DocumentAdvanced, OpenDocument
from editorapp.session.rebuild import undo_tree
from editorapp.text.document import Document
from tests.marked_text import document as marked_document
from tests.marked_text import drawn
from tests.memory_journal import MemoryJournal

REGISTRY = all_commands()
SECOND = 1_000_000


class Clock:
    """Stands still until it is moved; microseconds."""

    def __init__(self) -> None:
        self.now = 1_000 * SECOND

    def __call__(self) -> int:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        self.now += int(seconds * SECOND)


class Clipboard:
    """A clipboard that no desktop shares."""

    def __init__(self) -> None:
        self.content = ""
        self.primary = ""

    def text(self) -> str:
        return self.content

    def primary_text(self) -> str:
        return self.primary

    def set_text(self, text: str) -> None:
        self.content = text


class MemoryMacros:
    """Macros in a dict."""

    def __init__(self) -> None:
        self.kept: dict[str, Macro] = {}

    def names(self) -> list[str]:
        return sorted(self.kept)

    def load(self, name: str) -> Macro:
        if name not in self.kept:
            raise MacroError(f"There is no macro named {name!r}.")
        return self.kept[name]

    def save(self, macro: Macro) -> None:
        self.kept[macro.name] = macro

    def delete(self, name: str) -> None:
        self.load(name)
        del self.kept[name]


def open_document(target: str, start: Document, journal: MemoryJournal, node: int = 0) -> OpenDocument:
    """Open a document over a journal, as a store does."""
    return OpenDocument(target, journal, start, undo_tree(journal, node), REGISTRY, SavedState("", 0))


class Desk:
    """What a test does with a document, through the one way in.

    Attributes:
        bugs: what was reported as a bug in a handler; it should stay empty.
        events: every fact that was published.
        saves: the documents whose saving was asked for.
    """

    target = "text"

    def __init__(self, marked: str | Document = "") -> None:
        start = marked_document(marked) if isinstance(marked, str) else marked
        self.clock = Clock()
        self.clipboard = Clipboard()
        self.macros = MemoryMacros()
        self.journal = MemoryJournal(start)
        self.application_journal = MemoryJournal()
        self.bugs: list[Exception] = []
        self.events: list[Any] = []
        self.saves: list[str] = []
        self.editor = Editor(
            REGISTRY,
            self.clipboard,
            self.clock,
            self.macros,
            self.application_journal,
            lambda target, request: self.saves.append(target),
            lambda name, message, error: self.bugs.append(error),
        )
        self.editor.documents[self.target] = open_document(self.target, start, self.journal)
        self.editor.bus.subscribe(DocumentAdvanced, self.events.append)
        self.editor.bus.subscribe(ApplicationRequested, self.events.append)

    @property
    def open(self) -> OpenDocument:
        """The open document."""
        return self.editor.documents[self.target]

    @property
    def text(self) -> str:
        """The text as it is."""
        return str(self.open.document.buffer)

    @property
    def marked(self) -> str:
        """The text with its selection drawn into it."""
        return drawn(self.open.document)

    def submit(
        self, name: str, arguments: Mapping[str, Any], source: str = "script", command_id: str | None = None
    ) -> Outcome:
        """Submit a command of its name and arguments and return its outcome, whatever it is."""
        return self.editor.submit(REGISTRY.build(name, dict(arguments)), self.target, source, command_id)

    def do(self, name: str, /, **arguments: Any) -> str:
        """Submit a command that must succeed; return the marked text after it."""
        outcome = self.submit(name, arguments)
        assert outcome.error is None, outcome.error
        assert self.bugs == []
        return self.marked

    def refused(self, name: str, /, **arguments: Any) -> str:
        """Submit a command that must fail and change nothing; return the code of its error."""
        before, revision = self.marked, self.open.revision
        outcome = self.submit(name, arguments)
        assert outcome.error is not None
        assert (self.marked, self.open.revision) == (before, revision)
        assert self.bugs == []
        return outcome.error.code

    def type(self, text: str, seconds: float = 0.1) -> str:
        """Type a text at the keyboard, a character at a time, each some seconds behind the last."""
        for character in text:
            self.clock.pass_seconds(seconds)
            outcome = self.submit("text.insert", {"text": character}, "keyboard")
            assert outcome.error is None
        return self.marked

    def press(self, name: str, /, **arguments: Any) -> str:
        """Submit a command from the keyboard, a tenth of a second behind the last."""
        self.clock.pass_seconds(0.1)
        outcome = self.submit(name, arguments, "keyboard")
        assert outcome.error is None, outcome.error
        return self.marked
