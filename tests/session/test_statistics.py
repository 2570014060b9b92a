"""Document statistics as a read model: it follows changes, may lag behind them, and can be built again."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.session.open_document import DocumentAdvanced, OpenDocument
from editorapp.session.selection_statistics import SelectionCounted, SelectionCounts, SelectionStatistics
from editorapp.session.statistics import DocumentCounted, DocumentCounts, DocumentStatistics
from editorapp.text.buffer import Buffer
from editorapp.text.counting import Counts, count
from editorapp.text.document import Document
from editorapp.text.selection import Range, Selection
from tests.desk import Desk, open_document
from tests.memory_journal import MemoryJournal
from tests.session.background import HeldWork

LARGE = "some words\n" * 10_000


class Counted(Desk):
    """A desk whose document is counted."""

    def __init__(self, marked: str | Document = "", *, watches: bool = True) -> None:
        super().__init__(marked)
        self.background = HeldWork()
        self.reported: list[Exception] = []
        self.changed: list[str] = []
        self.model = DocumentStatistics(
            self.present, self.background, self.clock, self.changed.append, self.reported.append
        )
        self.editor.bus.subscribe(DocumentAdvanced, self.model.follow)
        if watches:
            self.model.watch(self.target)

    def present(self, target: str) -> Document | None:
        document = self.editor.documents.get(target)
        return None if document is None else document.document

    def open_another(self, target: str, text: str) -> OpenDocument:
        start = Document(Buffer(text))
        self.editor.documents[target] = open_document(target, start, MemoryJournal(start))
        return self.editor.documents[target]

    def answer(self, target: str = Desk.target) -> DocumentCounted:
        return self.model.answer(DocumentCounts(target))

    @property
    def right(self) -> DocumentCounted:
        """The answer of a model that has caught up."""
        return DocumentCounted(count(self.open.document.buffer), self.open.revision, 0)


def large(text: str = LARGE, **options: Any) -> Counted:
    return Counted(Document(Buffer(text)), **options)


# --- following -------------------------------------------------------------------------------------------


def test_a_document_is_counted_as_it_is_when_it_is_watched() -> None:
    assert Counted("one two|").answer() == DocumentCounted(Counts(2, 7, 6, 1), 0, 0)


def test_a_document_that_nobody_watches_is_not_counted() -> None:
    desk = Counted("one|", watches=False)
    desk.type(" two")
    assert desk.answer() == DocumentCounted(None)
    assert (desk.model.position, desk.model.lag) == (0, 0)


def test_watching_a_document_that_is_not_open_does_nothing() -> None:
    desk = Counted("one|")
    desk.model.watch("absent")
    assert desk.answer("absent") == DocumentCounted(None)
    assert desk.model.lag == 0


def test_counts_follow_typing_undo_and_redo_at_once() -> None:
    desk = Counted("one|")
    desk.type(" two\nthree")
    assert desk.answer() == desk.right == DocumentCounted(Counts(3, 13, 11, 2), 10, 0)
    desk.do("edit.undo")
    assert desk.answer() == desk.right
    desk.do("edit.redo")
    assert desk.answer() == desk.right
    assert not desk.background.is_busy()


def test_commands_that_change_no_text_are_nothing_to_take_in() -> None:
    desk = Counted("one two|")
    before = desk.model.position
    desk.changed.clear()
    desk.do("selection.all")
    assert (desk.model.position, desk.model.lag, desk.changed) == (before, 0, [])


def test_it_says_which_document_has_other_counts_now() -> None:
    desk = Counted("one|")
    desk.changed.clear()
    desk.type("s")
    assert desk.changed == [desk.target]


def test_a_large_document_is_counted_in_the_background() -> None:
    desk = large()
    assert desk.answer() == DocumentCounted(None, -1, 1)
    desk.background.finish()
    assert desk.answer() == desk.right


def test_what_is_typed_while_it_is_counted_is_taken_in_afterwards() -> None:
    desk = large()
    desk.type("more and ")
    assert desk.answer() == DocumentCounted(None, -1, 10)
    assert desk.model.lag == 10
    desk.background.finish()
    assert desk.answer() == desk.right
    assert desk.model.lag == 0
    assert not desk.background.is_busy()


def test_a_large_change_is_counted_in_the_background_from_the_counts_before() -> None:
    desk = Counted("one|")
    desk.do("text.insert", text=LARGE)
    assert desk.answer() == DocumentCounted(Counts(1, 3, 3, 1), 0, 1)
    desk.type("x")
    assert desk.answer().lag == 2
    desk.background.finish()
    assert desk.answer() == desk.right


def test_a_change_in_many_places_is_counted_in_the_background() -> None:
    desk = large("a b\n" * 2_000)
    assert desk.background.is_busy() is False
    desk.do("find.replace_all", pattern="a", replacement="c d")
    assert desk.background.is_busy()
    desk.background.finish()
    assert desk.answer() == desk.right
    assert desk.answer().counts == Counts(6_000, 12_000, 6_000, 2_001)


EDITS = st.one_of(
    st.tuples(st.just("type"), st.sampled_from(["a", " ", "b c", "\n", "漢"])),
    st.tuples(st.just("paste"), st.sampled_from([LARGE, "x" * 40_000])),
    st.tuples(st.just("undo"), st.just("")),
    st.tuples(st.just("finish"), st.just("")),
    st.tuples(st.just("rebuild"), st.just("")),
)


@given(st.lists(EDITS, max_size=12))
def test_whatever_comes_while_it_lags_it_ends_with_what_counting_again_leads_to(
    edits: list[tuple[str, str]],
) -> None:
    desk = Counted("one|")
    for name, text in edits:
        match name:
            case "type" | "paste":
                desk.do("text.insert", text=text)
            case "undo":
                desk.submit("edit.undo", {})
            case "finish" if desk.background.is_busy():
                desk.background.finish()
            case "rebuild":
                desk.model.rebuild(desk.target)
    while desk.background.is_busy():
        desk.background.finish()
    assert desk.answer() == desk.right
    assert desk.model.lag == 0


# --- several documents -----------------------------------------------------------------------------------


def test_documents_are_counted_one_after_the_other_and_the_one_looked_at_first() -> None:
    desk = large()
    desk.open_another("second", LARGE)
    desk.open_another("third", LARGE * 2)
    desk.model.watch("second")
    assert desk.background.stopped == 1
    desk.model.watch("third")
    desk.background.finish()
    assert desk.answer("third").counts is not None
    assert desk.answer("second").counts is None
    desk.background.finish()
    desk.background.finish()
    assert desk.answer("second").counts == count(Buffer(LARGE))
    assert desk.answer() == desk.right
    assert not desk.background.is_busy()


def test_a_small_document_does_not_wait_for_a_large_one() -> None:
    desk = large()
    desk.open_another("small", "one two")
    desk.model.watch("small")
    assert desk.answer("small").counts == Counts(2, 7, 6, 1)
    assert desk.background.stopped == 0


def test_a_document_that_is_forgotten_while_it_is_counted_makes_room_for_the_next() -> None:
    desk = large()
    desk.open_another("second", LARGE)
    desk.model.watch("second")
    desk.model.forget("second")
    assert desk.answer("second") == DocumentCounted(None)
    desk.background.finish()
    assert desk.answer() == desk.right
    assert desk.model.lag == 0


# --- as a read model -------------------------------------------------------------------------------------


def test_position_and_lag_count_what_was_taken_in_and_what_was_not() -> None:
    desk = large()
    model = desk.model
    assert (model.name, model.position, model.lag, model.last_advance) == ("document statistics", 0, 1, None)
    desk.type("ab")
    assert (desk.model.position, desk.model.lag) == (0, 3)
    desk.background.finish()
    assert (desk.model.position, desk.model.lag) == (3, 0)
    assert desk.model.last_advance == desk.clock.now
    assert list(desk.model.errors) == []


def test_it_can_be_dropped_and_built_again_while_commands_go_on() -> None:
    desk = large()
    desk.background.finish()
    desk.model.rebuild(desk.target)
    assert desk.answer() == DocumentCounted(None, -1, 1)
    desk.type("x y")
    desk.background.finish()
    assert desk.answer() == desk.right


def test_a_fact_that_comes_twice_is_counted_once() -> None:
    desk = Counted("one|")
    desk.type("x y")
    for event in desk.events:
        desk.model.follow(event)
    assert desk.answer() == desk.right


def test_where_a_fact_is_missing_the_document_is_counted_again() -> None:
    desk = Counted("one|")
    desk.type(" two three")
    last = desk.events[-1]
    fresh = Counted("one|")
    fresh.model.follow(last)
    assert fresh.answer() == desk.right
    fresh.model.follow(desk.events[0])
    assert fresh.answer() == desk.right


def test_an_error_in_the_background_is_told_and_leaves_no_wrong_counts_and_can_be_overcome() -> None:
    desk = large()
    desk.background.fail(MemoryError("too large"))
    (error,) = desk.model.errors
    assert (error.document, error.revision, str(error.error)) == (desk.target, 0, "too large")
    assert desk.reported == [error.error]
    assert desk.answer() == DocumentCounted(None, -1, 1, has_failed=True)
    desk.type("x")
    assert desk.answer() == DocumentCounted(None, -1, 1, has_failed=True)
    desk.model.rebuild(desk.target)
    desk.background.finish()
    assert desk.answer() == desk.right


def test_an_error_while_following_is_reported_with_the_event_and_hurts_no_command() -> None:
    desk = Counted("one|")
    desk.type("x")
    # A fact that does not fit its text is the way to make counting fail.
    event = desk.events[-1]
    broken = msgspec.structs.replace(
        event, before=desk.open.document, after=_without_text(desk.open.document)
    )
    with pytest.raises(AttributeError):
        desk.model.follow(broken)
    assert desk.answer().counts is None
    assert [error.revision for error in desk.model.errors] == [2]


def _without_text(document: Document) -> Document:
    return Document(None, document.selection, document.revision + 1)  # type: ignore[arg-type]


# --- selections ------------------------------------------------------------------------------------------


class Selecting:
    """A document with a selection that is counted."""

    def __init__(self, text: str, *ranges: tuple[int, int]) -> None:
        self.document: Document | None = None
        self.background = HeldWork()
        self.changed: list[str] = []
        self.reported: list[Exception] = []
        self.model = SelectionStatistics(
            lambda target: self.document, self.background, self.changed.append, self.reported.append
        )
        self.buffer = Buffer(text)
        self.select(*ranges)

    def select(self, *ranges: tuple[int, int]) -> None:
        self.document = Document(self.buffer, Selection.of([Range(*pair) for pair in ranges]), 3)

    def answer(self) -> SelectionCounted:
        return self.model.answer(SelectionCounts("text"))


def test_a_selection_of_many_ranges_is_counted_over_all_of_them() -> None:
    selecting = Selecting("one two\nthree four", (0, 7), (8, 13))
    assert selecting.answer() == SelectionCounted(Counts(3, 12, 11, 2), 12, 2, False, 3)


def test_carets_select_nothing() -> None:
    assert Selecting("one", (1, 1)).answer() == SelectionCounted(Counts(0, 0, 0, 0), 0, 1, True, 3)
    assert Selecting("one", (1, 1), (2, 2)).answer().ranges == 2


def test_where_no_document_is_open_nothing_is_selected() -> None:
    selecting = Selecting("one", (0, 1))
    selecting.document = None
    assert selecting.answer() == SelectionCounted(None, None, 0, True, -1)


def test_a_large_selection_is_counted_in_the_background_and_its_size_known_at_once() -> None:
    selecting = Selecting(LARGE, (0, len(LARGE)))
    assert selecting.answer() == SelectionCounted(None, len(LARGE), 1, False, 3)
    assert selecting.answer().counts is None
    selecting.background.finish()
    assert selecting.changed == ["text"]
    assert selecting.answer().counts == Counts(20_000, len(LARGE), 90_000, 10_000)
    assert not selecting.background.is_busy()


def test_a_selection_of_very_many_carets_is_not_looked_through_at_once() -> None:
    selecting = Selecting("a" * 5_000, *[(n, n) for n in range(5_000)])
    assert selecting.answer() == SelectionCounted(None, None, 5_000, False, 3)
    selecting.background.finish()
    assert selecting.answer() == SelectionCounted(Counts(0, 0, 0, 0), 0, 5_000, True, 3)


def test_of_many_carets_it_is_known_at_once_that_nothing_is_selected() -> None:
    selecting = Selecting("a" * 1_000, *[(n, n) for n in range(1_000)])
    assert selecting.answer() == SelectionCounted(Counts(0, 0, 0, 0), 0, 1_000, True, 3)


def test_many_small_ranges_are_counted_in_the_background() -> None:
    selecting = Selecting("ab " * 1_000, *[(n, n + 1) for n in range(0, 3_000, 3)])
    assert selecting.answer() == SelectionCounted(None, 1_000, 1_000, False, 3)
    selecting.background.finish()
    assert selecting.answer().counts == Counts(1_000, 1_000, 1_000, 1)


def test_of_selections_asked_about_in_a_row_the_newest_is_counted() -> None:
    selecting = Selecting(LARGE, (0, 60_000))
    assert selecting.answer().counts is None
    selecting.select((0, 66_000))
    assert selecting.answer().counts is None
    assert selecting.background.stopped == 1
    selecting.background.finish()
    assert selecting.answer().counts == Counts(12_000, 66_000, 54_000, 6_000)


def test_a_large_selection_is_given_up_where_a_small_one_takes_its_place() -> None:
    selecting = Selecting(LARGE, (0, 60_000))
    assert selecting.answer().counts is None
    selecting.select((0, 4))
    assert selecting.answer().counts == Counts(1, 4, 4, 1)
    assert selecting.background.stopped == 1


def test_an_error_while_a_selection_is_counted_is_told() -> None:
    selecting = Selecting(LARGE, (0, 60_000))
    assert selecting.answer().counts is None
    selecting.background.fail(MemoryError("too large"))
    assert [str(error) for error in selecting.reported] == ["too large"]
    assert selecting.answer().counts is None
