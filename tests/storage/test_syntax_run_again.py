"""What commands decide from syntax: the same when they are run again, and in files that are not open."""

from __future__ import annotations

from pathlib import Path

from editorapp.commands.macro import PlayMacro, Step
from editorapp.session.syntax.late_syntax import LateSyntax
from editorapp.session.verification import verify
from editorapp.storage.document_store import DocumentStore
from editorapp.storage.journal_reader import record_and_start
from editorapp.storage.profile import Profile
from editorapp.storage.work.macro_applier import played
from editorapp.text.buffer import Buffer
from editorapp.text.document import Layout
from tests.desk import REGISTRY
from tests.storage.conftest import OWNER, do, text_of

PAGE = "<script>\nf()\n/*\n\n*/</script>\n"


def test_commands_that_are_run_again_decide_alike(profile: Profile, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    held = DocumentStore(profile, REGISTRY, OWNER, syntax=LateSyntax()).open_file(page)
    do(held, "selection.set", ranges=[[9, 9]])
    do(held, "comments.toggle")
    do(held, "selection.set", ranges=[[19, 19]])
    do(held, "text.type", text='"')
    assert text_of(held) == '<script>\n// f()\n/*\n"\n*/</script>\n'
    journal = held.journal
    assert journal is not None
    record, start = record_and_start(journal)
    assert start is not None
    assert verify(journal, REGISTRY, record.layout(), start, set()).differences == []
    held.close(0)


def test_a_macro_does_the_same_to_a_file_as_to_a_tab() -> None:
    steps = [Step("selection.set", {"ranges": [[9, 9]]}), Step("comments.toggle", {})]
    after, _ = played(PlayMacro(steps=steps), Buffer(PAGE), Layout(language="html"), REGISTRY)
    assert str(after) == PAGE.replace("f()", "// f()")
