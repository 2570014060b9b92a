"""`editorapp find`: what is written, how it ends, and replacing that goes on after the process was killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.program import Program, plain


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_bytes("tŵo old old\r\nlast old".encode())
    (folder / "sub" / "b.py").write_bytes(b"caf\xe9 Old, na\xefve\n")
    (folder / "made.log").write_bytes(b"old\n")
    (folder / "data.bin").write_bytes(b"old\0")
    (folder / ".gitignore").write_bytes(b"*.log\n")
    return folder


def _find(program: Program, folder: Path, *words: str) -> tuple[int, list[str]]:
    result = program.run("find", *words, folder=folder)
    assert result.err == ""
    return result.code, result.out.decode().splitlines()


def test_lines_with_matches_are_written_with_their_places(program: Program, folder: Path) -> None:
    assert _find(program, folder, "old") == (0, ["a.txt:1:5:tŵo old old", "a.txt:2:6:last old"])


def test_paths_are_written_as_they_were_given(program: Program, folder: Path) -> None:
    code, lines = _find(program, folder, "old", "sub", "./a.txt", "--ignore-case")
    assert (code, [line.partition(":")[0] for line in lines]) == (0, ["sub/b.py", "./a.txt", "./a.txt"])


def test_files_are_read_as_the_editor_reads_them(program: Program, folder: Path) -> None:
    assert _find(program, folder, "café Old") == (0, ["sub/b.py:1:1:café Old, naïve"])


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (("O[Ll]D", "--regex"), 0),
        (("[Oo]ld", "--regex"), 3),
        (("ol", "--word"), 0),
        (("old", "--word"), 2),
        (("OLD", "--ignore-case"), 3),
        (("old", "--no-ignore"), 3),
        (("old", "--no-ignore", "--hidden", "--include", "*.log"), 1),
        (("old", "--exclude", "a.*"), 0),
        (("log", "--hidden"), 1),
        (("--", "-x"), 0),
    ],
)
def test_options_say_what_counts(program: Program, folder: Path, words: tuple[str, ...], count: int) -> None:
    code, lines = _find(program, folder, *words)
    assert (code, len(lines)) == (0 if count else 1, count)


def test_every_match_is_an_object_for_programs(program: Program, folder: Path) -> None:
    result = program.run("find", "old", "--json", folder=folder)
    assert [json.loads(line) for line in result.out.splitlines()][1] == {
        "path": "a.txt", "line": 1, "column": 9, "text": "tŵo old old", "start": 8, "end": 11,
    }  # fmt: skip
    assert len(result.out.splitlines()) == 3


@pytest.mark.parametrize(
    "words",
    [
        ("(", "--regex"),
        ("",),
        ("x", "--include", "!"),
        ("x", "--diff"),
        ("x", "--replace", "y"),
        ("(x)", "--regex", "--replace", r"\2", "--diff"),
    ],
)
def test_what_makes_no_sense_ends_with_2(program: Program, folder: Path, words: tuple[str, ...]) -> None:
    result = program.run("find", *words, folder=folder)
    assert (result.code, result.out) == (2, b"")
    assert result.err.startswith("editorapp: ")


def test_what_cannot_be_read_is_told_and_the_rest_found(program: Program, folder: Path) -> None:
    result = program.run("find", "last", "gone", ".", folder=folder)
    assert (result.code, result.out) == (2, b"./a.txt:2:1:last old\n")
    assert result.err == "editorapp: gone does not exist.\n"


def test_a_reader_that_has_enough_is_no_failure_that_is_told(program: Program, tmp_path: Path) -> None:
    (tmp_path / "long").write_text("match\n" * 200_000, encoding="utf-8")
    process = subprocess.Popen(
        program.command("find", "match", tmp_path / "long"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline().endswith(b"/long:1:1:match\n")
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(timeout=60)


@pytest.mark.skipif(os.name == "nt", reason="signals of this kind are a matter of POSIX")
def test_ctrl_c_ends_it(program: Program, tmp_path: Path) -> None:
    (tmp_path / "long").write_text("match\n" * 500_000, encoding="utf-8")
    process = subprocess.Popen(
        program.command("find", "match", tmp_path / "long"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, b"editorapp: stopped.\n")


# --- replacing -------------------------------------------------------------------------------------------


def test_what_would_change_is_shown_and_nothing_changes(program: Program, folder: Path) -> None:
    before = (folder / "sub" / "b.py").read_bytes()
    code, lines = _find(
        program, folder, "old", "sub", "--ignore-case", "--replace", "new", "--preserve-case", "--diff"
    )
    assert code == 0
    assert lines[-2:] == ["-café Old, naïve", "+café New, naïve"]
    assert (folder / "sub" / "b.py").read_bytes() == before


def test_files_are_changed_in_place_in_their_encoding_and_can_be_undone(
    program: Program, folder: Path
) -> None:
    code, lines = _find(
        program, folder, r"(\w+) (old)", "--regex", "--ignore-case", "--replace", r"\2 \1", "--in-place"
    )
    assert (code, lines) == (0, ["Of 3 matches, those in 2 of 2 files were replaced."])
    assert (folder / "a.txt").read_bytes() == "old tŵo old\r\nold last".encode()
    assert (folder / "sub" / "b.py").read_bytes() == b"Old caf\xe9, na\xefve\n"
    assert (folder / "made.log").read_bytes() == b"old\n"
    program.exec(folder / "a.txt", plain("edit.undo"), options=["--write"])
    assert (folder / "a.txt").read_bytes() == "tŵo old old\r\nlast old".encode()


def test_where_nothing_is_found_nothing_is_done(program: Program, folder: Path) -> None:
    assert _find(program, folder, "nowhere", "--replace", "x", "--in-place") == (1, [])
    assert not (program.profile / "state" / "work").exists()


@pytest.mark.slow
def test_a_replacement_that_is_killed_again_and_again_does_each_file_once(
    program: Program, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    files = [folder / f"{number:03}.txt" for number in range(120)]
    for file in files:
        file.write_text("x x\n", encoding="utf-8")
    # What comes holds what goes: a file that is done twice has four of them for each.
    process = subprocess.Popen(program.command("find", "x", folder, "--replace", "xx", "--in-place"))
    runs = program.profile / "state" / "work"
    for place in (2, 30, 31, 80):
        while files[place].read_text(encoding="utf-8") == "x x\n":
            assert process.poll() is None, "it came to its end before"
        process.kill()
        process.wait()
        [run] = runs.glob("*")
        process = subprocess.Popen(program.command("macro", "resume", run.name), stdout=subprocess.DEVNULL)
    assert process.wait(timeout=120) == 0
    assert {file.read_text(encoding="utf-8") for file in files} == {"xx xx\n"}
    assert list(runs.glob("*")) == []
    for file in (files[0], files[30], files[119]):
        listed = program.run("history", file, "--json").json
        assert len(listed) == 1
