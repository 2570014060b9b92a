"""Owns searching in a buffer: plain text, whole words and regular expressions, onwards, backwards and all.

Does not know the find bar, nor what becomes of a match.

A text is searched in parts, see `search_window.py`, never joined to one string. Patterns whose matches stay
within a line, and plain ones, are found exactly in any text. So are others in texts of up to `LONGEST_WHOLE`
code points; in longer ones a match may be `REACH` long, and a pattern that would have to look further is refused.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import regex

from editorapp.text.buffer import Buffer
from editorapp.text.line_pattern import goes_backwards, is_line_bound, looks_far, with_line_breaks
from editorapp.text.match_walk import MOMENT, Match, each_match, literal_matches, literal_places
from editorapp.text.patience import TIME_LIMIT, OutOfPatienceError, Patience
from editorapp.text.search_window import LONGEST_WHOLE, REACH, Window, line_window, reaching_window

_BLOCK: Final = 1 << 20
_LONG_BLOCK: Final = 4 << 20
"""Where much must be seen around each part, larger ones cost less."""

FIRST_STEP: Final = 1 << 16
"""Code points of the first step of a search in steps, a small one, so that something is there at once."""

LARGEST_STEP: Final = 1 << 20
_SMALLEST_STEP: Final = 1 << 14
_MANY: Final = 4096
_FEW: Final = 1024


def next_step(size: int, count: int) -> int:
    """Return how many code points the next step of a search should have, so that each is a short one.

    Args:
        size: the size of this step.
        count: how many matches there were in it.
    """
    if count > _MANY:
        return max(_SMALLEST_STEP, size // 2)
    return min(LARGEST_STEP, size * 2) if count < _FEW else size


class SearchError(Exception):
    """A pattern cannot be used; `field` names the argument at fault, `is_timeout` that it took too long."""

    def __init__(self, message: str, field: str = "pattern", *, is_timeout: bool = False) -> None:
        """Take what is wrong, in words for the person who wrote the pattern, and where."""
        super().__init__(message)
        self.field = field
        self.is_timeout = is_timeout


class Found(NamedTuple):
    """What was found in a part of a text.

    Attributes:
        start: where the part starts, in code points.
        next: where the part behind it starts; greater than the length of the text for the last one.
        number: how many matches start in it.
        starts: where they start, counted from the start of the part; None where they were only counted.
        ends: where they end, likewise.
        is_independent: whether it can be searched again without the parts before it.
    """

    start: int
    next: int
    number: int
    starts: array[int] | None
    ends: array[int] | None
    is_independent: bool


def _checked(pattern: str, flags: int) -> str:
    try:
        regex.compile(pattern, flags)
    except (regex.error, ValueError) as error:
        raise SearchError(f"Not a valid regular expression: {error}.") from error
    if goes_backwards(pattern):
        raise SearchError("(?r) cannot be used here: to search backwards, ask for the previous match.")
    return with_line_breaks(pattern)


class Searcher:
    """A pattern, made ready for searching.

    Attributes:
        is_line_bound: whether every match lies within a line, so that each line can be searched by itself.
        literal: the text that every match has, where that is so; else empty.
        template_pattern: the compiled pattern that groups of a replacement refer to; None for plain text.
    """

    __slots__ = (
        "_any_breaks",
        "_line_feeds",
        "_literal",
        "_looks_far",
        "_never",
        "_reach",
        "is_line_bound",
        "literal",
        "template_pattern",
    )

    def __init__(self, pattern: str, *, is_regex: bool, case: bool, word: bool) -> None:
        """Compile a pattern.

        Args:
            pattern: plain text, or a regular expression as the `regex` package has them.
            is_regex: whether it is a regular expression.
            case: whether upper and lower case are different.
            word: whether only whole words count.

        Raises:
            SearchError: the pattern is empty or no valid regular expression.
        """
        if not pattern:
            raise SearchError("There is nothing to search for.")
        flags = 0 if case else regex.IGNORECASE
        source = with_feeds = regex.escape(pattern, literal_spaces=True)
        self._looks_far = False
        if is_regex:
            source, with_feeds = _checked(pattern, flags), pattern
            self.is_line_bound = is_line_bound(pattern, flags)
            self._looks_far = not self.is_line_bound and looks_far(pattern, flags)
        else:
            self.is_line_bound = "\n" not in pattern and "\r" not in pattern
        if word:
            source, with_feeds = (rf"(?<!\w)(?:{inner})(?!\w)" for inner in (source, with_feeds))
        self._any_breaks = regex.compile(source, flags)
        # Where a text has no CR, the meaning of the package is the same, and faster.
        self._line_feeds = regex.compile(with_feeds, flags | regex.MULTILINE)
        self._never: Any = None
        self.literal = pattern if not is_regex and case else ""
        self._literal = pattern if not is_regex and case and not word else None
        self._reach = REACH if is_regex else len(pattern) + 2
        self.template_pattern = self._any_breaks if is_regex else None

    # ------------------------------------------------------------------------------------------ one by one

    def matches(
        self, buffer: Buffer, start: int = 0, end: int | None = None, patience: Patience | None = None
    ) -> Iterator[Match]:
        """Yield the matches between two positions from first to last; they do not overlap.

        Args:
            buffer: the text.
            start: where to begin; what is before it is seen, but not part of a match.
            end: where matches must end at the latest; the end of the text if None.
            patience: how long it may take; ten seconds if None.

        Raises:
            SearchError: a regular expression took too long, or looks further than is possible.
        """
        patience = Patience() if patience is None else patience
        end = len(buffer) if end is None else end
        position = start
        while position <= end:
            window = self._window(buffer, position, _BLOCK)
            reached = position
            for match in self._in_window(window, position, patience):
                if match.end > end:
                    return
                yield match
                reached = match.end
            position = max(reached, window.border)
            patience.pause()

    def _window(self, buffer: Buffer, position: int, size: int) -> Window:
        if self.is_line_bound:
            window = line_window(buffer, position, size)
            if window is not None:
                return window
        if self._reach < REACH:
            return reaching_window(buffer, position, size, self._reach)
        if len(buffer) <= LONGEST_WHOLE:
            return reaching_window(buffer, 0, len(buffer) + 1, 0)
        return reaching_window(buffer, position, max(size, _LONG_BLOCK), REACH)

    def _pattern_for(self, text: str) -> Any:
        return self._any_breaks if "\r" in text else self._line_feeds

    def _in_window(self, window: Window, position: int, patience: Patience) -> Iterator[Match]:
        """Yield the matches that start in a window, at or behind a position."""
        if self._literal is not None:
            yield from literal_matches(self._literal, window, position)
            return
        base, border = window.base, window.border
        is_checked = window.is_cut and self._reach >= REACH
        reached = position - base
        looks_far = self._looks_far and is_checked
        try:
            for found in each_match(self._pattern_for(window.text), window.text, reached, patience):
                start, end = found.span()
                if start + base >= border:
                    break
                if looks_far:
                    self._check_reach(window, start, patience, only_here=True)
                    looks_far = end - start > REACH // 8
                reached = end
                yield Match(start + base, end + base, found)
            if is_checked and reached + base < border:
                self._check_reach(window, reached, patience, only_here=False)
        except (TimeoutError, OutOfPatienceError) as error:
            raise self._timeout(patience) from error

    def _check_reach(self, window: Window, offset: int, patience: Patience, *, only_here: bool) -> None:
        """Refuse to go on where text behind the window could make a match of what is none in it."""
        if self._never is None:
            # Can never match, so that the package tells of every way that leads to the end of the text.
            flags = self._any_breaks.flags & regex.IGNORECASE
            self._never = regex.compile(rf"(?:{self._any_breaks.pattern})(?!)", flags)
        look = self._never.match if only_here else self._never.search
        found = look(window.text, offset, partial=True, concurrent=True, timeout=patience.left())
        if found is not None and found.partial and (only_here or found.start() + window.base < window.border):
            raise SearchError(
                f"The expression would have to look at more than {REACH:,} characters for one match, which"
                f" is done in texts of up to {LONGEST_WHOLE:,} only. Let it end sooner, for instance with"
                " .*? or [^\\n]* in the place of .*; nothing was changed."
            )

    def _timeout(self, patience: Patience) -> SearchError:
        seconds = min(patience.seconds, TIME_LIMIT)
        return SearchError(
            f"The search was given up after {seconds:g} seconds. Nothing was changed. A simpler expression,"
            " without a repetition inside of another one, may be found in time.",
            is_timeout=True,
        )

    # ------------------------------------------------------------------------------------------ part by part

    def block(
        self,
        buffer: Buffer,
        position: int,
        size: int,
        patience: Patience,
        *,
        until: int | None = None,
        with_places: bool = True,
        is_sparse: bool = False,
    ) -> Found:
        """Search one part of a text; begin at 0, and go on at the `next` of what was found.

        Args:
            buffer: the text.
            position: where the part starts.
            size: about how many code points it should have; a long line makes it longer.
            patience: how long it may take.
            until: where the part ends at the latest, where a line starts; for what is independent alone.
            with_places: whether the places of matches are wanted, not only their number.
            is_sparse: whether few matches are to be expected: other threads go on then all the while.

        Raises:
            SearchError: as for `matches`.
        """
        window = self._window(buffer, position, size)
        if until is not None and window.is_independent and until < window.border:
            cut = window.text[: until + 2 - window.base]
            window = window._replace(text=cut, border=until)
        try:
            if window.is_independent and not with_places:
                count = self._count(window, position, patience, is_sparse)
                return Found(position, window.border, count, None, None, True)
            starts, ends = self._places(window, position, patience, is_sparse)
        except (TimeoutError, OutOfPatienceError) as error:
            raise self._timeout(patience) from error
        reached = position + ends[-1] if ends else position
        following = max(reached, window.border)
        if not with_places:
            return Found(position, following, len(starts), None, None, window.is_independent)
        return Found(position, following, len(starts), starts, ends, window.is_independent)

    def _count(self, window: Window, position: int, patience: Patience, is_sparse: bool) -> int:
        text, start = window.text, position - window.base
        border = min(window.border - window.base, len(text) + 1)
        if self._literal is not None:
            return text.count(self._literal, start, border)
        pattern = self._pattern_for(text)
        try:
            limit = min(MOMENT, patience.left())
            count = len(pattern.findall(text, start, concurrent=is_sparse, timeout=limit))
        except TimeoutError:
            count = sum(1 for _ in each_match(pattern, text, start, patience))
        # What starts behind the border belongs to the next part, and does not depend on what is before it.
        behind = pattern.findall(text, border, timeout=patience.left()) if border <= len(text) else ()
        return count - len(behind)

    def _places(
        self, window: Window, position: int, patience: Patience, is_sparse: bool
    ) -> tuple[array[int], array[int]]:
        base, border = window.base, window.border
        if self._literal is not None and window.is_independent:
            return literal_places(self._literal, window.text[position - base : border - base])
        if self._literal is not None or not window.is_independent:
            found = [match[:2] for match in self._in_window(window, position, patience)]
        else:
            pattern, text, start = self._pattern_for(window.text), window.text, position - base
            found = [m.span() for m in each_match(pattern, text, start, patience, is_sparse=is_sparse)]
            while found and found[-1][0] + base >= border:
                found.pop()
            position -= base
        return array("q", [s - position for s, _ in found]), array("q", [e - position for _, e in found])

    # ------------------------------------------------------------------------------------- next and previous

    def next(
        self,
        buffer: Buffer,
        start: int,
        end: int,
        *,
        forward: bool,
        wrap: bool,
        ranges: Sequence[tuple[int, int]] | None = None,
        patience: Patience | None = None,
    ) -> Match | None:
        """Find the match nearest to a stretch of text (start to end, often the last match), or None.

        An empty match right at an empty stretch does not count, so that a search never stands still.

        Args:
            buffer: the text.
            start: where the stretch starts.
            end: where it ends.
            forward: whether to look behind it, or before it.
            wrap: whether to go on from the other end of the text.
            ranges: stretches, in order and apart, one of which must hold a match; all of the text if None.
            patience: how long it may take; ten seconds if None.

        Raises:
            SearchError: as for `matches`.
        """
        patience = Patience() if patience is None else patience
        within = ((0, len(buffer)),) if ranges is None else ranges
        if forward:
            found = self._first_in(buffer, within, end, end if start == end else None, patience)
            if found is None and wrap:
                found = self._first_in(buffer, within, 0, None, patience)
            return found
        found = self._last_in(buffer, within, start, start if start == end else None, patience)
        if found is None and wrap:
            found = self._last_in(buffer, within, len(buffer), None, patience)
        return found

    def _first_in(
        self,
        buffer: Buffer,
        ranges: Sequence[tuple[int, int]],
        start: int,
        skip: int | None,
        patience: Patience,
    ) -> Match | None:
        for first, last in ranges:
            if last < start:
                continue
            for match in self.matches(buffer, max(first, start), last, patience):
                if not match.start == match.end == skip:
                    return match
        return None

    def _last_in(
        self,
        buffer: Buffer,
        ranges: Sequence[tuple[int, int]],
        end: int,
        skip: int | None,
        patience: Patience,
    ) -> Match | None:
        for first, last in reversed(ranges):
            if first <= end:
                found = self._last_before(buffer, first, min(last, end), skip, patience)
                if found is not None:
                    return found
        return None

    def _last_before(
        self, buffer: Buffer, lowest: int, end: int, skip: int | None, patience: Patience
    ) -> Match | None:
        """Look backwards block by block; in each the last match that ends before `end` counts."""
        size = _BLOCK
        start = end
        while True:
            start = max(lowest, start - size)
            if self.is_line_bound:
                # From the start of a line on, the matches are those that a search of the whole text finds.
                start = max(lowest, buffer.line_start(buffer.line_at(start)))
            last = None
            for match in self.matches(buffer, start, end, patience):
                if not match.start == match.end == skip:
                    last = match
            if last is not None or start <= lowest:
                return last
            size *= 2
