"""As JSON: a message database exports to lines and imports to an equal one, whatever is in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorapp.bus.errors import CommandError, TransientError
from editorapp.storage.messages.database import MessageDatabase
from editorapp.storage.messages.errors import MessageDatabaseError
from editorapp.storage.messages.lines import export_lines, import_lines
from editorapp.storage.messages.opening import OpenService
from tests.storage.messages.bakery import Bake, Bakery, Sell, Shelf, Tried, Try

LEFT = "shelf/left"

TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=8) | st.sampled_from(
    ["\ud800", "half \udc80 of it", "\x00", '"\\', "\u2028", "\U0001f35e", '{"$sealed": "x"}']
)
STEPS = st.lists(
    st.tuples(st.sampled_from(["send", "submit", "refuse", "busy", "sell", "do"]), TEXT), max_size=12
)


def fill(bakery: Bakery, service: OpenService, steps: list[tuple[str, str]]) -> None:
    def act(shelf: Shelf, command: Try) -> Tried:
        if command.word.startswith("refuse"):
            raise CommandError("no", command.word, command.word)
        if command.word.startswith("busy"):
            raise TransientError(command.word)
        return Tried(command.word)

    bakery.trial = act
    for step, text in steps:
        try:
            if step == "do":
                service.run_until_idle()
            elif step == "sell":
                service.send(LEFT, Bake(9))
                service.send(LEFT, Sell(9))
            elif step == "submit":
                service.submit(LEFT, Try(text))
            else:
                service.send(LEFT, Try(f"{step} {text}"))
        except CommandError as error:
            assert step in ("refuse", "busy"), error  # noqa: PT017 - the others succeed


@settings(max_examples=60)
@given(steps=STEPS)
def test_what_was_exported_is_imported_to_an_equal_one_that_leads_to_the_same_world(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str]]
) -> None:
    place = tmp_path_factory.mktemp("lines")
    bakery = Bakery()
    with bakery.open(place / "bakery") as service:
        fill(bakery, service, steps)
        service.database.rows("select 1")
        with service.database.transaction() as execute:
            execute(
                "insert into quarantine values (null, 1, 0, 'x', 2, ?, 'a reason', 5)", (bytes(range(256)),)
            )
        lines = list(export_lines(service.database))
        assert all("\n" not in line and json.loads(line) for line in lines)
        (place / "copy").mkdir()
        import_lines(lines, place / "copy" / "messages.sqlite")
        with bakery.open(place / "copy") as copy:
            assert list(export_lines(copy.database)) == lines
            assert copy.replay().states == service.replay().states
            assert copy.state(LEFT) == service.state(LEFT)
            assert copy.jobs.latest(1000) == service.jobs.latest(1000)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["{}"],
        ["[]"],
        ["no json"],
        ['{"messages": 99}'],
        ['{"messages": 1}', '{"nowhere": {}}'],
        ['{"messages": 1}', '{"accepted": {"seq": 1}}'],
        ['{"messages": 1}', '{"accepted": {"nothing": 1}}'],
        ['{"messages": 1}', "[1, 2]"],
        ['{"messages": 1}', '{"failed": 3}'],
    ],
)
def test_what_is_no_export_is_refused_and_leaves_nothing(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "messages.sqlite"
    with pytest.raises(MessageDatabaseError, match="could not be imported"):
        import_lines(lines, path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_imported_over_something(tmp_path: Path) -> None:
    MessageDatabase(tmp_path / "x").close()
    with pytest.raises(MessageDatabaseError, match="there already"):
        import_lines(['{"messages": 1}'], tmp_path / "x")
