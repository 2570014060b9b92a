"""Owns what makes the accessible side of our own widgets, when a program asks for it for the first time.

Does not know what is told of them.
"""

from __future__ import annotations

import weakref

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface

from editorapp.text.change import ChangeSet
from editorapp.text.document import Document
from editorapp.ui.view import TextView


def make_views_accessible() -> None:
    """Let assistive programs see text views; call it once, when there is an application."""
    QAccessible.installFactory(_made)


def _made(class_name: str, thing: QObject | None) -> QAccessibleInterface | None:
    if not isinstance(thing, TextView):
        return None
    # Few people have such a program, so the others need not wait for it at the start.
    from editorapp.ui.accessibility.accessible_view import AccessibleView
    from editorapp.ui.accessibility.announcing import announce

    # The view must not be kept by what it calls itself.
    view = weakref.ref(thing)

    def shown(before: Document, changes: ChangeSet) -> None:
        listening = view()
        if listening is not None:
            announce(listening, before, listening.document, changes)

    thing.document_shown.connect(shown)
    return AccessibleView(thing)
