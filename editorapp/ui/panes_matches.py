"""Owns which matches are highlighted in which pane: each pane shows another part of the text.

Does not search.
"""

from __future__ import annotations

from editorapp.text.match_index import Excerpt, MatchIndex
from editorapp.ui.find_bar import MOST_SHOWN
from editorapp.ui.tab_area import TabArea
from editorapp.ui.view import TextView


class PaneMatches:
    """Gives the panes of the tab that is shown the matches around what they show."""

    def __init__(self, tabs: TabArea) -> None:
        """Take the views; nothing was found yet."""
        self._tabs = tabs
        self._matches: MatchIndex | None = None
        self._given: dict[TextView, Excerpt] = {}

    def found(self, matches: MatchIndex | None) -> None:
        """Take the matches in the document that is shown, or None where nothing is searched for."""
        self._matches = matches
        self._given.clear()
        self.look()

    def look(self) -> None:
        """Look which panes show parts of the text now whose matches they have not got."""
        views = self._tabs.views(self._tabs.current_id)
        if len(views) < 2:
            self._given.clear()
            return
        for view in views:
            self._give(view)

    def _give(self, view: TextView) -> None:
        if self._matches is None:
            view.set_matches([])
            return
        start, end = view.shown_range()
        given = self._given.get(view)
        if given is not None and given.start <= start and end <= given.end:
            return
        excerpt = self._matches.around(start, MOST_SHOWN)
        if excerpt.start <= start:
            self._given[view] = excerpt
            view.set_matches(excerpt.ranges)
