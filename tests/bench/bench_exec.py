"""Measures `editorapp exec` on an editing trace: answered commands a second, beside SQLite alone.

    python3 packaging/dev.py bench exec [--runs 5] [--trace FILE.json.gz] [--json]

Each run feeds every edit of the trace as `text.replace` to a process of its own and reads every answer; the
time is that of the whole process, with start and end. The figure beside it is the least that a journal in the
same database could cost: one commit of one row for each edit, in this process, with nothing else done.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import apsw

SHARED = Path(__file__).parents[3] / "shared" / "data"


def generated_trace(edits: int = 100_000) -> dict[str, Any]:
    """Return a made-up trace of the same form: runs of typing, some deletions, some jumps."""
    chance = random.Random(1)
    text = ""
    position = 0
    transactions = []
    for _ in range(edits):
        if chance.random() < 0.03:
            position = chance.randint(0, len(text))
        deleted = min(1, len(text) - position) if chance.random() < 0.15 else 0
        inserted = "" if deleted else chance.choice("etaoin shrdlu\n")
        transactions.append({"patches": [[position, deleted, inserted]]})
        text = text[:position] + inserted + text[position + deleted :]
        position += len(inserted)
    return {"startContent": "", "endContent": text, "txns": transactions}


def load_trace(path: Path) -> dict[str, Any]:
    """Read a trace."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        trace: dict[str, Any] = json.load(file)
    return trace


def command_lines(trace: dict[str, Any]) -> bytes:
    """Return the edits of a trace as lines for `exec`."""
    lines = []
    for transaction in trace["txns"]:
        for position, deleted, inserted in transaction["patches"]:
            arguments = {"start": position, "end": position + deleted, "text": inserted}
            lines.append(json.dumps({"command": "text.replace", "args": arguments}))
    return ("\n".join(lines) + "\n").encode()


def run_exec(trace: dict[str, Any], lines: bytes, folder: Path, options: list[str]) -> float:
    """Feed a trace to `exec`; return the seconds it took, having checked every answer and the text."""
    file, commands, answers = folder / "text.txt", folder / "commands.jsonl", folder / "answers.jsonl"
    file.write_bytes(trace["startContent"].encode())
    commands.write_bytes(lines)
    words = [sys.executable, "-m", "editorapp", "--profile", str(folder / "profile"), "exec", str(file)]
    with commands.open("rb") as stdin, answers.open("wb") as stdout:
        started = time.perf_counter()
        subprocess.run([*words, "--write", *options], stdin=stdin, stdout=stdout, check=True)
        seconds = time.perf_counter() - started
    completed = answers.read_bytes().count(b'"status":"completed"')
    assert completed == lines.count(b"\n"), f"{completed} answers"
    assert file.read_bytes() == trace["endContent"].encode(), "the text at the end is another one"
    return seconds


def run_bare_commits(count: int, folder: Path) -> float:
    """Commit one small row after the other; return the seconds it took."""
    connection = apsw.Connection(str(folder / "bare.sqlite"))
    connection.pragma("page_size", 1024)
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "normal")
    connection.execute("create table row (seq integer primary key, payload text)")
    execute = connection.cursor().execute
    payload = '{"start":12345,"end":12345,"text":"a"}'
    started = time.perf_counter()
    for _ in range(count):
        execute("insert into row (payload) values (?)", (payload,))
    seconds = time.perf_counter() - started
    connection.close()
    return seconds


def measure(name: str, trace: dict[str, Any], runs: int, options: list[str]) -> dict[str, Any]:
    """Return the median rates of a trace in commands a second."""
    lines = command_lines(trace)
    edits = lines.count(b"\n")
    ours, bare = [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            ours.append(edits / run_exec(trace, lines, Path(folder), options))
            bare.append(edits / run_bare_commits(edits, Path(folder)))
    return {
        "trace": name,
        "edits": edits,
        "exec commands/s": round(statistics.median(ours)),
        "lowest": round(min(ours)),
        "highest": round(max(ours)),
        "bare commits/s": round(statistics.median(bare)),
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure `editorapp exec`.")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--trace", type=Path, action="append", help="a trace; the shared ones if left out")
    parser.add_argument("--durability", choices=("process", "power"), default="process")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    paths = options.trace or sorted(SHARED.glob("*.json.gz"))
    if not paths:
        print(f"No traces in {SHARED}: a generated one is measured.", file=sys.stderr)
    traces = {path.name.removesuffix(".json.gz"): load_trace(path) for path in paths}
    if not traces:
        traces["generated"] = generated_trace()
    more = ["--durability", options.durability]
    rows = [measure(name, trace, options.runs, more) for name, trace in traces.items()]
    if options.json:
        print(json.dumps(rows))
        return 0
    print("  ".join(f"{key:>16}" for key in rows[0]))
    for row in rows:
        print(
            "  ".join(f"{value:>16,}" if isinstance(value, int) else f"{value:>16}" for value in row.values())
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
