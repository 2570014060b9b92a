"""The help of every subcommand, and what every subcommand has in common: options, exit codes, JSON."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from editorapp.cli.command_line import NAMES
from editorapp.cli.subcommands import SUBCOMMANDS as MADE
from tests.cli.program import Program

SUBCOMMANDS: tuple[list[str], ...] = (
    [],
    ["exec"],
    ["send"],
    ["recover"],
    ["history"],
    ["export"],
    ["macro"],
    ["macro", "list"],
    ["macro", "show"],
    ["macro", "run"],
    ["macro", "resume"],
    ["journal"],
    ["journal", "stats"],
    ["journal", "verify"],
    ["journal", "export"],
    ["journal", "import"],
    ["journal", "tail"],
    ["commands"],
    ["jobs"],
    ["jobs", "list"],
    ["jobs", "show"],
    ["jobs", "retry"],
    ["jobs", "discard"],
    ["jobs", "cancel"],
    ["jobs", "settle"],
    ["readmodels"],
    ["readmodels", "list"],
    ["readmodels", "rebuild"],
)


@pytest.mark.parametrize("words", SUBCOMMANDS, ids=" ".join)
def test_help_fits_into_80_columns_and_explains_every_argument(
    program: Program, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    result = program.run(*words, "--help")
    lines = result.out.decode().splitlines()
    assert result.code == 0
    assert [line for line in lines if len(line) > 80] == []
    assert lines[0].startswith("usage: editorapp")
    assert not {"  FILE", "  MACRO", "  DOCUMENT", "  LINES", "  ID", "  NAME", "  VERDICT"} & set(lines)


@pytest.mark.parametrize(
    "words",
    [
        ["recover", "nobody"],
        ["recover"],
        ["history", "nothing", "--revision", "1"],
        ["journal", "stats", "nothing"],
        ["journal", "verify", "nothing"],
        ["macro", "show", "nothing"],
        ["macro", "run", "nothing", os.devnull],
    ],
    ids=" ".join,
)
def test_a_failure_is_said_to_people_and_to_programs(
    program: Program, tmp_path: Path, words: list[str]
) -> None:
    result = program.run("--json", *words, folder=tmp_path)
    assert result.code in {2, 3}
    assert result.json["error"]["exit_code"] == result.code
    assert result.json["error"]["message"] in result.err


@pytest.mark.parametrize("times", ["0", "-1", "x", "1.5", "1000000000"])
def test_a_number_of_runs_that_cannot_be(program: Program, file: Path, times: str) -> None:
    result = program.run("macro", "run", "nothing", file, f"--times={times}")
    assert result.code == 2
    assert "must be" in result.err


def test_every_subcommand_that_can_be_made_has_a_name_that_the_command_line_knows() -> None:
    assert sorted(MADE) == sorted(NAMES)
