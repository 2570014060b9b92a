"""Owns how a view goes on from one revision to the next: what stays laid out, folded and marked, and where it stands.

Does not paint: it returns what must be painted again.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QFont

from editorapp.text.change import ChangeSet
from editorapp.text.document import Document
from editorapp.text.folding import Folds
from editorapp.text.selection import Range
from editorapp.ui.view.damage import Damage, damage_between
from editorapp.ui.view.decoration import FAR, HEAD
from editorapp.ui.view.display_lines import ChangedLines
from editorapp.ui.view.geometry import Anchor, Geometry
from editorapp.ui.view.painting import Appearance
from editorapp.ui.view.rows import RowStart
from editorapp.ui.view.typeface import Typeface

_MOST_REVEALED: Final = 1000
"""So many carets unfold the lines that they are in."""

_MOST_MATCHES: Final = 5000
"""More matches than these are not moved along with changes; who found them gives them again."""


def begun(geometry: Geometry, appearance: Appearance, document: Document, font: QFont) -> Damage:
    """Show another document, or one of which it is not known what has changed."""
    geometry.document = document
    geometry.lines.restart(document.buffer, Typeface.measured(font, document.layout.tab_width))
    geometry.walk.folds = Folds()
    appearance.matches = ()
    return Damage.all()


def followed(geometry: Geometry, appearance: Appearance, document: Document, changes: ChangeSet) -> Damage:
    """Show the next revision of a document, and return what looks different.

    Args:
        geometry: where everything is before, and then after.
        appearance: what is marked before, and then after.
        document: what to show.
        changes: what led to it; empty where only its selection is another.
    """
    before = geometry.document
    damage = _followed_text(geometry, appearance, document, changes) if changes else None
    geometry.document = document
    if damage is None:
        damage = damage_between(before, document, None)
    return Damage.all() if _reveal_carets(geometry, before) else damage


def _followed_text(
    geometry: Geometry, appearance: Appearance, document: Document, changes: ChangeSet
) -> Damage:
    before, anchor = geometry.document, geometry.anchor
    rows = _rows_in_window(geometry, changes) if geometry.walk.is_wrapped else {}
    stood_at = before.buffer.line_start(anchor.place.line) + anchor.place.offset
    geometry.document = document
    changed = geometry.lines.follow(document.buffer, changes)
    geometry.walk.folds = geometry.folds.mapped(before.buffer, changes)
    _map_matches(appearance, changes)
    if changes.changes[0].start < stood_at:
        # What is above the window moves what is in it neither up nor down.
        place = geometry.place_of(changes.map([stood_at])[0])
        geometry.anchor = Anchor(RowStart(place.line, place.offset), anchor.pixels)
        return Damage.all()
    if not changed.moved and any(geometry.walk.rows_of(line) != count for line, count in rows.items()):
        changed = changed._replace(moved=True)
    if appearance.options.guides:
        changed = _with_blank_lines(geometry, changed, changes)
    return damage_between(before, document, changed)


def _rows_in_window(geometry: Geometry, changes: ChangeSet) -> dict[int, int]:
    """How many rows the lines in the window have that will be changed."""
    buffer = geometry.document.buffer
    first = buffer.line_at(changes.changes[0].start) - 1
    last = buffer.line_at(changes.changes[-1].end) + 1
    return {line: laid.row_count for line, _, laid in geometry.shown_lines() if first <= line <= last}


def _with_blank_lines(geometry: Geometry, changed: ChangedLines, changes: ChangeSet) -> ChangedLines:
    """Beside changed lines, the blank ones whose guides follow from how far these are indented."""
    lines = geometry.lines
    first, last, buffer = changed.first, changed.last, lines.buffer
    line_start, start = buffer.line_start(first), changes.changes[0].start
    if first == last and buffer.slice(line_start, min(start, line_start + HEAD)).strip():
        # Behind the first sign of a line, how far it is indented stays the same.
        return changed
    lowest, highest = max(0, first - FAR), min(buffer.line_count - 1, last + FAR)
    while first > lowest and not lines.head(first - 1, HEAD).strip():
        first -= 1
    while last < highest and not lines.head(last + 1, HEAD).strip():
        last += 1
    return changed._replace(first=first, last=last)


def _map_matches(appearance: Appearance, changes: ChangeSet) -> None:
    matches = appearance.matches
    if len(matches) > _MOST_MATCHES:
        appearance.matches = ()
    elif matches:
        starts = changes.map([match.start for match in matches])
        ends = changes.map([match.end for match in matches], after=False)
        pairs = zip(starts, ends, strict=True)
        appearance.matches = [Range(start, end) for start, end in pairs if end > start]


def _reveal_carets(geometry: Geometry, before: Document) -> bool:
    """Unfold what hides a caret that has moved, and tell whether there was something."""
    selection = geometry.document.selection
    if not geometry.folds or selection.ranges == before.selection.ranges:
        return False
    buffer = geometry.document.buffer
    lines = [buffer.line_at(current.head) for current in selection.ranges[:_MOST_REVEALED]]
    lines.append(buffer.line_at(selection.main.head))
    revealed = geometry.folds.revealing(lines)
    is_changed = revealed is not geometry.folds
    geometry.walk.folds = revealed
    return is_changed
