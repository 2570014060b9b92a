"""What is worked out ahead holds for the document that it was worked out for, and is written down as ever."""

from __future__ import annotations

import msgspec
import pytest

from editorapp.bus.json_text import from_json
from editorapp.commands.specification import DocumentCommand
from editorapp.session.entry import Effects, LayoutRecord, SelectionRecord
from editorapp.session.foresight import Foreseen, foresee
from editorapp.session.heaviness import Bounds, is_heavy
from editorapp.session.json_parts import JsonParts
from editorapp.session.written_effects import write_ahead, write_payload
from editorapp.text.change import Change, ChangeSet
from editorapp.text.patience import Patience
from editorapp.text.pause import go_on, in_turns
from editorapp.text.selection import Range, Selection
from tests.desk import REGISTRY, Desk

SMALL = Bounds(text=8, ranges=3, steps=2)


def command(name: str, **arguments: object) -> DocumentCommand:
    built = REGISTRY.build(name, arguments)
    assert isinstance(built, DocumentCommand)
    return built


def ahead(desk: Desk, name: str, **arguments: object) -> Foreseen:
    wanted = command(name, **arguments)
    return foresee(wanted, desk.open.situation(wanted), Patience())


@pytest.mark.parametrize("name", ["edit.undo", "edit.redo"])
def test_a_step_of_the_history_that_was_worked_out_ahead_is_the_one_that_is_done(name: str) -> None:
    desk = Desk("ab|")
    desk.do("text.insert", text="c")
    if name == "edit.redo":
        desk.do("edit.undo")
    desk.open.foreseen = foreseen = ahead(desk, name)
    desk.do(name)
    assert desk.open.document is foreseen.after


def test_a_step_of_the_history_does_not_hold_at_another_place_in_it() -> None:
    desk = Desk("ab|")
    desk.do("text.insert", text="c")
    foreseen = ahead(desk, "edit.undo")
    document, node = desk.open.document, desk.open.tree.current
    assert foreseen.holds_for(command("edit.undo"), document, node)
    assert not foreseen.holds_for(command("edit.undo"), document, node + 1)
    assert not foreseen.holds_for(command("edit.redo"), document, node)
    desk.do("text.insert", text="d")
    assert not foreseen.holds_for(command("edit.undo"), desk.open.document, node)


def test_effects_are_written_ahead_as_they_would_be_written() -> None:
    changes = ChangeSet(Change(3 * number, "a", "\u00e9\n") for number in range(10_000))
    many = Selection([Range(2 * number, 2 * number) for number in range(5000)], 7, range(5000))
    written = write_ahead(changes, Selection.caret(3), many, go_on)
    assert written.changes is not None
    assert written.after is not None
    assert written.changes.whole() == msgspec.json.encode(changes.changes)
    assert written.after.whole() == msgspec.json.encode(SelectionRecord.of(many))
    assert written.before is None


def test_a_long_text_is_written_ahead_as_it_would_be_written() -> None:
    changes = ChangeSet([Change(1, 'a"\u00e9\\' * 50_000, "\x01\n" * 50_000), Change(900_000, "", "x")])
    written = write_ahead(changes, Selection.caret(0), Selection.caret(0), go_on)
    assert written.changes is not None
    assert written.changes.whole() == msgspec.json.encode(changes.changes)


def test_effects_with_parts_that_are_written_already_are_as_without() -> None:
    changes = ChangeSet(Change(3 * number, "a", '"#selection#"') for number in range(5000))
    many = Selection([Range(2 * number, 2 * number) for number in range(5000)])
    record = SelectionRecord.of(many)
    effects = Effects(record, 7, changes.changes, "new", 3, record, LayoutRecord(indent="\t"))
    with_parts = write_ahead(changes, many, many, go_on).put_into(effects)
    assert isinstance(with_parts, JsonParts)
    assert with_parts.whole() == msgspec.json.encode(effects)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("text.insert", {"text": 'a"\u00e9\\\n' * 50_000}),
        ("text.insert", {"text": "\udcff" * 70_000}),
        ("selection.set", {"ranges": [[number, number + 1] for number in range(0, 9000, 3)]}),
        ("macro.play", {"steps": [{"command": "text.insert", "args": {"text": "#"}}] * 2000, "times": 3}),
        (
            "document.merge",
            {
                "edits": [[0, 1, "x" * 100_000], [5, 6, "#edits#"]],
                "theirs": [],
                "path": "/a",
                "digest": "#theirs#",
                "size": 1,
                "modified": 2,
            },
        ),
    ],
)
def test_large_arguments_are_written_ahead_as_they_would_be_written(
    name: str, arguments: dict[str, object]
) -> None:
    payload = command(name, **arguments)
    written = write_payload(payload, go_on)
    assert written is not None
    assert from_json(written.whole(), type(payload)) == payload
    if not any("\udcff" in str(value) for value in arguments.values()):
        assert written.whole() == msgspec.json.encode(payload)


def test_small_arguments_are_not_written_ahead() -> None:
    assert write_payload(command("text.insert", text="abc"), go_on) is None


def test_what_is_small_is_not_written_ahead() -> None:
    caret = Selection.caret(0)
    assert set(write_ahead(ChangeSet([Change(0, "a", "b")]), caret, caret, go_on)) == {None}


@pytest.mark.parametrize(
    ("marked", "name", "arguments", "heavy"),
    [
        ("abcdefgh|", "lines.sort", {}, True),
        ("abcdefg|", "lines.sort", {}, False),
        ("abcdefgh|", "text.insert", {"text": "x"}, False),
        ("abcdefgh|", "text.insert", {"text": "abcdefgh"}, True),
        ("[abcdefgh>", "text.insert", {"text": "x"}, True),
        ("[abcdefgh>", "clipboard.copy", {}, True),
        ("[abcdefgh>", "selection.move", {"unit": "word", "direction": "forward"}, False),
        ("a|b|c|", "text.insert", {"text": "x"}, True),
        ("a|", "macro.play", {"steps": [{"command": "text.insert"}], "times": 2}, True),
        ("a|", "macro.play", {"steps": [{"command": "text.insert"}]}, False),
    ],
)
def test_how_much_work_a_command_is(
    marked: str, name: str, arguments: dict[str, object], heavy: bool
) -> None:
    assert is_heavy(command(name, **arguments), Desk(marked).open, SMALL) is heavy


def test_an_undo_is_as_much_work_as_what_it_undoes() -> None:
    desk = Desk("|")
    assert not is_heavy(command("edit.undo"), desk.open, SMALL)
    desk.do("text.insert", text="abcdefgh")
    assert is_heavy(command("edit.undo"), desk.open, SMALL)
    assert not is_heavy(command("edit.redo"), desk.open, SMALL)
    assert not is_heavy(command("edit.undo"), desk.open, Bounds(text=1000))


def test_items_come_in_turns_with_a_pause_after_each() -> None:
    seen: list[object] = []
    seen.extend(in_turns(range(5), lambda: seen.append("pause"), 2))
    assert seen == [0, 1, "pause", 2, 3, "pause", 4, "pause"]
    items = [1, 2]
    assert in_turns(items, go_on) is items
