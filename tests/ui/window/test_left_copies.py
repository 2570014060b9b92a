"""A file whose overwriting was interrupted is opened: the copy of what it held before is told of."""

from __future__ import annotations

from pathlib import Path

import pytest

from editorapp.storage.file_overwriting import left_copies
from tests.storage.test_left_copies import die_while_overwriting
from tests.ui.window.conftest import OpenWindow


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"the old text")
    die_while_overwriting(path)
    return path


def test_the_copy_is_opened_and_compared(open_window: OpenWindow, path: Path) -> None:
    window = open_window(path)
    window.wait_for_message("Overwriting notes.txt was interrupted once")
    assert str(left_copies(path)[0]) in window.messages()[0]
    window.answer_message("Open the Copy")
    window.settle()
    assert window.text == "the old text"
    assert window.held.path == left_copies(path)[0]
    window.choose("view.previous_tab")
    window.wait_for_message("Overwriting notes.txt was interrupted once")


def test_the_copy_is_deleted_when_the_person_says_so(open_window: OpenWindow, path: Path) -> None:
    window = open_window(path)
    window.wait_for_message("Overwriting notes.txt was interrupted once")
    window.answer_message("Delete the Copy")
    window.settle()
    assert "was deleted" in window.status()
    assert window.messages() == []
    assert [each.name for each in path.parent.iterdir() if each.is_dir() and "notes" in each.name] == []
    window.end()
    assert open_window(path).messages() == []


def test_a_file_without_a_copy_has_no_message(open_window: OpenWindow, tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("x")
    assert open_window(tmp_path / "plain.txt").messages() == []
