"""A document with many ranges and bookmarks against the plainest model there is: a string and lists of numbers.

Each range is followed by the code points at its ends: every code point of the model has a number of its own, so
that it can be told where those have gone, whatever the change.
"""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from editorapp.commands.positions import replace_ranges
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet, compose_all
from editorapp.text.document import Document, Transaction
from editorapp.text.selection import Range, Selection

texts = st.text(st.sampled_from("ab\r\né😀"), max_size=30)
short_texts = st.text(st.sampled_from("xy\n"), max_size=3)


class DocumentMachine(RuleBasedStateMachine):
    """Selects, types at all ranges, changes elsewhere, takes back; keeps every revision."""

    def __init__(self) -> None:
        super().__init__()
        self.document = Document(Buffer())
        self.text: list[tuple[int, str]] = []
        self.number = 0
        self.past: list[tuple[Document, ChangeSet]] = []

    def _numbered(self, text: str) -> list[tuple[int, str]]:
        self.number += len(text)
        return [(self.number - len(text) + index, character) for index, character in enumerate(text)]

    @initialize(text=texts)
    def begin(self, text: str) -> None:
        self.text = self._numbered(text)
        self.document = Document(Buffer(text))

    def _positions(self, data: st.DataObject, most: int = 8) -> list[int]:
        return data.draw(st.lists(st.integers(0, len(self.text)), min_size=1, max_size=most))

    @rule(data=st.data())
    def select(self, data: st.DataObject) -> None:
        anchors = self._positions(data)
        ranges = [Range(anchor, data.draw(st.integers(0, len(self.text)))) for anchor in anchors]
        primary = data.draw(st.integers(0, len(ranges) - 1))
        chosen = Selection.of(ranges, primary)
        covered = {place for r in ranges for place in range(r.start, r.end)}
        assert {place for r in chosen.ranges for place in range(r.start, r.end)} == covered
        assert chosen.main.start <= ranges[primary].start <= ranges[primary].end <= chosen.main.end
        self.document = self.document.after(Transaction(selection=chosen))

    @rule(data=st.data())
    def mark(self, data: st.DataObject) -> None:
        marks = tuple(sorted(set(self._positions(data))))
        self.document = self.document.after(Transaction(bookmarks=marks))

    @rule(data=st.data(), each=st.booleans())
    def type_at_all_ranges(self, data: st.DataObject, each: bool) -> None:
        selection = self.document.selection
        count = len(selection.ranges)
        given = data.draw(st.lists(short_texts, min_size=count if each else 1, max_size=count if each else 1))
        changes, after = replace_ranges(self.document.buffer, selection, given)
        edits = [(r.start, r.end, given[index if each else 0]) for index, r in enumerate(selection.ranges)]
        self._change(Transaction(changes, after), edits)
        assert self.document.selection.is_empty

    @rule(data=st.data())
    def change_elsewhere(self, data: st.DataObject) -> None:
        cuts = sorted(self._positions(data))
        edits = [
            (start, end, data.draw(short_texts)) for start, end in zip(cuts[::2], cuts[1::2], strict=False)
        ]
        distinct = [edit for index, edit in enumerate(edits) if index == 0 or edit[0] > edits[index - 1][1]]
        before = self.document
        numbers = [number for number, _ in self.text]
        self._change(Transaction(ChangeSet.replacing(before.buffer, distinct)), distinct)
        now = {number: place for place, (number, _) in enumerate(self.text)}
        if len(before.selection.ranges) == len(self.document.selection.ranges):
            for old, new in zip(before.selection.ranges, self.document.selection.ranges, strict=True):
                # What was selected and is still there is selected, and nothing that was not but what came between.
                kept = [now[number] for number in numbers[old.start : old.end] if number in now]
                assert all(new.start <= place < new.end for place in kept)
                if kept and len(kept) == old.end - old.start:
                    # What comes in at the ends stays outside.
                    assert (new.start, new.end) == (kept[0], kept[-1] + 1)
                left_out = numbers[: old.start] + numbers[old.end :]
                assert not any(new.start <= now[number] < new.end for number in left_out if number in now)

    def _change(self, transaction: Transaction, edits: list[tuple[int, int, str]]) -> None:
        before = self.document
        at_marks = [self.text[mark][0] for mark in before.bookmarks if mark < len(self.text)]
        for start, end, text in reversed(edits):
            self.text[start:end] = self._numbered(text)
        self.document = before.after(transaction)
        self.past.append((before, transaction.changes))
        now = {number: place for place, (number, _) in enumerate(self.text)}
        # A mark stays at the code point that it stood before.
        assert all(now[number] in self.document.bookmarks for number in at_marks if number in now)

    @rule(count=st.integers(1, 5))
    def take_back(self, count: int) -> None:
        taken = self.past[-count:]
        if not taken:
            return
        del self.past[-count:]
        first = taken[0][0]
        together = compose_all([changes for _, changes in taken])
        text = str(together.inverted().apply(self.document.buffer))
        assert text == str(first.buffer)
        assert str(together.apply(first.buffer)) == str(self.document.buffer)
        self.document = first
        self.text = self._numbered(text)

    @invariant()
    def says_what_the_string_says(self) -> None:
        text = "".join(character for _, character in self.text)
        assert str(self.document.buffer) == text
        assert len(self.document.buffer) == len(text)

    @invariant()
    def has_ranges_and_marks_in_order_and_in_the_text(self) -> None:
        selection, length = self.document.selection, len(self.text)
        assert selection.ranges
        assert Selection.of(selection.ranges, selection.primary) == selection
        assert all(0 <= r.start <= r.end <= length for r in selection.ranges)
        assert selection.is_empty == all(r.is_caret for r in selection.ranges)
        marks = self.document.bookmarks
        assert list(marks) == sorted(set(marks))
        assert all(0 <= mark <= length for mark in marks)

    def teardown(self) -> None:
        texts = [str(before.buffer) for before, _ in self.past] + [str(self.document.buffer)]
        for (before, changes), text in zip(self.past, texts[1:], strict=True):
            assert str(changes.apply(before.buffer)) == text


def test_a_document_is_what_a_string_with_numbers_would_be() -> None:
    run_state_machine_as_test(
        DocumentMachine, settings=settings(max_examples=150, stateful_step_count=25, deadline=None)
    )
