"""Owns the errors of files, journals, documents that somebody else holds, and windows asked in vain.

Does not say how they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class JournalError(Exception):
    """A journal cannot be read; the message says what is wrong with it."""


class FileError(Exception):
    """A file cannot be read or written; the message says which, why, and what is safe."""


class LackingCharacterError(FileError):
    """An encoding cannot express a character of a text.

    Attributes:
        position: where it is, in code points.
    """

    def __init__(self, message: str, position: int) -> None:
        """Take what a person reads, and where the character is."""
        super().__init__(message)
        self.position = position


class FileChangedError(FileError):
    """Another program has changed a file while it was read, so what was read is no text that it ever held."""

    def __init__(self, path: Path, what: str) -> None:
        """Take the file and what has happened to it, such as "became shorter"."""
        super().__init__(f"{path} {what} while it was being read, so what was read is not shown as its text.")


class ReadingCancelledError(Exception):
    """A person does not want a file any more that is being read."""


class WindowError(Exception):
    """No window takes what is sent to it; the message says why."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that has a document open.

    Attributes:
        pid: its number.
        socket: where it listens, or empty.
    """

    pid: int
    socket: str = ""


class DocumentHeldError(Exception):
    """Another living process has the document open."""

    def __init__(self, name: str, owner: Owner) -> None:
        """Take the document's name and its owner."""
        super().__init__(f"{name} is open in another editorapp (process {owner.pid}).")
        self.owner = owner


class DocumentLeftError(Exception):
    """A process that died has left unsaved changes of a document; somebody must decide what to do with them."""

    def __init__(self, document: str, name: str, unsaved_commands: int) -> None:
        """Take the document's id and name and how many changes are not saved."""
        changes = "1 unsaved change" if unsaved_commands == 1 else f"{unsaved_commands} unsaved changes"
        super().__init__(f"A process that died has left {changes} of {name} (document {document}).")
        self.document = document
        self.unsaved_commands = unsaved_commands
