"""Stops a real process at every step of its commands, jobs, effects, process managers and read models.

    python tests/crash/kill_steps.py [--step NAME] [--twice 1000 [--seed 1]] [--list]

A process opens a service, sends commands and queues some, and does all that follows. It kills itself (SIGKILL) at one
step; then nothing may be damaged, and everything that was answered must be there. The sender asks for everything
again, as one does who does not know how far it came, and settles what is left in doubt. Then all must be as if
nothing had happened: the log, the aggregates, the read models, the process manager and the outside agree, and nothing
was done twice. This is repeated for every step that there is, the making of the databases included.

With `--twice` the second process dies as well, each at a random step; what becomes poison by that is tried again from
the dead letters, as a person would who knows that it was chance.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import apsw
import msgspec

from editorapp.bus.errors import CommandError
from editorapp.bus.job import JobState
from editorapp.storage.messages.database import MessageDatabase
from editorapp.storage.messages.opening import DATABASE_NAME, READ_MODELS_NAME, OpenService, open_service
from editorapp.storage.messages.replay import replay
from tests.crash.letters import (
    Account,
    Deposit,
    Deposited,
    Ledger,
    Rewards,
    Seen,
    Total,
    Totals,
    Withdraw,
    program,
)
from tests.crash.stops import StepFailedError, Stops, in_a_process, require, require_whole

STEPS = {
    "direct: before it is accepted": "asking for sent 1 #1",
    "direct: while it is accepted": "messages: accepted written #1",
    "direct: after it is accepted": "messages: accepted committed #1",
    "direct: in its handler": "handling Deposit #1",
    "direct: before its outcome is recorded": "recording the outcome #1",
    "direct: after its outcome is recorded, before its event is published": "outcome recorded #1",
    "direct: while its event is published": "publishing #1",
    "direct: after it is answered": "sent 1 answered #1",
    "direct: while its outcome is committed": "messages: completed jobs accepted written #1",
    "direct: after its outcome is committed": "messages: completed jobs accepted committed #1",
    "direct: a refusal, in its handler": "handling Withdraw #1",
    "direct: a refusal, after it is recorded": "refused answered #1",
    "queued: before it is queued": "asking for queued 1 #1",
    "queued: while it is queued": "messages: jobs written #1",
    "queued: after it is queued": "queued 1 answered #1",
    "queued: before it is claimed": "claiming a job #5",
    "queued: after it is claimed": "job claimed #5",
    "queued: in its handler": "handling Deposit #3",
    "queued: after its outcome is recorded": "outcome recorded #3",
    "queued: while its event is published": "publishing #3",
    "queued: before the job ends": "ending a job #5",
    "queued: after the job has ended": "job ended #5",
    "effect: before the outside is reached": "sending the letter #1",
    "effect: after the outside has done it": "letter sent #1",
    "effect: before its end is recorded": "ending a job #1",
    "effect: after its end is recorded, with its answer": "job ended #1",
    "effect without a probe: before the outside is reached": "sending the present #1",
    "effect without a probe: after the outside has done it": "present sent #1",
    "process manager: while it reacts": "reacting #1",
    "queued: while its outcome and its end are committed": "messages: completed jobs written #1",
    "process manager: before its commands are committed": "messages: processes jobs managers written #1",
    "process manager: after its commands are committed": "messages: processes jobs managers committed #1",
    "read model: while it projects": "projecting #1",
    "read model: before its rows and position are committed": "read_models: rows models written #1",
    "read model: after its rows and position are committed": "read_models: rows models committed #1",
}
"""The steps that have a name for people; each is the first of its kind in the run."""

AMOUNTS = {"sent 1": 100, "sent 2": 20, "queued 1": 3, "queued 2": 4}
ACCOUNT = "account/anna"


class Run:
    """One life of the process."""

    def __init__(self, folder: Path, stops: Stops) -> None:
        """Take the folder, and what is told of each step."""
        self._folder = folder
        self._stops = stops
        self._answers = Ledger(folder / "answers")
        self._domain = program(Ledger(folder / "outside"), stops.reached)

    def live(self) -> None:
        """Ask for everything, and do what follows."""
        with open_service(self._domain, self._folder / "service", workers=0) as service:
            self._watch(service)
            for command_id in ("sent 1", "sent 2"):
                self._send(service, command_id, Deposit(AMOUNTS[command_id]))
            self._send(service, "refused", Withdraw(1_000_000))
            for command_id in ("queued 1", "queued 2"):
                self._stops.reached(f"asking for {command_id}")
                job = service.submit(ACCOUNT, Deposit(AMOUNTS[command_id]), command_id=command_id)
                self._answer(command_id, {"job": job.number})
            service.run_until_idle()
        self._stops.reached("closed")

    def _watch(self, service: OpenService) -> None:
        stops = self._stops
        stops.wrap(service.log, "complete", "recording the outcome", "outcome recorded")
        stops.wrap(service.log, "fail", "recording the failure", "failure recorded")
        stops.wrap(service.jobs, "claim", "claiming a job", "job claimed")
        stops.wrap(service.jobs, "update", "ending a job", "job ended")
        service.subscribe(Deposited, lambda event: stops.reached("publishing"), "listener")

    def _send(self, service: OpenService, command_id: str, payload: Any) -> None:
        self._stops.reached(f"asking for {command_id}")
        try:
            outcome = service.send(ACCOUNT, payload, command_id=command_id)
            self._answer(command_id, {"seq": outcome.seq, "revision": outcome.revision})
        except CommandError as error:
            self._answer(command_id, {"code": error.code, "message": error.message, "field": error.field})

    def _answer(self, command_id: str, answer: dict[str, Any]) -> None:
        self._answers.add(json.dumps({"id": command_id} | answer))
        self._stops.reached(f"{command_id} answered")


# --- after the death -----------------------------------------------------------------------------------------


def check_what_is_left(folder: Path) -> None:
    """Check what a death has left, before anything is opened by the program."""
    service = folder / "service"
    for name in (DATABASE_NAME, READ_MODELS_NAME):
        require_whole(service / name)
    outside = Counter(Ledger(folder / "outside").lines())
    require(all(count == 1 for count in outside.values()), f"something was done twice outside: {outside}")


def act_as_a_person(folder: Path) -> Counter[str]:
    """Settle effects of which nobody knows, by looking, and try again what is poison; return what was done."""
    ledger = Ledger(folder / "outside")
    with open_service(program(ledger), folder / "service", workers=0) as service:
        doubts = service.jobs.in_state(JobState.DOUBT)
        for job in doubts:
            is_poison = job.failure is not None and job.failure.code == "poison"
            require(job.name == "present" or is_poison, f"{job.id} is in doubt, though it can be asked for")
            service.queue.settle(job.id, "done" if job.id in ledger.lines() else "again")
        poison = service.jobs.in_state(JobState.DEAD)
        for job in poison:
            require(job.failure is not None and job.failure.code == "poison", f"{job.id}: {job.failure}")
            service.queue.retry(job.id)
        service.run_until_idle()
    return Counter(settled=len(doubts), poison=len(poison))


def check_answers(folder: Path) -> None:
    """Check that whoever was answered before and asked again was answered the same."""
    answers: dict[str, str] = {}
    for line in Ledger(folder / "answers").lines():
        command_id = json.loads(line)["id"]
        require(answers.setdefault(command_id, line) == line, f"{answers[command_id]} became {line}")
    require(answers.keys() == {*AMOUNTS, "refused"}, f"answered: {sorted(answers)}")


def check_log(path: Path) -> None:
    """Check the tables: every command once, with one outcome, and nothing left to do."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    rows = connection.execute(
        "select a.seq, a.id, c.seq, f.seq, f.code from accepted a left join completed c on c.seq = a.seq"
        " left join failed f on f.seq = a.seq order by a.seq"
    )
    every = list(rows)
    # What is tried again is a command of its own, with the id of the first try and a number.
    found = [
        (command_id.partition("~")[0], done, failed)
        for _, command_id, done, failed, code in every
        if code != "poison"
    ]
    orphans = next(
        iter(
            connection.execute(
                "select count(*) from (select seq from completed union all select seq from failed)"
                " where seq not in (select seq from accepted)"
            )
        )
    )[0]
    states = dict(iter(connection.execute("select state, count(*) from jobs group by state")))
    connection.close()
    # Four deposits and a refusal; four rewards, and four letters noted, all of them queued.
    require(len(found) == 13, f"{len(found)} commands in the log: {found}")
    require([seq for seq, *_ in every] == list(range(1, len(every) + 1)), "numbers are missing in the log")
    require(all((done is None) != (failed is None) for _, done, failed in found), f"outcomes: {found}")
    require([command_id for command_id, _, failed in found if failed] == ["refused"], f"failed: {found}")
    require(len({command_id for command_id, *_ in found}) == 13, f"an id twice: {found}")
    require(orphans == 0, f"{orphans} outcomes of no command")
    # Two deposits were queued, then the answers to all four: rewards, letters, presents and notes.
    require(states == {"done": 18}, f"jobs: {states}")


def check_world(folder: Path) -> None:
    """Check that aggregates, read model, process manager and the outside agree with each other and the log."""
    letters = sorted(line for line in Ledger(folder / "outside").lines() if line.startswith("letter"))
    expected: dict[str, Any] = {
        ACCOUNT: Account(sum(AMOUNTS.values())),
        "rewards/all": Rewards((ACCOUNT,) * 4),
    }
    with open_service(program(Ledger(folder / "outside")), folder / "service", workers=0) as service:
        states = {target: service.state(target) for target in (*expected, "account/notes")}
        totals = service.ask(Totals())
        health = service.health()
        processes = service.database.rows("select key, state from processes")
    notes = states.pop("account/notes")
    require(states == expected, f"the aggregates are {states}")
    require(sorted(notes.letters) == letters, f"noted: {notes.letters}, sent: {letters}")
    require(totals == {ACCOUNT: Total(4, sum(AMOUNTS.values()))}, f"the read model says {totals}")
    require(not any(one.lag or one.error for one in health), f"lagging: {health}")
    process = [(key, msgspec.json.decode(state, type=Seen)) for key, state in processes]
    require(process == [(ACCOUNT, Seen(4))], f"the process manager is at {process}")
    outside = Counter(line.partition(":")[0] for line in Ledger(folder / "outside").lines())
    require(outside == {"letter": 4, "present": 4}, f"outside: {outside}")
    database = MessageDatabase(folder / "service" / DATABASE_NAME)
    world = replay(program(Ledger(folder / "outside")), database)
    database.close()
    require(world.states == states | {"account/notes": notes}, f"replay gives {world.states}")


def check_all(folder: Path) -> Counter[str]:
    """Check everything after a life that came to its end; return what a person had to do."""
    check_what_is_left(folder)
    done = act_as_a_person(folder)
    check_what_is_left(folder)
    check_answers(folder)
    check_log(folder / "service" / DATABASE_NAME)
    check_world(folder)
    return done


# --- all steps -----------------------------------------------------------------------------------------------


def live(folder: Path, stops: Stops) -> None:
    """Begin a life in this process."""
    stops.watch_databases()
    Run(folder, stops).live()


def rehearse() -> list[str]:
    """Live once without a death; return the steps in their order."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def work() -> None:
            stops = Stops()
            live(folder, stops)
            (folder / "steps").write_text("\n".join(stops.names))

        require(in_a_process(work) == 0, "a life without a death has failed")
        require(check_all(folder).total() == 0, "a life without a death has left something to do")
        return (folder / "steps").read_text().splitlines()


def die_at(*steps: str) -> Counter[str]:
    """Die at one step after the other, live to the end, and check; return what a person had to do."""
    folder = Path(tempfile.mkdtemp(prefix="editorapp-step-"))
    try:
        for number, step in enumerate(steps):
            code = in_a_process(lambda step=step: live(folder, Stops(step)))  # type: ignore[misc]
            # A later life may have less to do, and not come by the step.
            require(code == -9 or (number and code == 0), f"it was not killed there but ended with {code}")
            check_what_is_left(folder)
        code = in_a_process(lambda: live(folder, Stops()))
        require(code == 0, f"the life after the death ended with {code}")
        done = check_all(folder)
    except Exception as error:
        raise StepFailedError(f"{', then '.join(steps)}: {error} (everything is left in {folder})") from error
    shutil.rmtree(folder)
    return done


def die_twice(steps: list[str], times: int, seed: int) -> Counter[str]:
    """Die twice at random steps, so many times; return what a person had to do."""
    chance = random.Random(seed)
    return sum((die_at(*chance.sample(steps, 2)) for _ in range(times)), Counter())


def main() -> int:
    """Die at the steps."""
    parser = argparse.ArgumentParser(description="Kill a service at every step.")
    parser.add_argument("--step", choices=STEPS, help="only this one", metavar="NAME")
    parser.add_argument("--twice", type=int, metavar="N", help="die twice, at N random pairs of steps")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--list", action="store_true", help="list every step and do nothing")
    options = parser.parse_args()
    logging.disable()  # Poison and doubts are told there, and are what is tested.
    if options.step:
        done = die_at(STEPS[options.step])
        require(not done["poison"], "one death is no poison")
        print(f"{options.step}: nothing lost, nothing done twice, {done['settled']} to be settled.")
        return 0
    steps = rehearse()
    unknown = set(STEPS.values()) - set(steps)
    require(options.list or not unknown, f"never reached: {sorted(unknown)}")
    if options.list:
        print("\n".join(steps))
        return 0
    if options.twice:
        done = die_twice(steps, options.twice, options.seed)
        print(f"Died twice {options.twice} times (seed {options.seed}),", end=" ")
    else:
        done = sum((die_at(step) for step in steps), Counter())
        print(f"{len(steps)} steps,", end=" ")
    print(
        f"0 lost, 0 done twice; by hand {done['settled']} were settled, {done['poison']} tried again as poison."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
