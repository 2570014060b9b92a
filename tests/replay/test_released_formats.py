"""Journals of every released format can be read, and their commands still do what they did.

A journal is kept here as its readable lines (`editorapp journal export`), one file a format. A file is never
changed: when a command or the format changes, what is here must still lead to the same texts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from editorapp.commands.families import all_commands
from editorapp.session.rebuild import rebuild
from editorapp.session.verification import verify
from editorapp.storage.held_document import JOURNAL_NAME
from editorapp.storage.journal import SqliteJournal
from editorapp.storage.journal_reader import record_and_start
from editorapp.storage.journal_text import export_lines, import_lines

FOLDER = Path(__file__).parent
LAST_TEXTS = {"format-1": "872934e8b73172b6"}
"""The BLAKE2 hash of the text that each journal leads to."""


@pytest.fixture(params=sorted(LAST_TEXTS))
def name(request: pytest.FixtureRequest) -> str:
    """The name of a released format."""
    return str(request.param)


@pytest.fixture
def journal(name: str, tmp_path: Path) -> Iterator[SqliteJournal]:
    """A journal made of the lines of a released format."""
    import_lines(_lines(name), tmp_path)
    journal = SqliteJournal(tmp_path / JOURNAL_NAME)
    yield journal
    journal.close()


def _lines(name: str) -> list[str]:
    return (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()


def test_every_format_that_is_kept_is_checked() -> None:
    assert {path.stem for path in FOLDER.glob("*.jsonl")} == set(LAST_TEXTS)


def test_the_journal_gives_the_same_lines_again(name: str, journal: SqliteJournal) -> None:
    assert list(export_lines(journal)) == _lines(name)


def test_recorded_effects_lead_to_the_same_text(name: str, journal: SqliteJournal) -> None:
    record, start = record_and_start(journal)
    text = str(rebuild(journal, record.layout(), start).document.buffer)
    digest = hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    assert digest == LAST_TEXTS[name]


def test_commands_that_run_again_do_what_is_recorded(journal: SqliteJournal) -> None:
    record, start = record_and_start(journal)
    assert start is not None
    starts = {first for _, _, first, _, _ in journal.sessions()}
    found = verify(journal, all_commands(), record.layout(), start, starts)
    assert found.differences == []
    assert found.commands > 30
