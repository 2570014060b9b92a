"""Which logs of dead processes have lost commits, and which were only cut in the last one."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from editorapp.storage.write_ahead_log import has_lost_commits

_PAGE = 1024
_FRAME = 24 + _PAGE


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The log of a database with five commits, as a process that died would leave it."""
    path = tmp_path / "journal.sqlite"
    connection = apsw.Connection(str(path))
    connection.pragma("page_size", _PAGE)
    connection.pragma("journal_mode", "wal")
    connection.execute("create table row (value)")
    for _ in range(4):
        connection.execute("insert into row values (1)")
    log = tmp_path / "left-wal"
    log.write_bytes(path.with_name("journal.sqlite-wal").read_bytes())
    connection.close()
    return log


def frames_of(log: Path) -> int:
    return (log.stat().st_size - 32) // _FRAME


def test_a_log_that_was_read_to_its_end_has_lost_nothing(log: Path) -> None:
    assert not has_lost_commits(log, frames_of(log))


@pytest.mark.parametrize("cut", [1, 24, 25, _FRAME - 1, _FRAME])
def test_a_last_commit_that_was_cut_anywhere_was_not_yet_done(log: Path, cut: int) -> None:
    whole = log.read_bytes()
    log.write_bytes(whole[: len(whole) - _FRAME + cut])
    assert not has_lost_commits(log, frames_of(log) - (cut == _FRAME))


def test_commits_behind_one_that_cannot_be_read_are_lost(log: Path) -> None:
    assert has_lost_commits(log, frames_of(log) - 2)


@pytest.mark.parametrize("header", [b"x", b"\0" * 32, b"\x37\x7f\x06\x82" + b"\1" * 28])
def test_a_header_that_is_not_whole_loses_everything(log: Path, header: bytes) -> None:
    log.write_bytes(header + log.read_bytes()[len(header) :] if len(header) == 32 else header)
    assert has_lost_commits(log, 0)


def test_an_empty_log_or_none_has_lost_nothing(log: Path) -> None:
    log.write_bytes(b"")
    assert not has_lost_commits(log, 0)
    log.unlink()
    assert not has_lost_commits(log, 0)
