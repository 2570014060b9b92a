"""`editorapp exec`: commands in, answers out, a line each."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import Program, insert, plain, replace


def test_every_command_is_answered_in_order_with_its_number_and_revision(
    program: Program, file: Path
) -> None:
    result = program.exec(
        file, insert("a", id="first"), plain("selection.move", unit="line", direction="forward"), insert("b")
    )
    assert result.code == 0
    assert result.answers == [
        {"id": "first", "seq": 1, "status": "completed", "revision": 1},
        {"id": None, "seq": 2, "status": "completed", "revision": 1},
        {"id": None, "seq": 3, "status": "completed", "revision": 2},
    ]


def test_the_file_is_written_only_when_asked(program: Program, file: Path) -> None:
    program.exec(file, insert("zero\n"))
    assert file.read_bytes() == b"one\ntwo\nthree\n"
    program.exec(file, insert("zero\n"), options=["--write"])
    assert file.read_bytes() == b"zero\none\ntwo\nthree\n"


def test_document_save_writes_the_file_before_it_is_answered(program: Program, file: Path) -> None:
    result = program.exec(file, insert("x"), plain("document.save"), insert("not saved"))
    assert [answer["status"] for answer in result.answers] == ["completed"] * 3
    assert file.read_bytes() == b"xone\ntwo\nthree\n"


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        (b"not json", "malformed", None),
        (b"", "malformed", None),
        (b"\xff\xfe", "malformed", None),
        (b"[1, 2]", "malformed", None),
        (b'"text.insert"', "malformed", None),
        (b'{"command": "text.insert", "args": {"text": "a"}', "malformed", None),
        (b'{"args": {}}', "malformed", "command"),
        (b'{"command": 7}', "malformed", "command"),
        (b'{"command": "text.insert", "args": {"text": "a"}, "more": 1}', "malformed", "more"),
        (b'{"command": "text.insert", "args": {"text": "a"}, "id": 1}', "malformed", "id"),
        (b'{"command": "text.shout"}', "unknown_command", "command"),
        (b'{"command": "text.insert"}', "invalid_argument", "text"),
        (b'{"command": "text.insert", "args": {"text": 1}}', "invalid_argument", "text"),
        (b'{"command": "text.insert", "args": {"text": "a", "loud": true}}', "invalid_argument", "loud"),
        (b'{"command": "text.insert", "args": ["a"]}', "invalid_argument", "args"),
        (b'{"command": "text.insert", "args": {"text": "\\ud83d"}}', "invalid_argument", "text"),
        (b'{"command": "text.replace", "args": {"start": 0, "end": 99, "text": ""}}', "invalid_range", "end"),
        (
            b'{"command": "text.replace", "args": {"start": -1, "end": 0, "text": ""}}',
            "invalid_range",
            "start",
        ),
        (b'{"command": "text.replace", "args": {"start": 2, "end": 1, "text": ""}}', "invalid_range", "end"),
        (b'{"command": "selection.set", "args": {"ranges": []}}', "invalid_argument", "ranges"),
        (b'{"command": "selection.set", "args": {"ranges": [[0, 99]]}}', "invalid_range", "ranges[0]"),
        (b'{"command": "edit.undo"}', "nothing_to_undo", None),
        (b'{"command": "edit.redo"}', "nothing_to_redo", None),
        (b'{"command": "find.next", "args": {"pattern": "zzz"}}', "not_found", "pattern"),
        (b'{"command": "find.next", "args": {"pattern": "(", "regex": true}}', "invalid_argument", "pattern"),
        (b'{"command": "clipboard.paste"}', "clipboard_empty", None),
        (b'{"command": "macro.play"}', "empty_macro", "name"),
        (b'{"command": "macro.play", "args": {"name": "nobody"}}', "unknown_macro", "name"),
        (b'{"command": "macro.stop"}', "not_recording", None),
        (b'{"command": "view.zoom_in"}', "needs_window", "command"),
        (b'{"command": "history.go_to", "args": {"revision": 9}}', "unknown_revision", "revision"),
    ],
)
def test_a_wrong_line_is_answered_with_what_was_wrong_and_changes_nothing(
    program: Program, file: Path, line: bytes, code: str, field: str | None
) -> None:
    result = program.exec(file, line, insert("after"), options=["--write"])
    wrong, right = result.answers
    assert wrong["status"] == "failed"
    assert (wrong["error"]["code"], wrong["error"]["field"]) == (code, field)
    assert wrong["error"]["message"]
    assert (right["status"], right["revision"]) == ("completed", 1)
    assert file.read_bytes() == b"afterone\ntwo\nthree\n"


def test_the_same_id_again_is_answered_again_and_not_done_again(program: Program, file: Path) -> None:
    result = program.exec(file, insert("a", id="1"), insert("b", id="2"), insert("a", id="1"))
    first, _, again = result.answers
    assert again == first


def test_an_id_is_remembered_when_what_it_did_was_saved(program: Program, file: Path) -> None:
    saved = program.exec(file, insert("a", id="1"), options=["--write"])
    assert program.exec(file, insert("a", id="1"), options=["--write"]).answers == saved.answers
    assert file.read_bytes() == b"aone\ntwo\nthree\n"


def test_an_id_is_free_again_when_what_it_did_was_not_saved(program: Program, file: Path) -> None:
    program.exec(file, insert("a", id="1"), options=["--write"])
    program.exec(file, insert("b", id="2"))
    program.exec(file, insert("b", id="2"), insert("b", id="2"), insert("a", id="1"), options=["--write"])
    program.exec(file, insert("c", id="3"))
    assert file.read_bytes() == b"baone\ntwo\nthree\n"
    program.exec(file, insert("b", id="2"), options=["--write"])
    assert file.read_bytes() == b"baone\ntwo\nthree\n"
    assert program.run("journal", "verify", file).code == 0


def test_every_session_starts_with_the_caret_at_the_top(program: Program, file: Path) -> None:
    for text in "abc":
        program.exec(file, insert(text), options=["--write"])
    assert file.read_bytes() == b"cbaone\ntwo\nthree\n"


def test_a_refused_command_is_refused_again_under_its_id(program: Program, file: Path) -> None:
    wrong = replace(0, 99, "", id="1")
    first, again = program.exec(file, wrong, wrong).answers
    assert first["status"] == "failed"
    assert again == first


def test_an_id_that_belongs_to_another_command_is_refused(program: Program, file: Path) -> None:
    _, conflict = program.exec(file, insert("a", id="1"), insert("b", id="1")).answers
    assert conflict["error"]["code"] == "id_conflict"
    assert conflict["error"]["field"] == "id"


def test_the_last_line_may_lack_its_line_break(program: Program, file: Path) -> None:
    result = program.run("exec", file, "--write", stdin=json.dumps(insert("x")).encode())
    assert len(result.answers) == 1
    assert file.read_bytes() == b"xone\ntwo\nthree\n"


def test_a_file_that_is_not_there_is_made_when_it_is_written(program: Program, tmp_path: Path) -> None:
    new = tmp_path / "new.txt"
    assert program.exec(new, insert("hello"), options=["--write"]).code == 0
    assert new.read_bytes() == b"hello"


@pytest.mark.parametrize(
    "content", [b"\x00\xff\xfe\x80 binary \r\n", b"caf\xe9\n", b"\xef\xbb\xbfmarked\r\nlines\r"]
)
def test_bytes_that_are_no_text_and_line_endings_are_kept(
    program: Program, file: Path, content: bytes
) -> None:
    file.write_bytes(content)
    program.exec(file, insert("x"), plain("edit.undo"), options=["--write"])
    assert file.read_bytes() == content


def test_invalid_bytes_can_be_cut_undone_and_recovered(program: Program, file: Path) -> None:
    file.write_bytes(b"a\xe9b")
    program.exec_and_die(file, replace(0, 3, ""), plain("edit.undo"), replace(0, 1, "\udce9"))
    assert program.run("recover", file).out == b"\xe9\xe9b"


def test_one_line_of_many_megabytes(program: Program, file: Path) -> None:
    size = 20_000_000
    file.write_bytes(b"x" * size)
    result = program.exec(file, replace(size // 2, size // 2, "Y"), options=["--write"])
    assert result.answers[0]["status"] == "completed"
    assert file.read_bytes()[size // 2 : size // 2 + 1] == b"Y"


def test_a_very_long_insertion(program: Program, file: Path) -> None:
    text = "wide 漢字\n" * 200_000
    assert program.exec(file, insert(text), options=["--write"]).answers[0]["status"] == "completed"
    assert file.read_bytes() == (text + "one\ntwo\nthree\n").encode()


def test_a_folder_is_refused(program: Program, tmp_path: Path) -> None:
    result = program.exec(tmp_path, insert("x"))
    assert (result.code, result.out) == (3, b"")
    assert "folder" in result.err


def test_a_pipe_is_refused(program: Program, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    result = program.exec(tmp_path / "pipe", insert("x"))
    assert result.code == 3
    assert "not an ordinary file" in result.err


def test_a_file_in_no_folder_is_refused(program: Program, tmp_path: Path) -> None:
    assert program.exec(tmp_path / "none" / "file.txt", insert("x")).code == 3


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_refused(program: Program, file: Path) -> None:
    file.chmod(0)
    result = program.exec(file, insert("x"))
    assert result.code == 3
    assert "permission denied" in result.err


def test_a_save_that_cannot_be_done_is_a_failure_and_the_text_is_kept(
    program: Program, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    file = folder / "notes.txt"
    file.write_bytes(b"old")
    process = subprocess.Popen(program.command("exec", file), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(insert("new ")).encode() + b"\n")
    process.stdin.flush()
    process.stdout.readline()
    file.unlink()
    folder.rmdir()
    out, _ = process.communicate(json.dumps(plain("document.save")).encode() + b"\n")
    answer = json.loads(out)
    assert (answer["status"], answer["error"]["code"]) == ("failed", "save_failed")
    assert program.run("history", file, "--revision", "1").out == b"new old"


def test_what_another_process_has_open_is_refused(program: Program, file: Path) -> None:
    holder = subprocess.Popen(program.command("exec", file), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdin is not None
    assert holder.stdout is not None
    holder.stdin.write(json.dumps(insert("x")).encode() + b"\n")
    holder.stdin.flush()
    holder.stdout.readline()
    result = program.exec(file, insert("y"))
    assert result.code == 1
    assert str(holder.pid) in result.err
    assert program.run("recover", "--list", "--json").json == []
    holder.communicate()
    assert program.exec(file, insert("y")).code == 0


def test_macros_are_recorded_and_played_by_commands(program: Program, file: Path) -> None:
    result = program.exec(
        file,
        plain("macro.record"),
        insert("> "),
        plain("selection.move", unit="line", direction="forward"),
        plain("selection.move", unit="line_boundary", direction="backward"),
        plain("macro.stop", name="quote"),
        plain("macro.play", times=2),
        plain("edit.undo"),
        plain("macro.play", name="quote", to_end=True),
        options=["--write"],
    )
    assert [answer["status"] for answer in result.answers] == ["completed"] * 8
    assert file.read_bytes() == b"> one\n> two\n> three\n"


def test_with_power_durability_every_answer_is_synced_first(program: Program, file: Path) -> None:
    result = program.exec(file, insert("a"), insert("b"), options=["--durability", "power", "--write"])
    assert result.code == 0
    assert file.read_bytes() == b"abone\ntwo\nthree\n"


def test_wrong_usage(program: Program, file: Path) -> None:
    assert program.run("exec").code == 2
    assert program.run("exec", file, "--durability", "forever").code == 2
    assert program.run("exec", file, "--recover", "--discard").code == 2


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only there a program may be without a screen"
)
def test_without_a_screen_the_window_says_so(program: Program) -> None:
    variables = {name: value for name, value in os.environ.items() if "DISPLAY" not in name}
    variables.pop("QT_QPA_PLATFORM", None)
    done = subprocess.run(program.command(), capture_output=True, env=variables, check=False)
    assert done.returncode == 1
    assert b"no screen" in done.stderr


@pytest.mark.parametrize(
    "line",
    [
        b'{"command": "text.insert", "args": {"text": "caf\xe9"}}',
        b'{"command": "text.insert", "args": {"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}",
        b'{"command": "nothing", "args": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"command": "text.insert", "args": {"text": "a"}, "id": "\\ud83d"}',
    ],
    ids=["bytes that are no text", "deep arguments", "deep in an unknown command", "half a pair as id"],
)
def test_no_line_of_input_ends_the_session(program: Program, file: Path, line: bytes) -> None:
    result = program.exec(file, line, insert("after"), options=["--write"])
    wrong, right = result.answers
    assert (wrong["status"], wrong["error"]["code"]) == ("failed", "malformed")
    assert right["status"] == "completed"
    assert file.read_bytes() == b"afterone\ntwo\nthree\n"


@pytest.mark.parametrize(
    "line",
    [b'{"id": "7", "command": 1}', b'{"id": "7"}', b'{"id": "7", "command": "text.insert", "more": 1}'],
)
def test_a_wrong_line_is_answered_under_its_id_where_it_has_one(
    program: Program, file: Path, line: bytes
) -> None:
    assert program.exec(file, line).answers[0]["id"] == "7"


def test_a_byte_order_mark_and_other_line_endings_are_no_part_of_the_input(
    program: Program, file: Path
) -> None:
    line = json.dumps(insert("x")).encode()
    result = program.run("exec", file, "--write", stdin=b"\xef\xbb\xbf" + line + b"\r\n" + line + b"\r\n")
    assert [answer["status"] for answer in result.answers] == ["completed"] * 2
    assert file.read_bytes() == b"xxone\ntwo\nthree\n"


def test_what_another_program_writes_meanwhile_is_not_overwritten(program: Program, file: Path) -> None:
    process = subprocess.Popen(
        program.command("exec", file, "--write"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(insert("ours ")).encode() + b"\n")
    process.stdin.flush()
    process.stdout.readline()
    file.write_bytes(b"theirs")
    out, _ = process.communicate(json.dumps(plain("document.save")).encode() + b"\n")
    error = json.loads(out)["error"]
    assert (process.returncode, error["code"]) == (1, "save_failed")
    assert "another program" in error["message"]
    assert file.read_bytes() == b"theirs"
    assert program.run("history", file, "--revision", "1").out == b"ours one\ntwo\nthree\n"


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupted_session_can_be_recovered(program: Program, file: Path) -> None:
    process = subprocess.Popen(
        program.command("exec", file, "--write"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(insert("x")).encode() + b"\n")
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.communicate()
    assert program.run("recover", file).out == b"xone\ntwo\nthree\n"
    assert program.exec(file, options=["--recover", "--write"]).code == 0
    assert file.read_bytes() == b"xone\ntwo\nthree\n"


def test_a_session_whose_answers_nobody_reads_can_be_recovered(program: Program, file: Path) -> None:
    process = subprocess.Popen(
        program.command("exec", file), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write(json.dumps(insert("x")).encode() + b"\n")
    process.stdin.flush()
    process.stdout.readline()
    process.stdout.close()
    process.stdin.write(json.dumps(insert("y")).encode() + b"\n")
    process.stdin.close()
    assert process.wait() == 1
    assert b"recovered" in process.stderr.read()
    process.stderr.close()
    assert program.run("recover", "--list", "--json").json[0]["unsaved_commands"] == 2


@pytest.mark.skipif(os.name == "nt", reason="a shell of POSIX")
@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_a_session_without_input_or_output_is_refused(program: Program, file: Path, closed: str) -> None:
    words = shlex.join(program.command("exec", file))
    done = subprocess.run(["sh", "-c", f"{words} {closed}"], input=b"", capture_output=True, check=False)
    assert done.returncode == 1
    assert b"closed" in done.stderr
    assert not program.profile.exists()


def test_every_name_of_a_file_leads_to_the_saved_text(program: Program, file: Path) -> None:
    other = file.with_name("other.txt")
    os.link(file, other)
    program.exec(file, insert("x"), options=["--write"])
    assert other.read_bytes() == file.read_bytes() == b"xone\ntwo\nthree\n"


def test_a_link_that_leads_in_a_circle_is_refused(program: Program, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(link)
    assert program.exec(link, insert("x")).code == 3


def test_a_copy_is_exported_and_the_answer_tells_where_that_was_not_done(
    program: Program, file: Path, tmp_path: Path
) -> None:
    page, missing = tmp_path / "notes.html", tmp_path / "missing" / "notes.txt"
    answers = program.exec(
        file,
        insert("<zero>\n"),
        plain("document.export", path=str(page), format="html"),
        plain("document.export", path=str(tmp_path / "copy.txt")),
        plain("document.export", path=str(missing)),
        plain("document.export", path=str(file)),
        plain("document.export_dialog"),
    ).answers
    statuses = [answer["status"] for answer in answers]
    assert statuses == ["completed", "completed", "completed", "failed", "failed", "failed"]
    codes = [answer["error"]["code"] for answer in answers[3:]]
    assert codes == ["export_failed", "export_failed", "needs_window"]
    assert "&lt;zero&gt;\none\n" in page.read_text(encoding="utf-8")
    assert (tmp_path / "copy.txt").read_bytes() == b"<zero>\none\ntwo\nthree\n"
    assert file.read_bytes() == b"one\ntwo\nthree\n"
