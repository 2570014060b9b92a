"""Owns the words in which statistics of documents and selections are shown, each in forms of several lengths.

Does not count and does not show.
"""

from __future__ import annotations

from editorapp.session.selection_statistics import SelectionCounted
from editorapp.session.statistics import DocumentCounted
from editorapp.text.counting import Counts
from editorapp.ui.status_bar import Forms, counted

UNKNOWN = "…"
"""Stands for a number that is being counted."""


def number_of(number: int | None, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is one; None is a number not known yet."""
    return f"{UNKNOWN} {noun}s" if number is None else counted(number, noun)


def forms_of(document: DocumentCounted, selection: SelectionCounted) -> Forms:
    """Return what to say: of the selection where there is one, else of the document."""
    if selection.is_empty and selection.ranges <= 1:
        return _document_forms(document)
    carets = number_of(selection.ranges, "caret") if selection.ranges > 1 else ""
    if selection.is_empty:
        return Forms((carets,), f"{carets}, nothing selected\n{_document_tip(document)}")
    words, characters, lines = _parts(selection.counts, selection.characters)
    before = f"{carets}: " if carets else ""
    lengths = [
        f"{before}{words}, {characters}, {lines} selected",
        f"{before}{words}, {characters} selected",
        f"{before}{words}" if carets else f"{words} selected",
    ]
    if carets:
        lengths.append(carets)
    tip = f"Selected: {_in_full(selection.counts, selection.characters)}\n{_document_tip(document)}"
    return Forms(tuple(lengths), f"{carets}\n{tip}" if carets else tip)


def _document_forms(document: DocumentCounted) -> Forms:
    if document.has_failed:
        return Forms(("Not counted",), _document_tip(document))
    if document.counts is None:
        return Forms(("Counting words...",), _document_tip(document))
    words, characters, lines = _parts(document.counts, None)
    return Forms(
        (f"{words}, {characters}, {lines}", f"{words}, {characters}", words), _document_tip(document)
    )


def _document_tip(document: DocumentCounted) -> str:
    if document.has_failed:
        return "Words could not be counted; the Statistics window can try again"
    if document.counts is None:
        return "The words of the document are being counted"
    return f"In the document: {_in_full(document.counts, None)}"


def _parts(counts: Counts | None, characters: int | None) -> tuple[str, str, str]:
    if counts is None:
        return number_of(None, "word"), number_of(characters, "character"), number_of(None, "line")
    return (
        number_of(counts.words, "word"),
        number_of(counts.characters, "character"),
        number_of(counts.lines, "line"),
    )


def _in_full(counts: Counts | None, characters: int | None) -> str:
    text = ", ".join(_parts(counts, characters))
    return text if counts is None else f"{text}; {counts.visible:,} without white space"
