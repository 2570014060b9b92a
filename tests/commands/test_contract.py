"""What holds for every command there is, and for every one that will be added."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorapp.bus.errors import CommandError
from editorapp.bus.json_text import from_json, to_json
from editorapp.commands import text
from editorapp.commands.context import Context, NoHistory
from editorapp.commands.decision import Decision
from editorapp.commands.registry import Registry
from editorapp.commands.specification import (
    AnyCommand,
    ApplicationCommand,
    DocumentCommand,
    Nature,
    arguments_of,
)
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.text.selection import Range, Selection
from tests.commands.argument_strategies import (
    DOCUMENT_COMMANDS,
    NAMES,
    command_of,
    commands,
    fields_of,
)
from tests.desk import REGISTRY, Desk

PROMISED = [
    "text.insert",
    "text.replace",
    "text.delete",
    "selection.set",
    "selection.move",
    "edit.undo",
    "edit.redo",
    "clipboard.copy",
    "clipboard.cut",
    "clipboard.paste",
    "find.next",
    "find.replace_all",
    "document.save",
    "macro.record",
    "macro.stop",
    "macro.play",
]
OF_EVERY_COMMAND = pytest.mark.parametrize("command_type", list(REGISTRY), ids=lambda found: found.spec.name)
OF_EVERY_DOCUMENT_COMMAND = pytest.mark.parametrize(
    "command_type", DOCUMENT_COMMANDS, ids=lambda found: found.spec.name
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A small document with some ranges."""
    content = draw(st.text(st.sampled_from("ab \t\r\n(e\u0301"), max_size=16))
    positions = st.integers(0, len(content))
    ranges = draw(st.lists(st.builds(Range, positions, positions), min_size=1, max_size=3))
    primary = draw(st.integers(0, len(ranges) - 1))
    return Document(Buffer(content), Selection.of(ranges, primary))


# --- names and words ---------------------------------------------------------------------------------------


def test_the_names_that_scripts_rely_on_are_there() -> None:
    assert set(PROMISED) <= set(NAMES)


@OF_EVERY_COMMAND
def test_a_name_is_a_family_and_a_verb(command_type: type[AnyCommand]) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z]+(_[a-z]+)*", command_type.spec.name)


def test_two_commands_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match=r"text\.insert"):
        Registry((text, text))


@OF_EVERY_COMMAND
def test_a_command_explains_itself(command_type: type[AnyCommand]) -> None:
    assert command_type.__doc__
    assert command_type.__doc__.strip().endswith(".")
    assert command_type.spec.label
    assert not command_type.spec.menu or re.fullmatch(r"\w+(/\d(/\w+( \w+)*)?)?", command_type.spec.menu)


@OF_EVERY_COMMAND
def test_a_macro_can_hold_it_or_it_says_why_not(command_type: type[AnyCommand]) -> None:
    reason = command_type.spec.not_recorded
    if issubclass(command_type, ApplicationCommand):
        assert reason
    assert not reason or (len(reason.split()) > 3 and not reason.endswith("."))


def test_no_two_commands_share_a_key() -> None:
    keys = [key for command in REGISTRY for key in command.spec.key.split()]
    assert sorted(keys) == sorted(set(keys))


@OF_EVERY_COMMAND
def test_a_command_says_what_it_acts_on(command_type: type[AnyCommand]) -> None:
    acts_on_document = command_type.spec.nature is not Nature.APPLICATION
    assert issubclass(command_type, DocumentCommand) == acts_on_document


# --- arguments ---------------------------------------------------------------------------------------------


@OF_EVERY_COMMAND
@given(data=st.data())
@settings(max_examples=15)
def test_arguments_go_to_json_and_come_back(command_type: type[AnyCommand], data: st.DataObject) -> None:
    command = data.draw(command_of(command_type))
    name = command_type.spec.name
    assert REGISTRY.build(name, from_json(to_json(command), dict)) == command
    assert REGISTRY.build(name, arguments_of(command)) == command
    assert REGISTRY.decode_stored(name, to_json(command).encode()) == command


@pytest.mark.parametrize(
    ("command_type", "field"),
    [(command_type, field) for command_type in REGISTRY for field in fields_of(command_type)],
    ids=lambda part: part if isinstance(part, str) else part.spec.name,
)
@pytest.mark.parametrize("wrong", [{"no": "such"}, 1.5], ids=["object", "fraction"])
def test_a_wrong_type_is_refused_with_the_field_at_fault(
    command_type: type[AnyCommand], field: str, wrong: Any
) -> None:
    name = command_type.spec.name
    given_arguments = {**_right_arguments(command_type), field: wrong}
    for build in (REGISTRY.build, _decoded):
        with pytest.raises(CommandError) as refused:
            build(name, given_arguments)
        assert (refused.value.code, refused.value.field) == ("invalid_argument", field)
        assert name in refused.value.message


@OF_EVERY_COMMAND
def test_an_argument_that_is_unknown_or_missing_is_named(command_type: type[AnyCommand]) -> None:
    name = command_type.spec.name
    right = _right_arguments(command_type)
    with pytest.raises(CommandError) as refused:
        REGISTRY.build(name, {**right, "nonsense": 1})
    assert refused.value.field == "nonsense"
    for field in right:
        with pytest.raises(CommandError) as refused:
            REGISTRY.build(name, {key: value for key, value in right.items() if key != field})
        assert refused.value.field == field


def _decoded(name: str, arguments: dict[str, Any]) -> AnyCommand:
    return REGISTRY.decode(name, msgspec.json.encode(arguments))


def _right_arguments(command_type: type[AnyCommand]) -> dict[str, Any]:
    """The arguments that a command must have, each with some value of the right type."""
    examples = {
        "direction": "forward",
        "unit": "word",
        "side": "up",
        "ranges": [[0, 0]],
        "line": 1,
        "verdict": "done",
        "line_ending": "\n",
        "edits": [],
        "theirs": [],
        "mode": "window",
        "level": 1,
    }
    needed = [field for field in msgspec.structs.fields(command_type) if field.required]
    return {field.name: examples.get(field.name, 0 if field.type is int else "a") for field in needed}


@pytest.mark.parametrize("arguments", [b"[]", b"null", b'"text"', b'["\\udc80"]', b"{", b"[" * 100_000])
def test_arguments_that_are_no_object_are_refused(arguments: bytes) -> None:
    with pytest.raises(CommandError) as refused:
        REGISTRY.decode_stored("text.insert", arguments)
    assert refused.value.code in ("invalid_argument", "malformed")


def test_a_command_that_is_not_there_is_refused() -> None:
    for build in (REGISTRY.build, _decoded):
        with pytest.raises(CommandError) as refused:
            build("text.explode", {})
        assert (refused.value.code, refused.value.field) == ("unknown_command", "command")
    assert "text.insert" in REGISTRY
    assert "text.explode" not in REGISTRY


# --- running -----------------------------------------------------------------------------------------------


@OF_EVERY_DOCUMENT_COMMAND
@given(data=st.data(), start=documents())
@settings(max_examples=40)
def test_it_does_the_same_to_the_same_document(
    command_type: type[AnyCommand], data: st.DataObject, start: Document
) -> None:
    command = data.draw(command_of(command_type))

    def once() -> Any:
        try:
            result = command.run(Context(start, NoHistory(), REGISTRY))
        except CommandError as error:
            return error.code, error.message, error.field
        return result if isinstance(result, Decision) else (result.changes, result.selection, result.kind)

    text_before, selection_before = str(start.buffer), start.selection
    assert once() == once()
    assert (str(start.buffer), start.selection) == (text_before, selection_before)


@OF_EVERY_DOCUMENT_COMMAND
@given(data=st.data(), start=documents())
@settings(max_examples=40)
def test_a_command_is_done_and_undone_or_changes_nothing(
    command_type: type[AnyCommand], data: st.DataObject, start: Document
) -> None:
    desk = Desk(start)
    desk.clipboard.content = "cl\nip"
    command = data.draw(command_of(command_type))
    if getattr(command, "steps", ()) is None:
        return  # a saved macro: there is none
    outcome = desk.editor.submit(command, desk.target, "script")
    assert desk.bugs == []
    after = desk.open.document
    if outcome.error is not None:
        assert (str(after.buffer), after.selection, after.revision) == (str(start.buffer), start.selection, 0)
        assert outcome.error.code != "internal_error"
        return
    _assert_in_text(after)
    if not desk.open.revision:
        assert str(after.buffer) == str(start.buffer)
        return
    assert command_type.spec.nature is Nature.EDIT
    desk.do("edit.undo")
    undone = desk.open.document
    assert (str(undone.buffer), undone.selection) == (str(start.buffer), start.selection)
    desk.do("edit.redo")
    redone = desk.open.document
    assert (str(redone.buffer), redone.selection) == (str(after.buffer), after.selection)


def _assert_in_text(document: Document) -> None:
    length = len(document.buffer)
    assert document.selection.ranges
    assert all(0 <= r.start <= r.end <= length for r in document.selection.ranges)
    assert Selection.of(document.selection.ranges, document.selection.primary) == document.selection


@given(commands([found for found in REGISTRY if issubclass(found, ApplicationCommand)]))
def test_a_command_on_the_application_is_announced_or_refused(command: AnyCommand) -> None:
    desk = Desk("a|")
    try:
        outcome = desk.editor.submit(command, desk.target, "menu")
    except CommandError:
        return
    assert desk.bugs == []
    assert desk.marked == "a|"
    assert len(desk.events) == (1 if outcome.error is None else 0)
