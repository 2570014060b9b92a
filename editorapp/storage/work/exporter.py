"""Owns `Exporter`: writes copies of documents when an export asks for one, as text or as a page for a browser.

Does not own when that is, nor where the text of a document comes from.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from editorapp.bus.effect import Attempt
from editorapp.bus.errors import CancelledEffectError, EffectRefusedError, TransientError
from editorapp.commands.decision import ExportDocument, ExportFormat
from editorapp.session.html_page import html_page
from editorapp.session.work.exporting import ExportRequested
from editorapp.storage.document_store import DocumentStore
from editorapp.storage.errors import FileError
from editorapp.storage.file_writing import remove_unfinished, write_blocks
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.ownership import is_held
from editorapp.storage.text_encoding import FileFormat, encoded_parts
from editorapp.storage.work.file_writer import HELD_ELSEWHERE, OfRevision, Text
from editorapp.text.buffer import Buffer

OWN_FILE: Final = "own_file"
"""The code of an export over the file of the document itself."""

_STRETCH: Final = 1 << 20
"""Bytes between two reports of how far it is."""


class Exporter:
    """Writes copies of documents; its methods are called by the threads of a service."""

    def __init__(self, store: DocumentStore, text_of: Callable[[OfRevision], Text]) -> None:
        """Take the documents, and what gives their texts."""
        self._store = store
        self._text_of = text_of

    def export(self, request: ExportRequested, attempt: Attempt) -> int:
        """Write a copy; see `exporting.Exporter`."""
        _, buffer, file_format = self._text_of(request)
        path = Path(request.path)
        try:
            check_place(self._store, path, request.own_path)
            return write_copy(
                path,
                buffer,
                file_format,
                request.format,
                request.title,
                request.tab_width,
                lambda done: attempt.report(done, len(buffer), request.path),
            )
        except (EffectRefusedError, TransientError, CancelledEffectError):
            raise
        except FileError as error:
            raise EffectRefusedError(str(error), "file_error") from error
        except Exception as error:
            # Somebody waits for the answer, and nothing is half-done.
            words = f"{path} was not written: {error!r}. What was there is unchanged."
            raise EffectRefusedError(words, "unexpected") from error


def check_place(store: DocumentStore, path: Path, own_path: str) -> None:
    """Refuse a place that a document has already.

    Args:
        store: the documents.
        path: where a copy is to be.
        own_path: the file of the document that is copied, or empty.

    Raises:
        EffectRefusedError: it is the document's own file, or one that is open.
    """
    real = Path(os.path.realpath(path))
    if own_path and os.path.realpath(own_path) == str(real):
        words = f"{path} is the document's own file, so no copy was written there. Save it instead."
        raise EffectRefusedError(words, OWN_FILE)
    if is_held(store.profile.documents / store.paths.document_id(real)):
        words = f"{path} was not written: it is open in a tab. Close it there, or choose another name."
        raise EffectRefusedError(words, HELD_ELSEWHERE)


def export_now(store: DocumentStore, held: HeldDocument, request: ExportDocument) -> None:
    """Write a copy of an open document without a service, for a session of a script.

    Raises:
        EffectRefusedError: the place is not one for a copy.
        FileError: it cannot be written.
    """
    document = held.document.document
    path = Path(request.path)
    check_place(store, path, "" if held.path is None else str(held.path))
    write_copy(path, document.buffer, held.format, request.format, held.name, document.layout.tab_width)


def write_copy(
    path: Path,
    buffer: Buffer,
    file_format: FileFormat,
    kind: ExportFormat,
    title: str,
    tab_width: int,
    report: Callable[[int], None] = lambda done: None,
) -> int:
    """Write a text to a file of its own: the old file or the whole new one is there at any time.

    Args:
        path: the file.
        buffer: the text.
        file_format: how the document is written as bytes; a page is always UTF-8.
        kind: what is written.
        title: what a page is called.
        tab_width: columns from one tab stop to the next in a page.
        report: is told now and then how many code points are written; what it raises is let through, with the
            old file as it was.

    Returns:
        The number of bytes.

    Raises:
        FileError: it cannot be written.
    """
    if not path.parent.is_dir():
        parent = path.parent
        lack = f"{parent} is not a folder" if parent.exists() else f"the folder {parent} does not exist"
        raise FileError(f"{path} cannot be made: {lack}.")
    # What an export left that a death has cut short; it may be the one that goes on here.
    remove_unfinished(Path(os.path.realpath(path)))
    reporter = _Reporter(report)
    try:
        return write_blocks(
            path,
            lambda: copied(reporter.follow(buffer.chunks()), file_format, kind, title, tab_width),
        ).size
    except UnicodeError as error:
        raise FileError(
            f"{path} was not written: the text holds characters that {file_format.label} cannot express."
        ) from error


def copied(
    chunks: Iterable[str], file_format: FileFormat, kind: ExportFormat, title: str, tab_width: int
) -> Iterable[bytes]:
    """Return the bytes of a copy, part by part; the arguments are those of `write_copy`.

    Raises:
        UnicodeError: while it is gone through, where the encoding lacks a character.
    """
    if kind is ExportFormat.HTML:
        # Whatever no page may hold was escaped, so everything can be encoded.
        return (part.encode() for part in html_page(title, chunks, tab_width))
    return encoded_parts(chunks, file_format)


class _Reporter:
    """Reports while a text is gone through the first time: a file is only touched when that has come to its end."""

    def __init__(self, report: Callable[[int], None]) -> None:
        self._report = report
        self._is_through = False

    def follow(self, chunks: Iterable[str]) -> Iterator[str]:
        done = reported = 0
        for chunk in chunks:
            yield chunk
            done += len(chunk)
            if not self._is_through and done - reported >= _STRETCH:
                reported = done
                self._report(done)
        if not self._is_through:
            # The last word before the file is there: who wants it stopped, stops it here.
            self._report(done)
        self._is_through = True
