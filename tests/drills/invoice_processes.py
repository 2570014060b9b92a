"""Owns the two processes of the drill of invoices as tests hold them: a card company, and an office that is killed.

Does not own what they do: see `card_company.py` and `invoice_office.py`.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.drills.invoice_office import cents_of

ROOT = Path(__file__).parents[2]


class Company:
    """A card company as its program and its files are."""

    def __init__(self, folder: Path, *, is_forgetful: bool) -> None:
        folder.mkdir()
        self.is_forgetful = is_forgetful
        self._ledger = folder / "ledger"
        program = [sys.executable, "-ISE", str(Path(__file__).with_name("card_company.py"))]
        self.words = [*program, *["--forgetful"] * is_forgetful, str(self._ledger)]

    def charges(self) -> list[str]:
        """Return the keys of the charges."""
        return [line.split()[0] for line in self._lines("")]

    def charges_of_invoices(self) -> Counter[int]:
        """Return how often the amount of each invoice was charged, by the number of the invoice."""
        return Counter(int(line.split()[1]) - cents_of(0) for line in self._lines(""))

    def requests(self) -> int:
        """Return how often it was asked to charge."""
        return len(self._lines(".asked"))

    def _lines(self, suffix: str) -> list[str]:
        file = self._file(suffix)
        return file.read_text().splitlines() if file.exists() else []

    def close(self) -> None:
        self._file(".closed").touch()

    def open(self) -> None:
        self._file(".closed").unlink()

    def no_charges(self) -> contextlib.AbstractContextManager[None]:
        """Keep charges that are asked for from being made."""
        return self._locked(".lock")

    def no_answers(self) -> contextlib.AbstractContextManager[None]:
        """Keep answers back."""
        return self._locked(".line")

    @contextlib.contextmanager
    def _locked(self, suffix: str) -> Iterator[None]:
        import fcntl

        with self._file(suffix).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _file(self, suffix: str) -> Path:
        return self._ledger.with_suffix(suffix)


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "nothing has happened for a minute"
        time.sleep(0.005)


class Office:
    """A process that sends and pays invoices; see `invoice_office.py`."""

    def __init__(self, folder: Path, count: int, company: Company) -> None:
        words = [sys.executable, "-m", "tests.drills.invoice_office", str(folder), str(count)]
        self._process = subprocess.Popen(
            [*words, *company.words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def kill_after(self, happenings: int) -> bool:
        """Kill it after so many things have happened there; return whether it was still alive."""
        assert self._process.stdout is not None
        for _ in range(happenings):
            if not self._process.stdout.readline():
                break
        return self.kill()

    def kill(self) -> bool:
        """Kill it, and wait for what it has started, which goes on; return whether it was still alive."""
        self.kill_only()
        return self.wait_for_what_it_started() == -signal.SIGKILL

    def kill_only(self) -> None:
        self._process.kill()
        self._process.wait()

    def wait_for_what_it_started(self) -> int:
        """Wait until nobody holds its error output, which its children share; return how it ended."""
        _, errors = self._process.communicate()
        assert "Traceback" not in errors
        return self._process.wait()
