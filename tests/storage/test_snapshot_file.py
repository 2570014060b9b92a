"""Snapshots: whole or not there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorapp.session.entry import SelectionRecord, Snapshot
from editorapp.storage.errors import JournalError
from editorapp.storage.snapshot_file import SnapshotFolder, TextInFile
from editorapp.storage.text_encoding import FileFormat
from editorapp.storage.text_file import Wish, read_file
from editorapp.text.buffer import Buffer


def snapshot(seq: int, text: str = "abc") -> Snapshot:
    return Snapshot(seq, seq + 1, seq + 2, SelectionRecord(((0, 1), (3, 2)), 1), Buffer(text))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("snapshots")


@given(st.text(st.characters(), max_size=200) | st.text("aé中😀\udc80\ud800", max_size=50))
@settings(max_examples=60)
def test_any_text_goes_in_and_comes_out(folder: Path, text: str) -> None:
    SnapshotFolder(folder).write(snapshot(7, text), synced=False)
    assert SnapshotFolder(folder).newest(7) == snapshot(7, text)


def test_a_large_text_of_characters_that_blocks_would_cut(tmp_path: Path) -> None:
    text = "é中😀" * 700_000
    SnapshotFolder(tmp_path).write(snapshot(1, text), synced=True)
    found = SnapshotFolder(tmp_path).newest(9)
    assert found is not None
    assert str(found.text) == text


TEXTS = {
    "utf-8": b"a\xc3\xa9\r\n\xff\x80",
    "utf-16-le": b"\xff\xfea\x00\x3d\xd8\x00\xde",
    "cp1252": b"caf\xe9\n",
}


def in_file(path: Path, content: bytes, encoding: str) -> tuple[TextInFile, str]:
    path.write_bytes(content)
    status = path.stat()
    file_format = FileFormat(encoding, content.startswith(b"\xff\xfe"))
    found_in = TextInFile(path, file_format, status.st_size, status.st_mtime_ns)
    return found_in, str(read_file(path, wish=Wish(encoding=encoding)).buffer)


@pytest.mark.parametrize("encoding", TEXTS)
@pytest.mark.parametrize("in_system", [True, False])
def test_the_file_that_holds_the_text_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, in_system: bool
) -> None:
    if not in_system:
        monkeypatch.delattr(os, "copy_file_range", raising=False)
    content = TEXTS[encoding][:2] + TEXTS[encoding][2:] * 200_000
    found_in, text = in_file(tmp_path / "file", content, encoding)
    SnapshotFolder(tmp_path).write(snapshot(2, text), synced=True, found_in=found_in)
    assert (tmp_path / "2.snapshot").read_bytes().endswith(content)
    (tmp_path / "file").unlink()
    assert SnapshotFolder(tmp_path).newest(2) == snapshot(2, text)
    whole = (tmp_path / "2.snapshot").read_bytes()
    (tmp_path / "2.snapshot").write_bytes(whole[:-100])
    with pytest.raises(JournalError, match="damaged"):
        SnapshotFolder(tmp_path).newest(2)


def test_a_file_that_holds_something_else_by_now_is_not_copied(tmp_path: Path) -> None:
    found_in, text = in_file(tmp_path / "file", b"the text\n", "utf-8")
    acts: list[Callable[[], None]] = [lambda: os.utime(found_in.path, ns=(5, 5)), found_in.path.unlink]
    for act in acts:
        act()
        SnapshotFolder(tmp_path).write(snapshot(2, text), synced=False, found_in=found_in)
        assert b"the text" not in (tmp_path / "2.snapshot").read_bytes()
        assert SnapshotFolder(tmp_path).newest(2) == snapshot(2, text)


def test_a_text_that_is_easily_compressed_comes_back_whole(tmp_path: Path) -> None:
    text = "é" * 5_000_001
    SnapshotFolder(tmp_path).write(snapshot(2, text), synced=False)
    assert SnapshotFolder(tmp_path).newest(2) == snapshot(2, text)


def test_the_newest_one_at_or_before_a_number(tmp_path: Path) -> None:
    folder = SnapshotFolder(tmp_path)
    assert folder.newest(9) is None
    for seq in (0, 5, 10):
        folder.write(snapshot(seq), synced=False)
    (tmp_path / "6.unfinished").write_bytes(b"half")
    (tmp_path / "notes.snapshot").write_bytes(b"not ours")
    for asked, expected in ((0, 0), (4, 0), (5, 5), (9, 5), (1 << 62, 10)):
        found = folder.newest(asked)
        assert found is not None
        assert found.seq == expected


def test_one_that_is_cut_anywhere_is_noticed(tmp_path: Path) -> None:
    folder = SnapshotFolder(tmp_path)
    folder.write(snapshot(3, "some text " * 50), synced=False)
    whole = (tmp_path / "3.snapshot").read_bytes()
    for length in range(len(whole) - 8):  # the last bytes are the checksum: without them the text is whole
        (tmp_path / "3.snapshot").write_bytes(whole[:length])
        with pytest.raises(JournalError, match="damaged"):
            folder.newest(3)
    folder.write(snapshot(1), synced=False)
    found = folder.newest(3)
    assert found is not None
    assert found.seq == 1


def test_one_that_cannot_be_written_leaves_no_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        SnapshotFolder(tmp_path).write(snapshot(3), synced=True)
    assert list(tmp_path.iterdir()) == []
