"""Read models over a profile of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from editorapp.storage.journal_read_models import open_journal_read_models
from editorapp.storage.profile import Profile
from editorapp.storage.read_models.host import JournalReadModels
from tests.desk import Clock
from tests.storage.read_models.journals import WrittenDocument, WrittenWindow

OpenModels = Callable[..., JournalReadModels]


def raise_bug(name: str, error: Exception) -> None:
    raise error


@pytest.fixture
def open_models(profile: Profile, clock: Clock) -> Iterator[OpenModels]:
    """Open the read models of the profile, as another process would each time."""
    opened: list[JournalReadModels] = []

    def open_one(**options: Any) -> JournalReadModels:
        opened.append(open_journal_read_models(profile, clock, **{"report": raise_bug, **options}))
        return opened[-1]

    yield open_one
    for models in opened:
        models.close()


@pytest.fixture
def models(open_models: OpenModels) -> JournalReadModels:
    return open_models()


@pytest.fixture
def document(profile: Profile, clock: Clock) -> Iterator[WrittenDocument]:
    """An untitled document that is open."""
    written = WrittenDocument(profile, clock)
    yield written
    written.close()


@pytest.fixture
def window(profile: Profile, clock: Clock) -> Iterator[WrittenWindow]:
    """The log of a window that is open."""
    written = WrittenWindow(profile, clock)
    yield written
    written.close()
