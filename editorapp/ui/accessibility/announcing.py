"""Owns telling assistive programs what has changed in a text view.

Does not answer their questions: that is `accessible_view.py`.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleTextCursorEvent,
    QAccessibleTextInsertEvent,
    QAccessibleTextRemoveEvent,
    QAccessibleTextSelectionEvent,
    QAccessibleTextUpdateEvent,
)
from PySide6.QtWidgets import QWidget

from editorapp.text.change import Change, ChangeSet
from editorapp.text.document import Document
from editorapp.ui.accessibility.text_extract import TextExtract
from editorapp.ui.view.utf16 import without_lone_surrogates

_LONGEST: Final = 10_000
"""Longer texts that come or go are not read out: the place is told, and programs ask for what they want."""


def announce(view: QWidget, before: Document, after: Document, changes: ChangeSet) -> None:
    """Tell what one document that follows another has changed; nothing where nobody listens.

    Args:
        view: the view that shows them.
        before: what was shown.
        after: what is shown now.
        changes: what led to it.
    """
    if not QAccessible.isActive():
        return
    shown = TextExtract.of(after, None)
    if len(changes.changes) == 1:
        _announce_change(view, changes.changes[0], shown)
    main, was = after.selection.main, before.selection.main
    if main != was or changes:
        if not main.is_caret or not was.is_caret:
            start, end = shown.offset_of(main.start), shown.offset_of(main.end)
            QAccessible.updateAccessibility(QAccessibleTextSelectionEvent(view, start, end))
        QAccessible.updateAccessibility(QAccessibleTextCursorEvent(view, shown.offset_of(main.head)))


def say(view: QWidget, text: str) -> None:
    """Have a text read out that is shown beside that of a view, which keeps the keyboard.

    Args:
        view: the view that has the keyboard.
        text: what is read out.
    """
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, without_lone_surrogates(text)))


def _announce_change(view: QWidget, change: Change, shown: TextExtract) -> None:
    if max(len(change.removed), len(change.inserted)) > _LONGEST:
        return
    offset = shown.offset_of(change.start)
    removed, inserted = without_lone_surrogates(change.removed), without_lone_surrogates(change.inserted)
    event: QAccessibleTextCursorEvent
    if removed and inserted:
        event = QAccessibleTextUpdateEvent(view, offset, removed, inserted)
    elif inserted:
        event = QAccessibleTextInsertEvent(view, offset, inserted)
    else:
        event = QAccessibleTextRemoveEvent(view, offset, removed)
    QAccessible.updateAccessibility(event)
