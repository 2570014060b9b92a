"""`editorapp macro run` over many files: progress, stopping, and going on after the process was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import Program, plain

QUOTE = 'text.insert {"text": "> "}\n'


@pytest.fixture
def quote(tmp_path: Path) -> Path:
    """A macro that puts a mark at the start of a file."""
    path = tmp_path / "quote.macro"
    path.write_text(QUOTE, encoding="utf-8")
    return path


def _files(folder: Path, count: int) -> list[Path]:
    folder.mkdir()
    files = [folder / f"{number:03}.txt" for number in range(count)]
    for file in files:
        file.write_text(f"file {file.stem}\n", encoding="utf-8")
    return files


def _marks(files: list[Path]) -> list[int]:
    """How often the macro was applied to each file; everything else of it must be as it was."""
    texts = [file.read_text(encoding="utf-8") for file in files]
    assert [text.lstrip("> ") for text in texts] == [f"file {file.stem}\n" for file in files]
    return [text.count("> ") for text in texts]


def _runs(program: Program) -> list[Path]:
    return list((program.profile / "state" / "work").glob("*"))


def test_many_files_are_done_and_nothing_is_left_of_the_run(
    program: Program, quote: Path, tmp_path: Path
) -> None:
    files = _files(tmp_path / "files", 30)
    result = program.run("--json", "macro", "run", quote, *files, "--in-place")
    assert (result.code, result.err) == (0, "")
    assert [report["file"] for report in result.json] == [str(file) for file in files]
    assert {report["status"] for report in result.json} == {"completed"}
    assert {(report["changed"], report["changes"], report["runs"]) for report in result.json} == {
        (True, 1, 1)
    }
    assert _marks(files) == [1] * 30
    assert _runs(program) == []


def test_what_failed_is_told_in_the_order_of_the_files(program: Program, quote: Path, tmp_path: Path) -> None:
    files = _files(tmp_path / "files", 6)
    files[1].unlink()
    files[4].unlink()
    result = program.run("macro", "run", quote, *files, "--in-place")
    assert result.code == 3
    assert result.err.splitlines() == [f"editorapp: {files[n]} does not exist." for n in (1, 4)]
    assert _marks([files[n] for n in (0, 2, 3, 5)]) == [1] * 4


def test_files_are_named_as_the_person_wrote_them(program: Program, quote: Path, tmp_path: Path) -> None:
    folder = _files(tmp_path / "files", 2)[0].parent
    result = program.run("macro", "run", quote, "000.txt", "gone.txt", "--in-place", folder=folder)
    assert (result.code, result.err) == (3, "editorapp: gone.txt does not exist.\n")


def test_a_file_that_is_named_twice_is_done_twice(program: Program, quote: Path, tmp_path: Path) -> None:
    [file] = _files(tmp_path / "files", 1)
    link = tmp_path / "link"
    link.symlink_to(file)
    assert program.run("macro", "run", quote, file, link, file, "--in-place").code == 0
    assert _marks([file]) == [3]


def test_differences_are_shown_for_what_was_done(program: Program, quote: Path, tmp_path: Path) -> None:
    files = _files(tmp_path / "files", 3)
    files[1].unlink()
    result = program.run("macro", "run", quote, *files, "--diff", "--in-place")
    assert result.out.decode().count("\n+> file") == 2
    assert result.err.count("does not exist") == 1
    assert _marks([files[0], files[2]]) == [1, 1]


def test_each_file_can_be_undone_by_its_history(program: Program, quote: Path, tmp_path: Path) -> None:
    files = _files(tmp_path / "files", 5)
    program.run("macro", "run", quote, *files, "--in-place")
    for file in files:
        program.exec(file, plain("edit.undo"), options=["--write"])
    assert _marks(files) == [0] * 5


# --- a process that is killed ----------------------------------------------------------------------------


def _start(program: Program, quote: Path, files: list[Path]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        program.command("macro", "run", quote, *files, "--in-place"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _wait_for(process: subprocess.Popen[bytes], file: Path) -> None:
    """Wait until a file was changed."""
    while not file.read_text(encoding="utf-8").startswith("> "):
        assert process.poll() is None, "it came to its end before"


@pytest.mark.slow
def test_a_run_of_200_files_that_is_killed_again_and_again_does_each_file_once(
    program: Program, quote: Path, tmp_path: Path
) -> None:
    files = _files(tmp_path / "files", 200)
    process = _start(program, quote, files)
    for place in (3, 40, 41, 90, 150, 170):
        _wait_for(process, files[place])
        process.kill()
        process.communicate()
        [run] = _runs(program)
        process = subprocess.Popen(
            program.command("macro", "resume", run.name), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, b"")
    assert b"has ended: 200 done, 200 of them changed, 0 failed." in out
    assert _marks(files) == [1] * 200
    assert _runs(program) == []
    assert program.run("recover", "--list", "--json").json == []


def _kill_at(program: Program, quote: Path, files: list[Path], place: int) -> str:
    process = _start(program, quote, files)
    _wait_for(process, files[place])
    process.kill()
    process.communicate()
    [run] = _runs(program)
    return run.name


def test_a_run_that_was_cut_short_is_told_of_and_gone_on_with(
    program: Program, quote: Path, tmp_path: Path
) -> None:
    files = _files(tmp_path / "files", 60)
    name = _kill_at(program, quote, files, 5)
    others = _files(tmp_path / "others", 2)
    told = program.run("macro", "run", quote, *others, "--in-place")
    assert told.err == (
        f"editorapp: the run {name} was cut short. Go on with it: editorapp macro resume {name}\n"
    )
    result = program.run("macro", "resume", "--json")
    assert result.code == 0
    assert {report["status"] for report in result.json} == {"completed"}
    assert _marks(files) == [1] * 60
    assert program.run("macro", "resume").err == "No run was cut short.\n"
    assert program.run("macro", "resume", name).code == 3


def test_a_run_that_was_cut_short_can_be_given_up(program: Program, quote: Path, tmp_path: Path) -> None:
    files = _files(tmp_path / "files", 80)
    _kill_at(program, quote, files, 2)
    before = _marks(files)
    result = program.run("macro", "resume", "--cancel")
    assert result.code == 0
    assert "left alone" in result.out.decode()
    assert _marks(files) == before
    assert _runs(program) == []


# --- a person who stops it -------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="signals of this kind are a matter of POSIX")
def test_ctrl_c_leaves_alone_what_is_not_begun(program: Program, quote: Path, tmp_path: Path) -> None:
    files = _files(tmp_path / "files", 200)
    process = _start(program, quote, files)
    _wait_for(process, files[10])
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    marks = _marks(files)
    done = sum(marks)
    assert 10 < done < 200
    assert set(marks) <= {0, 1}
    assert err.decode().splitlines() == [
        f"editorapp: {done} of 200 files were done, {200 - done} were left alone.",
        "editorapp: stopped.",
    ]
    assert _runs(program) == []
    assert program.run("recover", "--list", "--json").json == []


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of this kind are a matter of POSIX")
def test_a_terminal_shows_how_far_it_is(program: Program, quote: Path, tmp_path: Path) -> None:
    files = _files(tmp_path / "files", 20)
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        program.command("macro", "run", quote, *files, "--in-place"), stdout=subprocess.PIPE, stderr=theirs
    )
    os.close(theirs)
    process.communicate(timeout=60)
    shown = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert "of 20 files" in shown
    assert shown.endswith("\r\x1b[K")
