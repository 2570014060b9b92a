"""A bakery that dies at any moment against a plain model: nothing that was answered is lost, nothing is done twice.

A crash copies the folder as it is and opens the copy; what was held back in memory, and what threads of the dead
process would still have done, is gone.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from editorapp.bus.effect import Attempt, Found
from editorapp.bus.errors import CommandError, TransientError
from editorapp.bus.job import JobState
from editorapp.bus.message import Intent, Outcome
from editorapp.storage.messages.opening import OpenService
from tests.storage.messages.bakery import (
    Bake,
    Bakery,
    Death,
    Dying,
    NoteReceipt,
    Sales,
    SalesOf,
    Sell,
    Shelf,
    Sold,
    Tried,
    Try,
)

TARGETS = st.sampled_from(["shelf/a", "shelf/b"])
LOAVES = st.integers(1, 12)


class DyingBakery(RuleBasedStateMachine):
    """The bakery; its model is the list of what was answered, and what is known of the outside."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.bakery = Bakery()
        self.bakery.then = lambda event, result: Intent(result.target, NoteReceipt(result.happened))
        self.bakery.trial = self.act
        self.bakery.printer.probe = self.probe  # type: ignore[method-assign]  # it knows what was printed
        self.process = Dying(self.place / "0")
        self.service: OpenService = self.bakery.open(self.process.folder)
        self.answered: dict[str, tuple[str, Any, Outcome | str]] = {}
        self.queued: dict[str, tuple[str, Any]] = {}
        self.dies_in_handler = False
        self.failures = 0
        for shelf in ("shelf/a", "shelf/b"):
            self.send(shelf, 40, is_selling=False)

    def act(self, shelf: Shelf, command: Try) -> Tried:
        if self.dies_in_handler:
            self.dies_in_handler = False
            self.process.die()
        if self.failures:
            self.failures -= 1
            raise TransientError("not now")
        return Tried(command.word)

    def probe(self, event: Sold, key: str) -> Found:
        return Found.DONE if key in self.bakery.printer.printed else Found.NOT_DONE

    # --- what happens -------------------------------------------------------------------------------------

    @rule(shelf=TARGETS, loaves=LOAVES, is_selling=st.booleans())
    def send(self, shelf: str, loaves: int, is_selling: bool) -> None:
        key = f"s{len(self.answered)}"
        payload: Any = Sell(loaves) if is_selling else Bake(loaves)
        stock = self.service.state(shelf).loaves
        try:
            answer: Outcome | str = self.service.send(shelf, payload, command_id=key)
        except CommandError as error:
            assert is_selling
            assert stock < loaves
            answer = error.code
        else:
            assert not is_selling or stock >= loaves
        self.answered[key] = (shelf, payload, answer)

    @rule(shelf=TARGETS, loaves=LOAVES, delay=st.sampled_from([0, 0, 3]), priority=st.integers(0, 1))
    def submit(self, shelf: str, loaves: int, delay: int, priority: int) -> None:
        key = f"q{len(self.queued)}"
        payload = Bake(loaves) if loaves % 3 else Try(key)
        self.service.submit(shelf, payload, command_id=key, delay=delay, priority=priority)
        self.queued[key] = (shelf, payload)

    @rule(count=st.integers(1, 4))
    def do_jobs(self, count: int) -> None:
        for _ in range(count):
            self.service.run_next()

    @rule()
    def follow(self) -> None:
        self.service.follow()

    @rule(seconds=st.sampled_from([1, 5]))
    def time_passes(self, seconds: int) -> None:
        self.bakery.clock.go_on(seconds)

    @rule()
    def fail_once(self) -> None:
        self.failures = 1

    @rule()
    def rebuild(self) -> None:
        self.service.read_models.rebuild("book")

    # --- how it ends --------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Let the process that died be followed by another one."""
        self.service.close()
        self.service = self.bakery.open(self.process.folder)

    @rule()
    def crash(self) -> None:
        with contextlib.suppress(Death):
            self.process.die()
        self.go_on()

    @rule()
    def close(self) -> None:
        self.go_on()

    @rule(has_printed=st.booleans())
    def crash_in_an_effect(self, has_printed: bool) -> None:
        printer = self.bakery.printer
        self.send("shelf/a", 1, is_selling=True)

        def die(attempt: Attempt) -> None:
            if has_printed:
                printer.printed.append(attempt.key)
            self.process.die()

        printer.answers = [die]
        self.work_until_death()
        printer.answers = []

    @rule()
    def crash_in_a_handler(self) -> None:
        self.dies_in_handler = True
        self.submit("shelf/b", 3, 0, 1)
        self.work_until_death()
        self.dies_in_handler = False

    def work_until_death(self) -> None:
        deaths = self.process.deaths
        with contextlib.suppress(Death):
            while self.process.deaths == deaths and self.service.run_next():
                pass
        if self.process.deaths > deaths:
            self.go_on()

    # --- what has to be so --------------------------------------------------------------------------------

    @rule()
    def nothing_answered_is_lost(self) -> None:
        for key, (target, payload, answer) in self.answered.items():
            try:
                again: Outcome | str = self.service.send(target, payload, command_id=key)
            except CommandError as error:
                again = error.code
            assert again == answer

    @rule()  # No invariant: whoever reads the log writes what is held back, and that is to be lost here.
    def the_log_leads_to_the_states(self) -> None:
        world = self.service.replay()
        for target, state in world.states.items():
            assert self.service.state(target) == state

    @invariant()
    def nothing_was_printed_twice(self) -> None:
        printed = self.bakery.printer.printed
        assert len(printed) == len(set(printed))

    @rule()
    def in_the_end_everything_is_done_once(self) -> None:
        for _ in range(12):
            self.service.run_until_idle()
            for job in self.service.jobs.in_state(JobState.DOUBT):
                self.service.queue.settle(
                    job.id, "done" if job.id in self.bakery.printer.printed else "again"
                )
            self.bakery.clock.go_on(10)
        self.service.run_until_idle()
        assert self.service.is_idle()
        counts = self.service.jobs.counts()
        assert set(counts) <= {"done", "dead"}
        poison = {job.id for job in self.service.jobs.in_state(JobState.DEAD)}
        self.check_the_book(poison)

    def check_the_book(self, poison: set[str]) -> None:
        rows = self.service.database.rows(
            "select a.id, a.target, c.seq, a.name, a.payload from accepted a join completed c on c.seq = a.seq"
        )
        sold: dict[str, list[int]] = {}
        done = [row[0].partition("~")[0] for row in rows if row[0].startswith("q")]
        assert sorted(done) == sorted(self.queued.keys() - poison)
        for _, target, seq, name, _ in rows:
            if name == "shelf.sell":
                sold.setdefault(target, []).append(seq)
        keys = [f"receipt.print:{seq}.0" for seqs in sold.values() for seq in seqs]
        assert sorted(self.bakery.printer.printed) == sorted(keys)
        for target, seqs in sold.items():
            shelf: Shelf = self.service.state(target)
            assert shelf.receipts == (True,) * len(seqs)
            book: Sales = self.service.ask(SalesOf(target))
            assert book.sales == len(seqs)
            # The baker bakes ten whenever ten were sold since the last batch.
            baked = [row for row in rows if row[0].startswith("baker:") and row[1] == target]
            assert len(baked) == self.batches(target, seqs)

    def batches(self, target: str, seqs: list[int]) -> int:
        count = sold = 0
        for seq in sorted(seqs):
            sold += self.service.database.value(
                "select json_extract(payload, '$.loaves') from accepted where seq = ?", (seq,)
            )
            if sold >= 10:
                count, sold = count + 1, 0
        return count

    def teardown(self) -> None:
        try:
            self.in_the_end_everything_is_done_once()
            self.nothing_answered_is_lost()
        finally:
            self.service.close()
            shutil.rmtree(self.place)


TestDyingBakery = DyingBakery.TestCase
TestDyingBakery.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
