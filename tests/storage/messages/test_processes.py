"""Several processes: one runs on a folder, and others may change what waits there."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from editorapp.storage.messages.errors import DatabaseBusyError
from tests.storage.messages.bakery import Bakery, Tried, Try

LEFT = "shelf/left"

IN_ANOTHER_PROCESS = """
import sys
from pathlib import Path
from editorapp.bus.queue import Queue
from editorapp.storage.messages.database import MessageDatabase
from editorapp.storage.messages.job_table import JobTable
from tests.storage.messages.bakery import Bakery

database = MessageDatabase(Path(sys.argv[1]) / "messages.sqlite")
queue = Queue(JobTable(database), Bakery().domain().catalog(), {}, lambda: 1)
getattr(queue, sys.argv[2])(sys.argv[3])
database.close()
"""

OPENING = """
import sys
from pathlib import Path
from tests.storage.messages.bakery import Bakery
try:
    Bakery().open(Path(sys.argv[1]))
except Exception as error:
    print(type(error).__name__)
"""


def elsewhere(program: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], check=True, capture_output=True, text=True, timeout=60
    )
    return done.stdout.strip()


def wait_for(condition: Callable[[], object]) -> None:
    """Wait for what threads bring about; a minute is long enough for any machine."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "nothing has happened for a minute"
        time.sleep(0.01)


def test_a_folder_on_which_a_process_runs_is_refused_to_another_one(bakery: Bakery, folder: Path) -> None:
    with bakery.open(folder):
        assert elsewhere(OPENING, str(folder)) == DatabaseBusyError.__name__
        with pytest.raises(DatabaseBusyError, match="runs on"):
            bakery.open(folder)
    assert elsewhere(OPENING, str(folder)) == ""


def test_a_folder_that_could_not_be_opened_is_given_up(bakery: Bakery, folder: Path) -> None:
    bakery.open(folder).close()
    content = (folder / "messages.sqlite").read_bytes()
    (folder / "messages.sqlite").write_bytes(b"garbage" * 1000)
    with pytest.raises(Exception, match="cannot be used"):
        bakery.open(folder)
    (folder / "messages.sqlite").write_bytes(content)
    bakery.open(folder).close()


def test_a_retry_by_another_process_is_noticed_by_the_workers(bakery: Bakery, folder: Path) -> None:
    bakery.trial = lambda shelf, command: 1 / 0
    with bakery.open(folder, workers=2) as service:
        service.submit(LEFT, Try("a"), command_id="a")
        wait_for(lambda: service.jobs.counts() == {"dead": 1})
        bakery.trial = lambda shelf, command: Tried(command.word)
        elsewhere(IN_ANOTHER_PROCESS, str(folder), "retry", "a")
        wait_for(lambda: service.jobs.counts() == {"done": 1})


def test_a_job_that_another_process_cancels_is_not_done(bakery: Bakery, folder: Path) -> None:
    is_held = threading.Event()
    with bakery.open(folder, workers=2) as service:

        def hold(event: Tried) -> None:
            assert is_held.wait(60)

        service.submit(LEFT, Try("late"), command_id="a", delay=60)
        assert service.jobs.active() == 1
        elsewhere(IN_ANOTHER_PROCESS, str(folder), "cancel", "a")
        bakery.clock.go_on(60)
        service.submit(LEFT, Try("next"))
        assert service.wait_until_idle()
        assert service.jobs.counts() == {"cancelled": 1, "done": 1}
        is_held.set()
