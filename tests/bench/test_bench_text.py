"""The measurement of text and view itself: every row still measures what it says, at a size that takes seconds."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.bench.bench_text import ROWS
from tests.bench.text.files import Files
from tests.bench.text.rows import Figure, Found, Row, percentile, summary

BENCH = Path(__file__).with_name("bench_text.py")


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    if platform.system() != "Linux":
        pytest.skip("it looks at X screens")
    command = [sys.executable, str(BENCH), "--size", "tiny", "--runs", "1", "--json"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.mark.slow
@pytest.mark.display
def test_every_figure_is_measured_or_says_what_is_not_built(lines: list[dict[str, Any]]) -> None:
    assert [(line["row"], line["figure"]) for line in lines] == [
        (row.name, figure.key) for row in ROWS for figure in row.figures
    ]
    for line in lines:
        assert (line["editorapp"] or 0) > 0 or line["note"].startswith("not built"), line


@pytest.mark.slow
@pytest.mark.display
def test_nothing_is_judged_at_another_size_than_the_one_that_is_asked(lines: list[dict[str, Any]]) -> None:
    assert {line["reached"] for line in lines} == {None}


def row_of(figure: Figure) -> Row:
    return Row("row", (figure,), lambda _: {})


@pytest.mark.parametrize(
    ("figure", "values", "reached"),
    [
        (Figure("a", "s", 2.0), [1.0, 2.0, 9.0], True),
        (Figure("a", "s", 2.0), [1.0, 2.1, 9.0], False),
        (Figure("a", "edits/s", 2.0, more_is_better=True), [1.0, 2.1, 9.0], True),
        (Figure("a", "s"), [1.0], None),
    ],
)
def test_the_median_is_judged(figure: Figure, values: list[float], reached: bool | None) -> None:
    (line,) = summary(row_of(figure), {"a": Found(values)}, is_full=True)
    assert line["reached"] is reached
    assert (line["lowest"], line["highest"]) == (min(values), max(values))


def test_times_tell_how_much_better_it_is_whatever_is_counted() -> None:
    for figure, ours, rival in (
        (Figure("a", "s"), 2.0, 6.0),
        (Figure("a", "edits/s", more_is_better=True), 6.0, 2.0),
    ):
        (line,) = summary(row_of(figure), {"a": Found([ours], [rival])}, is_full=True)
        assert line["times better than the rival"] == 3.0


def test_a_percentile_is_a_value_that_was_there() -> None:
    assert percentile([5.0, 1.0, 3.0], 0.5) == 3.0
    assert percentile([float(number) for number in range(100)], 0.99) == 99.0


@pytest.mark.parametrize("kind", ["log", "py", "txt"])
def test_made_files_have_their_size_and_whole_lines(tmp_path: Path, kind: str) -> None:
    data = Files(tmp_path).made(kind, 100_000).read_bytes()
    assert 99_900 < len(data) <= 100_000
    assert data.endswith(b"\n")
    assert {len(line) for line in data.splitlines()} == {99 if kind == "txt" else 79}
