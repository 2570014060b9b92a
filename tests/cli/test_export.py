"""`editorapp export`: a copy of a file without opening it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import Program


def test_a_page_goes_to_stdout_or_to_a_file(program: Program, file: Path, tmp_path: Path) -> None:
    file.write_bytes(b"<one>\n\xff\n")
    page = program.run("export", file).out
    assert b"&lt;one&gt;\n" in page
    assert b"\\xFF" in page
    result = program.run("--json", "export", file, "--output", tmp_path / "page.html")
    assert (tmp_path / "page.html").read_bytes() == page
    assert result.json == {
        "file": str(file),
        "output": str(tmp_path / "page.html"),
        "format": "html",
        "bytes": len(page),
    }
    assert not list(program.profile.rglob("journal.sqlite"))


@pytest.mark.parametrize("content", [b"one\r\n\xff", b"\xff\xfeo\x00\n\x00", b"\xef\xbb\xbfone", b""])
def test_a_copy_of_the_text_is_the_same_bytes(
    program: Program, file: Path, tmp_path: Path, content: bytes
) -> None:
    file.write_bytes(content)
    assert program.run("export", file, "--format", "text").out == content
    program.run("export", file, "--format", "text", "--output", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == content


def test_what_cannot_be_is_refused(program: Program, file: Path, tmp_path: Path) -> None:
    before = file.read_bytes()
    assert program.run("export", tmp_path / "missing").code == 3
    own = program.run("export", file, "--output", file)
    assert (own.code, file.read_bytes()) == (1, before)
    assert "own file" in own.err
    assert program.run("export", file, "--output", tmp_path / "no" / "page.html").code == 1
    assert program.run("export", file, "--format", "pdf").code == 2


def test_a_copy_under_a_name_that_no_file_can_have_is_refused(program: Program, file: Path) -> None:
    done = program.exec(file, {"command": "document.export", "args": {"path": "\ud800"}})
    (answer,) = done.answers
    assert (answer["status"], answer["error"]["field"]) == ("failed", "path")
    assert done.err == ""
