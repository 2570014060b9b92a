"""An open document against a plain model, and the same document again from its journal at any moment."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from editorapp.bus.message import Command
from editorapp.session.rebuild import (
    RebuildError,
    changes_since,
    end_of,
    rebuild,
    unfinished_commands,
)
from editorapp.text.document import Document, Layout
from editorapp.text.selection import Selection
from tests.desk import REGISTRY, Desk, open_document
from tests.memory_journal import MemoryJournal

texts = st.text(st.sampled_from("ab \r\n\udc80é"), min_size=1, max_size=4)


class Step:
    """What the model remembers of one undo step: the states before and after it."""

    def __init__(self, before: tuple[str, Selection], after: tuple[str, Selection]) -> None:
        self.before = before
        self.after = after


class DocumentMachine(RuleBasedStateMachine):
    """Random commands; the model is a string, a list of texts by revision, and two stacks."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk("|")
        self.text = ""
        self.by_revision = [""]
        self.undoable: list[Step] = []
        self.redoable: list[Step] = []
        self.last_joined = False

    # --- the model -----------------------------------------------------------------------------------------

    @property
    def state(self) -> tuple[str, Selection]:
        document = self.desk.open.document
        return str(document.buffer), document.selection

    def changed(self, before: tuple[str, Selection], expected: str) -> None:
        self.last_joined = False
        assert self.state[0] == expected
        self.text = expected
        if self.desk.open.revision == len(self.by_revision):
            self.by_revision.append(expected)
            self.undoable.append(Step(before, self.state))
            self.redoable.clear()

    # --- edits and moves -----------------------------------------------------------------------------------

    @rule(text=texts)
    def insert(self, text: str) -> None:
        before = self.state
        expected = self.text
        for current in reversed(before[1].ranges):
            expected = expected[: current.start] + text + expected[current.end :]
        self.desk.do("text.insert", text=text)
        self.changed(before, expected)

    @rule(data=st.data(), text=texts | st.just(""))
    def replace(self, data: st.DataObject, text: str) -> None:
        before = self.state
        start = data.draw(st.integers(0, len(self.text)))
        end = data.draw(st.integers(start, len(self.text)))
        self.desk.do("text.replace", start=start, end=end, text=text)
        self.changed(before, self.text[:start] + text + self.text[end:])

    @rule(count=st.integers(2, 4))
    def type(self, count: int) -> None:
        before = self.state
        self.desk.clock.pass_seconds(10)
        expected = self.text
        for current in reversed(before[1].ranges):
            expected = expected[: current.start] + "x" * count + expected[current.end :]
        revision = self.desk.open.revision
        starts_joined = before[1].is_empty
        self.desk.type("x" * count)
        self.by_revision += [""] * (self.desk.open.revision - revision)
        self.text = expected
        assert self.state[0] == expected
        if not starts_joined:  # what replaces a selection is a step of its own
            self.desk.do("edit.undo")
            middle = self.state
            self.desk.do("edit.redo")
            self.by_revision += [middle[0], expected]
            self.undoable.append(Step(before, middle))
            before = middle
        self.undoable.append(Step(before, self.state))
        self.redoable.clear()
        for number in range(revision + 1, self.desk.open.revision + 1):
            text = rebuild(self.desk.journal, Layout(), last_revision=number).document
            self.by_revision[number] = str(text.buffer)
        self.last_joined = True

    @rule(data=st.data())
    def select(self, data: st.DataObject) -> None:
        positions = st.integers(0, len(self.text))
        ranges = data.draw(st.lists(st.tuples(positions, positions), min_size=1, max_size=3))
        self.desk.do("selection.set", ranges=ranges)
        self.last_joined = False

    @rule(unit=st.sampled_from(["grapheme", "word", "line", "line_boundary"]), extend=st.booleans())
    def move(self, unit: str, extend: bool) -> None:
        self.desk.do("selection.move", unit=unit, direction="backward", extend=extend)
        self.last_joined = False

    @rule(pattern=st.sampled_from("abz"))
    def find(self, pattern: str) -> None:
        outcome = self.desk.submit("find.next", {"pattern": pattern})
        assert (outcome.error is None) == (pattern in self.text)
        self.last_joined = False

    # --- history -------------------------------------------------------------------------------------------

    @rule()
    def undo(self) -> None:
        self.last_joined = False
        if not self.undoable:
            assert self.desk.refused("edit.undo") == "nothing_to_undo"
            return
        step = self.undoable.pop()
        self.desk.do("edit.undo")
        assert self.state == step.before
        self.redoable.append(step)
        self.text = step.before[0]
        self.by_revision.append(self.text)

    @rule()
    def redo(self) -> None:
        self.last_joined = False
        if not self.redoable:
            assert self.desk.refused("edit.redo") == "nothing_to_redo"
            return
        step = self.redoable.pop()
        self.desk.do("edit.redo")
        assert self.state == step.after
        self.undoable.append(step)
        self.text = step.after[0]
        self.by_revision.append(self.text)

    @rule(data=st.data())
    def go_to(self, data: st.DataObject) -> None:
        revision = data.draw(st.integers(0, len(self.by_revision) - 1))
        before = self.state
        self.desk.do("history.go_to", revision=revision)
        self.changed(before, self.by_revision[revision])

    # --- closing, dying, coming back -----------------------------------------------------------------------

    @rule()
    def take_snapshot(self) -> None:
        journal = self.desk.journal
        last = max((entry.seq for entry in journal.entries()), default=0)
        journal.take_snapshot(last, self.desk.open.tree.current, self.desk.open.document)

    @rule()
    def reopen(self) -> None:
        rebuilt = rebuild(self.desk.journal, Layout())
        assert rebuilt.unfinished == ()
        self._go_on_with(rebuilt.document, rebuilt.node)

    @precondition(lambda self: not self.last_joined)
    @rule()
    def die_before_the_last_outcome_was_written(self) -> None:
        journal = self.desk.journal
        entries = list(journal.entries())
        if not entries or (journal.snapshot_before(1 << 62) or entries[-1]).seq == entries[-1].seq:
            return
        before = self.state, self.desk.open.revision, self.desk.open.tree.current
        journal.forget_outcome(entries[-1].seq)
        rebuilt = rebuild(journal, Layout())
        assert rebuilt.unfinished == tuple(unfinished_commands(journal))
        (entry,) = rebuilt.unfinished
        self._go_on_with(rebuilt.document, rebuilt.node, check=False)
        payload = REGISTRY.decode_stored(entry.name, entry.payload)
        command = Command(entry.name, payload, self.desk.target, entry.time, entry.source)
        self.desk.editor.bus.execute(self.desk.open, entry.seq, command)
        assert (self.state, self.desk.open.revision, self.desk.open.tree.current) == before

    def _go_on_with(self, document: Document, node: int, *, check: bool = True) -> None:
        if check:
            now = self.desk.open.document
            assert (str(document.buffer), document.selection, document.revision) == (
                *self.state,
                now.revision,
            )
            assert document.selection.goals == now.selection.goals
            assert node == self.desk.open.tree.current
        target = self.desk.target
        self.desk.editor.documents[target] = open_document(target, document, self.desk.journal, node)

    @invariant()
    def the_end_of_the_journal_is_where_the_document_is(self) -> None:
        position = end_of(self.desk.journal)
        assert (0 if position is None else position.revision) == self.desk.open.revision
        assert len(self.by_revision) == self.desk.open.revision + 1

    def teardown(self) -> None:
        assert self.desk.bugs == []
        for revision, text in enumerate(self.by_revision):
            rebuilt = rebuild(self.desk.journal, Layout(), last_revision=revision).document
            assert (str(rebuilt.buffer), rebuilt.revision) == (text, revision)
            changes = changes_since(self.desk.journal, revision)
            assert changes is not None
            assert str(changes.inverted().apply(self.desk.open.document.buffer)) == text
        while self.undoable:
            self.undo()
        assert self.text == ""


def test_a_document_is_its_model_and_comes_back_from_its_journal() -> None:
    run_state_machine_as_test(
        DocumentMachine, settings=settings(max_examples=120, stateful_step_count=25, deadline=None)
    )


def test_without_a_snapshot_there_is_nothing_to_start_from() -> None:
    with pytest.raises(RebuildError, match="no text to start from"):
        rebuild(MemoryJournal(), Layout())


def test_a_journal_that_does_not_fit_its_text_is_said_to_with_the_command() -> None:
    desk = Desk("abc|")
    desk.do("text.insert", text="d")
    shorter = MemoryJournal(Desk("|").open.document)
    shorter._rows, shorter._outcomes = desk.journal._rows, desk.journal._outcomes
    with pytest.raises(RebuildError, match="Command 1 of the journal"):
        rebuild(shorter, Layout())


def test_of_a_journal_without_changes_only_the_start_is_known() -> None:
    journal = MemoryJournal()
    assert end_of(journal) is None
    assert changes_since(journal, 0) is not None
    assert changes_since(journal, 1) is None
    assert unfinished_commands(journal) == []
