"""When a document counts as modified: when its text is another one than that on disk."""

from __future__ import annotations

import pytest

from tests.desk import Desk


def mark_saved(desk: Desk, revision: int) -> None:
    """Note that a revision is on disk, as the worker that wrote it does."""
    arguments = {"path": "/notes.txt", "saved_revision": revision, "digest": "d", "size": 1, "modified": 1}
    desk.do("document.mark_saved", **arguments)


def modified(desk: Desk) -> bool:
    """Tell whether the document counts as modified now."""
    return desk.open.is_modified


@pytest.fixture
def saved() -> Desk:
    """A document with one change, saved."""
    desk = Desk("|text")
    desk.do("text.insert", text="a")
    desk.do("document.save")
    mark_saved(desk, 1)
    return desk


def test_a_change_modifies_and_a_save_ends_that(saved: Desk) -> None:
    assert not modified(saved)
    saved.do("text.insert", text="b")
    assert modified(saved)


def test_undoing_back_to_the_saved_text_ends_it_too(saved: Desk) -> None:
    saved.do("text.insert", text="b")
    saved.do("edit.undo")
    assert not modified(saved)
    saved.do("edit.undo")
    assert modified(saved)
    saved.do("edit.redo")
    assert not modified(saved)


def test_typing_goes_on_in_a_group_of_its_own_after_a_save(saved: Desk) -> None:
    saved.submit("text.insert", {"text": "b"}, source="keyboard")
    saved.do("document.save")
    mark_saved(saved, 2)
    saved.submit("text.insert", {"text": "c"}, source="keyboard")
    assert modified(saved)
    saved.do("edit.undo")
    assert not modified(saved)


def test_what_was_typed_while_the_file_was_written_is_not_saved() -> None:
    desk = Desk("|text")
    desk.do("text.insert", text="a")
    desk.do("document.save")
    desk.do("text.insert", text="b")
    mark_saved(desk, 1)
    assert modified(desk)
    desk.do("edit.undo")
    assert not modified(desk)
