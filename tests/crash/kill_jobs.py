"""Kills a process with many jobs at random moments; each must be done once in effect.

    python tests/crash/kill_jobs.py [--jobs 10000] [--workers 4] [--kills 20] [--seed 1]

Half of the jobs are commands, each a deposit on one of a hundred accounts; the other half are the letters that answer
them, written into a ledger outside which takes the same letter as one, however often it comes. A process submits the
commands and does the jobs with its workers; it is killed with SIGKILL at a random moment, started again, and so on.
Some kills follow each other at once. Until one has said that all is submitted, the next submits all of it again.

A job that two processes have died at goes to the dead letters as poison, as it must: here that is chance, so it is
retried as a person would, and counted. In the end every deposit counts once, every letter is in the ledger, the log,
the accounts, the read model and the replay agree, and no database is damaged.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw
import msgspec

from editorapp.bus.aggregate import AggregateType, Evolves, Handles
from editorapp.bus.domain import Domain
from editorapp.bus.effect import Attempt, Effect
from editorapp.bus.job import JobState
from editorapp.bus.message import RecordedEvent
from editorapp.bus.projection import Projection, Rows
from editorapp.storage.messages.database import MessageDatabase
from editorapp.storage.messages.opening import DATABASE_NAME, READ_MODELS_NAME, OpenService, open_service
from editorapp.storage.messages.replay import replay
from tests.crash.letters import Ledger
from tests.crash.stops import require, require_whole

ACCOUNTS = 100
TAKES = 0.003
"""Seconds that the outside takes for a letter, so that a death often comes upon some."""

THINKS = 0.0005
"""Seconds that a handler takes, so that a death comes upon commands too."""

LONGEST_WAIT = 300.0
"""Seconds after which a life that makes no progress has failed."""


class Deposit(msgspec.Struct, frozen=True):
    number: int


class Deposited(msgspec.Struct, frozen=True):
    number: int


class Account(msgspec.Struct, frozen=True):
    """How many deposits, and the sum of their numbers."""

    deposits: int = 0
    sum: int = 0


class Accounts(msgspec.Struct, frozen=True):
    """The query: all rows."""


def program(ledger: Ledger) -> Domain:
    """Return the program."""

    def deposit(account: Account, command: Deposit) -> Deposited:
        time.sleep(THINKS)
        return Deposited(command.number)

    def write_letter(event: Deposited, attempt: Attempt) -> None:
        time.sleep(TAKES / 2)
        ledger.add(str(event.number))
        time.sleep(TAKES / 2)

    def count(rows: Rows, recorded: RecordedEvent) -> None:
        rows.put(recorded.target, _after(rows.get(recorded.target) or Account(), recorded.event))

    account = AggregateType(
        "account",
        Account(),
        [Handles("account.deposit", Deposit, deposit)],
        [Evolves("account.deposited", Deposited, _after)],
    )
    return Domain(
        [account],
        effects=[Effect("letter", Deposited, write_letter, is_repeatable=True)],
        projections=[
            Projection(
                "accounts", Account, {Deposited: count}, {Accounts: lambda rows, query: dict(rows.items())}
            )
        ],
    )


def _after(account: Account, event: Deposited) -> Account:
    return Account(account.deposits + 1, account.sum + event.number)


def target(number: int) -> str:
    """Return the account of a deposit."""
    return f"account/{number % ACCOUNTS}"


# --- the process that is killed ------------------------------------------------------------------------------


def live(folder: Path, deposits: int, workers: int, *, submits: bool) -> None:
    """Submit everything, do it, and say on stdout what a watcher wants to know, a line of JSON each."""
    with open_service(program(Ledger(folder / "ledger")), folder / "service", workers=workers) as service:
        _say(opened=True)
        for number in range(1, deposits + 1 if submits else 1):
            service.submit(target(number), Deposit(number), command_id=f"deposit {number}")
        _say(submitted=True)
        require(service.wait_until_idle(LONGEST_WAIT), "the jobs come to no end")
        while act_as_a_person(service, Ledger(folder / "by hand")):
            require(service.wait_until_idle(LONGEST_WAIT), "the jobs come to no end")
        _say(counts=service.jobs.counts())
        sys.stdin.read()  # It lives on, so that it can be killed, until somebody has heard of the end.


def act_as_a_person(service: OpenService, by_hand: Ledger) -> int:
    """Let what was given up because two processes died at it be tried again; return how many there were."""
    poison = service.jobs.in_state(JobState.DEAD)
    for job in poison:
        service.queue.retry(job.id)
    doubtful = service.jobs.in_state(JobState.DOUBT)
    for job in doubtful:
        service.queue.settle(job.id, "again")
    for job in (*poison, *doubtful):
        require(job.failure is not None and job.failure.code == "poison", f"{job.id} failed: {job.failure}")
        by_hand.add(job.id)
    return len(poison) + len(doubtful)


def _say(**facts: Any) -> None:
    print(json.dumps(facts), flush=True)


# --- the watcher ---------------------------------------------------------------------------------------------


def start(folder: Path, options: argparse.Namespace, *, submits: bool) -> subprocess.Popen[str]:
    """Start a life."""
    words = [sys.executable, __file__, "--live", str(folder), "--jobs", str(options.jobs)]
    words += ["--workers", str(options.workers), *(["--submits"] if submits else [])]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def done_jobs(folder: Path) -> int:
    """Return how many jobs have been done so far."""
    path = folder / "service" / DATABASE_NAME
    if not path.exists():
        return 0
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        connection.set_busy_timeout(5000)
        return int(next(iter(connection.execute("select count(*) from jobs where state = 'done'")))[0])
    except apsw.SQLError:
        return 0  # The tables are being made.
    finally:
        connection.close()


@dataclass(frozen=True)
class Death:
    """When a life ends: after so many jobs are done, and some seconds; it may be before it has opened anything."""

    done: int
    delay: float
    is_early: bool

    @classmethod
    def random(cls, chance: random.Random, most: int) -> Death:
        """Choose one; half of them are as soon as may be, so that they follow each other closely."""
        is_soon = chance.random() < 0.5
        done = 0 if is_soon else chance.randint(0, most)
        return cls(done, chance.uniform(0, 0.01 if is_soon else 0.2), chance.random() < 0.1)


def live_and_die(folder: Path, process: subprocess.Popen[str], death: Death) -> str:
    """Kill a life; return what it was at."""
    assert process.stdout is not None
    said = [] if death.is_early else [process.stdout.readline()]
    deadline = time.monotonic() + LONGEST_WAIT
    while process.poll() is None and done_jobs(folder) < death.done:
        require(time.monotonic() < deadline, f"it stays below {death.done} jobs")
        time.sleep(0.002)
    time.sleep(death.delay)
    require(process.poll() is None, f"it ended with {process.returncode} before it was killed")
    os.kill(process.pid, signal.SIGKILL)
    said += process.stdout.read().splitlines()
    process.wait()
    for name in (DATABASE_NAME, READ_MODELS_NAME):
        require_whole(folder / "service" / name)
    return ("opening", "submitting", "working", "idle")[len(said)]


def live_to_the_end(process: subprocess.Popen[str], jobs: int) -> None:
    """Let a life come to its end."""
    out, _ = process.communicate(timeout=4 * LONGEST_WAIT)
    require(process.returncode == 0, f"the last life ended with {process.returncode}")
    counts = json.loads(out.splitlines()[-1])["counts"]
    require(counts == {"done": jobs}, f"the jobs are {counts}")


def die_and_end(folder: Path, options: argparse.Namespace, chance: random.Random) -> Counter[str]:
    """Live and die as often as was asked, then live to the end; return what the deaths came upon."""
    found: Counter[str] = Counter()
    submits = True
    for kill in range(options.kills):
        # The deaths are spread over the work.
        death = Death.random(chance, options.jobs * (kill + 1) // (options.kills + 2))
        was_at = live_and_die(folder, start(folder, options, submits=submits), death)
        submits = submits and was_at in ("opening", "submitting")
        found[was_at] += 1
    live_to_the_end(start(folder, options, submits=submits), options.jobs)
    return found


def check(folder: Path, deposits: int) -> int:
    """Check that everything was done once; return how many letters came again and were taken as one."""
    numbers = range(1, deposits + 1)
    for name in (DATABASE_NAME, READ_MODELS_NAME):
        require_whole(folder / "service" / name)
    lines = Ledger(folder / "ledger").lines()
    require(set(lines) == set(map(str, numbers)), "the ledger misses a letter, or has one too many")
    expected: dict[str, Account] = {}
    for number in numbers:
        expected[target(number)] = _after(expected.get(target(number), Account()), Deposited(number))
    path = folder / "service" / DATABASE_NAME
    database = MessageDatabase(path)
    world = replay(program(Ledger(folder / "ledger")), database)
    twice = database.rows("select events from completed group by events having count(*) > 1")
    accepted, completed = (
        database.value(f"select count(*) from {table}") for table in ("accepted", "completed")
    )
    failed = database.rows("select code, count(*) from failed group by code")
    database.close()
    require(not twice, f"in the log twice: {twice}")
    require(world.states == expected, "replay gives other accounts")
    require(completed == deposits, f"{completed} commands have completed")
    require(accepted == completed + sum(count for _, count in failed), "a command has no outcome")
    require({code for code, _ in failed} <= {"poison"}, f"commands have failed: {failed}")
    with open_service(program(Ledger(folder / "ledger")), folder / "service", workers=0) as service:
        require({key: service.state(key) for key in expected} == expected, "the accounts are wrong")
        require(service.ask(Accounts()) == expected, "the read model is wrong")
    return len(lines) - deposits


def main() -> int:
    """Live and die."""
    parser = argparse.ArgumentParser(description="Kill a process with many jobs at random moments.")
    parser.add_argument("--jobs", type=int, default=10_000, help="an even number")
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--live", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--submits", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    deposits = options.jobs // 2
    if options.live:
        logging.disable()  # Poison is told there, and is what is tested.
        live(options.live, deposits, options.workers, submits=options.submits)
        return 0
    folder = Path(tempfile.mkdtemp(prefix="editorapp-jobs-"))
    try:
        kills = die_and_end(folder, options, random.Random(options.seed))
        again = check(folder, deposits)
        by_hand = Counter(line.partition(":")[0] for line in Ledger(folder / "by hand").lines())
    except BaseException:
        print(f"seed {options.seed}; everything is left in {folder}", file=sys.stderr)
        raise
    shutil.rmtree(folder)
    moments = ", ".join(f"{count} while {what}" for what, count in sorted(kills.items()))
    print(
        f"{options.jobs} jobs, {options.workers} workers, {options.kills} kills ({moments}):"
        f" 0 lost, 0 done twice in effect; {again} letters came again and were taken as one;"
        f" {by_hand.total()} were poison by chance and tried again by hand, {by_hand['letter']} of them letters"
        f" (seed {options.seed})."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
