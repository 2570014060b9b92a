"""The commands on lines do to a text what the same does to a plain list of lines."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.text.selection import Range, Selection
from tests.desk import Desk

LINES = st.lists(st.text(st.sampled_from("aAb1 2\t"), max_size=3), min_size=1, max_size=8)
MIXED = st.text(st.sampled_from("ab\r\n"), max_size=16)


@st.composite
def documents(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> Document:
    """A document with some carets and ranges."""
    text = draw(texts)
    positions = st.integers(0, len(text))
    ranges = draw(st.lists(st.builds(Range, positions, positions), min_size=1, max_size=3))
    return Document(Buffer(text), Selection.of(ranges, draw(st.integers(0, len(ranges) - 1))))


def lines_of(text: str) -> list[str]:
    return re.split("\r\n|\r|\n", text)


def touched(document: Document, *, carets: bool = True) -> list[list[int]]:
    """The numbers of the lines that the selection touches, in groups that are apart."""
    text = str(document.buffer)
    numbers: set[int] = set()
    for current in document.selection.ranges:
        if current.is_caret and not carets:
            continue
        first = len(lines_of(text[: current.start])) - 1
        last = len(lines_of(text[: current.end])) - 1
        at_start = text[current.end - 1 : current.end] == "\n"
        numbers |= set(range(first, last + (not at_start or first == last)))
    groups: list[list[int]] = []
    for number in sorted(numbers):
        if groups and number == groups[-1][-1] + 1:
            groups[-1].append(number)
        else:
            groups.append([number])
    return groups


def last_line(lines: list[str]) -> int:
    """The last line that takes part: not the empty one behind a last line break."""
    return len(lines) - 2 if len(lines) > 1 and not lines[-1] else len(lines) - 1


def selected(document: Document, lines: list[str]) -> list[list[int]]:
    return touched(document, carets=False) or [list(range(last_line(lines) + 1))]


ONE_KIND = documents(LINES.map("\n".join))


@given(ONE_KIND, st.booleans())
def test_move(start: Document, up: bool) -> None:
    lines = lines_of(str(start.buffer))
    groups = [[n for n in group if n <= last_line(lines)] for group in touched(start)]
    selected_texts = [[lines[n] for n in group] for group in groups]
    for group in groups if up else reversed(groups):
        if up and group and group[0] > 0:
            lines.insert(group[-1], lines.pop(group[0] - 1))
        elif not up and group and group[-1] < last_line(lines):
            lines.insert(group[0], lines.pop(group[-1] + 1))
    desk = Desk(start)
    desk.do("lines.move_up" if up else "lines.move_down")
    assert desk.text == "\n".join(lines)
    after = lines_of(desk.text)
    moved = {after[n] for group in touched(desk.open.document) for n in group}
    assert {text for group in selected_texts for text in group} <= moved


@given(ONE_KIND, st.booleans())
def test_copy(start: Document, up: bool) -> None:
    lines = lines_of(str(start.buffer))
    for group in reversed(touched(start)):
        lines[group[0] : group[0]] = [lines[n] for n in group]
    desk = Desk(start)
    desk.do("lines.copy_up" if up else "lines.copy_down")
    assert desk.text == "\n".join(lines)


@given(ONE_KIND, st.booleans(), st.booleans(), st.booleans())
def test_sort(start: Document, case: bool, reverse: bool, unique: bool) -> None:
    lines = lines_of(str(start.buffer))
    groups = selected(start, lines)
    for group in reversed(groups):
        part = [lines[n] for n in group]
        if unique:
            part = list({line if case else line.casefold(): line for line in reversed(part)}.values())[::-1]
            part.sort(key=lambda line: group_index(lines, group, line))
        part.sort(key=str if case else str.casefold, reverse=reverse)
        lines[group[0] : group[-1] + 1] = part
    desk = Desk(start)
    desk.do("lines.sort", case=case, reverse=reverse, unique=unique)
    assert desk.text == "\n".join(lines)


def group_index(lines: list[str], group: list[int], line: str) -> int:
    return next(n for n in group if lines[n] == line)


@given(ONE_KIND)
def test_reverse(start: Document) -> None:
    lines = lines_of(str(start.buffer))
    for group in selected(start, lines):
        lines[group[0] : group[-1] + 1] = [lines[n] for n in reversed(group)]
    desk = Desk(start)
    desk.do("lines.reverse")
    assert desk.text == "\n".join(lines)


@given(ONE_KIND, st.booleans(), st.booleans())
def test_unique(start: Document, case: bool, adjacent: bool) -> None:
    lines = lines_of(str(start.buffer))
    for group in reversed(selected(start, lines)):
        kept: list[str] = []
        for line in (lines[n] for n in group):
            same = (
                (lambda other, line=line: other == line)
                if case
                else (lambda other, line=line: other.casefold() == line.casefold())
            )
            if not any(map(same, kept[-1:] if adjacent else kept)):
                kept.append(line)
        lines[group[0] : group[-1] + 1] = kept
    desk = Desk(start)
    desk.do("lines.unique", case=case, adjacent=adjacent)
    assert desk.text == "\n".join(lines)


@given(ONE_KIND)
def test_join(start: Document) -> None:
    lines = lines_of(str(start.buffer))
    groups: list[list[int]] = []
    for current in start.selection.ranges:
        group = touched(Document(start.buffer, Selection([current])))[0]
        if len(group) == 1 and group[0] + 1 < len(lines):
            group = [group[0], group[0] + 1]
        if groups and group[0] <= groups[-1][-1]:
            groups[-1] = list(range(groups[-1][0], max(group[-1], groups[-1][-1]) + 1))
        else:
            groups.append(group)
    for group in reversed([group for group in groups if len(group) > 1]):
        texts = [lines[n] for n in group]
        while len(texts) > 1 and not texts[0].strip():
            del texts[0]
        while len(texts) > 1 and not texts[-1].strip():
            texts[-2] = texts[-2].rstrip()
            del texts[-1]
        first, *others = texts
        words = [first.rstrip() if others else first] + [text.strip() for text in others if text.strip()]
        if others:
            words[-1] = words[-1] if len(words) == 1 else texts[-1].lstrip()
        lines[group[0] : group[-1] + 1] = [" ".join(words)]
    desk = Desk(start)
    desk.do("lines.join")
    assert [line.rstrip() for line in lines_of(desk.text)] == [line.rstrip() for line in lines]


@given(documents(MIXED), st.sampled_from(["lines.move_up", "lines.move_down", "lines.sort", "lines.reverse"]))
def test_no_line_is_lost_where_line_breaks_are_mixed(start: Document, name: str) -> None:
    desk = Desk(start)
    desk.do(name)
    assert sorted(lines_of(desk.text)) == sorted(lines_of(str(start.buffer)))


@given(documents(MIXED))
def test_a_line_that_goes_leaves_the_others_as_they_are(start: Document) -> None:
    lines = lines_of(str(start.buffer))
    unique = list(dict.fromkeys(lines[: last_line(lines) + 1]))
    desk = Desk(Document(start.buffer))
    desk.do("lines.unique")
    assert lines_of(desk.text) == unique + lines[last_line(lines) + 1 :]
