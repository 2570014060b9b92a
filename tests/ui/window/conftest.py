"""Windows for tests, each on a profile of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from editorapp.storage.profile import Profile
from tests.ui.window.opened_window import OpenedWindow

OpenWindow = Callable[..., OpenedWindow]

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform complains that it has no window manager to tell sizes and order of windows."""
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(r"(propagateSizeHints|raise)\(\)$", extend=True))


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """An empty profile."""
    return Profile.find(str(tmp_path / "profile"))


@pytest.fixture
def open_window(qtbot: QtBot, profile: Profile) -> Iterator[OpenWindow]:
    """Open windows, one after the other, with files. At the end none may have met an unexpected error."""
    windows: list[OpenedWindow] = []

    def open_one(*files: str | Path) -> OpenedWindow:
        windows.append(OpenedWindow(qtbot, profile, *files))
        return windows[-1]

    yield open_one
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.reject()
    for window in windows:
        if not window.has_ended:
            window.end()
    unexpected = [m.text for window in windows for m in window.failures if m.key == "unexpected"]
    assert unexpected == []
    assert [problem for window in windows for problem in window.off_the_way()] == []


@pytest.fixture
def window(open_window: OpenWindow) -> OpenedWindow:
    """A window without files, as at the first start."""
    return open_window()
