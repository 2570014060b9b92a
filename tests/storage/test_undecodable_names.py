"""Files whose names are no valid text are as good as any other."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from editorapp.storage.errors import Owner
from editorapp.storage.path_index import PathIndex
from editorapp.storage.profile import Profile
from editorapp.storage.window_state import TabState, WindowFolder, WindowState

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are text there")
NAME = os.fsdecode(b"caf\xe9\xff.txt")


def test_a_document_moves_to_such_a_name(profile: Profile, tmp_path: Path) -> None:
    paths = PathIndex(profile)
    paths.move("a-document", tmp_path / NAME)
    assert paths.document_id(tmp_path / NAME) == "a-document"


def test_a_tab_with_such_a_file_comes_back(profile: Profile, tmp_path: Path) -> None:
    state = WindowState(tabs=(TabState("a-document", NAME, str(tmp_path / NAME)),))
    reports: list[str] = []
    folder = WindowFolder.take(profile, Owner(os.getpid()), reports.append)
    folder.write(state)
    folder.release()
    again = WindowFolder.take(profile, Owner(os.getpid()), reports.append)
    assert again.state.tabs == state.tabs
    assert reports == []
    again.release()
