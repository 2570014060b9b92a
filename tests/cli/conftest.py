"""Fixtures for tests of the command line: a profile, a file, and the program as a real process."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import Program


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The editor's command line on an empty profile."""
    return Program(tmp_path / "profile")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A small text file."""
    path = tmp_path / "notes.txt"
    path.write_bytes(b"one\ntwo\nthree\n")
    return path
