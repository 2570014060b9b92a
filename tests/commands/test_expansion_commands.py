"""Ranges that grow part by part and shrink the same way."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorapp.bus.errors import CommandError
from editorapp.commands.context import Context, NoHistory, NoSyntax
from editorapp.commands.expansion import Expand, Shrink
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document, Layout
from tests.desk import REGISTRY, Desk
from tests.marked_text import document, drawn

PYTHON = Layout(language="python")


class Calls(NoSyntax):
    """Knows one thing of every language: a name with brackets behind it is a part, and each line is one."""

    def enclosing(self, buffer: Buffer, language: str, start: int, end: int) -> tuple[int, int] | None:
        text = str(buffer)
        parts = [(text.rfind(" ", 0, place) + 1, text.find(")", place) + 1) for place in range(len(text))]
        lines = [0, *itertools.accumulate(len(line) for line in text.splitlines(keepends=True))]
        parts = [part for part in parts if "(" in text[part[0] : part[1]]] + [*itertools.pairwise(lines)]
        larger = [part for part in parts if part[0] <= start and end <= part[1] and part != (start, end)]
        return min(larger, key=lambda part: part[1] - part[0], default=None)


def steps(before: str, count: int, layout: Layout = PYTHON) -> list[str]:
    """What a document looks like after each of some expansions."""
    desk = Desk(document(before, layout))
    return [desk.do("selection.expand") for _ in range(count)]


def test_from_the_word_to_the_whole_text() -> None:
    text = "x\n\n  f(a, {0}) + 1\n  y\n\nz"
    assert [s.replace("\n", "¶") for s in steps(text.format("'one t|wo'"), 9)] == [
        s.replace("\n", "¶")
        for s in (
            "x\n\n  f(a, 'one [two>') + 1\n  y\n\nz",
            "x\n\n  f(a, '[one two>') + 1\n  y\n\nz",
            "x\n\n  f(a, ['one two'>) + 1\n  y\n\nz",
            "x\n\n  f([a, 'one two'>) + 1\n  y\n\nz",
            "x\n\n  f[(a, 'one two')> + 1\n  y\n\nz",
            "x\n\n  [f(a, 'one two') + 1>\n  y\n\nz",
            "x\n\n[  f(a, 'one two') + 1\n>  y\n\nz",
            "x\n\n[  f(a, 'one two') + 1\n  y\n>\nz",
            "[x\n\n  f(a, 'one two') + 1\n  y\n\nz>",
        )
    ]


def test_what_is_known_of_the_language_comes_before_lines() -> None:
    start = document("g f(a|b) c\nd", PYTHON)
    seen = []
    for _ in range(4):
        start = start.after(Expand().run(Context(start, NoHistory(), REGISTRY, syntax=Calls())))
        seen.append(drawn(start))
    assert seen == ["g f([ab>) c\nd", "g f[(ab)> c\nd", "g [f(ab)> c\nd", "[g f(ab)> c\nd"]


def test_every_range_grows_for_itself() -> None:
    assert steps("(a|) (b|)", 2) == ["([a>) ([b>)", "[(a)> [(b)>"]


def test_when_all_is_selected_it_says_so() -> None:
    assert Desk("[ab>").refused("selection.expand") == "nothing_larger"


@pytest.mark.parametrize(
    ("before", "count"),
    [
        ("x\n\n  f(a, 'one t|wo') + 1\n  y\n\nz", 9),
        ("f((a), b(c, d|e))", 6),
        ("on|e two\nthree", 4),
        ("f(a|b)  g(c|d)", 2),
    ],
)
def test_it_shrinks_the_way_it_has_grown(before: str, count: int) -> None:
    desk = Desk(document(before, PYTHON))
    seen = [desk.marked, *[desk.do("selection.expand") for _ in range(count)]]
    for expected in reversed(seen[:-1]):
        assert desk.do("selection.shrink") == expected


def test_a_range_that_has_not_grown_shrinks_to_a_part_within() -> None:
    assert Desk("a [one + two> b").do("selection.shrink") == "a [one> + two b"
    assert Desk("a|").do("selection.shrink") == "a|"


@given(st.text(st.sampled_from("ab ()[]\"'\n"), max_size=24), st.data())
@settings(max_examples=300)
def test_shrinking_what_has_grown_and_expanding_it_again_leads_back(text: str, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(text)))
    start = document(text[:position].translate(_PLAIN) + "|" + text[position:].translate(_PLAIN), PYTHON)
    grown = start
    for _ in range(data.draw(st.integers(1, 5))):
        try:
            grown = _after(grown, Expand())
        except CommandError:
            break
    if grown is start:
        return
    shrunk = _after(grown, Shrink())
    assert shrunk.selection.main.start >= grown.selection.main.start
    assert shrunk.selection.main.end <= grown.selection.main.end
    again = _after(shrunk, Expand())
    if shrunk.buffer.line_at(grown.selection.main.start) == shrunk.buffer.line_at(grown.selection.main.end):
        assert again.selection == grown.selection


_PLAIN = str.maketrans("[]", "{}")


def _after(start: Document, command: Expand | Shrink) -> Document:
    return start.after(command.run(Context(start, NoHistory(), REGISTRY)))
