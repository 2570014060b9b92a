"""Owns `BracketWatch`: which bracket is at the caret and which one belongs to it, found shortly after a move.

Does not paint them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import QObject, QTimer

from editorapp.text.brackets import CLOSING_OF, OPENING_OF
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.ui.view.geometry import Geometry
from editorapp.ui.view.line_styles import LineStyles

_LIMIT: Final = 50_000
"""So far, in code points, a partner is looked for."""

_BLOCK: Final = 2000
_PAUSE: Final = 20
"""Milliseconds after a move; typing and moving do not wait for it."""

_MOST_STYLED: Final = 400
"""Of so many lines the styles are asked for; in lines behind them each bracket counts."""

_SKIPPED: Final = ("string", "comment", "escape")


class BracketWatch(QObject):
    """Looks for brackets at the primary caret."""

    def __init__(
        self,
        geometry: Geometry,
        styles: Callable[[], LineStyles | None],
        found: Callable[[tuple[int, ...]], None],
        parent: QObject,
    ) -> None:
        """Take what is shown, who knows its styles, and what is told the positions of both brackets, or none."""
        super().__init__(parent)
        self._geometry = geometry
        self._styles = styles
        self._found = found
        self._told: tuple[int, ...] = ()
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE)
        self._soon.timeout.connect(self._look)

    def look(self, document: Document) -> None:
        """Forget what was found, and look soon where the caret of a document is now."""
        self._tell(())
        head = document.selection.main.head
        if document.selection.main.is_caret and _BRACKETS.search(document.buffer.slice(head - 1, head + 1)):
            self._soon.start()
        else:
            self._soon.stop()

    def _look(self) -> None:
        document = self._geometry.document
        head = document.selection.main.head
        search = _Search(document.buffer, self._styles())
        for position in (head, head - 1):
            partner = search.partner(position) if position >= 0 else None
            if partner is not None:
                self._tell(tuple(sorted((position, partner))))
                return

    def _tell(self, positions: tuple[int, ...]) -> None:
        if positions != self._told:
            self._told = positions
            self._found(positions)


_BRACKETS: Final = re.compile("[" + re.escape("".join((*CLOSING_OF, *OPENING_OF))) + "]")


class _Search:
    """One search, which asks for the styles of each line once."""

    def __init__(self, buffer: Buffer, styles: LineStyles | None) -> None:
        self._buffer = buffer
        self._styles = styles
        self._skipped: dict[int, list[tuple[int, int]]] = {}

    def partner(self, position: int) -> int | None:
        """Return the position of the bracket that belongs to the one at a position; None if there is none."""
        sign = self._buffer.slice(position, position + 1)
        other = CLOSING_OF.get(sign) or OPENING_OF.get(sign)
        if not other or self._is_skipped(position):
            return None
        depth = 0
        wanted = re.compile(f"[{re.escape(sign + other)}]")
        places = self._behind(wanted, position) if sign in CLOSING_OF else self._before(wanted, position)
        for place, found in places:
            if not self._is_skipped(place):
                depth += 1 if found == sign else -1
                if depth == 0:
                    return place
        return None

    def _behind(self, wanted: re.Pattern[str], position: int) -> Iterator[tuple[int, str]]:
        for start in range(position, min(position + _LIMIT, len(self._buffer)), _BLOCK):
            for match in wanted.finditer(self._buffer.slice(start, start + _BLOCK)):
                yield start + match.start(), match[0]

    def _before(self, wanted: re.Pattern[str], position: int) -> Iterator[tuple[int, str]]:
        for end in range(position + 1, max(0, position - _LIMIT), -_BLOCK):
            start = max(0, end - _BLOCK)
            for match in reversed(list(wanted.finditer(self._buffer.slice(start, end)))):
                yield start + match.start(), match[0]

    def _is_skipped(self, position: int) -> bool:
        """Whether a position is in a quoted text or a comment."""
        if self._styles is None:
            return False
        line = self._buffer.line_at(position)
        start = self._buffer.line_start(line)
        if line not in self._skipped:
            if len(self._skipped) >= _MOST_STYLED or self._buffer.line_end(line) - start > _BLOCK:
                return False
            found = self._styles.styles(line, self._buffer.line_text(line))
            self._skipped[line] = [(s, e) for s, e, scope in found if scope.startswith(_SKIPPED)]
        return any(first <= position - start < end for first, end in self._skipped[line])
