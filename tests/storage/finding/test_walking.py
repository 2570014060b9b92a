"""Which files a walk leads to: patterns, hidden ones, links, folders that may not be read, and in which order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from editorapp.session.finding.file_matches import Reason, SkippedFile
from editorapp.session.finding.path_patterns import PathPatternError
from editorapp.session.finding.scope import Scope, patterns_of
from editorapp.storage.finding.walking import FileWalk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.py", "a.txt", "src/x.py", "src/deep/y.py", "src/z.min.js", ".hidden/h.py", "Z.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    return tmp_path


def _walked(folder: Path, scope: Scope | None = None) -> list[str]:
    return [str(path).removeprefix(f"{folder}/") for path in FileWalk([str(folder)], scope or Scope())]


def test_files_come_in_the_order_of_their_names(folder: Path) -> None:
    assert _walked(folder) == ["Z.md", "a.txt", "b.py", "src/deep/y.py", "src/x.py", "src/z.min.js"]


@pytest.mark.parametrize(
    ("include", "exclude", "left"),
    [
        ("*.py", "", "b.py src/deep/y.py src/x.py"),
        ("src/", "", "src/deep/y.py src/x.py src/z.min.js"),
        ("src/*.py", "", "src/x.py"),
        ("src/**/*.py", "", "src/deep/y.py src/x.py"),
        ("*.py, *.md", "deep", "Z.md b.py src/x.py"),
        ("", "*.min.js src/deep/", "Z.md a.txt b.py src/x.py"),
        ("*.py !b.py", "", "src/deep/y.py src/x.py"),
        ("/*.py", "", "b.py"),
    ],
)
def test_patterns_say_which_files_count(folder: Path, include: str, exclude: str, left: str) -> None:
    assert _walked(folder, Scope(patterns_of(include), patterns_of(exclude))) == left.split()


def test_a_pattern_that_is_none_is_an_error(folder: Path) -> None:
    with pytest.raises(PathPatternError, match="is no pattern"):
        FileWalk([str(folder)], Scope(("!",)))


def test_hidden_files_count_where_that_is_wanted(folder: Path) -> None:
    assert ".hidden/h.py" in _walked(folder, Scope(hidden=True))


def test_what_is_named_is_taken_whatever_the_patterns_say(folder: Path) -> None:
    named = str(folder / ".hidden" / "h.py")
    assert list(FileWalk([named], Scope(("*.md",)))) == [named]


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need a right there")
def test_links_lead_nowhere_twice(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "o.txt").write_text("x", encoding="utf-8")
    (outside / "back").symlink_to(folder)
    (folder / "again.txt").symlink_to("a.txt")
    (folder / "loop").symlink_to("..")
    (folder / "root").symlink_to("/")
    (folder / "one").symlink_to(outside)
    (folder / "two").symlink_to(outside)
    (folder / "o").symlink_to(outside / "o.txt")
    (folder / "dangling").symlink_to("nowhere")
    found = _walked(folder)
    assert [name for name in found if name not in _walked_before] == ["o", "one/o.txt"]


_walked_before = ("Z.md", "a.txt", "b.py", "src/deep/y.py", "src/x.py", "src/z.min.js")


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="who may do everything can read it"
)
def test_a_folder_that_may_not_be_read_is_told_and_the_rest_found(folder: Path) -> None:
    (folder / "src").chmod(0)
    try:
        found = list(FileWalk([str(folder)], Scope()))
    finally:
        (folder / "src").chmod(0o755)
    [skipped] = [each for each in found if isinstance(each, SkippedFile)]
    assert (skipped.path, skipped.reason) == (f"{folder}/src/", Reason.UNREADABLE)
    assert len(found) == 4


def test_a_folder_that_vanishes_meanwhile_is_told(folder: Path) -> None:
    walk = iter(FileWalk([str(folder)], Scope()))
    assert [next(walk) for _ in range(3)][-1] == f"{folder}/b.py"
    (folder / "src" / "deep").rename(folder / "src" / "Deep")
    for name in ("x.py", "z.min.js", "Deep/y.py"):
        (folder / "src" / name).unlink()
    (folder / "src" / "Deep").rmdir()
    (folder / "src").rmdir()
    assert [(each.path, each.reason) for each in walk if isinstance(each, SkippedFile)] == [
        (f"{folder}/src/", Reason.GONE)
    ]


def test_a_walk_can_be_ended_at_any_time(folder: Path) -> None:
    class EndedError(Exception):
        pass

    def pause() -> None:
        if (folder / "stop").exists():
            raise EndedError

    walk = iter(FileWalk([str(folder)], Scope(), pause))
    next(walk)
    (folder / "stop").touch()
    with pytest.raises(EndedError):
        next(walk)
