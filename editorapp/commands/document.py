"""Owns the commands on a document as a whole: new, open, save, close.

Does not read or write files: that is wanted of the outside and done by workers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context
from editorapp.commands.decision import Decision, ExportDocument, ExportFormat, SaveDocument
from editorapp.commands.positions import check_range
from editorapp.commands.selection import Natural
from editorapp.commands.specification import ApplicationCommand, DocumentCommand, Nature, Specification
from editorapp.text.change import ChangeSet
from editorapp.text.document import Document, Layout, Transaction
from editorapp.text.encoding import encoding_named
from editorapp.text.selection import Range, Selection

OF_THE_WINDOW = "it acts on the window, not on a document"


def written_as(layout: Layout, encoding: str, has_mark: bool) -> Layout | None:
    """Return the layout of a document whose file is in an encoding; None where it stays as it is.

    Args:
        layout: its layout so far.
        encoding: Python's name of the encoding; empty for the one it has.
        has_mark: whether a byte-order mark comes first; without an encoding it says nothing.

    Raises:
        CommandError: no encoding has this name, or it has no mark.
    """
    if encoding:
        known = encoding_named(encoding)
        if known is None:
            raise CommandError("invalid_argument", f"No encoding {encoding!r} is known.", "encoding")
        if has_mark and not known.can_have_mark:
            raise CommandError("invalid_argument", f"{known.label} has no byte-order mark.", "has_mark")
    if not encoding or (encoding, has_mark) == (layout.encoding, layout.has_mark):
        return None
    return replace(layout, encoding=encoding, has_mark=has_mark)


class Save(DocumentCommand, frozen=True):
    """Write the document to its file."""

    spec: ClassVar = Specification("document.save", "Save", Nature.MOVE, "File/2", "Ctrl+S", icon="save")

    def run(self, context: Context) -> Decision:
        """Ask for it; see the class."""
        return Decision(requests=(SaveDocument(),))


class MarkSaved(DocumentCommand, frozen=True):
    """Note that a revision is on disk; the worker that wrote it says so.

    `path` is the file, `digest` the BLAKE2 hash of its bytes, `size` their number, `modified` the time of the
    file in nanoseconds since 1970. With an `encoding` the file is in that one from now on.
    """

    spec: ClassVar = Specification(
        "document.mark_saved",
        "Saved",
        Nature.MOVE,
        not_recorded="only the worker that wrote the file can know it",
    )
    path: str
    saved_revision: int
    digest: str
    size: int
    modified: int
    encoding: str = ""
    has_mark: bool = False

    def run(self, context: Context) -> Decision:
        """Note it; see the class."""
        last = context.document.revision
        if not 0 <= self.saved_revision <= last:
            raise CommandError(
                "invalid_argument",
                f"There is no revision {self.saved_revision}: the last one is {last}.",
                "saved_revision",
            )
        return Decision(Transaction(layout=written_as(context.document.layout, self.encoding, self.has_mark)))


class New(ApplicationCommand, frozen=True):
    """Open an empty tab."""

    spec: ClassVar = Specification(
        "document.new", "New", Nature.APPLICATION, "File/1", "Ctrl+N", OF_THE_WINDOW, icon="new"
    )


class Open(ApplicationCommand, frozen=True):
    """Open a file in a tab, or go to the tab that has it; line and column count from 1."""

    spec: ClassVar = Specification(
        "document.open", "Open File", Nature.APPLICATION, not_recorded=OF_THE_WINDOW
    )
    path: str
    line: Natural | None = None
    column: Natural | None = None


class OpenDialog(ApplicationCommand, frozen=True):
    """Ask which files to open."""

    spec: ClassVar = Specification(
        "document.open_dialog", "Open...", Nature.APPLICATION, "File/1", "Ctrl+O", OF_THE_WINDOW, icon="open"
    )


class SaveAs(ApplicationCommand, frozen=True):
    """Write the document to another file, asking which one if no path is given, and go on with that file."""

    spec: ClassVar = Specification(
        "document.save_as", "Save As...", Nature.APPLICATION, "File/2", "Ctrl+Shift+S", OF_THE_WINDOW
    )
    path: str | None = None


class SaveAll(ApplicationCommand, frozen=True):
    """Save every document that has unsaved changes."""

    spec: ClassVar = Specification(
        "document.save_all", "Save All", Nature.APPLICATION, "File/2", "Ctrl+Alt+S", OF_THE_WINDOW
    )


class Export(DocumentCommand, frozen=True):
    """Write a copy of the document to a file, as text or as a page for a browser; its own file stays its own."""

    spec: ClassVar = Specification(
        "document.export",
        "Export",
        Nature.MOVE,
        not_recorded="the file that it writes belongs to one document",
    )
    path: str
    format: ExportFormat = ExportFormat.TEXT

    def run(self, context: Context) -> Decision:
        """Ask for it; see the class."""
        if not self.path or "\0" in self.path or not _is_writable(self.path):
            raise CommandError("invalid_argument", "No file can have this name.", "path")
        return Decision(requests=(ExportDocument(self.path, self.format),))


def _is_writable(name: str) -> bool:
    """Tell whether a name can be written as bytes; those that are no valid text stand for themselves in it."""
    try:
        name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


class ExportDialog(ApplicationCommand, frozen=True):
    """Ask where to write a copy of the document, and as what."""

    spec: ClassVar = Specification(
        "document.export_dialog", "Export...", Nature.APPLICATION, "File/2", "", OF_THE_WINDOW
    )


class Close(ApplicationCommand, frozen=True):
    """Close the tab; unsaved changes are asked about first."""

    spec: ClassVar = Specification(
        "document.close", "Close Tab", Nature.APPLICATION, "File/4", "Ctrl+W", OF_THE_WINDOW
    )


class ReopenClosed(ApplicationCommand, frozen=True):
    """Open the tab that was closed last again."""

    spec: ClassVar = Specification(
        "document.reopen_closed",
        "Reopen Closed Tab",
        Nature.APPLICATION,
        "File/1",
        "Ctrl+Shift+T",
        OF_THE_WINDOW,
    )


class Reload(DocumentCommand, frozen=True):
    """Take over what another program has written: the text from start to end is replaced by `text`.

    `path`, `digest`, `size` and `modified` describe the file, as for `document.mark_saved`. With `keeps_lines` a
    caret within what is replaced stays in its line and column; without, it comes behind it. With an `encoding` the
    file is in that one.
    """

    spec: ClassVar = Specification(
        "document.reload",
        "Change by Another Program",
        Nature.EDIT,
        not_recorded="what another program wrote belongs to one file",
    )
    start: int
    end: int
    text: str
    path: str
    digest: str
    size: int
    modified: int
    keeps_lines: bool = False
    encoding: str = ""
    has_mark: bool = False

    def run(self, context: Context) -> Transaction:
        """Take it over; see the class."""
        buffer = context.document.buffer
        check_range(buffer, self.start, self.end)
        changes = ChangeSet.replacing(buffer, ((self.start, self.end, self.text),))
        selection = self._selection(context.document, changes) if self.keeps_lines else None
        layout = written_as(context.document.layout, self.encoding, self.has_mark)
        return Transaction(changes, selection, layout=layout)

    def _selection(self, document: Document, changes: ChangeSet) -> Selection:
        """Return the selection after it, with what is within the replaced text in its lines and columns."""
        before, after = document.buffer, changes.apply(document.buffer)
        last = self.start + len(self.text)

        def kept(position: int, mapped: int) -> int:
            if not self.start < position < self.end:
                return mapped
            line = before.line_at(position)
            found = min(line, after.line_count - 1)
            column = position - before.line_start(line)
            same = min(after.line_start(found) + column, after.line_end(found))
            return min(max(same, self.start), last)

        ranges = []
        for old in document.selection.ranges:
            new = Selection.of([old]).mapped(changes).main
            ranges.append(Range(kept(old.anchor, new.anchor), kept(old.head, new.head)))
        return Selection.of(ranges, document.selection.primary)
