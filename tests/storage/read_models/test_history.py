"""History list and search: what a document was, found again by its text, also when the document is gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.session.change_groups import MOST_TEXT
from editorapp.session.history_queries import (
    FindInHistory,
    FoundInHistory,
    HistoryGroup,
    HistoryHit,
    HistoryOf,
)
from editorapp.storage.profile import Profile
from editorapp.storage.read_models.history_search import place
from editorapp.storage.read_models.host import JournalReadModels
from tests.desk import Clock
from tests.storage.read_models.conftest import OpenModels
from tests.storage.read_models.journals import WrittenDocument


def history(models: JournalReadModels, document: WrittenDocument) -> list[HistoryGroup]:
    document.flush()
    models.catch_up()
    found: list[HistoryGroup] = models.ask(HistoryOf(document.held.id))
    return found


def hits(models: JournalReadModels, text: str, document: str | None = None) -> list[tuple[bool, str]]:
    models.catch_up()
    found: FoundInHistory = models.ask(FindInHistory(text, document))
    return [(hit.is_removal, hit.text[hit.start : hit.start + hit.length]) for hit in found.hits]


def test_the_history_has_a_line_for_each_group(models: JournalReadModels, document: WrittenDocument) -> None:
    document.type("hello")
    document.do("edit.undo")
    began, undone = history(models, document)
    assert (began.command, began.source, began.inserted_text, began.inserted) == (
        "text.insert",
        "keyboard",
        "hello",
        5,
    )
    assert (began.seq, began.first_revision, began.revision) == (1, 1, 5)
    assert (undone.command, undone.removed_text, undone.removed, undone.revision) == (
        "edit.undo",
        "hello",
        5,
        6,
    )


def test_the_history_tells_what_was_saved(models: JournalReadModels, document: WrittenDocument) -> None:
    document.type("ab")
    saved: dict[str, Any] = {"path": "a", "digest": "", "size": 2, "modified": 1}
    document.do("document.mark_saved", saved_revision=1, **saved)
    document.do("document.mark_saved", saved_revision=2, **saved)
    document.do("text.insert", text="c")
    assert [group.saved for group in history(models, document)] == [2, None]


def test_a_group_goes_on_in_the_line_that_it_has(open_models: OpenModels, document: WrittenDocument) -> None:
    models = open_models(entries_at_once=1)
    for letter in "hello":
        document.type(letter)
        assert [group.inserted_text for group in history(models, document)][-1].endswith(letter)
    (group,) = history(models, document)
    assert group.inserted_text == "hello"
    assert hits(models, "hello") == [(False, "hello")]


def test_a_group_goes_on_behind_a_command_that_was_refused(
    open_models: OpenModels, document: WrittenDocument
) -> None:
    models = open_models(entries_at_once=1)
    document.type("hel")
    assert document.do("text.replace", start=0, end=99, text="").error is not None
    document.type("lo")
    assert [group.inserted_text for group in history(models, document)] == ["hello"]


# --- searching --------------------------------------------------------------------------------------------


def test_what_was_typed_is_found_across_its_letters(
    models: JournalReadModels, document: WrittenDocument
) -> None:
    document.type("the password is swordfish")
    document.flush()
    assert hits(models, "swordfish") == [(False, "swordfish")]
    assert hits(models, "SWORDFISH") == [(False, "swordfish")]
    assert hits(models, "swordfishes") == []


def test_what_was_removed_is_found_where_it_was_removed(
    models: JournalReadModels, document: WrittenDocument
) -> None:
    document.type("a good sentence")
    document.do("selection.all")
    document.do("text.delete", direction="backward", unit="grapheme")
    document.flush()
    assert hits(models, "good") == [(True, "good"), (False, "good")]


def test_a_hit_tells_where_and_when(
    models: JournalReadModels, clock: Clock, profile: Profile, tmp_path: Path
) -> None:
    path = tmp_path / "notes.txt"
    document = WrittenDocument(profile, clock, path)
    document.type("some words")
    document.close()
    models.catch_up()
    (hit,) = models.ask(FindInHistory("word")).hits
    assert hit == HistoryHit(
        document.held.id,
        "notes.txt",
        str(path),
        1,
        1,
        10,
        clock.now,
        "text.insert",
        False,
        "some words",
        5,
        4,
    )


def test_the_latest_comes_first_and_as_many_as_are_wanted(
    models: JournalReadModels, document: WrittenDocument
) -> None:
    for number in range(5):
        document.do("text.insert", text=f"word {number} ")
    document.flush()
    models.catch_up()
    found = models.ask(FindInHistory("word", most=3))
    assert [hit.text for hit in found.hits] == ["word 4 ", "word 3 ", "word 2 "]
    assert found.has_more
    assert not models.ask(FindInHistory("word", most=5)).has_more


def test_the_search_can_be_kept_to_one_document(
    profile: Profile, clock: Clock, models: JournalReadModels, document: WrittenDocument
) -> None:
    other = WrittenDocument(profile, clock)
    for written in (document, other):
        written.type("word")
        written.flush()
    assert len(hits(models, "word")) == 2
    assert len(hits(models, "word", other.held.id)) == 1
    assert hits(models, "word", "nothing") == []
    other.close()


def test_a_document_whose_file_is_gone_is_searched_too(
    models: JournalReadModels, clock: Clock, profile: Profile, tmp_path: Path
) -> None:
    document = WrittenDocument(profile, clock, tmp_path / "notes.txt")
    document.type("treasure")
    document.close()
    assert not (tmp_path / "notes.txt").exists()
    assert hits(models, "treasure") == [(False, "treasure")]


@pytest.mark.parametrize("text", ["x", "xy", "é", "“", "\t"])
def test_one_or_two_letters_are_found_without_the_index(
    models: JournalReadModels, document: WrittenDocument, text: str
) -> None:
    document.do("text.insert", text=f"ab{text}cd")
    document.do("text.insert", text="something else")
    document.flush()
    assert hits(models, text) == [(False, text)]


@pytest.mark.parametrize(
    "text",
    [
        'say "hello"',
        "a AND b",
        "word*",
        "NEAR(a b)",
        "one\ntwo",
        "a\0bc",
        "^abc",
        "日本語",
        "a'b--",
        "\udcff\udcfe\udcfd",
    ],
)
def test_every_text_is_looked_for_as_it_is(
    models: JournalReadModels, document: WrittenDocument, text: str
) -> None:
    document.do("text.insert", text=f"before {text} behind")
    document.flush()
    assert len(hits(models, text)) == 1
    assert hits(models, text + "!") == []


def test_without_a_text_all_changes_are_found_the_latest_first(
    models: JournalReadModels, document: WrittenDocument
) -> None:
    document.type("word")
    document.do("edit.undo")
    document.flush()
    models.catch_up()
    found = models.ask(FindInHistory(""))
    assert [(hit.is_removal, hit.text, hit.length) for hit in found.hits] == [
        (True, "word", 0),
        (False, "word", 0),
    ]


def test_of_a_very_long_change_the_beginning_is_searched_and_the_hit_says_so(
    models: JournalReadModels, document: WrittenDocument
) -> None:
    document.do("text.insert", text="beginning" + " " * MOST_TEXT + "end")
    document.flush()
    models.catch_up()
    assert models.ask(FindInHistory("beginning")).hits[0].is_cut
    assert hits(models, "end") == []


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_the_place_of_a_hit_holds_the_text(before: str, wanted: str, behind: str) -> None:
    text = before + wanted + behind
    start, length = place(text, wanted.swapcase().swapcase())
    if start >= 0:
        assert wanted.swapcase().swapcase().casefold() in text[start : start + length].casefold()
    start, length = place(text, wanted)
    assert text[start : start + length] == wanted


def test_letters_that_are_several_in_small_are_placed_rightly() -> None:
    assert place("Straße und STRASSE", "und") == (7, 3)
    assert place("İstanbul: Straße", "STRASSE") == (10, 6)
