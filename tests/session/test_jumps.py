"""Going back to where the caret was before it jumped."""

from __future__ import annotations

from editorapp.session.jumps import MOST_PLACES, Jumps, Place
from editorapp.session.open_document import DocumentAdvanced
from editorapp.text.document import Document
from tests.desk import REGISTRY, Desk, open_document
from tests.marked_text import document
from tests.memory_journal import MemoryJournal

LINES = "".join(f"line {number:03d}\n" for number in range(400))
WIDTH = 9


class Reader(Desk):
    """Two documents of many lines, and who jumps about in them."""

    def __init__(self) -> None:
        super().__init__(document("|" + LINES))
        other = document("|" + LINES)
        self.editor.documents["other"] = open_document("other", other, MemoryJournal(other))
        self.jumps = Jumps()
        self.shown = self.target
        self.jumps.show(self.target, 0)
        self.editor.bus.subscribe(DocumentAdvanced, self.jumps.follow)

    def at(self, target: str | None = None) -> Document:
        return self.editor.documents[target or self.shown].document

    def show(self, target: str) -> None:
        self.shown = target
        self.jumps.show(target, self.at().selection.main.head)

    def to_line(self, line: int) -> None:
        position = self.at().buffer.line_start(line)
        self._submit("selection.set", {"ranges": [(position, position)]})

    def _submit(self, name: str, arguments: dict[str, object]) -> None:
        outcome = self.editor.submit(REGISTRY.build(name, arguments), self.shown, "mouse")
        assert outcome.error is None
        assert self.bugs == []

    def write(self, text: str) -> None:
        self._submit("text.insert", {"text": text})

    def go(self, place: Place) -> None:
        self.show(place.target)
        self._submit("selection.set", {"ranges": [(place.position, place.position)]})

    def back(self) -> tuple[str, int]:
        assert self.jumps.back(self.go)
        return self.where

    def forward(self) -> tuple[str, int]:
        assert self.jumps.forward(self.go)
        return self.where

    @property
    def where(self) -> tuple[str, int]:
        return self.shown, self.at().buffer.line_at(self.at().selection.main.head)


def test_back_and_forward_again() -> None:
    reader = Reader()
    for line in (50, 100, 300):
        reader.to_line(line)
    assert [reader.back() for _ in range(3)] == [("text", 100), ("text", 50), ("text", 0)]
    assert not reader.jumps.back(reader.go)
    assert [reader.forward() for _ in range(3)] == [("text", 50), ("text", 100), ("text", 300)]
    assert not reader.jumps.can_go_forward


def test_a_move_of_ten_lines_is_no_jump() -> None:
    reader = Reader()
    reader.to_line(10)
    assert not reader.jumps.can_go_back
    reader.to_line(21)
    assert reader.back() == ("text", 10)


def test_a_jump_from_the_middle_forgets_what_was_ahead() -> None:
    reader = Reader()
    reader.to_line(50)
    reader.to_line(100)
    reader.back()
    reader.to_line(200)
    assert not reader.jumps.can_go_forward
    assert reader.back() == ("text", 50)


def test_from_document_to_document() -> None:
    reader = Reader()
    reader.to_line(5)
    reader.show("other")
    reader.to_line(100)
    assert [reader.back(), reader.back()] == [("other", 0), ("text", 5)]
    assert [reader.forward(), reader.forward()] == [("other", 0), ("other", 100)]


def test_places_move_with_their_text() -> None:
    reader = Reader()
    reader.to_line(200)
    reader.to_line(100)
    reader.write("one\ntwo\n")
    assert reader.back() == ("text", 202)
    assert reader.at().buffer.line_text(202) == "line 200"


def test_a_document_that_is_not_shown_takes_nobody_there() -> None:
    reader = Reader()
    reader.editor.submit(REGISTRY.build("selection.set", {"ranges": [(900, 900)]}), "other", "effect")
    assert not reader.jumps.can_go_back


def test_nobody_goes_to_a_document_that_was_closed() -> None:
    reader = Reader()
    reader.show("other")
    reader.to_line(100)
    reader.show("text")
    reader.write("x")
    reader.jumps.forget("other")
    assert not reader.jumps.can_go_forward
    assert reader.jumps.back(reader.go) is False or reader.where[0] == "text"


def test_to_the_last_edit_and_the_ones_before() -> None:
    reader = Reader()
    assert not reader.jumps.last_edit(reader.go)
    reader.to_line(100)
    reader.write("a")
    reader.write("b")
    reader.to_line(200)
    reader.write("c")
    reader.to_line(0)
    seen = []
    for _ in range(3):
        assert reader.jumps.last_edit(reader.go)
        seen.append(reader.where[1])
    assert seen == [200, 100, 100]
    assert reader.jumps.can_go_back


def test_the_oldest_places_are_forgotten() -> None:
    reader = Reader()
    for number in range(MOST_PLACES + 20):
        reader.to_line(200 * (number % 2) + number)
    count = 0
    while reader.jumps.back(reader.go):
        count += 1
    assert count == MOST_PLACES


def test_a_place_that_somebody_is_at_already_is_none_to_go_to() -> None:
    reader = Reader()
    reader.to_line(100)
    # Within ten lines of where it came from, step by step, is no jump.
    for line in range(90, -1, -10):
        reader.to_line(line)
    assert reader.where == ("text", 0)
    assert not reader.jumps.can_go_back
    assert not reader.jumps.back(reader.go)
