"""Groups of changes: what a person wrote or removed in one go, as one text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.bus.json_text import from_json, to_json
from editorapp.session.change_groups import MOST_TEXT, ChangeGroup, groups, saved_revisions
from editorapp.session.entry import Entry
from tests.desk import Desk


def _groups(desk: Desk) -> list[ChangeGroup]:
    return groups(None, desk.journal.entries())


def _texts(desk: Desk) -> list[tuple[str, str]]:
    return [(group.removed_text(), group.inserted_text()) for group in _groups(desk)]


def test_what_is_typed_in_one_go_is_one_text() -> None:
    desk = Desk("[]")
    desk.type("hello world")
    (group,) = _groups(desk)
    assert group.inserted_text() == "hello world"
    assert (group.first, group.last, group.first_revision, group.last_revision) == (1, 11, 1, 11)
    assert (group.command, group.source, group.inserted, group.removed) == ("text.insert", "keyboard", 11, 0)
    assert group.ended > group.began


def test_a_pause_begins_another_group() -> None:
    desk = Desk("[]")
    desk.type("one")
    desk.clock.pass_seconds(5)
    desk.type("two")
    assert [text for _, text in _texts(desk)] == ["one", "two"]


@pytest.mark.parametrize(
    ("start", "direction", "removed"), [("abc[]def", "backward", "abc"), ("abc[]def", "forward", "def")]
)
def test_what_is_erased_in_one_go_is_one_text(start: str, direction: str, removed: str) -> None:
    desk = Desk(start)
    for _ in range(3):
        desk.press("text.delete", direction=direction, unit="grapheme")
    assert _texts(desk) == [(removed, "")]


def test_what_is_typed_at_several_carets_is_a_line_for_each() -> None:
    desk = Desk("a[] b[] c[]")
    desk.type("xyz")
    assert _texts(desk) == [("", "xyz\nxyz\nxyz")]


def test_what_is_erased_at_several_carets_is_a_line_for_each() -> None:
    desk = Desk("one[] two[]")
    for _ in range(3):
        desk.press("text.delete", direction="backward", unit="grapheme")
    assert _texts(desk) == [("one\ntwo", "")]


def test_what_a_selection_is_replaced_with_is_beside_what_it_was() -> None:
    desk = Desk("say [hello>")
    desk.do("text.insert", text="bye")
    assert _texts(desk) == [("hello", "bye")]


def test_an_undo_is_a_group_of_its_own() -> None:
    desk = Desk("[]")
    desk.type("word")
    desk.do("edit.undo")
    assert [(g.command, g.removed_text(), g.inserted_text()) for g in _groups(desk)] == [
        ("text.insert", "", "word"),
        ("edit.undo", "word", ""),
    ]


def test_moves_and_refusals_make_no_group() -> None:
    desk = Desk("some [] words")
    desk.do("selection.all")
    desk.refused("text.replace", start=0, end=99, text="")
    assert _groups(desk) == []


def test_bytes_that_are_no_text_become_what_a_database_can_hold() -> None:
    desk = Desk("[]")
    desk.do("text.insert", text="a\udcffb")
    assert _texts(desk) == [("", "a\ufffdb")]


def test_of_a_very_long_change_the_beginning_is_kept_and_all_of_it_is_counted() -> None:
    desk = Desk("[]")
    desk.do("text.insert", text="x" * (MOST_TEXT + 5))
    (group,) = _groups(desk)
    assert group.is_cut
    assert (len(group.inserted_text()), group.inserted) == (MOST_TEXT, MOST_TEXT + 5)


def test_what_was_saved_is_known_by_its_revision() -> None:
    entry = Entry(3, "document.mark_saved", b'{"saved_revision": 7}', 1, "effect")
    assert saved_revisions([entry]) == set()  # it has no outcome
    desk = Desk("[]")
    desk.type("ab")
    desk.do("document.mark_saved", path="a", saved_revision=2, digest="", size=2, modified=1)
    assert saved_revisions(desk.journal.entries()) == {2}


_PRESSES: dict[str, Callable[[Desk], object]] = {
    "type": lambda desk: desk.type("ab"),
    "line": lambda desk: desk.press("text.newline"),
    "erase": lambda desk: desk.press("text.delete", direction="backward", unit="grapheme"),
    "erase on": lambda desk: desk.press("text.delete", direction="forward", unit="grapheme"),
    "undo": lambda desk: desk.submit("edit.undo", {}),
    "redo": lambda desk: desk.submit("edit.redo", {}),
    "all": lambda desk: desk.do("selection.all"),
    "word": lambda desk: desk.press("selection.move", unit="word", direction="backward"),
    "paste": lambda desk: desk.do("clipboard.paste", text="pasted"),
    "pause": lambda desk: desk.clock.pass_seconds(9),
}


@given(st.lists(st.sampled_from(sorted(_PRESSES)), max_size=25), st.lists(st.integers(1, 5), min_size=1))
def test_the_groups_are_the_same_however_the_entries_are_dealt_out(
    presses: list[str], sizes: list[int]
) -> None:
    desk = Desk("one[] two\n[three>")
    for press in presses:
        _PRESSES[press](desk)
    entries = list(desk.journal.entries())
    found: dict[int, ChangeGroup] = {}
    last: ChangeGroup | None = None
    position = turn = 0
    while position < len(entries):
        size = sizes[turn % len(sizes)]
        for group in groups(last, entries[position : position + size]):
            found[group.first] = last = from_json(to_json(group), ChangeGroup)
        position, turn = position + size, turn + 1
    assert list(found.values()) == groups(None, entries)


@given(st.lists(st.sampled_from(sorted(_PRESSES)), max_size=25))
def test_groups_hold_every_change_once(presses: list[str]) -> None:
    desk = Desk("one[] two\n[three>")
    for press in presses:
        _PRESSES[press](desk)
    changes = [c for e in desk.journal.entries() if e.effects is not None for c in e.effects.changes]
    found = groups(None, desk.journal.entries())
    assert sum(group.inserted for group in found) == sum(len(inserted) for _, _, inserted in changes)
    assert sum(group.removed for group in found) == sum(len(removed) for _, removed, _ in changes)
    pieces = [piece for group in found for piece in group.pieces]
    assert sorted("".join(piece.inserted for piece in pieces)) == sorted("".join(c[2] for c in changes))
    assert sorted("".join(piece.removed for piece in pieces)) == sorted("".join(c[1] for c in changes))
