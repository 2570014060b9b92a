"""A journal ends with a command that this version of the program cannot read."""

from __future__ import annotations

from pathlib import Path

import pytest

from editorapp.storage.document_store import DocumentStore, Left
from editorapp.storage.profile import Profile
from tests.storage.conftest import DyingProcess, do, text_of

_LEAVE = """
import msgspec
from editorapp.bus.message import Command
held = store.open_file(path)
do(held, 'text.insert', text='zero ')
held.document.log.accept(Command({name!r}, {{"to": 7}}, held.id, 1, "keyboard", version={version}))
print(held.id)
"""


@pytest.mark.parametrize(("name", "version"), [("text.teleport", 1), ("text.insert", 99)])
def test_it_is_set_aside_with_its_bytes_and_the_reason_and_the_document_opens(
    store: DocumentStore,
    profile: Profile,
    tmp_path: Path,
    dying: DyingProcess,
    reports: list[str],
    name: str,
    version: int,
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("one", encoding="utf-8")
    document = dying(_LEAVE.format(name=name, version=version), path)

    held = store.open_file(path, Left.RECOVER)

    assert text_of(held) == "zero one"
    (aside,) = profile.quarantine.iterdir()
    assert (aside / "payload.json").read_bytes() == b'{"to":7}'
    assert repr(name) in (aside / "reason.txt").read_text(encoding="utf-8")
    assert len(reports) == 1
    assert str(aside) in reports[0]
    # It is no longer unfinished: the next start finds an outcome.
    do(held, "text.insert", text="more ")
    held.close(1, keep=True)
    again = store.open_document(document, Left.RECOVER)
    assert text_of(again).startswith("zero more")
    assert len(reports) == 1
