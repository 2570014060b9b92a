"""Owns `FileLooker`: reads the files of open documents to tell whether another program has changed them.

Does not own when that is, nor what follows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from editorapp.commands.document import Reload
from editorapp.session.work.lookout import MISSING, Stamp
from editorapp.session.work.watching import LookRequested, Seen
from editorapp.storage.file_state import FileState, file_digest
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.text_encoding import FileFormat
from editorapp.storage.text_file import Wish, read_file
from editorapp.storage.work.file_writer import FileWriter
from editorapp.text.buffer import Buffer
from editorapp.text.difference import difference


@dataclass(frozen=True, slots=True)
class OutsideChange:
    """What another program has made of a text: `text` instead of what is from `start` to `end`, in code points."""

    start: int
    end: int
    text: str
    format: FileFormat
    state: FileState
    has_invalid_bytes: bool

    def reload(self, path: Path) -> Reload:
        """Return the command that takes it over, for a document of this file."""
        return Reload(
            self.start,
            self.end,
            self.text,
            str(path),
            self.state.digest,
            self.state.size,
            self.state.modified,
            keeps_lines=True,
            encoding=self.format.encoding,
            has_mark=self.format.has_mark,
        )


class FileLooker:
    """Looks at files; its methods are called by threads."""

    def __init__(self, writer: FileWriter, find_open: Callable[[str], HeldDocument | None]) -> None:
        """Take who writes files here, and what finds a document that is open here."""
        self._writer = writer
        self._find_open = find_open

    def look(self, request: LookRequested) -> Seen:
        """Return what is in the file; see `watching.Looker`."""
        state = file_digest(Path(request.path))
        if state is None:
            return Seen(is_there=False)
        held = self._find_open(request.document)
        ours = self._writer.last_written(request.document)
        known = {held.document.saved.digest if held is not None else "", "" if ours is None else ours.digest}
        return Seen(True, state.digest in known, state.digest, state.size, state.modified)

    def glance(self, document: str, path: str) -> tuple[Stamp, bool]:
        """Return the stamp of a document's file without reading it, and whether this program has left it so."""
        stamp = stamp_of(path)
        ours = self._writer.last_written(document)
        return stamp, ours is not None and stamp == Stamp(ours.size, ours.modified)


def stamp_of(path: str) -> Stamp:
    """Return the stamp of a file, `MISSING` where there is none."""
    try:
        status = Path(path).stat()
    except OSError:
        return MISSING
    return Stamp(status.st_size, status.st_mtime_ns)


def read_change(path: str, buffer: Buffer, wish: Wish) -> OutsideChange:
    """Return what leads from a text to that of a file; `wish` tells how the file is decoded.

    Raises:
        FileError: the file cannot be read.
    """
    loaded = read_file(Path(path), wish=wish)
    start, end, text = difference(buffer, loaded.buffer)
    return OutsideChange(start, end, text, loaded.format, loaded.state, loaded.has_invalid_bytes)
