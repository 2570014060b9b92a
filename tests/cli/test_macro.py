"""`editorapp macro`: macros on files, without a window."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import Program, insert, plain

QUOTE = """\
# editorapp macro
# name: quote
text.insert {"text": "> "}
selection.move {"unit": "line", "direction": "forward"}
selection.move {"unit": "line_boundary", "direction": "backward"}
"""


@pytest.fixture
def quote(tmp_path: Path) -> Path:
    """A macro file that quotes a line and goes to the next one."""
    path = tmp_path / "quote.macro"
    path.write_text(QUOTE, encoding="utf-8")
    return path


def test_the_result_of_one_file_goes_to_stdout_and_the_file_stays(
    program: Program, file: Path, quote: Path
) -> None:
    result = program.run("macro", "run", quote, file)
    assert (result.code, result.out) == (0, b"> one\ntwo\nthree\n")
    assert program.run("macro", "run", quote, file, "--times", "2").out == b"> one\n> two\nthree\n"
    assert program.run("macro", "run", quote, file, "--to-end").out == b"> one\n> two\n> three\n"
    assert file.read_bytes() == b"one\ntwo\nthree\n"
    assert not list(program.profile.rglob("journal.sqlite"))


def test_five_hundred_times(program: Program, file: Path, quote: Path) -> None:
    file.write_bytes(b"line\n" * 600)
    out = program.run("macro", "run", quote, file, "--times", "500").out
    assert out == b"> line\n" * 500 + b"line\n" * 100


def test_saved_macros_are_listed_shown_and_run_by_name(program: Program, file: Path) -> None:
    assert program.run("macro", "list", "--json").json == []
    program.exec(file, plain("macro.record"), insert("# "), plain("macro.stop", name="hash it"))
    assert program.run("macro", "list", "--json").json == ["hash it"]
    shown = program.run("macro", "show", "hash it").out.decode()
    assert 'text.insert {"text": "# "}' in shown
    assert program.run("macro", "show", "hash it", "--json").json["steps"] == [insert("# ")]
    assert program.run("macro", "run", "hash it", file).out == b"# one\ntwo\nthree\n"
    saved = program.profile / "data" / "macros" / "hash it.macro"
    assert saved.read_text(encoding="utf-8") == shown


def test_a_diff_changes_nothing(program: Program, file: Path, quote: Path) -> None:
    result = program.run("macro", "run", quote, file, "--diff")
    assert result.code == 0
    assert "-one\n+> one\n" in result.out.decode()
    assert file.read_bytes() == b"one\ntwo\nthree\n"


def test_in_place_saves_and_can_be_undone_as_one_step(program: Program, file: Path, quote: Path) -> None:
    assert program.run("macro", "run", quote, file, "--times", "3", "--in-place").code == 0
    assert file.read_bytes() == b"> one\n> two\n> three\n"
    program.exec(file, plain("edit.undo"), options=["--write"])
    assert file.read_bytes() == b"one\ntwo\nthree\n"


def test_results_of_several_files_go_to_a_folder(
    program: Program, file: Path, quote: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.txt"
    other.write_bytes(b"x\r\ny\r\n")
    assert program.run("macro", "run", quote, file, other).code == 2
    result = program.run(
        "--json", "macro", "run", quote, file, other, "--output-dir", tmp_path / "out", "--to-end"
    )
    assert [report["status"] for report in result.json] == ["completed", "completed"]
    assert (tmp_path / "out" / "notes.txt").read_bytes() == b"> one\n> two\n> three\n"
    assert (tmp_path / "out" / "other.txt").read_bytes() == b"> x\r\n> y\r\n"
    assert other.read_bytes() == b"x\r\ny\r\n"


def test_a_run_that_fails_changes_nothing_and_names_the_step(
    program: Program, file: Path, tmp_path: Path
) -> None:
    macro = tmp_path / "fails.macro"
    macro.write_text(
        'text.insert {"text": "x"}\nfind.next {"pattern": "two", "wrap": false}\n', encoding="utf-8"
    )
    result = program.run("macro", "run", macro, file, "--times", "2", "--in-place")
    assert result.code == 1
    assert "Run 2, step 2 (find.next)" in result.err
    assert file.read_bytes() == b"one\ntwo\nthree\n"


def test_one_file_that_fails_does_not_keep_the_others_from_it(
    program: Program, file: Path, quote: Path, tmp_path: Path
) -> None:
    result = program.run("macro", "run", quote, tmp_path / "missing", file, "--in-place")
    assert result.code == 3
    assert "missing" in result.err
    assert file.read_bytes() == b"> one\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('text.shout {"text": "a"}', "text.shout"),
        ('text.insert {"text": 1}', "text"),
        ("text.insert {}", "text"),
        ("text.insert", "text"),
        ('text.insert {"text": "a"', "Line 1"),
        ("text.insert [1]", "Line 1"),
        ("view.zoom_in", "view.zoom_in"),
        ("edit.undo", "edit.undo"),
        ("", "no steps"),
    ],
)
def test_a_macro_file_with_a_wrong_step_is_refused_with_its_line(
    program: Program, file: Path, tmp_path: Path, text: str, word: str
) -> None:
    macro = tmp_path / "wrong.macro"
    macro.write_text(text, encoding="utf-8")
    result = program.run("macro", "run", macro, file, "--in-place")
    assert result.code == 3
    assert word in result.err
    assert file.read_bytes() == b"one\ntwo\nthree\n"


def test_a_macro_that_is_not_there(program: Program, file: Path) -> None:
    assert program.run("macro", "run", "nobody", file).code == 3
    assert program.run("macro", "show", "nobody").code == 3


def test_a_macro_may_be_written_as_lines_of_exec(program: Program, file: Path, tmp_path: Path) -> None:
    macro = tmp_path / "lines.macro"
    macro.write_text('{"command": "text.insert", "args": {"text": "x"}}\n', encoding="utf-8")
    assert program.run("macro", "run", macro, file).out == b"xone\ntwo\nthree\n"


def test_every_command_is_listed(program: Program) -> None:
    rows = program.run("commands", "--json").json
    assert {"text.insert", "macro.play"} <= {row["command"] for row in rows}
    listed = program.run("commands").out.decode()
    assert "text.insert" in listed
    assert r'{line_ending: "\n"|"\r"|"\r\n"}' in listed


def test_a_macro_may_play_saved_macros(program: Program, file: Path, tmp_path: Path) -> None:
    program.exec(file, plain("macro.record"), insert("x"), plain("macro.stop", name="inner"))
    outer = tmp_path / "outer.macro"
    outer.write_text('macro.play {"name": "inner", "times": 3}\n')
    assert program.run("macro", "run", outer, file).out == b"xxxone\ntwo\nthree\n"
    assert program.run("macro", "run", outer, file, "--in-place").code == 0
    assert file.read_bytes() == b"xxxone\ntwo\nthree\n"
    outer.write_text('macro.play {"name": "nobody"}\n')
    assert program.run("macro", "run", outer, file).code == 3


def test_a_macro_file_may_begin_with_a_byte_order_mark(program: Program, file: Path, tmp_path: Path) -> None:
    macro = tmp_path / "marked.macro"
    macro.write_bytes(b'\xef\xbb\xbftext.insert {"text": "x"}\r\n')
    assert program.run("macro", "run", macro, file).out == b"xone\ntwo\nthree\n"


def test_the_results_cannot_be_written_over_the_files(program: Program, file: Path, quote: Path) -> None:
    result = program.run("macro", "run", quote, file, "--output-dir", file.parent)
    assert (result.code, file.read_bytes()) == (2, b"one\ntwo\nthree\n")
    assert "--in-place" in result.err
    assert program.run("macro", "run", quote, file, "--output-dir", file).code == 1


def test_a_diff_counts_lines_as_patch_does(program: Program, file: Path, quote: Path) -> None:
    file.write_bytes("one\u2028\x0b\rmore\ntwo".encode())
    diff = program.run("macro", "run", quote, file, "--diff").out.decode()
    assert "\n-one\u2028\x0b\rmore\n+> one\u2028\x0b\rmore\n two\n\\ No newline at end of file\n" in diff
    assert f"--- a{file}\n+++ b{file}\n" in diff


def test_results_as_json(program: Program, file: Path, quote: Path) -> None:
    [plain_run] = program.run("macro", "run", quote, file, "--json").json
    assert plain_run["text"] == "> one\ntwo\nthree\n"
    [compared] = program.run("macro", "run", quote, file, "--diff", "--json").json
    assert "+> one" in compared["diff"]
