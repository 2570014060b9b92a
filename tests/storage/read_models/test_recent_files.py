"""The recent files follow from what all windows have noted, and are forgotten when one of them clears the list."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from editorapp.storage.journal_read_models import DATABASE_NAME
from editorapp.storage.profile import Profile
from editorapp.storage.read_models.host import JournalReadModels
from editorapp.storage.recent_files import MOST, RecentFiles
from tests.desk import SECOND, Clock
from tests.storage.read_models.journals import WrittenDocument, WrittenWindow


@pytest.fixture
def recent(profile: Profile, models: JournalReadModels) -> RecentFiles:
    return RecentFiles(profile, models)


def test_there_are_none_at_first(recent: RecentFiles) -> None:
    assert recent.read() == []


def test_the_latest_comes_first_and_each_once(recent: RecentFiles, window: WrittenWindow) -> None:
    for path in ("/a", "/b", "/a", "/c"):
        window.note(path)
    window.flush()
    assert recent.read() == ["/c", "/a", "/b"]


def test_windows_share_the_list(
    recent: RecentFiles, window: WrittenWindow, profile: Profile, clock: Clock
) -> None:
    other = WrittenWindow(profile, clock, "other")
    for each, path in ((window, "/a"), (other, "/b"), (window, "/c"), (other, "/a")):
        each.note(path)
    for each in (window, other):
        each.flush()
    assert recent.read() == ["/a", "/c", "/b"]
    other.close()


def test_clearing_forgets_what_all_windows_had_and_not_what_comes_later(
    recent: RecentFiles, window: WrittenWindow, profile: Profile, clock: Clock
) -> None:
    other = WrittenWindow(profile, clock, "other")
    other.note("/a")
    window.note("/b")
    window.clear()
    other.note("/c")
    for each in (window, other):
        each.flush()
    assert recent.read() == ["/c"]
    other.close()


def test_what_is_noted_in_the_same_moment_as_the_list_is_cleared_is_in_the_order_of_the_window(
    recent: RecentFiles, window: WrittenWindow, clock: Clock
) -> None:
    clock.pass_seconds = lambda seconds: None  # type: ignore[method-assign]
    window.note("/before")
    window.clear()
    window.note("/behind")
    window.flush()
    assert recent.read() == ["/behind"]


def test_so_many_are_remembered(recent: RecentFiles, window: WrittenWindow) -> None:
    for number in range(MOST + 5):
        window.note(f"/{number}")
    window.flush()
    assert recent.read() == [f"/{number}" for number in range(MOST + 4, 4, -1)]


def test_a_path_that_is_no_text_is_remembered(recent: RecentFiles, window: WrittenWindow) -> None:
    window.note("/caf\udce9")
    window.flush()
    assert recent.read() == ["/caf\udce9"]


def test_what_documents_do_is_not_waited_for(
    recent: RecentFiles, window: WrittenWindow, document: WrittenDocument, models: JournalReadModels
) -> None:
    document.type("abc")
    document.flush()
    window.note("/a")
    window.flush()
    assert recent.read() == ["/a"]
    assert {health.name: health.lag for health in models.health()}["history list"] == 3


def test_where_nothing_can_be_kept_there_is_no_list(
    recent: RecentFiles, window: WrittenWindow, profile: Profile
) -> None:
    window.note("/a")
    window.flush()
    (profile.state / DATABASE_NAME).mkdir()
    assert recent.read() == []
    (profile.state / DATABASE_NAME).rmdir()
    assert recent.read() == ["/a"]


def test_the_list_of_an_earlier_version_comes_behind_until_it_is_cleared(
    recent: RecentFiles, window: WrittenWindow, profile: Profile, clock: Clock
) -> None:
    former = profile.state / "recent.json"
    former.write_text(json.dumps(["/old", "/a"]), encoding="utf-8")
    os.utime(former, (clock.now / SECOND, clock.now / SECOND))
    window.note("/a")
    window.flush()
    assert recent.read() == ["/a", "/old"]
    window.clear()
    window.flush()
    assert recent.read() == []


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff"])
def test_a_list_of_an_earlier_version_that_cannot_be_read_is_none(
    recent: RecentFiles, profile: Profile, content: bytes
) -> None:
    Path(profile.state).mkdir(parents=True)
    (profile.state / "recent.json").write_bytes(content)
    assert recent.read() == []
