"""A bakery whose service is opened in a temporary folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from editorapp.storage.messages.opening import OpenService
from tests.storage.messages.bakery import Bakery


@pytest.fixture
def bakery() -> Bakery:
    return Bakery()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "bakery"


@pytest.fixture
def service(bakery: Bakery, folder: Path) -> Iterator[OpenService]:
    """The bakery's service, without threads: `run_until_idle` does what waits."""
    with bakery.open(folder) as service:
        yield service
