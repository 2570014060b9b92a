"""Python looks for garbage behind keys, where nobody waits, and finds what has lasted longer when keys rest."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from editorapp.ui import idle_garbage
from editorapp.ui.idle_garbage import IdleGarbage
from editorapp.ui.key_watch import KeyWatch


class Ring:
    """Refers to itself."""

    def __init__(self) -> None:
        self.ring = self


@pytest.fixture(autouse=True)
def python_does_not_look_by_itself() -> Iterator[None]:
    threshold = gc.get_threshold()
    gc.set_threshold(10_000_000, 1000, 1000)
    gc.collect()
    yield
    gc.set_threshold(*threshold)


def ring() -> weakref.ref[Ring]:
    return weakref.ref(Ring())


def test_garbage_is_found_shortly_behind_a_key(qtbot: QtBot) -> None:
    keys = KeyWatch()
    IdleGarbage(keys, keys)
    lost = ring()
    kept: list[list[int]] = [[] for _ in range(3000)]

    keys.begin()
    keys.end()

    assert lost() is not None  # not before the key is on the screen, nor at once
    qtbot.waitUntil(lambda: lost() is None)
    assert len(kept) == 3000


def test_a_few_objects_are_not_worth_a_look(qtbot: QtBot) -> None:
    keys = KeyWatch()
    garbage = IdleGarbage(keys)
    gc.collect()
    lost = ring()

    garbage._look_at_young()

    assert lost() is not None


def test_what_has_lasted_longer_is_found_when_keys_rest(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle_garbage, "_REST", 1)
    keys = KeyWatch()
    IdleGarbage(keys, keys)
    lasting = Ring()
    lost = weakref.ref(lasting)
    for _ in range(30):
        gc.collect(0)
    del lasting

    keys.end()

    qtbot.waitUntil(lambda: lost() is None)
