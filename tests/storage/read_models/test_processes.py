"""Real processes that catch up at once, and are killed at random moments, while a document is written."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import IO

import pytest

from editorapp.session.command_usage import CommandUsage
from editorapp.session.history_queries import FindInHistory, HistoryOf
from editorapp.storage.profile import Profile
from editorapp.storage.read_models.host import JournalReadModels
from tests.storage.read_models.journals import WrittenDocument

_FOLLOWS = """
import sys
from editorapp.storage.journal_read_models import open_journal_read_models
from editorapp.storage.profile import Profile
models = open_journal_read_models(Profile.find(sys.argv[1]), entries_at_once=7)
print("ready", flush=True)
while True:
    models.catch_up()
    for health in models.health():
        if health.error:
            print(health, flush=True)
            sys.exit(1)
"""


class Followers:
    """Processes that catch up again and again."""

    def __init__(self, profile: Profile) -> None:
        self._command = [sys.executable, "-c", _FOLLOWS, str(profile.state.parent)]
        self.running: list[subprocess.Popen[str]] = []

    def start(self) -> None:
        process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        self.running.append(process)
        assert self._output(process).readline() == "ready\n"

    @staticmethod
    def _output(process: subprocess.Popen[str]) -> IO[str]:
        assert process.stdout is not None
        return process.stdout

    def kill(self, process: subprocess.Popen[str]) -> None:
        """Kill one, which must have met no error until then."""
        self.running.remove(process)
        process.kill()
        assert self._output(process).read() == ""
        process.wait()
        self._output(process).close()


@pytest.fixture
def followers(profile: Profile) -> Iterator[Followers]:
    following = Followers(profile)
    yield following
    for process in list(following.running):
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_each_entry_counts_once_through_kills(
    profile: Profile, models: JournalReadModels, document: WrittenDocument, followers: Followers
) -> None:
    chance = random.Random(4711)
    document.type("x")
    for _ in range(2):
        followers.start()
    text = "x"
    for _ in range(10):
        end = time.monotonic() + chance.uniform(0.02, 0.25)
        while time.monotonic() < end:
            document.type("word ")
            text += "word "
        document.flush()
        if chance.random() < 0.4:
            models.rebuild(chance.choice(["command usage", "history search"]))
        followers.kill(chance.choice(followers.running))
        followers.start()
    models.catch_up()
    assert {health.lag for health in models.health()} == {0}
    assert models.ask(CommandUsage())["text.insert"].count == len(text)
    groups = models.ask(HistoryOf(document.held.id))
    assert sum(group.inserted for group in groups) == len(text)
    found = models.ask(FindInHistory("word"))
    assert "".join(hit.text for hit in reversed(found.hits)) == text
