"""A buffer against the plainest model there is: a string.

Every rule runs with the real sizes of the tree and with tiny ones, so that a text of some dozen code points
already makes a tree of several levels.
"""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from editorapp.text import buffer as buffer_module
from editorapp.text import tree
from editorapp.text.buffer import Buffer, BufferBuilder

_BREAK = re.compile(r"\r\n|\r|\n")

texts = st.text(st.sampled_from("ab\r\n\r\né😀\udc80"), max_size=40)
short_texts = st.text(st.sampled_from("a\r\n"), max_size=3)


@pytest.fixture(params=["tiny", "real"])
def sizes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make chunks and nodes so small that every branch of the tree is taken, or leave them as they are."""
    if request.param == "tiny":
        monkeypatch.setattr(tree, "SMALLEST_CHUNK", 2)
        monkeypatch.setattr(tree, "FAN_OUT", 4)
        monkeypatch.setattr(tree, "FEWEST_CHILDREN", 2)
        monkeypatch.setattr(tree, "CHUNK_SIZE", 6)
        monkeypatch.setattr(tree, "BUILT_CHUNK_SIZE", 12)
        monkeypatch.setattr(tree, "_NEAR_ENOUGH", 1)
        monkeypatch.setattr(buffer_module, "_FOCUS_LIMIT", 12)
    return str(request.param)


def line_starts(text: str) -> list[int]:
    return [0, *(match.end() for match in _BREAK.finditer(text))]


def line_ends(text: str) -> list[int]:
    return [*(match.start() for match in _BREAK.finditer(text)), len(text)]


def assert_same(buffer: Buffer, text: str) -> None:
    """Compare all that a buffer says of its text with what the string says."""
    assert str(buffer) == text
    assert len(buffer) == len(text)
    starts, ends = line_starts(text), line_ends(text)
    assert buffer.line_count == len(starts)
    assert [buffer.line_start(line) for line in range(len(starts))] == starts
    assert [buffer.line_end(line) for line in range(len(starts))] == ends
    assert [buffer.line_text(line) for line in range(len(starts))] == [
        text[start:end] for start, end in zip(starts, ends, strict=True)
    ]
    lines = [sum(start <= position for start in starts) - 1 for position in range(len(text) + 1)]
    assert [buffer.line_at(position) for position in range(len(text) + 1)] == lines


def assert_well_formed(node: tree.Node, *, is_root: bool = True) -> None:
    """The tree is balanced, its sums are right, and no chunk ends between a CR and its LF."""
    assert len(node.ends) == len(node.children) == len(node.break_ends)
    assert is_root or node.children
    chunks = list(node.chunks(0, node.length))
    assert all(chunks)
    assert not any(left.endswith("\r") and right.startswith("\n") for left, right in pairwise(chunks))
    length = breaks = 0
    children: list[str | tree.Node] = [*node.children]
    for index, child in enumerate(children):
        if not isinstance(child, tree.Node):
            assert node.level == 0
            length, breaks = length + len(child), breaks + tree.count_breaks(child)
        else:
            assert child.level == node.level - 1
            assert_well_formed(child, is_root=False)
            length, breaks = length + child.length, breaks + child.breaks
        assert (node.ends[index], node.break_ends[index]) == (length, breaks)


class BufferMachine(RuleBasedStateMachine):
    """Edits and reads a buffer, and keeps every revision."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.buffer = Buffer()
        self.revisions: list[tuple[Buffer, str]] = []

    @initialize(parts=st.lists(texts, max_size=4))
    def begin(self, parts: list[str]) -> None:
        self.text = "".join(parts)
        self.buffer = Buffer(parts)

    @rule(data=st.data(), text=st.one_of(texts, short_texts))
    def replace(self, data: st.DataObject, text: str) -> None:
        start = data.draw(st.integers(0, len(self.text)), "start")
        end = data.draw(st.integers(start, min(len(self.text), start + 30)), "end")
        self._replace(start, end, text)

    @rule(data=st.data(), count=st.integers(1, 6), text=short_texts)
    def type_at_one_place(self, data: st.DataObject, count: int, text: str) -> None:
        position = data.draw(st.integers(0, len(self.text)), "position")
        for _ in range(count):
            self._replace(position, position, text)
            position += len(text)

    @rule(data=st.data(), count=st.integers(1, 6))
    def erase_at_one_place(self, data: st.DataObject, count: int) -> None:
        position = data.draw(st.integers(0, len(self.text)), "position")
        for _ in range(min(count, position)):
            self._replace(position - 1, position, "")
            position -= 1

    def _replace(self, start: int, end: int, text: str) -> None:
        self.revisions.append((self.buffer, self.text))
        self.buffer = self.buffer.replace(start, end, text)
        self.text = self.text[:start] + text + self.text[end:]

    @rule(data=st.data())
    def slice(self, data: st.DataObject) -> None:
        start = data.draw(st.integers(-3, len(self.text) + 3), "start")
        end = data.draw(st.integers(-3, len(self.text) + 3), "end")
        assert self.buffer.slice(start, end) == self.text[max(0, start) : max(0, end)]
        assert "".join(self.buffer.chunks(start, end)) == self.text[max(0, start) : max(0, end)]

    @rule()
    def read_by_lines(self) -> None:
        assert_same(self.buffer, self.text)
        assert_well_formed(self.buffer._tree())

    @invariant()
    def is_as_long_as_the_string(self) -> None:
        assert len(self.buffer) == len(self.text)

    def teardown(self) -> None:
        assert_same(self.buffer, self.text)
        for buffer, text in self.revisions:
            assert str(buffer) == text


@pytest.mark.usefixtures("sizes")
def test_a_buffer_is_what_a_string_would_be_and_old_revisions_stay() -> None:
    run_state_machine_as_test(
        BufferMachine, settings=settings(max_examples=150, stateful_step_count=25, deadline=None)
    )


@pytest.fixture(scope="module")
def long_text() -> str:
    """Some hundred chunks of mixed line ends, so that the tree has two levels with its real sizes."""
    return "".join(f"line {number}" + ("\n", "\r\n", "\r")[number % 3] for number in range(90_000))


def test_edits_all_over_a_long_text_leave_a_well_formed_tree(long_text: str) -> None:
    buffer, text = Buffer(long_text), long_text
    for number in range(300):
        start = number * 7919 * 31 % len(text)
        end = min(len(text), start + (0, 1, 5000, 40_000)[number % 4])
        inserted = ("", "\n", "x" * 9000, "\r")[number // 4 % 4]
        buffer, text = buffer.replace(start, end, inserted), text[:start] + inserted + text[end:]
    assert str(buffer) == text
    assert_well_formed(buffer._tree())
    starts = line_starts(text)
    assert buffer.line_count == len(starts)
    assert [buffer.line_start(line) for line in range(0, len(starts), 97)] == starts[::97]


def test_an_edit_shares_the_rest_of_the_text_with_the_revision_before(long_text: str) -> None:
    before = Buffer(long_text)
    after = before.replace(500_000, 500_001, "x")
    shared = {id(chunk) for chunk in before.chunks()}
    fresh = [chunk for chunk in after.chunks() if id(chunk) not in shared]
    assert len(fresh) == 1


@pytest.mark.usefixtures("sizes")
@given(parts=st.lists(texts, max_size=6))
@settings(max_examples=60)
def test_it_does_not_matter_how_a_text_was_cut_when_it_came_in(parts: list[str]) -> None:
    buffer = Buffer(parts)
    assert_same(buffer, "".join(parts))
    assert_well_formed(buffer._tree())


@pytest.mark.usefixtures("sizes")
@given(parts=st.lists(texts, max_size=12))
@settings(max_examples=100)
def test_what_has_come_so_far_is_a_buffer_at_every_moment(parts: list[str]) -> None:
    builder, text = BufferBuilder(), ""
    kept = [(builder.buffer(), text)]
    for part in parts:
        builder.add(part)
        text += part
        kept.append((builder.buffer(), text))
    for buffer, expected in kept:
        assert_same(buffer, expected)
        assert_well_formed(buffer._tree())
        assert str(buffer.replace(0, len(expected) // 2, "x")) == "x" + expected[len(expected) // 2 :]


@pytest.mark.usefixtures("sizes")
@pytest.mark.parametrize(
    ("text", "start", "end", "inserted", "lines"),
    [
        ("a\r\nb", 2, 2, "x", 3),  # put between CR and LF: two line breaks
        ("a\rx\nb", 2, 3, "", 2),  # taken from between them: one
        ("a\r", 2, 2, "\nb", 2),
        ("\nb", 0, 0, "a\r", 2),
        ("a\r\nb", 1, 2, "", 2),
        ("a\r\nb", 2, 3, "", 2),
    ],
)
def test_a_carriage_return_and_a_line_feed_are_one_break_when_they_meet(
    text: str, start: int, end: int, inserted: str, lines: int
) -> None:
    buffer = Buffer(text).replace(start, end, inserted)
    assert buffer.line_count == lines
    assert_same(buffer, text[:start] + inserted + text[end:])


@pytest.mark.usefixtures("sizes")
@pytest.mark.parametrize("text", ["aaaaaa\nbbbbb", "aaaaa\r\nbbbbb", "aaaaa\rbbbbbb", "aaaa\r\n\r\nbbbb"])
def test_halves_of_line_breaks_meet_at_every_place(text: str) -> None:
    for start in range(len(text) + 1):
        for end in range(start, len(text) + 1):
            for inserted in ("", "\r", "\n", "\r\n", "\n\r"):
                buffer = Buffer(text).replace(start, end, inserted)
                assert_well_formed(buffer._tree())
                assert buffer.line_count == len(line_starts(text[:start] + inserted + text[end:]))


@pytest.mark.parametrize(("start", "end"), [(-1, 0), (0, 4), (2, 1), (4, 4)])
def test_a_range_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(IndexError):
        Buffer("abc").replace(start, end, "")


@pytest.mark.parametrize("line", [-1, 2, 99])
def test_a_line_that_is_not_there_is_refused(line: int) -> None:
    with pytest.raises(IndexError):
        Buffer("a\nb").line_start(line)
    with pytest.raises(IndexError):
        Buffer("a\nb").line_end(line)


@settings(max_examples=400)
@given(
    texts,
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 50), st.integers(0, 3), short_texts), max_size=4),
)
def test_the_line_that_was_asked_for_last_is_still_known_after_edits(
    text: str, edits: list[tuple[int, int, int, str]]
) -> None:
    buffer = Buffer(text)
    for line, at, length, inserted in edits:
        buffer.line_end(line % buffer.line_count)
        start = min(at, len(text))
        end = min(start + length, len(text))
        buffer, text = buffer.replace(start, end, inserted), text[:start] + inserted + text[end:]
        assert_same(buffer.replace(0, 0, ""), text)
    assert_same(buffer, text)


@pytest.mark.parametrize(
    ("text", "line", "start", "end", "inserted"),
    [
        ("a\rb\nc", 1, 2, 3, ""),
        ("a\r\nb", 0, 1, 1, "x"),
        ("a\n\nb", 1, 2, 2, "x"),
        ("a\nb", 1, 3, 3, "x"),
        ("a\nb", 1, 3, 3, "\r"),
        ("", 0, 0, 0, "x"),
    ],
)
def test_an_edit_in_the_line_that_was_asked_for_last(
    text: str, line: int, start: int, end: int, inserted: str
) -> None:
    buffer = Buffer(text)
    buffer.line_end(line)
    assert_same(buffer.replace(start, end, inserted), text[:start] + inserted + text[end:])


def test_buffers_are_equal_when_their_texts_are() -> None:
    assert Buffer("abc") == Buffer(["a", "", "bc"]) == Buffer("abd").replace(2, 3, "c")
    assert Buffer("abc") != Buffer("abd")
    assert Buffer("abc") != Buffer("ab")
    assert Buffer("abc") != "abc"
    long = Buffer("x" * 50_000)
    assert long == Buffer(["x" * 30_001, "x" * 19_999]) == Buffer("x" * 49_999).replace(7, 7, "x")
    assert long != long.replace(40_000, 40_001, "y")
    assert repr(Buffer("x" * 50)) == f"Buffer({'x' * 40!r}..., length=50)"


def test_one_line_of_ten_million_code_points_is_edited_and_read() -> None:
    buffer = Buffer("x" * 10_000_000).replace(5_000_000, 5_000_000, "middle")
    assert buffer.slice(4_999_999, 5_000_007) == "xmiddlex"
    assert (buffer.line_count, buffer.line_end(0)) == (1, 10_000_006)
