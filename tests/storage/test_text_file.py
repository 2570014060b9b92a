"""Reading and writing files: the same bytes back, and never half a file."""

from __future__ import annotations

import codecs
import os
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorapp.storage import text_file
from editorapp.storage.errors import FileError
from editorapp.storage.file_state import file_digest
from editorapp.storage.file_writing import write_file
from editorapp.storage.text_encoding import FileFormat
from editorapp.storage.text_file import read_file
from editorapp.text.buffer import Buffer

MARKS = [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE]
posix = pytest.mark.skipif(os.name == "nt", reason="modes and links as POSIX has them")

contents = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=30).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.builds(
        lambda text, encoding: text.encode(encoding),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
        st.sampled_from(["utf-16", "utf-32", "utf-8-sig", "latin-1-or-so"]).map(
            lambda name: "utf-8" if name == "latin-1-or-so" else name
        ),
    ),
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files") / "file.txt"


@given(mark=st.sampled_from([b"", *MARKS]), content=contents)
@settings(max_examples=300)
def test_opening_and_saving_gives_the_same_bytes(file: Path, mark: bytes, content: bytes) -> None:
    original = mark + content
    file.write_bytes(original)
    loaded = read_file(file)
    assert loaded.state.size == len(original)
    written = write_file(file, loaded.buffer, loaded.format)
    assert file.read_bytes() == original
    assert (written.digest, written.size) == (loaded.state.digest, len(original))
    assert file_digest(file) == written


@pytest.mark.parametrize(
    ("content", "text", "label"),
    [
        (b"", "", "UTF-8"),
        ("é\r\n".encode(), "é\r\n", "UTF-8"),
        (b"\xef\xbb\xbfa", "a", "UTF-8 with mark"),
        (b"\xff\xfea\x00", "a", "UTF-16 LE with mark"),
        (b"\xfe\xff\x00a", "a", "UTF-16 BE with mark"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "a", "UTF-32 LE with mark"),
        (b"\x00\x00\xfe\xff\x00\x00\x00a", "a", "UTF-32 BE with mark"),
        ("\ufeff😀".encode("utf-16-be"), "😀", "UTF-16 BE with mark"),
    ],
)
def test_marks_tell_the_encoding_and_are_no_part_of_the_text(
    tmp_path: Path, content: bytes, text: str, label: str
) -> None:
    (tmp_path / "f").write_bytes(content)
    loaded = read_file(tmp_path / "f")
    assert (str(loaded.buffer), loaded.format.label) == (text, label)
    assert not loaded.has_invalid_bytes


@pytest.mark.parametrize(
    "content",
    [
        b"a\xff\x80b",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\xff\xfea\x00b",  # half a character at the end
        b"\xff\xfe\x00\xd8",  # half a surrogate pair
        b"\xff\xfe" + b"a\x00" * (1 << 20) + b"b",
        b"\xff\xfe" + b"a\x00" * (1 << 20) + b"\x00\xd8a\x00",
        b"\xef\xbb\xbf" + b"a" * (1 << 20) + b"\xff",
    ],
    ids=lambda content: f"{len(content)} bytes, {content[-4:]!r}",
)
def test_bytes_that_are_no_text_are_kept(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "f"
    path.write_bytes(content)
    loaded = read_file(path)
    assert loaded.has_invalid_bytes
    write_file(path, loaded.buffer.replace(0, 0, "x").replace(0, 1, ""), loaded.format)
    assert path.read_bytes() == content


def test_a_character_cut_by_a_block_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_file, "_BLOCK", 5)
    path = tmp_path / "f"
    for encoding in ("utf-8", "utf-16", "utf-32"):
        path.write_bytes("aéaé😀\r\n😀é\xff".encode(encoding))
        assert str(read_file(path).buffer) == "aéaé😀\r\n😀é\xff"


def test_a_text_that_the_encoding_cannot_hold_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"old")
    with pytest.raises(FileError, match=r"cannot express the character € \(U\+20AC\) in line 2, column 3\."):
        write_file(path, Buffer("a\nb €"), FileFormat("iso8859-1"))
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["f"]  # noqa: PTH208


# --- what cannot be read or written ------------------------------------------------------------------------


def test_what_is_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="is a folder"):
        read_file(tmp_path)
    with pytest.raises(FileError, match="is a folder"):
        write_file(tmp_path, Buffer("a"), FileFormat())
    with pytest.raises(FileError, match="does not exist"):
        read_file(tmp_path / "none")
    with pytest.raises(FileError):
        read_file(tmp_path / ("x" * 300))
    with pytest.raises(FileError):
        write_file(tmp_path / ("x" * 300), Buffer("a"), FileFormat())
    with pytest.raises(FileError, match="cannot be written"):
        write_file(tmp_path / "none" / "f", Buffer("a"), FileFormat())
    assert file_digest(tmp_path) is None
    assert file_digest(tmp_path / "none") is None


@posix
def test_a_pipe_or_a_device_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(FileError, match="not an ordinary file"):
            read_file(path)


def as_nobody(folder: Path, code: str) -> str:
    """Run Python code as a user who may do little, and return what it prints."""
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    nobody = 65534
    before = "import os; from pathlib import Path; from editorapp.storage.text_file import *\n"
    before += "from editorapp.storage.file_writing import *\n"
    before += "from editorapp.text.buffer import Buffer; from editorapp.storage.errors import FileError\n"
    before += f"os.setgroups([]); os.setgid({nobody}); os.setuid({nobody}); folder = Path({str(folder)!r})\n"
    program = before + textwrap.dedent(code)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A folder that other users can reach."""
    for parent in (tmp_path, *tmp_path.parents[:2]):
        parent.chmod(0o755)
    return tmp_path


def test_what_may_not_be_read_is_said(open_folder: Path) -> None:
    (open_folder / "secret").write_text("s")
    (open_folder / "secret").chmod(0o600)
    said = as_nobody(
        open_folder,
        """
        try: read_file(folder / "secret")
        except FileError as error: print(error)
        try: write_file(folder / "secret", Buffer("x"), FileFormat())
        except FileError as error: print(error)
        try: write_file(folder / "new", Buffer("x"), FileFormat())
        except FileError as error: print(error)
    """,
    ).splitlines()
    assert "may not be read: permission denied" in said[0]
    assert "unchanged" in said[1]
    assert "unchanged" in said[2]
    assert (open_folder / "secret").read_text() == "s"


def test_in_a_folder_that_takes_no_new_file_the_file_itself_is_overwritten(open_folder: Path) -> None:
    path = open_folder / "ours"
    path.write_text("a longer text before")
    path.chmod(0o666)
    said = as_nobody(open_folder, 'print(write_file(folder / "ours", Buffer("after"), FileFormat()).size)')
    assert said == "5\n"
    assert path.read_text() == "after"


@posix
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("old")
    program = f"""
import resource, signal
from pathlib import Path
from editorapp.storage.text_file import *; from editorapp.storage.file_writing import *
from editorapp.text.buffer import Buffer
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_file(Path({str(path)!r}), Buffer("x" * 100_000), FileFormat())
except Exception as error:
    print(type(error).__name__, error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith("FileError")
    assert "The old file is unchanged." in done.stdout
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["f"]


# --- what is kept ------------------------------------------------------------------------------------------


@posix
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write_file(tmp_path / "link", Buffer("new"), FileFormat())
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


@posix
@pytest.mark.parametrize("mode", [0o600, 0o755, 0o644, 0o4755])
def test_the_mode_is_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "f"
    path.write_text("old")
    path.chmod(mode)
    write_file(path, Buffer("new"), FileFormat())
    assert stat.S_IMODE(path.stat().st_mode) == mode


@posix
def test_a_new_file_gets_the_usual_mode(tmp_path: Path) -> None:
    usual, ours = tmp_path / "usual", tmp_path / "ours"
    usual.touch()
    write_file(ours, Buffer("a"), FileFormat())
    assert ours.stat().st_mode == usual.stat().st_mode


def test_a_reader_sees_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("old")
    with path.open() as reader:
        write_file(path, Buffer("new and longer"), FileFormat())
        if os.name != "nt":
            assert reader.read() == "old"
    assert path.read_text() == "new and longer"


def test_what_is_in_the_way_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = os.fsync, []

    def busy_once(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 1:
            raise BlockingIOError(11, "in the way")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", busy_once)
    write_file(tmp_path / "f", Buffer("a"), FileFormat())
    assert (tmp_path / "f").read_text() == "a"
    assert len(calls) > 1


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="Linux")
@pytest.mark.parametrize(
    "name", ["/proc/version", "/proc/self/maps", "/sys/kernel/mm/transparent_hugepage/enabled"]
)
def test_a_file_that_the_system_makes_up_is_read_though_its_length_is_not_what_it_says(name: str) -> None:
    path = Path(name)
    if not path.exists():
        pytest.skip("this system has no such file")
    loaded = read_file(path)
    assert len(loaded.buffer) > 0
    assert loaded.state.size == path.stat().st_size
