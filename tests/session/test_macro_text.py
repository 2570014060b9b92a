"""Macros as text that a person can read and write."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorapp.bus.json_text import from_json, to_json
from editorapp.commands.macro import Step
from editorapp.session.macros import Macro, MacroError, format_macro, parse_macro
from tests.commands.argument_strategies import RECORDABLE, commands
from tests.desk import REGISTRY

steps = commands(RECORDABLE).map(lambda made: Step(made.spec.name, from_json(to_json(made), dict)))


def test_a_line_a_step() -> None:
    macro = Macro("quote", (Step("text.insert", {"text": "> é"}), Step("clipboard.paste")))
    assert format_macro(macro).splitlines() == [
        "# editorapp macro",
        "# name: quote",
        'text.insert {"text": "> é"}',
        "clipboard.paste {}",
    ]


@given(st.lists(steps, min_size=1, max_size=5))
@settings(max_examples=60)
def test_what_was_written_is_read_and_fits_in_a_file(given_steps: list[Step]) -> None:
    text = format_macro(Macro("any", tuple(given_steps)))
    on_disk = text.encode("utf-8")
    assert parse_macro("any", on_disk.decode("utf-8"), REGISTRY) == Macro("any", tuple(given_steps))


def test_a_person_may_write_it_loosely() -> None:
    text = '\r\n# a remark\r\n  text.insert   {"text": "a"}  \r\n\r\nclipboard.paste\r\n'
    assert parse_macro("x", text, REGISTRY).steps == (
        Step("text.insert", {"text": "a"}),
        Step("clipboard.paste"),
    )


def test_lines_as_exec_takes_them_are_steps_too() -> None:
    text = '{"id": "7", "command": "text.insert", "args": {"text": "a"}}\n'
    assert parse_macro("x", text, REGISTRY).steps == (Step("text.insert", {"text": "a"}),)


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("text.explode {}", "text.explode"),
        ("text.insert", "text"),
        ('text.insert {"text": 1}', "text"),
        ('text.insert {"text": "a", "more": 1}', "more"),
        ("text.insert {", "line 1"),
        ("text.insert [1]", "not a JSON object"),
        ('text.insert {"text": "a"} and', "Extra data"),
        ("edit.undo {}", "one undo step"),
        ("document.close {}", "acts on the window"),
        ('{"args": {}}', "command"),
        ('{"command": 3}', "command"),
        ("{", "line 1"),
        ("{}", "command"),
        ("text.insert " + "[" * 100_000, "Line 3"),
        ("\ufeff\x00", "Line 3"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(line: str, part: str) -> None:
    text = f'# first\ntext.insert {{"text": "a"}}\n{line}\n'
    with pytest.raises(MacroError) as wrong:
        parse_macro("mine", text, REGISTRY)
    assert "Line 3 of the macro mine" in str(wrong.value)
    assert part in str(wrong.value)


def test_a_text_without_steps_is_no_macro() -> None:
    for text in ("", "# only remarks\n"):
        with pytest.raises(MacroError, match="no steps"):
            parse_macro("empty", text, REGISTRY)
