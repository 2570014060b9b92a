"""The trace log of a session without a window: on where the environment asks for it, and without any text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.program import Program, insert, plain


def _log(program: Program) -> Path:
    return program.profile / "state/trace.jsonl"


def test_each_command_is_a_line_with_its_steps(
    program: Program, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITORAPP_TRACE", "1")
    assert program.exec(file, insert("my diary", id="7"), plain("edit.redo")).code == 0
    text = _log(program).read_text(encoding="utf-8")
    inserted, refused = (json.loads(line) for line in text.splitlines()[-2:])
    assert (inserted["logger"], inserted["name"], inserted["id"]) == (
        "editorapp.commands",
        "text.insert",
        "7",
    )
    assert all(inserted[step] > 0 for step in ("accepting", "deciding", "recording", "publishing"))
    assert (refused["name"], refused["status"], refused["level"]) == ("edit.redo", "failed", "info")
    assert "diary" not in text


def test_only_failures_are_written_where_no_more_is_asked_for(
    program: Program, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITORAPP_TRACE", "info")
    program.exec(file, insert("a"), plain("edit.redo"))
    names = [json.loads(line)["name"] for line in _log(program).read_text(encoding="utf-8").splitlines()]
    assert names == ["edit.redo"]


def test_without_being_asked_for_there_is_none(program: Program, file: Path) -> None:
    program.exec(file, insert("a"))
    assert not _log(program).exists()
