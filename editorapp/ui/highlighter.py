"""Owns `Highlighter`, which colors the text of one view by its language.

Does not parse: that is done in a thread, on snapshots. Between a change and the new colors every color stays
with its text, so that nothing flickers while somebody types.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from time import perf_counter, sleep
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from editorapp.session.syntax.colored_text import ColoredText
from editorapp.session.syntax.coloring_work import Colored, Known, color
from editorapp.session.syntax.edits import Stretch
from editorapp.session.syntax.folds import Fold, folds
from editorapp.session.syntax.grammar import Grammars
from editorapp.session.syntax.injections import Coloring
from editorapp.session.syntax.known_folds import KnownFolds
from editorapp.session.syntax.pace import GivenUpError, Pace
from editorapp.session.syntax.syntax_tree import SyntaxTree
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.document import Document
from editorapp.ui.latest_work import AbandonedError, Interest, LatestWork
from editorapp.ui.view.line_styles import StyledStretch
from editorapp.ui.view.surface import TextSurface

_AFTER_CHANGE: Final = 15
"""Milliseconds from a change to the search for new colors: what was typed is painted first."""

_BEFORE_FOLDS: Final = 250
"""Milliseconds from the latest colors to the search for folds."""

_SLICE: Final = 0.001
"""Seconds that parsing goes on; it holds Python's lock, and whoever types waits for it."""

_REST: Final = 0.00005
_LONGEST: Final = 20.0
"""Seconds after which a text is given up that a grammar gets lost in."""

_MOST_WANTED: Final = 400
_LARGEST_WINDOW: Final = 40_000
"""Where the lines in the window have more code points than this, they are colored as they are asked for."""

_AROUND: Final = 1_500
"""How much around the window should be known, in code points, before somebody scrolls there."""

_FEW_BLOCKS: Final = 4
_LONG_LINE: Final = 4_000
_MOST_CHANGES: Final = 1_000


class Highlighter(QObject):
    """Colors the text of one view; implements `LineStyles`."""

    colored = Signal()
    """The colors of what is in the window are those of the revision that is shown."""

    folds_found = Signal()
    """What can be folded is known for the revision that is shown."""

    def __init__(self, view: TextSurface, grammars: Grammars) -> None:
        """Color what a view shows; see `follow`.

        Args:
            view: the view, which owns this object from now on.
            grammars: the grammars.
        """
        super().__init__(view)
        self._view = view
        self._grammars = grammars
        self._coloring = Coloring(grammars)
        self._asked_language = self._language = ""
        self._known = Known(view.document.buffer)
        self._since: list[tuple[Buffer, ChangeSet]] = []
        self._wanted: dict[Stretch, None] = {}
        self._asks_again = False
        self._has_more = False
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._look)
        self._work = LatestWork(self)
        self._work.finished.connect(self._take)
        self._work.failed.connect(self._fail)
        self._folds: KnownFolds | None = None
        self._folded_tree: SyntaxTree | None = None
        self._fold_soon = QTimer(self, singleShot=True)
        self._fold_soon.timeout.connect(self._find_folds)
        self._fold_work = LatestWork(self)
        self._fold_work.finished.connect(self._take_folds)
        self._fold_work.failed.connect(self._fail)
        view.scrolled.connect(self._look_soon)
        self._set_language(view.document.layout.language)

    @property
    def tree(self) -> SyntaxTree | None:
        """What the grammar has made of the revision that is shown; None where that is not known yet."""
        known = self._known
        return known.tree if known.tree is not None and not known.changes else None

    def follow(self, document: Document, changes: ChangeSet | None) -> None:
        """Take in what the view is about to show.

        Args:
            document: that.
            changes: what led to it from what was shown; None if that is not known, or all is new.
        """
        before = self._known
        if document.buffer is not before.buffer:
            if changes is None:
                self._restart(document.buffer)
            elif not self._language:
                self._known = Known(document.buffer)
            else:
                self._advance(document.buffer, changes)
        if document.layout.language != self._asked_language:
            self._set_language(document.layout.language)

    def _advance(self, buffer: Buffer, changes: ChangeSet) -> None:
        if self._folds is not None:
            self._folds.follow(self._known.buffer, buffer, changes)
        self._fold_soon.stop()
        known = self._known.after(buffer, changes)
        if len(known.changes) > _MOST_CHANGES:
            known = Known(buffer, None, known.colored)
        self._known = known
        if self._work.is_busy:
            self._since.append((buffer, changes))
        self._wanted.clear()
        self._soon.start(_AFTER_CHANGE)

    def _restart(self, buffer: Buffer) -> None:
        self._work.abandon()
        # What is abandoned may go on for a moment, with the coloring that it has.
        self._coloring = Coloring(self._grammars)
        self._since.clear()
        self._wanted.clear()
        self._has_more = False
        self._known = Known(buffer)
        self._forget_folds()
        self._look_soon()

    def _set_language(self, language: str) -> None:
        self._asked_language = language
        self._color_as(language if self._grammars.has(language) else "")

    def _color_as(self, language: str) -> None:
        self._language = language
        self._restart(self._known.buffer)
        self._view.set_line_styles(self if language else None)

    # ------------------------------------------------------------------------------- what is asked

    def styles(self, line: int, text: str) -> Sequence[StyledStretch]:
        """Return the stretches of a line that are not plain, as far as they are known now."""
        return self._styles(self._known.buffer.line_start(line), len(text))

    def are_known(self, line: int, text: str) -> bool:
        """Tell whether the colors of a line are known, or older ones that it keeps until then."""
        start = self._known.buffer.line_start(line)
        return not self._known.colored.unknown(start, start + len(text), stale=False)

    def styles_of_part(self, line: int, start: int, text: str) -> Sequence[StyledStretch]:
        """Return the same for a part of a long line, which starts at an offset of it."""
        return self._styles(self._known.buffer.line_start(line) + start, len(text))

    def _styles(self, start: int, length: int) -> Sequence[StyledStretch]:
        colored, end = self._known.colored, start + length
        if length and colored.unknown(start, end, stale=False):
            self._wanted[Stretch(start, end)] = None
            self._look_soon()
        return colored.spans(start, end)

    # --------------------------------------------------------------------------- what is found out

    def _look_soon(self) -> None:
        if self._language and not self._soon.isActive():
            self._soon.start(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go on when the view is shown; it is only watched while it is hidden and has no colors."""
        if event.type() == QEvent.Type.Show:
            watched.removeEventFilter(self)
            self._look_soon()
        return False

    def _look(self) -> None:
        """Start to find out the colors of what is in the window."""
        if self._work.is_busy:
            # What runs is used: work that is given up at every key would never be done.
            self._asks_again = True
            return
        if not self._view.isVisible():
            self._view.installEventFilter(self)
            return
        wanted = self._wanted_now()
        if not self._language:
            return
        if not (wanted or self._known.changes or self._has_more):
            self._settle()
            return
        known, language, coloring, grammars = self._known, self._language, self._coloring, self._grammars
        self._since.clear()
        self._asks_again = False

        def work(interest: Interest) -> Colored | None:
            grammar = grammars.get(language)
            return None if grammar is None else color(known, grammar, coloring, wanted, _paced(interest))

        self._work.start(work)

    def _wanted_now(self) -> list[Stretch]:
        """What is in the window, or shortly around it, and not known; of long lines what was asked for."""
        asked, self._wanted = list(self._wanted)[-_MOST_WANTED:], {}
        start, end = self._view.shown_range()
        colored = self._known.colored
        if end - start <= _LARGEST_WINDOW:
            return colored.unknown(max(0, start - _AROUND), min(end + _AROUND, len(self._known.buffer)))
        stale = [
            Stretch(max(block.start, start), min(block.end, end))
            for block in colored.blocks
            if not block.is_fresh and block.start < end and block.end > start
        ]
        joined: list[Stretch] = []
        for stretch in sorted(asked + stale):
            if joined and stretch.start <= joined[-1].end + 2:
                joined[-1] = Stretch(joined[-1].start, max(joined[-1].end, stretch.end))
            else:
                joined.append(stretch)
        return joined

    def _take(self, result: Colored | None) -> None:
        if result is None:
            return
        old, known = self._known.colored, result.known
        for buffer, changes in self._since:
            known = known.after(buffer, changes)
        has_changed = bool(self._since)
        self._since.clear()
        self._known = known
        self._has_more = result.has_more
        self._restyle(old)
        if result.has_more or has_changed or self._asks_again or self._wanted:
            self._asks_again = False
            self._soon.start(_AFTER_CHANGE if has_changed else 0)
        else:
            self._settle()

    def _settle(self) -> None:
        if self.tree is not None:
            self._fold_soon.start(_BEFORE_FOLDS)
            self.colored.emit()

    def _find_folds(self) -> None:
        tree = self.tree
        if tree is None or tree is self._folded_tree:
            return
        if not tree.is_whole:
            # What is seen of a part alone are not the folds of the text: those by indentation stay.
            return
        self._folded_tree = tree
        self._fold_work.start(lambda interest: (tree, folds(tree, pace=_paced(interest))))

    def _take_folds(self, result: tuple[SyntaxTree, list[Fold]]) -> None:
        tree, found = result
        if tree is not self.tree:
            return
        self._folds = KnownFolds(found)
        self._view.folding.set_source(self._folds)
        self.folds_found.emit()

    def _forget_folds(self) -> None:
        self._fold_work.abandon()
        self._fold_soon.stop()
        self._folded_tree = None
        if self._folds is not None:
            self._folds = None
            self._view.folding.set_source(None)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, GivenUpError):
            logging.getLogger(__name__).warning("no colors: %s takes too long for this text", self._language)
            self._color_as("")
        elif not isinstance(error, AbandonedError):
            raise error

    def _restyle(self, old: ColoredText) -> None:
        """Have the lines painted again that have other colors now."""
        buffer, colored = self._known.buffer, self._known.colored
        same = set(map(id, old.blocks))
        new = [block for block in colored.blocks if id(block) not in same]
        is_much = len(new) > _FEW_BLOCKS
        first = last = -1
        for block in new:
            start, stop = buffer.line_at(block.start), buffer.line_at(max(block.start, block.end - 1))
            for line in range(start, stop + 1):
                if not is_much and _is_same(old, colored, buffer, line):
                    continue
                if line > last + 1 or first < 0:
                    if first >= 0:
                        self._view.restyle(first, last)
                    first = line
                last = line
        if first >= 0:
            self._view.restyle(first, last)


def _is_same(old: ColoredText, new: ColoredText, buffer: Buffer, line: int) -> bool:
    start, end = buffer.line_start(line), buffer.line_end(line)
    is_short = end - start < _LONG_LINE
    is_known = is_short and not old.unknown(start, end, stale=False)
    return is_known and old.spans(start, end) == new.spans(start, end)


def _paced(interest: Interest) -> Pace:
    """Return what parsing calls: it rests now and then, and ends where nobody waits."""
    begin = perf_counter()
    slice_end = begin + _SLICE

    def pace() -> bool:
        nonlocal slice_end
        now = perf_counter()
        if now < slice_end:
            return False
        if now > begin + _LONGEST:
            return True
        sleep(_REST)
        slice_end = perf_counter() + _SLICE
        try:
            interest.check()
        except AbandonedError:
            return True
        return False

    return pace
