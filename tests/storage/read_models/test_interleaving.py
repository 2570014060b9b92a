"""However writing and catching up are interleaved, the rows are those that counting at the end gives."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from editorapp.commands.application import ClearRecent
from editorapp.session.command_usage import CommandUsage
from editorapp.session.history_queries import FindInHistory, HistoryOf, RecentPaths
from editorapp.storage.journal_read_models import DATABASE_NAME, journal_models, open_journal_read_models
from editorapp.storage.profile import Profile
from editorapp.storage.read_models.host import JournalReadModels
from tests.desk import Clock
from tests.storage.read_models.conftest import raise_bug
from tests.storage.read_models.journals import WrittenDocument, WrittenWindow

_MODELS = [model.name for model in journal_models()]
_DOCUMENTS = st.integers(0, 1)
_HOSTS = st.integers(0, 1)
_WORDS = st.sampled_from(["abc", "word", "a\nb", "Ärger", "x" * 20])
_COMMANDS = st.sampled_from(
    [
        ("text.newline", {}),
        ("text.delete", {"direction": "backward", "unit": "grapheme"}),
        ("selection.move", {"unit": "word", "direction": "backward"}),
        ("edit.undo", {}),
        ("edit.redo", {}),
        ("text.replace", {"start": 0, "end": 9999, "text": ""}),  # mostly refused
        ("document.mark_saved", {"path": "a", "saved_revision": 1, "digest": "", "size": 1, "modified": 1}),
    ]
)


class Interleaved(RuleBasedStateMachine):
    """Two documents, a window, and two processes that follow them, any of which may be anywhere."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="read-models-"))
        self.profile = Profile.find(str(self.root))
        self.clock = Clock()
        self.documents = [WrittenDocument(self.profile, self.clock) for _ in range(2)]
        self.window = WrittenWindow(self.profile, self.clock)
        self.hosts = [self._open(size) for size in (1, 4)]
        self.under_way: dict[int, Iterator[None]] = {}
        self.done: Counter[str] = Counter()

    def _open(self, size: int) -> JournalReadModels:
        return open_journal_read_models(self.profile, self.clock, raise_bug, size)

    def teardown(self) -> None:
        self._compare()
        for written in self.documents:
            written.close()
        self.window.close()
        for host in self.hosts:
            host.close()
        shutil.rmtree(self.root)

    # --- writing -----------------------------------------------------------------------------------------

    @rule(which=_DOCUMENTS, text=_WORDS)
    def type(self, which: int, text: str) -> None:
        self.documents[which].type(text)
        self.done["text.insert"] += len(text)

    @rule(which=_DOCUMENTS, command=_COMMANDS, source=st.sampled_from(["menu", "keyboard", "script"]))
    def do(self, which: int, command: tuple[str, dict[str, Any]], source: str) -> None:
        name, arguments = command
        has_journal = self.documents[which].held.journal is not None
        outcome = self.documents[which].do(name, source, **arguments)
        is_recorded = has_journal or self.documents[which].held.journal is not None
        if outcome.error is None and source != "script" and is_recorded:
            self.done[name] += 1

    @rule(which=_DOCUMENTS, seconds=st.sampled_from([1, 5]))
    def pause(self, which: int, seconds: int) -> None:
        self.clock.pass_seconds(seconds)
        self.documents[which].flush()

    @rule(which=_DOCUMENTS)
    def reopen(self, which: int) -> None:
        self.documents[which].reopen()

    @rule(path=st.sampled_from(["/a", "/b", "/c\udcff"]))
    def note(self, path: str) -> None:
        self.window.note(path)

    @rule()
    def clear(self) -> None:
        self.window.clear()
        self.done["recent.clear"] += 1

    @rule()
    def refuse(self) -> None:
        self.window.do(ClearRecent(), refused=True)

    # --- following ---------------------------------------------------------------------------------------

    @rule(which=_HOSTS)
    def catch_up(self, which: int) -> None:
        self.hosts[which].catch_up()

    @rule(which=_HOSTS)
    def go_a_step(self, which: int) -> None:
        steps = self.under_way.setdefault(which, self.hosts[which].steps())
        if next(steps, "end") == "end":
            del self.under_way[which]

    @rule(which=_HOSTS, name=st.sampled_from(_MODELS))
    def rebuild(self, which: int, name: str) -> None:
        self.hosts[which].rebuild(name)

    @rule(which=_HOSTS)
    def restart(self, which: int) -> None:
        self.under_way.pop(which, None)
        self.hosts[which].close()
        self.hosts[which] = self._open(3)

    @precondition(lambda self: (self.profile.state / DATABASE_NAME).exists())
    @rule()
    def take_database_away(self) -> None:
        for path in self.profile.state.glob(f"{DATABASE_NAME}*"):
            path.unlink()

    # --- what must hold ----------------------------------------------------------------------------------

    @invariant()
    def is_never_ahead(self) -> None:
        assert all(health.error == "" and health.lag >= 0 for health in self.hosts[0].health())

    def _compare(self) -> None:
        for written in self.documents:
            written.flush()
        self.window.flush()
        for _ in range(2):  # what another one was in the midst of comes with the second time
            self.hosts[0].catch_up()
        assert {health.lag for health in self.hosts[0].health()} == {0}
        fresh = JournalReadModels(self.profile, journal_models(), self.clock, None, raise_bug)
        fresh.catch_up()
        queries: list[Any] = [CommandUsage(), RecentPaths(20)]
        queries += [HistoryOf(written.held.id) for written in self.documents]
        queries += [FindInHistory(text) for text in ("abc", "word", "ärg", "b", "xxxx")]
        for query in queries:
            assert self.hosts[0].ask(query) == self.hosts[1].ask(query) == fresh.ask(query)
        usage = self.hosts[0].ask(CommandUsage())
        assert {name: each.count for name, each in usage.items()} == dict(self.done)
        fresh.close()


TestInterleaved = Interleaved.TestCase
TestInterleaved.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
