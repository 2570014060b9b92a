"""Views for tests; each test closes its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.view.desk import Desk


@pytest.fixture
def desk_with(qtbot: QtBot) -> Callable[..., Desk]:
    """Make a desk with a text."""

    def make(text: str = "", width: int = 700, height: int = 400) -> Desk:
        desk = Desk(text, width, height)
        qtbot.addWidget(desk.view)
        return desk

    return make
