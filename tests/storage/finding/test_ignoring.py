"""Which files a walk leaves out, case by case, and that git leaves out the same."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from editorapp.session.finding.scope import Scope
from editorapp.storage.finding.walking import FileWalk

# What the ignore files hold, which files there are, and which of these are left.
CASES = {
    "a name anywhere": ({".gitignore": "*.o"}, "x.o a/x.o a/x.c", "a/x.c"),
    "a name at the top only": ({".gitignore": "/x"}, "x a/x", "a/x"),
    "a path is one from the top": ({".gitignore": "a/x"}, "a/x b/a/x", "b/a/x"),
    "a folder, and no file of its name": ({".gitignore": "out/"}, "out/x a/out", "a/out"),
    "what is in an ignored folder cannot be brought back": ({".gitignore": "a/\n!a/x"}, "a/x b", "b"),
    "what is in a folder whose files are ignored can": ({".gitignore": "a/*\n!a/x"}, "a/x a/y", "a/x"),
    "the last pattern counts": ({".gitignore": "!x\nx"}, "x y", "y"),
    "only some endings": ({".gitignore": "*\n!*/\n!*.txt"}, "x.py a/y.txt a/b/z.txt a/b/z.py", "a/y.txt a/b/z.txt"),
    "a file below says otherwise": ({".gitignore": "*.log", "a/.gitignore": "!*.log"}, "x.log a/x.log", "a/x.log"),
    "a file below speaks for its folder only": ({"a/.gitignore": "/x"}, "x a/x a/b/x", "x a/b/x"),
    "two stars between": ({".gitignore": "a/**/x"}, "a/x a/b/x a/b/c/x x", "x"),
    "two stars at the end": ({".gitignore": "a/**"}, "a/x a/b/x b", "b"),
    "two stars for folders within": ({".gitignore": "a/**/"}, "a/x a/b/y", "a/x"),
    "two stars for any folder": ({".gitignore": "**/"}, "x a/y", "x"),
    "two stars in front": ({".gitignore": "**/x/y"}, "x/y a/x/y y", "y"),
    "one star goes over no folder": ({".gitignore": "a/*/x"}, "a/b/x a/b/c/x", "a/b/c/x"),
    "sets of letters": ({".gitignore": "[ab].txt\n[!c]?.md"}, "a.txt c.txt xy.md cy.md", "c.txt cy.md"),
    "classes of letters": ({".gitignore": "[[:alpha:]].c\n[![:digit:]x].h"}, "x.c 1.c x.h 1.h _.h", "1.c x.h 1.h"),
    "an empty range, and brackets in brackets": ({".gitignore": "[z-a]\n[[x]\nout"}, "a x [ out", "a"),
    "comments, and what is none": ({".gitignore": "#x\n\\#y\n\\!z"}, "#x #y !z", "#x"),
    "blanks at the end": ({".gitignore": "x  \ny\\ "}, "x|y |z", "z"),
    "ends of lines of other systems": ({".gitignore": "x\r\ny\r\n"}, "x y z", "z"),
    "info/exclude": ({".git/info/exclude": "x"}, "x a/x y", "y"),
    "info/exclude comes after the others": ({".git/info/exclude": "x", ".gitignore": "!x"}, "x y", "x y"),
    "letters of other scripts": ({".gitignore": "ä*"}, "äö öä", "öä"),
    "nothing but blanks": ({".gitignore": "\n  \n/\n!"}, "x", "x"),
}  # fmt: skip


def _made(folder: Path, ignoring: dict[str, str], files: str) -> None:
    for name in _names(files):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    for name, text in ignoring.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def _names(files: str) -> list[str]:
    return files.split("|" if "|" in files else None)


def _walked(folder: Path, scope: Scope | None = None) -> set[str]:
    scope = scope or Scope(hidden=True)
    found = {str(path).removeprefix(f"{folder}/") for path in FileWalk([str(folder)], scope)}
    return {name for name in found if not name.endswith(".gitignore")}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_ignore_files_leave_out_is_not_found(
    tmp_path: Path, case: tuple[dict[str, str], str, str]
) -> None:
    ignoring, files, left = case
    (tmp_path / ".git").mkdir()
    _made(tmp_path, ignoring, files)
    assert _walked(tmp_path) == set(_names(left))


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git to compare with")
@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_git_leaves_out_the_same(tmp_path: Path, case: tuple[dict[str, str], str, str]) -> None:
    ignoring, files, left = case
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    _made(tmp_path, ignoring, files)
    names = "\0".join(_names(files))
    git = ["git", "-c", "core.excludesFile=", "-C", str(tmp_path), "check-ignore", "-z", "--stdin"]
    done = subprocess.run(git, input=names.encode(), capture_output=True, check=False)
    ignored = set(done.stdout.decode().split("\0")) - {""}
    assert set(_names(files)) - ignored == set(_names(left))


def test_what_stands_above_the_folder_that_is_searched_counts(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    _made(tmp_path, {".gitignore": "/a/b/x\n*.log", ".ignore": "/a/b/y"}, "a/b/x a/b/y a/b/z a/b/z.log x")
    assert _walked(tmp_path / "a" / "b") == {"z"}


def test_what_stands_above_a_repository_does_not_count(tmp_path: Path) -> None:
    _made(tmp_path, {".gitignore": "x", "inner/.git/HEAD": ""}, "x inner/x inner/y")
    assert _walked(tmp_path) == {"inner/x", "inner/y"}
    assert _walked(tmp_path / "inner") == {"x", "y"}


def test_an_ignore_file_for_searches_comes_before_that_of_git(tmp_path: Path) -> None:
    _made(tmp_path, {".ignore": "!x\ny", ".gitignore": "x"}, "x y z")
    assert _walked(tmp_path) == {"x", "z", ".ignore"}


def test_everything_is_found_where_that_is_wanted(tmp_path: Path) -> None:
    _made(tmp_path, {".gitignore": "x/", ".git/config": ""}, "x/y z")
    assert _walked(tmp_path, Scope(hidden=True, ignored=True)) == {"x/y", "z", ".git/config"}


def test_an_ignored_folder_is_not_entered(tmp_path: Path) -> None:
    _made(tmp_path, {".gitignore": "x/"}, "x/y z")
    (tmp_path / "x").chmod(0)
    try:
        assert list(FileWalk([str(tmp_path)], Scope())) == [f"{tmp_path}/z"]
    finally:
        (tmp_path / "x").chmod(0o755)
