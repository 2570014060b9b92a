"""Owns how a process is stopped at a named step of what it does: it kills itself there with SIGKILL.

Does not know what is done. Steps are noticed from outside: hooks of SQLite on every connection that is opened,
methods of single objects that are wrapped, and whatever calls `reached`.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw

_WRITTEN = re.compile(
    r"\s*(?:insert (?:or \w+ )?into|update|delete from|create table(?: if not exists)?) (\w+)"
)

Reached = Callable[[str], None]
"""Is called with the name of a step when it is reached."""


class Stops:
    """Counts the steps that are reached, and ends the process at one of them.

    Each has a name with a number, such as `handling Deposit #2`.

    Attributes:
        names: the steps that were reached, in order.
    """

    def __init__(self, at: str | None = None) -> None:
        """Take the step to end at; None to reach all of them."""
        self.names: list[str] = []
        self._at = at
        self._counts: Counter[str] = Counter()

    def reached(self, name: str) -> None:
        """Note a step; the process may end here."""
        self._counts[name] += 1
        step = f"{name} #{self._counts[name]}"
        self.names.append(step)
        if step == self._at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch_databases(self) -> None:
        """Make two steps of every transaction from now on: written but not committed, and committed."""
        apsw.connection_hooks.append(self._watch)

    def _watch(self, connection: apsw.Connection) -> None:
        file = Path(connection.filename).stem
        tables: list[str] = []

        def note(cursor: apsw.Cursor, sql: str, bindings: Any) -> bool:
            if sql.startswith("begin"):
                tables.clear()
            found = _WRITTEN.match(sql)
            if found and found[1] not in tables:
                tables.append(found[1])
            return True

        def committing() -> bool:
            self.reached(f"{file}: {' '.join(tables)} written")
            return False

        # It takes the place of the automatic checkpoints; the databases of these tests stay small without.
        def committed(at: apsw.Connection, name: str, pages: int) -> int:
            self.reached(f"{file}: {' '.join(tables)} committed")
            tables.clear()
            return int(apsw.SQLITE_OK)

        connection.exec_trace = note
        connection.set_commit_hook(committing)
        connection.set_wal_hook(committed)

    def wrap(self, thing: object, method: str, before: str, after: str) -> None:
        """Make a step of the moments before and after a call of a method of one object, or of all of a class."""
        call = getattr(thing, method)

        def watched(*args: Any, **kwargs: Any) -> Any:
            self.reached(before)
            result = call(*args, **kwargs)
            self.reached(after)
            return result

        setattr(thing, method, watched)


def in_a_process(work: Callable[[], None]) -> int:
    """Do something in a process of its own.

    Returns:
        Minus the signal that it died of, or its exit code: 0 where it came to its end.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:  # noqa: BLE001 - the process ends here, whatever it was
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class StepFailedError(Exception):
    """Something is not as it must be after a death."""


def require(condition: object, words: str) -> None:
    """Stop with an error unless a condition holds."""
    if not condition:
        raise StepFailedError(words)


def require_whole(path: Path) -> None:
    """Require that SQLite finds nothing wrong with a database, if it is there."""
    if path.exists():
        connection = apsw.Connection(str(path))
        verdict = next(iter(connection.execute("pragma integrity_check")))[0]
        connection.close()
        require(verdict == "ok", f"{path.name} is damaged: {verdict}")
