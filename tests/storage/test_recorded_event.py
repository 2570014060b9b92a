"""The event of a recorded command, made again from the journal: what a log gives to find an error with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from editorapp.bus.message import Command
from editorapp.session.application import ApplicationRequested
from editorapp.session.open_document import DocumentAdvanced
from editorapp.storage.document_store import DocumentStore
from editorapp.storage.profile import Profile
from editorapp.storage.recorded_event import event_expression
from tests.desk import REGISTRY
from tests.storage.conftest import do


def _pasted(line: str) -> Any:
    """Do what a shell does with a line that is pasted into it; return the value at its end."""
    imports, _, last = line.rpartition("; ")
    names: dict[str, Any] = {}
    exec(imports, names)
    return eval(last, names)


def test_the_line_for_an_event_of_a_document_makes_it_again(
    store: DocumentStore, profile: Profile, tmp_path: Path
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("one two", encoding="utf-8")
    held = store.open_file(path)
    do(held, "text.insert", text="zero ")
    do(held, "selection.move", unit="word", direction="forward")
    before = held.document.document
    outcome = do(held, "text.insert", text="!")
    after = held.document.document
    do(held, "edit.undo")
    event = DocumentAdvanced(held.id, outcome.seq, Command("", None, "", 0), before, after, (), (), "", {}, 0)  # type: ignore[arg-type]
    line = event_expression(profile, event)
    held.close(1, keep=True)

    again = _pasted(line)
    assert (again.target, again.seq, again.command.payload.text) == (held.id, outcome.seq, "!")
    assert str(again.before.buffer) == str(before.buffer)
    assert again.before.selection == before.selection
    assert str(again.after.buffer) == str(after.buffer)
    assert again.after.selection == after.selection
    assert again.changes.apply(before.buffer) == after.buffer


def test_the_line_for_an_event_of_the_window_makes_it_again(profile: Profile) -> None:
    payload = REGISTRY.build("document.open", {"path": "/home/anna/a.txt"})
    event = ApplicationRequested(Command("document.open", payload, "application", 5))
    assert _pasted(event_expression(profile, event)) == event


def test_no_text_of_a_command_comes_into_a_log(profile: Profile) -> None:
    payload = REGISTRY.build("text.insert", {"text": "private words"})
    assert event_expression(profile, Command("text.insert", payload, "d", 5)) == "text.insert"
