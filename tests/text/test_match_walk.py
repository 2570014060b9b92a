"""From one match to the next: where other threads may go on meanwhile, and that this finds the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import regex

from editorapp.text.buffer import Buffer
from editorapp.text.match_index import MatchIndex
from editorapp.text.match_walk import each_match
from editorapp.text.patience import Patience
from editorapp.text.search import Found, Searcher


class NotedPattern:
    """A compiled pattern that notes whether it was asked to let other threads run."""

    def __init__(self, pattern: str) -> None:
        self._compiled = regex.compile(pattern)
        self.concurrent: list[bool] = []

    def finditer(self, text: str, position: int, *, concurrent: bool, timeout: float) -> Iterator[Any]:
        self.concurrent.append(concurrent)
        return iter(self._compiled.finditer(text, position, concurrent=concurrent, timeout=timeout))


class NotedSearcher(Searcher):
    """Notes of which parts few matches were expected."""

    def __init__(self, pattern: str) -> None:
        super().__init__(pattern, is_regex=True, case=True, word=False)
        self.sparse: list[bool] = []

    def block(self, *args: Any, is_sparse: bool = False, **kwargs: Any) -> Found:
        self.sparse.append(is_sparse)
        return super().block(*args, is_sparse=is_sparse, **kwargs)


@pytest.mark.parametrize("is_sparse", [False, True])
def test_other_threads_go_on_all_the_while_where_matches_are_few(is_sparse: bool) -> None:
    pattern = NotedPattern(r"\d+")

    found = [m.span() for m in each_match(pattern, "a 12 b 345", 0, Patience(), is_sparse=is_sparse)]

    assert found == [(2, 4), (7, 10)]
    assert pattern.concurrent == [is_sparse]


def test_how_many_are_expected_follows_from_the_part_before() -> None:
    plain, dense = "nothing of the kind here\n" * 20_000, "12 34\n" * 120_000
    buffer = Buffer(plain + dense)
    searcher = NotedSearcher(r"\d+")

    index = MatchIndex.of(buffer, searcher, Patience())

    assert len(index) == 240_000
    assert searcher.sparse[:2] == [False, True]
    assert searcher.sparse[-1] is False


@pytest.mark.parametrize("most", [0, 1_000_000])
def test_the_same_is_found_with_places_and_without(most: int) -> None:
    buffer = Buffer(("x" * 2_000 + " 7\n") * 300)

    assert (
        len(
            MatchIndex.of(
                buffer, Searcher(r"\d", is_regex=True, case=True, word=False), Patience(), most=most
            )
        )
        == 300
    )
