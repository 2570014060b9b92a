"""What the tests of the widgets share: documents to search in, and the registry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from editorapp.commands.families import all_commands
from editorapp.commands.registry import Registry
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.text.selection import Range, Selection

MakeDocument = Callable[..., Document]


_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform complains that it has no window manager to tell the least size of a window to."""
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore(r"propagateSizeHints\(\)$", extend=True))


@pytest.fixture
def document_of() -> MakeDocument:
    """Makes a document of a text, with a stretch of it selected."""

    def make(text: str, anchor: int = 0, head: int | None = None) -> Document:
        return Document(Buffer(text), Selection([Range(anchor, anchor if head is None else head)]))

    return make


@pytest.fixture(scope="session")
def registry() -> Registry:
    """Every command."""
    return all_commands()
