"""Colors stay with their text through changes, and blocks never overlap."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from editorapp.session.syntax.colored_text import Block, ColoredText
from editorapp.session.syntax.edits import Stretch
from editorapp.session.syntax.spans import Span
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet

TEXT = "red plain red\n" * 6


def colored(text: str = TEXT, step: int = 14) -> ColoredText:
    """Colors every word "red" of a text, in blocks of a number of code points."""
    red = {
        place + offset for place in range(len(text)) if text.startswith("red", place) for offset in range(3)
    }
    blocks = []
    for start in range(0, len(text), step):
        end = min(start + step, len(text))
        spans = [
            Span(place - start, place - start + 1, "error") for place in range(start, end) if place in red
        ]
        blocks.append(Block(start, end, tuple(spans)))
    return ColoredText(blocks)


def words(known: ColoredText, text: str) -> list[str]:
    return [text[span.start : span.end] for span in known.spans(0, len(text))]


def after(known: ColoredText, text: str, edits: list[tuple[int, int, str]]) -> tuple[ColoredText, str]:
    buffer = Buffer(text)
    changes = ChangeSet.replacing(buffer, edits)
    return known.after(changes), str(changes.apply(buffer))


def test_a_part_is_told_in_positions_that_count_from_its_start() -> None:
    assert colored().spans(10, 20) == [Span(0, 3, "error"), Span(4, 7, "error")]


def test_what_is_typed_moves_colors_along() -> None:
    known, text = after(colored(), TEXT, [(5, 5, "more text ")])

    assert words(known, text) == ["red"] * 12
    assert (
        known.blocks[1:]
        == colored(TEXT).after(ChangeSet.replacing(Buffer(TEXT), [(5, 5, "0123456789")])).blocks[1:]
    )


def test_a_word_that_is_typed_at_its_end_keeps_its_color_and_a_space_has_none() -> None:
    longer, text = after(colored(), TEXT, [(3, 3, "der")])
    assert words(longer, text)[0] == "redder"

    spaced, text = after(colored(), TEXT, [(3, 3, " ")])
    assert words(spaced, text)[0] == "red"


def test_only_what_was_touched_is_to_be_found_out_again() -> None:
    known, text = after(colored(), TEXT, [(30, 33, "x\ny")])

    assert known.unknown(0, len(text)) == [Stretch(28, 42)]
    assert known.unknown(0, len(text), stale=False) == []


def test_where_the_meaning_has_changed_it_is_to_be_found_out_again() -> None:
    known = colored().without_freshness([Stretch(70, 71), Stretch(20, 22)])

    assert known.unknown(0, len(TEXT)) == [Stretch(14, 28), Stretch(56, 84)]


def test_new_blocks_take_the_place_of_what_they_overlap() -> None:
    known = colored().with_blocks([Block(20, 40, (Span(0, 20, "string"),))])

    assert [(block.start, block.end) for block in known.blocks][:4] == [(0, 14), (14, 20), (20, 40), (40, 42)]
    assert known.spans(14, 42) == [
        Span(0, 3, "error"),
        Span(6, 26, "string"),
        Span(26, 27, "error"),
    ]


def test_what_is_far_away_is_forgotten() -> None:
    known = ColoredText()
    for start in range(0, 4000, 10):
        known = known.with_blocks([Block(start, start + 10, ())])

    assert len(known.blocks) < 200
    assert known.blocks[-1].end == 4000


changes_of_text = st.lists(
    st.tuples(st.integers(0, 84), st.integers(0, 20), st.sampled_from(("", "x", " ", "ab\n", "red"))),
    max_size=5,
)


@given(changes_of_text, st.integers(1, 30))
def test_after_any_changes_blocks_are_apart_and_what_was_not_touched_has_its_color(
    edits: list[tuple[int, int, str]], step: int
) -> None:
    apart: list[tuple[int, int, str]] = []
    for start, length, new in sorted(edits):
        if not apart or start > apart[-1][1]:
            apart.append((start, min(start + length, len(TEXT)), new))
    known, text = after(colored(TEXT, step), TEXT, apart)

    assert all(one.end <= other.start for one, other in pairwise(known.blocks))
    for block in known.blocks:
        assert 0 <= block.start <= block.end <= len(text)
        assert all(0 <= span.start < span.end <= block.end - block.start for span in block.spans)
        assert all(one.end <= other.start for one, other in pairwise(block.spans))
    lines = {range(index * 14, index * 14 + 14) for index in range(6)}
    untouched = [line for line in lines if not any(s <= line.stop and line.start <= e for s, e, _ in apart)]
    shift = {line: sum(len(new) - (e - s) for s, e, new in apart if e < line.start) for line in untouched}
    for line in untouched:
        start = line.start + shift[line]
        whole = "".join(span.scope[0] * (span.end - span.start) for span in known.spans(start, start + 14))
        assert whole == "eeeeee"


@given(
    st.integers(0, 84),
    st.integers(0, 20),
    st.sampled_from(("x", "_", " ", "(", "ab\n", "")),
    st.integers(1, 30),
)
def test_after_one_change_every_sign_that_stays_has_its_color(
    start: int, length: int, new: str, step: int
) -> None:
    end = min(start + length, len(TEXT))
    before = colors_of(colored(TEXT, step), len(TEXT))
    known, text = after(colored(TEXT, step), TEXT, [(start, end, new)])
    now = colors_of(known, len(text))
    assert now[:start] == before[:start]
    assert now[start + len(new) :] == before[end:]


def colors_of(known: ColoredText, length: int) -> str:
    """The first letter of the scope of each sign of a text; a blank where it is plain."""
    found = [" "] * length
    for span in known.spans(0, length):
        found[span.start : span.end] = span.scope[0] * (span.end - span.start)
    return "".join(found)
