"""Measures how fast the read models catch up with a journal of a document, together and each alone, and a search.

    python3 packaging/dev.py bench journal_models [--runs 5] [--entries 140000] [--json]

There are two journals of the same length: one as typed at the keyboard, where runs of letters are groups, and one
as a script makes it, where each command is a group of its own. Each run catches up in a database of its own.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from editorapp.bus.bus import Bus
from editorapp.bus.message import Command
from editorapp.commands.families import all_commands
from editorapp.session.history_queries import FindInHistory
from editorapp.storage.document_store import DocumentStore, wall_clock
from editorapp.storage.errors import Owner
from editorapp.storage.journal_read_models import journal_models
from editorapp.storage.profile import Profile
from editorapp.storage.read_models.host import JournalReadModels
from editorapp.storage.read_models.model import JournalModel

generated_trace = import_module("tests.bench.bench_exec").generated_trace

_REGISTRY = all_commands()
_KEYSTROKE = 120_000
"""Microseconds."""


def write_journal(profile: Profile, entries: int, source: str) -> None:
    """Write the journal of one document."""
    held = DocumentStore(profile, _REGISTRY, Owner(1)).new("measured")
    bus = Bus(lambda _: held.document, _raise)
    now = wall_clock() - entries * _KEYSTROKE
    position = written = 0

    def do(name: str, **arguments: Any) -> None:
        payload = _REGISTRY.build(name, arguments)
        bus.dispatch(Command(name, payload, held.id, now, source))

    for transaction in generated_trace(entries)["txns"]:
        start, deleted, inserted = transaction["patches"][0]
        now += _KEYSTROKE
        if source == "script":
            do("text.replace", start=start, end=start + deleted, text=inserted)
        else:
            if start != position:
                do("selection.set", ranges=[[start, start]])
                written += 1
            if deleted:
                do("text.delete", direction="forward", unit="grapheme")
            else:
                do("text.insert", text=inserted)
        position = start + len(inserted)
        written += 1
        if written >= entries:
            break
    held.close(now)


def _raise(name: str, message: object, error: Exception) -> None:
    raise error


def catch_up(profile: Profile, models: tuple[JournalModel, ...], database: Path) -> JournalReadModels:
    """Follow all journals with some models."""
    host = JournalReadModels(profile, models, wall_clock, database)
    host.catch_up()
    return host


def measure(name: str, profile: Profile, runs: int) -> list[dict[str, Any]]:
    """Return the median rates in entries a second, for all models together and for each alone."""
    rows = []
    sets = [("all", journal_models()), *((model.name, (model,)) for model in journal_models())]
    for label, models in sets:
        rates, searches, hits, size = [], [], 0, 0
        for _ in range(runs):
            with tempfile.TemporaryDirectory() as folder:
                database = Path(folder) / "models.sqlite"
                started = time.perf_counter()
                host = catch_up(profile, models, database)
                seconds = time.perf_counter() - started
                health = host.health()
                taken = max(each.position for each in health)
                rates.append(taken / seconds)
                if any(model.name == "history search" for model in models):
                    started = time.perf_counter()
                    hits = len(host.ask(FindInHistory("eta", most=200)).hits)
                    searches.append(time.perf_counter() - started)
                host.close()
                size = database.stat().st_size
        if max(rates):
            rows.append(
                {
                    "journal": name,
                    "read models": label,
                    "entries/s": round(statistics.median(rates)),
                    "lowest": round(min(rates)),
                    "search ms": round(1000 * statistics.median(searches), 1) if searches else "",
                    "hits": hits,
                    "database MB": round(size / 1e6, 1),
                }
            )
    return rows


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the read models over the journals.")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--entries", type=int, default=140_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = []
    for source in ("keyboard", "script"):
        with tempfile.TemporaryDirectory() as folder:
            profile = Profile.find(folder)
            write_journal(profile, options.entries, source)
            rows += measure(source, profile, options.runs)
    if options.json:
        print(json.dumps(rows))
        return 0
    print("  ".join(f"{key:>16}" for key in rows[0]))
    for row in rows:
        shown = (f"{value:,}" if isinstance(value, int) else f"{value}" for value in row.values())
        print("  ".join(f"{value:>16}" for value in shown))
    return 0


if __name__ == "__main__":
    sys.exit(main())
