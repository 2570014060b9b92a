"""After any sequence of edits the view shows what the buffer has, however little of it was laid out anew."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from editorapp.text.buffer import Buffer
from editorapp.text.change import Change, ChangeSet
from editorapp.text.document import Document, Transaction
from editorapp.text.selection import Range, Selection
from editorapp.ui.view.laid_line import LONGEST_WHOLE
from tests.ui.view.desk import Desk

MakeDesk = Callable[..., Desk]
PARTS = st.sampled_from(
    ["a", "\n", "\r", "\r\n", "\t", "word", "😀", "\udcff", "one\ntwo\r\n", "", "x" * 4100]
)
TEXTS = st.lists(PARTS, max_size=12).map("".join)
EDITS = st.lists(
    st.tuples(st.lists(st.floats(0, 1), min_size=2, max_size=6, unique=True), PARTS), min_size=1, max_size=8
)


def change_set(buffer: Buffer, cuts: list[float], text: str) -> ChangeSet:
    """Replace every other stretch between some places by a text."""
    places = sorted({int(cut * len(buffer)) for cut in cuts})
    edits = [(start, end, text) for start, end in list(pairwise(places))[::2]]
    return ChangeSet.replacing(buffer, edits or [(places[0], places[0], text)])


def test_what_is_shown_follows_every_edit(desk_with: MakeDesk) -> None:
    desk = desk_with()
    view = desk.view

    @given(TEXTS, EDITS)
    def check(text: str, edits: list[tuple[list[float], str]]) -> None:
        view.show_document(Document(Buffer(text)))
        view.shown_text()
        for cuts, inserted in edits:
            changes = change_set(view.document.buffer, cuts, inserted)
            view.show_document(view.document.after(Transaction(changes)), changes)
            assert _follows(desk)

    check()


def _follows(desk: Desk) -> bool:
    view = desk.view
    first, _ = view.scroll_position()
    buffer = view.document.buffer
    shown = view.shown_text().split("\n")
    return (
        all(
            line == buffer.line_text(first + index) or _is_part(line, buffer.line_text(first + index))
            for index, line in enumerate(shown)
        )
        and len(shown) == view._geometry.last_line - first + 1
    )


def _is_part(shown: str, line: str) -> bool:
    return len(line) > LONGEST_WHOLE and shown != "" and shown in line


def test_edits_by_hand_in_one_place_and_many(desk_with: MakeDesk) -> None:
    desk = desk_with("alpha\r\nbeta\r\n\r\ngamma\n" * 5)
    keys = Qt.Key

    for position in (0, 5, 7, 12, 14, 30):
        desk.select((position, position))
        for key in (keys.Key_Return, keys.Key_Delete, keys.Key_Delete, keys.Key_Backspace, keys.Key_Tab):
            desk.key(key)
            assert desk.view_shows_the_document()
    desk.select(*((start, start + 2) for start in range(0, 60, 9)))
    for key in (keys.Key_X, keys.Key_Return, keys.Key_Backspace, keys.Key_Backspace, keys.Key_Delete):
        desk.key(key)
        assert desk.view_shows_the_document()


def test_lines_that_did_not_change_are_not_laid_out_again(desk_with: MakeDesk) -> None:
    desk = desk_with("one\ntwo\nthree\nfour\nfive\nsix\n")
    lines = desk.view._geometry.lines
    desk.view.shown_text()
    before = [lines.at(number) for number in range(6)]
    desk.select((14, 14))

    desk.type("x")
    desk.key(Qt.Key.Key_Return)

    assert [lines.at(number) for number in (0, 1)] == before[:2]
    assert [lines.at(number) for number in (5, 6)] == before[4:]


def test_the_same_line_twice_is_laid_out_once(desk_with: MakeDesk) -> None:
    desk = desk_with("same\nsame\nother")
    lines = desk.view._geometry.lines

    assert lines.at(0) is lines.at(1)
    assert lines.at(0) is not lines.at(2)


def test_a_document_without_known_changes_replaces_all(desk_with: MakeDesk) -> None:
    desk = desk_with("old text\nof two lines")

    desk.view.show_document(Document(Buffer("new"), Selection.caret(3)))

    assert desk.view.shown_text() == "new"
    assert desk.ranges == [(3, 3)]
    assert desk.view.document.buffer.line_count == 1


def test_a_selection_of_thousands_of_ranges_is_shown(desk_with: MakeDesk) -> None:
    text = "word\n" * 5000
    desk = desk_with(text)
    ranges = [Range(start, start + 4) for start in range(0, len(text), 5)]
    document = Document(desk.view.document.buffer, Selection(ranges, len(ranges) - 1))

    desk.view.show_document(document)

    color = desk.view._appearance.colors.selection.name()
    last = ranges[-1]
    assert color in desk.colors_between(last.start, last.end)


def test_a_change_of_many_places_is_followed(desk_with: MakeDesk) -> None:
    desk = desk_with("word\n" * 5000)
    changes = ChangeSet([Change(start, "word", "longer\nword") for start in range(0, 25_000, 5)])
    desk.view.scroll_by(2000)

    desk.view.show_document(desk.view.document.after(Transaction(changes)), changes, reveal=False)

    assert desk.view_shows_the_document()


def test_what_was_laid_out_long_ago_is_forgotten(desk_with: MakeDesk) -> None:
    desk = desk_with("".join(f"{number:05} {'word ' * 100}\n" for number in range(3000)))
    lines = desk.view._geometry.lines

    for number in range(3000):
        lines.at(number)

    assert len(lines._lines) <= 400
    assert lines._text_kept <= 200_000
    assert sum(len(text) for text in lines._by_text) <= lines._text_kept
    desk.view.scroll_by(1500)
    assert desk.view_shows_the_document()
