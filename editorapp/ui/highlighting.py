"""Owns `Highlighting`: which views are colored by their language, and that nothing is loaded before one is.

Does not color: see `highlighter.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer

from editorapp.text.change import ChangeSet
from editorapp.text.document import Document
from editorapp.ui.view.surface import TextSurface

if TYPE_CHECKING:
    from editorapp.session.syntax.grammar import Grammars
    from editorapp.ui.highlighter import Highlighter

_AFTER_FIRST_PAINT: Final = 20
"""Milliseconds from the first view that needs colors to the loading of what colors: the text is shown before."""


class Highlighting:
    """The highlighters of some views."""

    def __init__(self) -> None:
        """Begin without views."""
        self._highlighters: dict[TextSurface, Highlighter | None] = {}
        self._grammars: Grammars | None = None

    def add(self, view: TextSurface) -> None:
        """Color a view from now on; what it shows later is told by `follow`."""
        self._highlighters[view] = None
        self._need(view)

    def remove(self, view: TextSurface) -> None:
        """Do not color a view any more, which is about to go."""
        self._highlighters.pop(view, None)

    def follow(self, view: TextSurface, document: Document, changes: ChangeSet | None) -> None:
        """Take in what a view is about to show, before it does.

        Args:
            view: the view; nothing happens if it was not added.
            document: what it is going to show.
            changes: what led to it from what is shown; None if that is not known, or all is new.
        """
        highlighter = self._highlighters.get(view)
        if highlighter is not None:
            highlighter.follow(document, changes)
        elif view in self._highlighters and document.layout.language:
            QTimer.singleShot(0, view, lambda: self._begin(view))

    def highlighter(self, view: TextSurface) -> Highlighter | None:
        """Return what colors a view, or None where nothing does yet."""
        return self._highlighters.get(view)

    def _need(self, view: TextSurface) -> None:
        if not view.document.layout.language:
            return
        if self._grammars is not None:
            self._begin(view)
        else:
            QTimer.singleShot(_AFTER_FIRST_PAINT, view, lambda: self._begin(view))

    def _begin(self, view: TextSurface) -> None:
        if view not in self._highlighters or self._highlighters[view] is not None:
            return
        from editorapp.session.syntax.grammar import Grammars
        from editorapp.ui.highlighter import Highlighter

        if self._grammars is None:
            self._grammars = Grammars()
        self._highlighters[view] = Highlighter(view, self._grammars)
