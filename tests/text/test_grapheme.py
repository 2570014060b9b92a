"""What a person sees as one character."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from editorapp.text.buffer import Buffer
from editorapp.text.grapheme import boundary_at_or_before, clusters, next_boundary, previous_boundary

# Sequences out of Unicode's own test file for annex 29, and what people type.
SAMPLES = [
    ["a", "b", " ", "c"],
    ["a", "\r\n", "b", "\r", "\u0301", "\n", "\n", "\r"],  # a break joins nothing but its own LF
    ["e\u0301", "o\u0308\u0332", "x"],  # combining marks
    ["👨\u200d👩\u200d👧\u200d👦", "👍🏽", "❤\ufe0f", "x"],  # families, skin tones, variation selectors
    ["🇩🇪", "🇫🇷", "🇮", "a"],  # flags go by pairs
    ["각", "한", "\u1112\u1161\u11ab", "a"],  # Hangul syllables, whole and in letters
    ["\u0600\u0627", "b"],  # a prepended mark
    ["\U0001f469\U0001f3fd\u200d\U0001f4bb", "\U0001f469"],
    ["\u0915\u0940", "\u0924"],
    ["中", "文", "字", "\n", "ж", "ω"],
    ["\udc80", "\udcff", "a"],  # bytes that are no valid text
    ["\t", "\x00", "\u0301", "a"],  # a mark on a control character stands alone
]

mixed = st.lists(
    st.sampled_from([cluster for sample in SAMPLES for cluster in sample] + ["\u200d", "\u0301", "🇫"]),
    max_size=30,
).map("".join)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: ascii("".join(sample)))
def test_steps_stop_at_clusters_in_both_directions(sample: list[str]) -> None:
    buffer = Buffer("".join(sample))
    boundaries = [0]
    for cluster in sample:
        boundaries.append(boundaries[-1] + len(cluster))
    assert clusters("".join(sample)) == sample
    forward = [0]
    while forward[-1] < len(buffer):
        forward.append(next_boundary(buffer, forward[-1]))
    assert forward == boundaries
    backward = [len(buffer)]
    while backward[-1] > 0:
        backward.append(previous_boundary(buffer, backward[-1]))
    assert backward[::-1] == boundaries


@given(mixed, st.integers(0, 60), mixed)
@settings(max_examples=300)
def test_stepping_back_agrees_with_splitting_the_whole_text(before: str, repeated: int, after: str) -> None:
    text = before * (repeated // 10) + after
    buffer = Buffer(text)
    starts = [match.start() for match in regex.finditer(r"\X", text)] or [0]
    for position in [*starts, len(text)]:
        earlier = [start for start in starts if start < position]
        assert previous_boundary(buffer, position) == (earlier[-1] if earlier else 0)


@given(mixed)
def test_a_position_inside_a_cluster_is_moved_to_its_start(text: str) -> None:
    boundaries = {match.start() for match in regex.finditer(r"\X", text)} | {0, len(text)}
    for position in range(len(text) + 1):
        expected = max(boundary for boundary in boundaries if boundary <= position)
        assert boundary_at_or_before(Buffer(text), position) == expected


def test_positions_outside_the_text_are_moved_to_its_ends() -> None:
    assert boundary_at_or_before(Buffer("ab"), -1) == 0
    assert boundary_at_or_before(Buffer("ab"), 9) == 2
    assert next_boundary(Buffer("ab"), 2) == 2
    assert previous_boundary(Buffer("ab"), 0) == 0


def test_a_cluster_may_be_longer_than_what_is_looked_at_first() -> None:
    buffer = Buffer("a" + "\u0301" * 1000 + "b" + "👨\u200d" * 500 + "👨")
    assert next_boundary(buffer, 0) == 1001
    assert previous_boundary(buffer, 1001) == 0
    assert next_boundary(buffer, 1002) == len(buffer)
    assert previous_boundary(buffer, len(buffer)) == 1002
    buffer = Buffer("a" + "\u0301" * 300 + "\u0600a")  # a prepended mark belongs to what comes behind it
    assert previous_boundary(buffer, len(buffer)) == 301


class CountingBuffer(Buffer):
    """A buffer that remembers how much of it was asked for."""

    __slots__ = ("read",)

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.read = 0

    def slice(self, start: int, end: int) -> str:
        text = super().slice(start, end)
        self.read += len(text)
        return text


@pytest.mark.parametrize("word", ["中文字", "中文字\n", "е\u0301", "слово ", "한국어", "हिन्दी "])
def test_a_step_back_reads_a_little_of_the_text_in_every_script(word: str) -> None:
    buffer = CountingBuffer(word * 10_000)
    previous_boundary(buffer, len(buffer))
    assert buffer.read < 1000
