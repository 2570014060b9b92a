"""Owns writing an open document to another file, and making that file the document's own.

Does not own ordinary saving, nor what a person is asked before a file is overwritten.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from editorapp.storage.document_store import DocumentStore
from editorapp.storage.errors import DocumentHeldError, FileError, Owner
from editorapp.storage.file_state import FileState
from editorapp.storage.file_writing import write_file
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.ownership import Ownership
from editorapp.storage.text_encoding import FileFormat
from editorapp.text.buffer import Buffer


def write_elsewhere(
    store: DocumentStore,
    owner: Owner,
    held: HeldDocument,
    buffer: Buffer,
    path: Path,
    file_format: FileFormat,
) -> tuple[Path, FileState]:
    """Write a text of a document to another file, and lead that file to the document from now on.

    The file that it had before gets a document of its own when it is opened again. May be called from any
    thread; `HeldDocument.note_path` and the note that it is saved are left to the document's own thread.

    Args:
        store: the documents.
        owner: this process.
        held: the document.
        buffer: its text.
        path: the file.
        file_format: how it is written.

    Returns:
        The real path and what is there now.

    Raises:
        FileError: it cannot be written; a file that was there is unchanged.
        DocumentHeldError: the file is open, here or in another process.
    """
    real = Path(os.path.realpath(path))
    if not real.parent.is_dir():
        raise FileError(f"{real} cannot be made: the folder {real.parent} does not exist.")
    document_id = store.paths.document_id(real)
    if document_id == held.id:
        return real, write_file(real, buffer, file_format)
    with _claimed(store, owner, document_id, real.name):
        state = write_file(real, buffer, file_format)
        try:
            store.paths.move(held.id, real)
            if held.path is not None:
                store.paths.move(f"{held.id[:40]}-{secrets.token_hex(5)}", held.path)
        except OSError as error:
            raise FileError(
                f"{real} was written, but the document could not be moved there: {error.strerror or error}."
            ) from error
    return real, state


@contextmanager
def _claimed(store: DocumentStore, owner: Owner, document_id: str, name: str) -> Iterator[None]:
    """While the file is being overwritten nobody opens the document that it had; what it holds stays there."""
    folder = store.profile.documents / document_id
    if not folder.is_dir():
        yield
        return
    ownership = Ownership.acquire(folder, owner)
    if isinstance(ownership, Owner):
        raise DocumentHeldError(name, ownership)
    try:
        yield
    finally:
        if ownership.was_left:
            ownership.abandon()
        else:
            ownership.release()
