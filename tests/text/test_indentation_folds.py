"""Which lines belong to the one before them by their indentation."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from editorapp.text.buffer import Buffer
from editorapp.text.document import Document, Layout
from editorapp.text.folding import FoldRange
from editorapp.text.indentation_folds import IndentationFolds


def source_of(text: str, tab_width: int = 4) -> IndentationFolds:
    document = Document(Buffer(text), layout=Layout(tab_width=tab_width))
    return IndentationFolds(lambda: document)


CODE = "def a:\n    one\n    if:\n        two\n\n    three\n\ndef b:\n\tfour\n"


def test_what_is_indented_farther_belongs_to_a_line() -> None:
    source = source_of(CODE)

    assert {line: source.range_at(line) for line in range(10) if source.can_fold(line)} == {0: 5, 2: 3, 7: 8}
    assert source.range_at(1) is None
    assert source.range_at(4) is None


def test_all_of_it_is_told_with_its_level() -> None:
    assert {found for found in source_of(CODE).every() if found} == {
        FoldRange(0, 5, 1),
        FoldRange(2, 3, 2),
        FoldRange(7, 8, 1),
    }


def test_tabs_are_as_wide_as_the_document_has_them() -> None:
    text = "    a\n\tb\n"

    assert source_of(text, tab_width=8).range_at(0) == 1
    assert source_of(text, tab_width=4).range_at(0) is None


def test_a_range_without_an_end_near_by_cannot_be_folded() -> None:
    source = source_of("a\n" + "  b\n" * 400_000)

    assert source.can_fold(0)
    assert source.range_at(0) is None


def test_the_search_for_all_pauses_often() -> None:
    pauses = [found for found in source_of("a\n b\n" * 5000).every() if found is None]

    assert len(pauses) > 20


_LINES = st.lists(
    st.tuples(st.sampled_from(["", " ", "  ", "    ", "\t"]), st.sampled_from(["", "x", "xy" * 3000])),
    max_size=12,
)


@given(_LINES, st.sampled_from(["\n", "\r\n", "\r"]))
def test_it_is_the_same_line_by_line(lines: list[tuple[str, str]], line_break: str) -> None:
    source = source_of(line_break.join(space + text for space, text in lines))
    indents = [len(space.expandtabs(4)) if text else None for space, text in lines] or [None]

    def expected(first: int) -> int | None:
        own, last = indents[first], first
        if own is None:
            return None
        for line in range(first + 1, len(indents)):
            indent = indents[line]
            if indent is not None and indent <= own:
                break
            last = line if indent is not None else last
        return last if last > first else None

    found = {(each.first, each.last) for each in source.every() if each}
    ranges = [(line, expected(line)) for line in range(len(indents))]
    assert found == {(first, last) for first, last in ranges if last is not None}
    for first, last in ranges:
        assert source.range_at(first) == last
        assert source.can_fold(first) == (last is not None)
