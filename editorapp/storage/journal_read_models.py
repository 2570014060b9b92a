"""Owns which read models there are over the journals of a profile, and where they are kept.

Does not own any of them, nor how they follow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from editorapp.bus.projection import Health
from editorapp.session.ports import Clock
from editorapp.storage.document_store import wall_clock
from editorapp.storage.profile import Profile
from editorapp.storage.read_models.command_usage import CommandUsageModel
from editorapp.storage.read_models.history_list import HistoryListModel
from editorapp.storage.read_models.history_search import HistorySearchModel
from editorapp.storage.read_models.host import ENTRIES_AT_ONCE, JournalReadModels
from editorapp.storage.read_models.model import JournalModel
from editorapp.storage.read_models.recent_paths import RecentPathsModel

DATABASE_NAME: Final = "read_models.sqlite"


def open_journal_read_models(
    profile: Profile,
    clock: Clock = wall_clock,
    report: Callable[[str, Exception], None] = lambda name, error: None,
    entries_at_once: int = ENTRIES_AT_ONCE,
) -> JournalReadModels:
    """Return the read models over the journals of a profile; they are caught up by whoever calls `steps`.

    Args:
        profile: where the journals are, and the database of the read models.
        clock: the time of day.
        report: is told which read model could not take something in, and why.
        entries_at_once: how many entries are taken in with one step.
    """
    path = profile.state / DATABASE_NAME
    return JournalReadModels(profile, journal_models(), clock, path, report, entries_at_once)


def journal_models() -> tuple[JournalModel, ...]:
    """Return the read models that there are."""
    return CommandUsageModel(), RecentPathsModel(), HistoryListModel(), HistorySearchModel()


def journal_read_models_health(profile: Profile) -> list[Health]:
    """Return how the read models of a profile are doing; reads the disk, so not for the thread of a window."""
    models = open_journal_read_models(profile)
    try:
        return models.health()
    finally:
        models.close()


def rebuild_journal_read_model(profile: Profile, name: str) -> None:
    """Drop a read model and make it again from all journals; takes its time, so not for the thread of a window.

    Raises:
        DomainError: there is no such read model.
        ReadModelError: its database cannot be used.
    """
    models = open_journal_read_models(profile)
    try:
        models.rebuild(name)
        models.catch_up()
    finally:
        models.close()
