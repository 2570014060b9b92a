"""What is found in real files: encodings, what is no text, what is open, what cannot be read."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.session.finding import file_matches
from editorapp.session.finding.file_matches import FileMatches, LineMatch, Reason, SkippedFile, line_matches
from editorapp.session.finding.file_search import FileSearch, Query
from editorapp.session.finding.scope import Scope
from editorapp.session.text_digest import text_digest
from editorapp.storage.finding import reading
from editorapp.storage.finding.reading import FileTexts
from editorapp.storage.finding.walking import FileWalk
from editorapp.text.buffer import Buffer
from editorapp.text.patience import Patience
from editorapp.text.search import SearchError


def _found(
    folder: Path, query: Query, opened: dict[str, Buffer] | None = None, largest: int | None = None
) -> list[FileMatches | SkippedFile]:
    search = FileSearch(query, FileTexts(query, opened, largest))
    return list(search.through(FileWalk([str(folder)], Scope())))


def _matches(folder: Path, query: Query, opened: dict[str, Buffer] | None = None) -> list[LineMatch]:
    return [
        m for each in _found(folder, query, opened) if isinstance(each, FileMatches) for m in each.matches
    ]


def _reasons(folder: Path, query: Query, largest: int | None = None) -> list[Reason]:
    return [each.reason for each in _found(folder, query, None, largest) if isinstance(each, SkippedFile)]


def test_a_match_has_its_place_and_its_line(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes("one\r\n  tŵo 😀 three\r\n".encode())
    [match] = _matches(tmp_path, Query("three"))
    assert match == LineMatch(13, 18, 1, 8, "  tŵo 😀 three", 8, 13)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "shift_jis", "iso2022_jp"]
)
@pytest.mark.parametrize("case", [True, False])
@pytest.mark.parametrize("pattern", ["needle", "{}"])
def test_text_is_found_in_every_encoding_that_can_be_opened(
    tmp_path: Path, encoding: str, case: bool, pattern: str
) -> None:
    word = "日本語のテキスト" if encoding in ("shift_jis", "iso2022_jp") else "café à la crème brûlée"
    text = f"{word}, needle.\n" * 20
    (tmp_path / "x").write_bytes(text.encode(encoding))
    assert len(_matches(tmp_path, Query(pattern.format(word), case=case))) == 20


def test_letters_that_are_the_same_without_case_are_found(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("Straße, \u212aelvin, ſet", encoding="utf-8")
    (tmp_path / "b").write_text("kelvin SET", encoding="utf-8")
    assert len(_matches(tmp_path, Query("kelvin", case=False))) == 2
    assert len(_matches(tmp_path, Query("ſet", case=False))) == 2
    assert len(_matches(tmp_path, Query("\u212a", case=False))) == 2


def test_what_is_no_text_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "zero").write_bytes(b"needle\0")
    (tmp_path / "picture").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR needle")
    (tmp_path / "late").write_bytes(b"needle " + b"x" * reading.LOOKED_AT + b"\0")
    (tmp_path / "noise").write_bytes(b"needle " + bytes(range(1, 256)) * 4)
    assert _reasons(tmp_path, Query("needle")) == [Reason.BINARY] * 3
    assert len(_matches(tmp_path, Query("needle"))) == 1


def test_bytes_that_are_no_text_hide_nothing(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes("tägliche nöte größer\n".encode() * 9 + b"a \xff needle \xfe\n")
    assert [m.text for m in _matches(tmp_path, Query("needle"))] == ["a \udcff needle \udcfe"]
    assert len(_matches(tmp_path, Query("\udcff needle"))) == 1


def test_files_that_are_too_large_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"needle")
    assert _reasons(tmp_path, Query("needle"), largest=5) == [Reason.LARGE]
    assert _reasons(tmp_path, Query("needle"), largest=6) == []


@pytest.mark.parametrize("query", [Query("needle"), Query("needle", case=False), Query("ne+dle", regex=True)])
def test_a_large_file_is_searched_in_parts(
    tmp_path: Path, query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_AT_ONCE", 64)
    monkeypatch.setattr(reading, "_BLOCK", 16)
    for place in range(120, 140):
        (tmp_path / f"{place}").write_bytes(
            b"x\n" * (place // 2) + b"x" * (place % 2) + b"needle\n" + b"y" * 50
        )
    (tmp_path / "none").write_bytes(b"x" * 500)
    assert [match.start for match in _matches(tmp_path, query)] == list(range(120, 140))


def test_what_is_open_is_searched_as_it_is_in_the_window(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"on disk")
    (tmp_path / "link").symlink_to(tmp_path / "x")
    opened = {str((tmp_path / "x").resolve()): Buffer("in the window")}
    assert [m.text for m in _matches(tmp_path, Query("window"), opened)] == ["in the window"]
    assert _matches(tmp_path, Query("disk"), opened) == []


def test_a_file_that_vanishes_is_told_and_the_others_searched(tmp_path: Path) -> None:
    for name in "abc":
        (tmp_path / name).write_bytes(b"needle")
    query = Query("needle")
    found = FileSearch(query, FileTexts(query)).through(FileWalk([str(tmp_path)], Scope()))
    assert isinstance(next(found), FileMatches)
    (tmp_path / "b").unlink()
    skipped, last = found
    assert isinstance(skipped, SkippedFile)
    assert (skipped.reason, skipped.words) == (Reason.GONE, f"{tmp_path}/b does not exist.")
    assert isinstance(last, FileMatches)


def test_an_expression_that_takes_too_long_is_given_up_for_that_file_only(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a" * 40 + "!", encoding="utf-8")
    (tmp_path / "b").write_text("aab", encoding="utf-8")
    query = Query(r"(a|aa)+\Z|b", regex=True)
    search = FileSearch(query, FileTexts(query), lambda: Patience(0.05, now=time.monotonic))
    first, second = search.through(FileWalk([str(tmp_path)], Scope()))
    assert isinstance(first, SkippedFile)
    assert first.reason is Reason.FAILED
    assert isinstance(second, FileMatches)


def test_matches_over_several_lines_show_the_first(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("a one\ntwo\n", encoding="utf-8")
    [match] = _matches(tmp_path, Query(r"one\ntwo", regex=True))
    assert (match.text, match.first, match.last, match.end) == ("a one", 2, 5, 9)


def test_of_a_long_line_is_shown_what_is_around_the_match(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x" * 5000 + "needle" + "y" * 5000, encoding="utf-8")
    [match] = _matches(tmp_path, Query("needle"))
    assert match.text[match.first : match.last] == "needle"
    assert match.column == 5000
    assert match.text.startswith("…x")
    assert match.text.endswith("y…")
    assert len(match.text) < 300


def test_many_matches_of_a_file_come_in_parts(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x" * 2500, encoding="utf-8")
    parts = [each for each in _found(tmp_path, Query("x")) if isinstance(each, FileMatches)]
    assert [(len(part.matches), part.is_more) for part in parts] == [(1000, False), (1000, True), (500, True)]


def test_what_would_come_is_told_with_what_the_text_is_known_by(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("one two", encoding="utf-8")
    [found] = _found(tmp_path, Query(r"(\w+) (\w+)", regex=True, replacement=r"\2 \1"))
    assert isinstance(found, FileMatches)
    assert found.matches[0].replacement == "two one"
    assert found.digest == text_digest(Buffer("one two")) != text_digest(Buffer("one  two"))


def test_what_cannot_be_searched_for_is_said_at_once() -> None:
    for query in (Query(""), Query("(", regex=True), Query("x", regex=True, replacement=r"\3")):
        with pytest.raises(SearchError):
            FileSearch(query, FileTexts(query))


@given(st.text(alphabet="ab\n\r", max_size=80))
def test_lines_are_those_of_the_buffer(text: str) -> None:
    buffer = Buffer(text)
    window, file_matches._WINDOW = file_matches._WINDOW, 8  # type: ignore[misc]
    try:
        found = list(line_matches(buffer, Query("a|\r", regex=True).searcher(), Patience()))
    finally:
        file_matches._WINDOW = window  # type: ignore[misc]
    for match in found:
        line = buffer.line_at(match.start)
        assert (match.line, match.text) == (line, buffer.line_text(line))
        assert match.column == match.start - buffer.line_start(line)
