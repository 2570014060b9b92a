"""Reading a file that another program has its hands on, and being watched while it is read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from editorapp.storage.errors import FileChangedError, FileError, ReadingCancelledError
from editorapp.storage.file_state import file_digest, is_changed_outside
from editorapp.storage.text_file import ReadSoFar, Watch, read_file

BLOCK = 1 << 16
LINE = b"2026-11-21 12:00:00 a line of a log, as long as it is\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A file of some blocks."""
    path = tmp_path / "big.log"
    path.write_bytes(LINE * (5 * BLOCK // len(LINE)))
    return path


def after_the_first_block(act: Callable[[], object]) -> Watch:
    seen: list[int] = []

    def watch(so_far: ReadSoFar) -> None:
        if not seen:
            act()
        seen.append(so_far.done)

    return watch


def shorten(path: Path) -> None:
    os.truncate(path, BLOCK + 100)


def empty_and_write_again(path: Path) -> None:
    os.truncate(path, 0)
    with path.open("ab") as file:
        file.write(b"new\n")


def change_inside(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(3 * BLOCK)
        file.write(b"other")
    later = path.stat().st_mtime_ns + 5_000_000_000
    os.utime(path, ns=(later, later))


def replace(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(b"another file\n")
    other.replace(path)


@pytest.mark.parametrize(
    ("act", "what"),
    [
        (shorten, "became shorter"),
        (empty_and_write_again, "became shorter"),
        (change_inside, "was changed"),
        pytest.param(
            replace, "was replaced", marks=pytest.mark.skipif(os.name == "nt", reason="files in use")
        ),
        pytest.param(
            Path.unlink,
            "was deleted or moved",
            marks=pytest.mark.skipif(os.name == "nt", reason="files in use"),
        ),
    ],
)
def test_what_was_read_of_a_file_that_changes_meanwhile_is_not_taken_for_its_text(
    log: Path, act: Callable[[Path], object], what: str
) -> None:
    with pytest.raises(FileChangedError, match=rf"big\.log {what} while it was being read"):
        read_file(log, after_the_first_block(lambda: act(log)))


def test_what_is_appended_meanwhile_is_read_too_and_the_change_is_noticed_later(log: Path) -> None:
    with log.open("ab") as file:

        def append() -> None:
            file.write(LINE * 3)
            file.flush()
            os.utime(log, ns=(1, 1))

        before = log.stat()
        loaded = read_file(log, after_the_first_block(append))
    content = log.read_bytes()
    assert str(loaded.buffer).encode() == content
    assert loaded.state.digest == hashlib.blake2b(content, digest_size=32).hexdigest()
    assert (loaded.state.size, loaded.state.modified) == (len(content), before.st_mtime_ns)
    assert not is_changed_outside(log, loaded.state)


def test_each_block_is_told_with_the_text_so_far(log: Path) -> None:
    content = log.read_bytes()
    told: list[tuple[int, int, str]] = []
    loaded = read_file(log, lambda so_far: told.append((so_far.done, so_far.size, str(so_far.text()))))
    assert [done for done, _, _ in told] == [*range(BLOCK, len(content), BLOCK), len(content)]
    assert {size for _, size, _ in told} == {len(content)}
    assert all(content[:done].decode() == text for done, _, text in told)
    assert loaded.state == file_digest(log)


def test_whoever_watches_can_end_the_reading(log: Path) -> None:
    def cancel(so_far: ReadSoFar) -> None:
        if so_far.done > BLOCK:
            raise ReadingCancelledError

    with pytest.raises(ReadingCancelledError):
        read_file(log, cancel)


def test_a_character_and_a_line_break_may_lie_on_the_border_of_blocks(tmp_path: Path) -> None:
    path = tmp_path / "borders"
    for content in ("é", "€", "😀", "\r\n", "\r\r\n"):
        for before in range(4):
            text = "x" * (BLOCK - before) + content + "y" * 9000 + content * 10
            path.write_bytes(text.encode())
            loaded = read_file(path)
            assert str(loaded.buffer) == text
            assert loaded.buffer.line_count == text.count("\n") + text.count("\r") - text.count("\r\n") + 1


def test_a_file_that_cannot_be_read_further_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="does not exist"):
        read_file(tmp_path / "missing")
