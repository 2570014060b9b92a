"""What a document held in memory goes when it is closed."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.window.conftest import OpenWindow


@pytest.fixture
def no_other_search_for_garbage() -> Iterator[None]:
    """Python looks for none by itself."""
    gc.disable()
    yield
    gc.unfreeze()
    gc.enable()


@pytest.mark.usefixtures("no_other_search_for_garbage")
def test_a_large_text_goes_with_its_document(open_window: OpenWindow, tmp_path: Path) -> None:
    path = tmp_path / "large.py"
    path.write_text("name = 1  \n" * 500_000, encoding="utf-8")
    window = open_window(path)
    window.wait(lambda: window.held.path == path)
    window.settle()
    shown = weakref.ref(window.view._geometry)
    gc.freeze()
    window.choose("document.close")
    window.wait(lambda: shown() is None)
