"""A copy of a file that was left by a process which died while it overwrote the file, and what becomes of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from editorapp.storage.file_overwriting import left_copies, overwrite, remove_copy

_DIES = """
import os, sys
from pathlib import Path
from editorapp.storage.file_overwriting import overwrite

calls = []
def blocks():
    calls.append(1)
    yield b"new"
    if len(calls) == 2:
        os._exit(9)
    yield b" text"

overwrite(Path(sys.argv[1]), blocks, "it is so")
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"the old text")
    return path


def die_while_overwriting(path: Path) -> None:
    assert subprocess.run([sys.executable, "-c", _DIES, str(path)], check=False).returncode == 9


def test_what_the_file_held_before_is_found_again(path: Path) -> None:
    die_while_overwriting(path)
    assert path.read_bytes() == b"new old text"
    (copy,) = left_copies(path)
    assert copy.read_bytes() == b"the old text"
    assert copy.name == path.name


def test_a_file_that_was_overwritten_to_the_end_leaves_none(path: Path) -> None:
    overwrite(path, lambda: [b"new text"], "it is so")
    assert left_copies(path) == []
    assert [each.name for each in path.parent.iterdir()] == ["notes.txt"]


def test_the_copy_of_another_file_is_none_of_this_one(path: Path) -> None:
    other = path.with_name("notes.txt.more")
    other.write_bytes(b"more")
    die_while_overwriting(other)
    assert left_copies(path) == []
    assert len(left_copies(other)) == 1


def test_a_copy_that_is_the_same_as_the_file_is_removed(path: Path) -> None:
    die_while_overwriting(path)
    path.write_bytes(b"the old text")
    assert left_copies(path) == []
    assert [each.name for each in path.parent.iterdir()] == ["notes.txt"]


def test_a_copy_whose_file_is_gone_is_found(path: Path) -> None:
    die_while_overwriting(path)
    path.unlink()
    assert len(left_copies(path)) == 1


def test_the_newest_copy_comes_first(path: Path) -> None:
    die_while_overwriting(path)
    (first,) = left_copies(path)
    os.utime(first.parent, (1, 1))
    path.write_bytes(b"another text")
    die_while_overwriting(path)
    assert [copy == first for copy in left_copies(path)] == [False, True]


def test_a_copy_that_nobody_needs_is_removed_with_its_folder(path: Path) -> None:
    die_while_overwriting(path)
    remove_copy(left_copies(path)[0])
    assert [each.name for each in path.parent.iterdir()] == ["notes.txt"]


def test_a_folder_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        left_copies(tmp_path / "none" / "notes.txt")
