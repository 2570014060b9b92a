"""Measures the text engine and the view, beside `QPlainTextEdit` and `QTextDocument` doing the same work.

    python3 packaging/dev.py bench text [--only ROW...] [--runs 5] [--size full|small|tiny] [--json] [--list]

Every figure is the median of the runs; the lowest and highest are beside it. What is seen on a screen is measured
from outside: the editor is a process of its own, started as a person starts it, on an X screen that nobody else
uses; keys go to it through XTest, and another process looks at the pixels until they change. The rival is measured
the same way in the same run, at a smaller size where it would take minutes or tens of gigabytes; the note says so.

Files of up to a gigabyte are made in a temporary folder (`TMPDIR` says where) and removed at the end.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import PySide6

from tests.bench.text import count_work, key_work, opening_work, replace_work, start_work, trace_work
from tests.bench.text.files import Files
from tests.bench.text.rows import SIZES, Findings, Found, NotBuiltError, Row, Setting, summary, table

ROWS: tuple[Row, ...] = (
    *trace_work.ROWS,
    *opening_work.ROWS,
    *key_work.ROWS,
    *replace_work.ROWS,
    *count_work.ROWS,
    *start_work.ROWS,
)


def measured(row: Row, setting: Setting) -> Findings:
    """Measure a row; what is not built or cannot be measured here is a note in its place."""
    try:
        return row.measure(setting)
    except NotBuiltError as error:
        return {figure.key: Found(note=f"not built: {error}") for figure in row.figures}
    except (OSError, RuntimeError, TimeoutError) as error:
        what = str(error).strip().rpartition("\n")[2]
        return {figure.key: Found(note=f"not measured: {what}") for figure in row.figures}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure the text engine and the view.")
    names = [row.name for row in ROWS]
    parser.add_argument("--only", nargs="+", metavar="ROW", choices=names, default=names)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--size", choices=tuple(SIZES), default="full")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--list", action="store_true", help="list the rows")
    options = parser.parse_args()
    if options.list:
        print("\n".join(names))
        return 0
    lines: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="bench-text-") as folder:
        setting = Setting(SIZES[options.size], options.runs, Files(Path(folder)))
        for row in ROWS:
            if row.name in options.only:
                began = time.monotonic()
                lines += summary(row, measured(row, setting), is_full=options.size == "full")
                print(f"{row.name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    if options.json:
        print(json.dumps(lines))
        return 0
    print(
        f"Medians of {options.runs} runs, size {options.size}; Python {platform.python_version()},"
        f" PySide6 {PySide6.__version__}, {platform.machine()}. Rival: QPlainTextEdit, QTextDocument."
    )
    print(table(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
