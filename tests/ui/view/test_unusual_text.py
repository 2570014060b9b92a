"""Text that is not one plain cell for each code point: positions and looks stay right, nothing crashes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.text import grapheme
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document, Layout
from editorapp.ui.view import Colors
from editorapp.ui.view.marks import with_stand_ins, without_stand_ins
from editorapp.ui.view.utf16 import Utf16Index, length_in_units, without_lone_surrogates
from tests.ui.view.desk import Desk

MakeDesk = Callable[..., Desk]
CHARACTERS = "aא漢😀\u0301\t\0\x1b\udc80\udcff\ud800\u2028\x85\ufeff\u200d\u202e\uffff ع1"
TEXTS = st.text(st.sampled_from(CHARACTERS), max_size=30)

SAMPLES = [
    "plain",
    "\ttabs\tand\tmore",
    "emoji 😀😀 end",
    "family 👩‍👩‍👧 end",
    "combined e\u0301a\u0308 end",
    "漢字かな混じり",
    "nul \0 esc \x1b[31m del \x7f nel \x85",
    "bytes \udc80\udcff and half \ud83d \udbff",
    "separators \u2028 and \u2029 and \ufeff",
    "שלום abc עולם",
    "abc שלום 123 def",
    "العربية لغة",
    "\u202eturned\u202c",
    "\uffff\ufffe\ufffc",
    "",
]


@pytest.mark.parametrize("text", SAMPLES, ids=ascii)
def test_the_view_shows_what_the_buffer_has(desk_with: MakeDesk, text: str) -> None:
    desk = desk_with(f"{text}\nbetween\n{text}")

    assert desk.view_shows_the_document()
    desk.picture()


ONE_WAY = ["שלום עולם", *(s for s in SAMPLES if s and not ("a" in s and "ש" in s))]


@pytest.mark.parametrize("text", ONE_WAY, ids=ascii)
def test_the_caret_of_a_position_is_found_again_under_the_mouse(desk_with: MakeDesk, text: str) -> None:
    desk = desk_with(text)
    buffer = desk.view.document.buffer

    for position in range(len(text) + 1):
        if grapheme.boundary_at_or_before(buffer, position) == position:
            rect = desk.view.caret_rect(position)
            found = desk.view.position_at(rect.center())
            assert desk.view.caret_rect(found).x() == pytest.approx(rect.x(), abs=1)


def test_a_click_never_lands_inside_a_cluster(desk_with: MakeDesk) -> None:
    text = "e\u0301😀👩\u0301x"
    desk = desk_with(text)
    buffer = desk.view.document.buffer

    for x in range(120):
        point = desk.view.caret_rect(0).center()
        point.setX(x)
        position = desk.view.position_at(point)
        assert grapheme.boundary_at_or_before(buffer, position) == position


def test_tabs_reach_to_the_next_stop_of_the_document(desk_with: MakeDesk) -> None:
    desk = desk_with("\tx\nab\tx")
    cell = desk.view._geometry.typeface.cell

    for width in (4, 8, 3):
        document = desk.view.document
        layout = Layout(tab_width=width)
        desk.view.show_document(Document(document.buffer, document.selection, 0, layout))
        origin = desk.view.caret_rect(0).x()
        assert desk.view.caret_rect(1).x() - origin == pytest.approx(width * cell, abs=1)
        assert desk.view.caret_rect(6).x() - origin == pytest.approx(width * cell, abs=1)


def test_control_characters_and_invalid_bytes_are_seen_as_boxes_of_their_own_color(
    desk_with: MakeDesk,
) -> None:
    desk = desk_with("x\nab\0cd\n ef\udcffgh")
    colors = Colors.light()

    assert _has(desk, colors.mark.name(), 4, 5)
    assert _has(desk, colors.invalid.name(), 11, 12)
    assert not _has(desk, colors.mark.name(), 2, 4)
    assert not _has(desk, colors.invalid.name(), 9, 11)


def _has(desk: Desk, wanted: str, start: int, end: int) -> bool:
    """Whether a color, or one near it where glyphs are smoothed, is between two positions."""
    target = tuple(int(wanted[i : i + 2], 16) for i in (1, 3, 5))
    for name in desk.colors_between(start, end):
        parts = tuple(int(name[i : i + 2], 16) for i in (1, 3, 5))
        if all(abs(a - b) < 48 for a, b in zip(parts, target, strict=True)):
            return True
    return False


def test_a_right_to_left_line_starts_at_the_right_and_runs_to_the_left(desk_with: MakeDesk) -> None:
    desk = desk_with("שלום\nabc")

    start, end = desk.view.caret_rect(0), desk.view.caret_rect(4)

    assert start.x() > 600
    assert end.x() < start.x() - 10
    assert desk.view.caret_rect(5).x() < 20


def test_a_selection_in_mixed_directions_is_marked_where_its_letters_are(desk_with: MakeDesk) -> None:
    desk = desk_with("abc שלום def\n")
    ((_, _, _, piece),) = desk.view._geometry.lines.at(0).pieces(0, 700, 0, 0)

    # From "c" to the second Hebrew letter: "c " at the left, and the two rightmost letters.
    spans = piece.spans(2, 6)

    assert len(spans) == 2
    assert spans[0].left == pytest.approx(piece.x_of(2), abs=1)
    assert spans[0].right == pytest.approx(piece.x_of(4), abs=20)
    assert spans[1].left > spans[0].right
    assert piece.spans(0, 12) == [(0, 0.0, piece.width)]


@pytest.mark.parametrize(
    "text",
    ["ab עברי 12 c", "של (wor) ם", "א b", "a ב", "abc שלום 123 def", "العربية abc لغة", "לא\0b"],
)
def test_each_letter_in_mixed_directions_has_its_own_place(desk_with: MakeDesk, text: str) -> None:
    desk = desk_with(text)
    ((_, _, _, piece),) = desk.view._geometry.lines.at(0).pieces(0, 700, 0, 0)

    spans = sorted(span for offset in range(len(text)) for span in piece.spans(offset, offset + 1))

    assert len(spans) == len(text)
    assert spans[0].left == pytest.approx(0, abs=0.6)
    assert spans[-1].right == pytest.approx(piece.width, abs=1.1)
    for one, following in pairwise(spans):
        assert one.right - one.left > 1
        assert following.left == pytest.approx(one.right, abs=0.6)


def test_letters_that_a_ligature_joins_have_its_place(desk_with: MakeDesk) -> None:
    desk = desk_with("a لا b")
    ((_, _, _, piece),) = desk.view._geometry.lines.at(0).pieces(0, 700, 0, 0)

    ((_, left, right),) = piece.spans(2, 4)

    assert left == pytest.approx(piece.x_of(2), abs=0.6)
    assert right == pytest.approx(piece.x_of(4), abs=0.6)
    assert right - left > 5
    assert piece.spans(4, 5)[0].left == pytest.approx(right, abs=0.6)


def test_typing_between_unusual_characters_goes_where_the_caret_is(desk_with: MakeDesk) -> None:
    desk = desk_with("😀\udcff\0x")

    desk.click(3)
    desk.type("!")

    assert desk.text == "😀\udcff\0!x"
    assert desk.view_shows_the_document()


@given(TEXTS)
def test_stand_ins_keep_length_and_can_be_taken_back(text: str) -> None:
    shown, marks = with_stand_ins(text)

    assert len(shown) == len(text)
    assert without_stand_ins(shown, marks) == text
    assert not any("\ud800" <= c <= "\udfff" or (c < " " and c != "\t") for c in shown)
    assert all(mark.label for mark in marks)


@given(st.text(max_size=30))
def test_offsets_convert_to_units_and_back(text: str) -> None:
    index = Utf16Index(text)

    for offset in range(len(text) + 1):
        units = len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2
        assert index.to_units(offset) == units
        assert index.to_code_points(units) == offset
    assert length_in_units(text) == index.to_units(len(text))


def test_an_offset_inside_a_pair_is_that_of_the_pair() -> None:
    assert Utf16Index("a😀b").to_code_points(2) == 1


@given(TEXTS)
def test_no_half_surrogates_leave_the_program(text: str) -> None:
    clean = without_lone_surrogates(text)

    assert len(clean) == len(text)
    clean.encode()


def test_any_text_can_be_shown_and_clicked(desk_with: MakeDesk) -> None:
    desk = desk_with()

    @given(TEXTS)
    def check(text: str) -> None:
        desk.view.show_document(Document(Buffer(text)))
        assert desk.view_shows_the_document() or "\n" in text
        for position in range(len(text) + 1):
            desk.view.position_at(desk.view.caret_rect(position).center())
        desk.picture()

    check()
