"""Saving with care: what a file has besides its bytes, full disks, folders that take nothing, failures half-way."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from editorapp.storage import file_overwriting, file_writing
from editorapp.storage.errors import FileError
from editorapp.storage.file_writing import write_file
from editorapp.storage.text_encoding import FileFormat
from editorapp.text.buffer import Buffer

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links, modes and attributes as POSIX has them")

UTF8 = FileFormat()
NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "file.txt"
    path.write_bytes(b"the old text\n" * 100)
    return path


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach; not below pytest's own, which another run of it closes to them."""
    folder = Path(tempfile.mkdtemp(prefix="editorapp-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def as_nobody(code: str, groups: tuple[int, ...] = ()) -> str:
    """Run Python code as a user who may do little, and return what it prints."""
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    program = textwrap.dedent(f"""
        import os
        from pathlib import Path
        from editorapp.storage.errors import FileError
        from editorapp.storage.file_writing import write_file
        from editorapp.storage.text_encoding import FileFormat
        from editorapp.text.buffer import Buffer
        os.setgroups({list(groups)}); os.setgid({NOBODY}); os.setuid({NOBODY})
    """) + textwrap.dedent(code)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def names_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


# --- what is kept ------------------------------------------------------------------------------------------


def test_hard_links_go_on_leading_to_the_same_file_and_that_is_said(path: Path) -> None:
    other = path.parent / "other.txt"
    other.hardlink_to(path)
    state = write_file(path, Buffer("new\n"), UTF8)
    assert other.read_text() == "new\n"
    assert "2 names (hard links)" in state.note
    assert "a copy was made before" in state.note
    assert names_in(path.parent) == ["file.txt", "other.txt"]


def test_attributes_of_the_user_are_kept(path: Path) -> None:
    try:
        os.setxattr(path, "user.origin", b"somewhere")
    except OSError:
        pytest.skip("this file system has no attributes")
    state = write_file(path, Buffer("new\n"), UTF8)
    assert os.getxattr(path, "user.origin") == b"somewhere"
    assert state.note == ""


def test_an_attribute_that_a_new_file_may_not_have_is_kept_by_overwriting(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "not permitted")

    try:
        os.setxattr(path, "user.origin", b"somewhere")
    except OSError:
        pytest.skip("this file system has no attributes")
    before = path.stat().st_ino
    monkeypatch.setattr(os, "setxattr", refuse)
    state = write_file(path, Buffer("new\n"), UTF8)
    assert os.getxattr(path, "user.origin") == b"somewhere"
    assert path.stat().st_ino == before
    assert "user.origin" in state.note
    assert names_in(path.parent) == ["file.txt"]


def test_access_lists_are_kept_and_none_comes_from_the_folder(path: Path) -> None:
    # Version 2; the owner rw, user 65534 r, group r, mask r, others nothing.
    entries = ((1, 6, -1), (2, 4, NOBODY), (4, 4, -1), (0x10, 4, -1), (0x20, 0, -1))
    listed = (2).to_bytes(4, "little") + b"".join(
        tag.to_bytes(2, "little") + mode.to_bytes(2, "little") + (who & 0xFFFFFFFF).to_bytes(4, "little")
        for tag, mode, who in entries
    )
    try:
        os.setxattr(path, "system.posix_acl_access", listed)
        os.setxattr(path.parent, "system.posix_acl_default", listed)
    except OSError:
        pytest.skip("this file system has no access lists")
    write_file(path, Buffer("new\n"), UTF8)
    assert os.getxattr(path, "system.posix_acl_access") == listed
    os.removexattr(path, "system.posix_acl_access")
    path.chmod(0o600)
    write_file(path, Buffer("newer\n"), UTF8)
    assert "system.posix_acl_access" not in os.listxattr(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_owner_is_kept_where_only_overwriting_keeps_it(open_folder: Path) -> None:
    path = open_folder / "theirs.txt"
    path.write_text("old")
    path.chmod(0o666)
    open_folder.chmod(0o777)
    said = as_nobody(f'print(write_file(Path({str(path)!r}), Buffer("new"), FileFormat()).note)')
    assert "owner" in said
    assert (path.read_text(), path.stat().st_uid) == ("new", 0)
    assert names_in(open_folder) == ["theirs.txt"]


def test_who_is_not_root_loses_setuid_as_by_any_write_and_is_told(open_folder: Path) -> None:
    path = open_folder / "tool"
    path.write_text("old")
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)
    path.chmod(0o4755)
    open_folder.chmod(0o777)
    said = as_nobody(f'print(write_file(Path({str(path)!r}), Buffer("new"), FileFormat()).note)')
    assert "setuid" in said
    assert stat.S_IMODE(path.stat().st_mode) == 0o755


def test_a_private_file_is_private_while_it_is_written(path: Path) -> None:
    path.chmod(0o600)
    modes = []

    def blocks() -> Iterator[bytes]:
        beside = next(entry for entry in path.parent.iterdir() if entry != path)
        modes.append(stat.S_IMODE(beside.stat().st_mode))
        yield b"new"

    file_writing.write_blocks(path, blocks)
    assert modes == [0o600]


# --- what cannot be written --------------------------------------------------------------------------------


def test_a_folder_that_takes_no_file_is_said_and_nothing_is_left(open_folder: Path) -> None:
    path = open_folder / "ours.txt"
    path.write_text("old")
    path.chmod(0o666)
    said = as_nobody(f'print(write_file(Path({str(path)!r}), Buffer("new"), FileFormat()).note)')
    assert "its folder takes no new file" in said
    assert path.read_text() == "new"
    assert not list(Path("/var/tmp").glob(".ours.txt.*"))


def test_a_read_only_file_stays_as_it_is(open_folder: Path) -> None:
    path = open_folder / "fixed.txt"
    path.write_text("old")
    path.chmod(0o444)
    open_folder.chmod(0o777)
    said = as_nobody(f"""
        try:
            write_file(Path({str(path)!r}), Buffer("new"), FileFormat())
        except FileError as error:
            print(error)
    """)
    assert "is read-only" in said
    assert path.read_text() == "old"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
@pytest.mark.parametrize("is_linked", [False, True], ids=["one name", "two names"])
def test_a_write_that_fails_half_way_leaves_the_old_file(
    path: Path, monkeypatch: pytest.MonkeyPatch, code: int, is_linked: bool
) -> None:
    old = path.read_bytes()
    if is_linked:
        (path.parent / "other.txt").hardlink_to(path)
    before = names_in(path.parent)
    passes = []

    def blocks() -> Iterator[bytes]:
        passes.append(1)
        yield b"x" * 700
        if len(passes) == (2 if is_linked else 1):
            raise OSError(code, os.strerror(code))
        yield b"y" * 100

    with pytest.raises(FileError, match="brought back as it was" if is_linked else "old file is unchanged"):
        file_writing.write_blocks(path, blocks)
    assert path.read_bytes() == old
    assert names_in(path.parent) == before


def test_where_the_old_file_cannot_be_brought_back_its_copy_is_named(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = path.read_bytes()
    (path.parent / "other.txt").hardlink_to(path)

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "the disk is broken")

    monkeypatch.setattr(file_overwriting, "_write", fail)
    with pytest.raises(FileError) as raised:
        write_file(path, Buffer("new"), UTF8)
    copy = Path(str(raised.value).partition("A copy of the old file is ")[2].rstrip("."))
    assert copy.read_bytes() == old


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("is_linked", [False, True], ids=["one name", "two names"])
@pytest.mark.parametrize(("size", "filler"), [(100_000, 60_000), (200_000, 20_000), (1_000_000, 20_000)])
def test_a_full_disk_never_harms_the_old_file(
    small_disk: Path, is_linked: bool, size: int, filler: int
) -> None:
    path = small_disk / "file.txt"
    old = b"o" * 100_000
    path.write_bytes(old)
    if is_linked:
        (small_disk / "other.txt").hardlink_to(path)
    (small_disk / "filler").write_bytes(b"f" * filler)
    before = names_in(small_disk)
    # There was not even an attempt on it: room is reserved before.
    with pytest.raises(FileError, match=r"No space left on device\. The old file is unchanged"):
        write_file(path, Buffer("n" * size), UTF8)
    assert path.read_bytes() == old
    assert names_in(small_disk) == before


@pytest.mark.parametrize("is_linked", [False, True], ids=["one name", "two names"])
def test_a_limit_of_file_sizes_never_harms_the_old_file(path: Path, is_linked: bool) -> None:
    old = path.read_bytes()
    if is_linked:
        (path.parent / "other.txt").hardlink_to(path)
    before = names_in(path.parent)
    program = f"""
import resource
from pathlib import Path
from editorapp.storage.errors import FileError
from editorapp.storage.file_writing import write_file
from editorapp.storage.text_encoding import FileFormat
from editorapp.text.buffer import Buffer
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
try:
    write_file(Path({str(path)!r}), Buffer("x" * 100_000), FileFormat())
except FileError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert "File too large" in done.stdout, done.stderr
    assert "old file" in done.stdout
    assert path.read_bytes() == old
    assert names_in(path.parent) == before


def test_a_folder_that_cannot_be_synced_is_said_and_the_file_is_written(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: Path) -> None:
        raise OSError(errno.EIO, "the disk is slow to answer")

    monkeypatch.setattr(file_writing, "sync_folder", fail)
    state = write_file(path, Buffer("new"), UTF8)
    assert "the disk is slow to answer" in state.note
    assert path.read_text() == "new"
