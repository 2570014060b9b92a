"""Exporting in a whole window: where to, as what, and what is said of it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from editorapp.commands.decision import ExportFormat
from editorapp.ui import exporting
from editorapp.ui.file_dialogs import export_format
from tests.cli.program import Program, insert, plain
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_text("one <two>\n", encoding="utf-8")
    return path


@pytest.fixture
def window(open_window: OpenWindow, path: Path) -> OpenedWindow:
    return open_window(path)


def test_a_page_is_written_from_the_menu_and_the_document_keeps_its_file(
    window: OpenedWindow, path: Path, tmp_path: Path
) -> None:
    window.write("zero ")
    window.choose("document.export_dialog")
    window.answer_file_dialog(tmp_path / "page")
    window.wait(lambda: window.status() == f"Exported notes.txt to {tmp_path / 'page.html'}")
    assert "zero one &lt;two&gt;" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert window.held.path == path
    assert window.title.startswith("notes.txt*")
    assert path.read_text(encoding="utf-8") == "one <two>\n"


def test_a_copy_of_the_text_is_written_where_that_is_chosen(window: OpenedWindow, tmp_path: Path) -> None:
    window.choose("document.export_dialog")
    dialog = window.dialog(QFileDialog)
    dialog.selectNameFilter(dialog.nameFilters()[1])
    dialog.filterSelected.emit(dialog.nameFilters()[1])
    window.answer_file_dialog(tmp_path / "copy")
    window.wait(lambda: "Exported" in window.status())
    assert (tmp_path / "copy").read_text(encoding="utf-8") == "one <two>\n"


def test_what_fails_is_told_and_can_be_tried_again_or_put_elsewhere(
    window: OpenedWindow, tmp_path: Path
) -> None:
    folder = tmp_path / "later"
    arguments = {"path": str(folder / "page.html"), "format": "html"}
    window.parts.dispatcher.request("document.export", arguments, "dialog")
    window.wait(window.messages)
    [text] = window.messages()
    assert f"the folder {folder} does not exist" in text
    assert "The document itself is as it was." in text
    window.answer_message("Try Again")
    window.wait(window.messages)
    window.answer_message("Choose Another File...")
    window.answer_file_dialog(tmp_path / "page.html")
    window.wait(lambda: (tmp_path / "page.html").exists())
    window.wait(lambda: not window.messages())


def test_a_file_without_its_whole_path_is_refused(window: OpenedWindow) -> None:
    window.parts.dispatcher.request("document.export", {"path": "page.html", "format": "html"}, "script")
    window.wait(window.messages)
    assert "whole path" in window.messages()[0]
    assert window.parts.worker.is_idle


def test_an_export_that_takes_long_can_be_stopped(
    window: OpenedWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_LONG", 0)
    text = "<a line>\n" * 4_000_000
    window.parts.dispatcher.request("text.insert", {"text": text}, "mouse")
    window.wait(lambda: len(window.held.document.document.buffer) > len(text))
    page = tmp_path / "page.html"
    page.write_text("before", encoding="utf-8")
    window.parts.dispatcher.request("document.export", {"path": str(page), "format": "html"}, "dialog")
    window.wait(lambda: f"notes.txt is being exported to {page}." in window.messages())
    window.answer_message("Stop")
    window.wait(lambda: "was stopped" in window.status())
    window.settle()
    assert window.messages() == []
    assert page.read_text(encoding="utf-8") == "before"


def test_an_export_that_the_end_of_the_window_overtakes_is_done_at_the_next_start(
    open_window: OpenWindow, window: OpenedWindow, tmp_path: Path
) -> None:
    window.write("zero ")
    window.parts.dispatcher.request("document.export", {"path": str(tmp_path / "p.txt")}, "dialog")
    window.end()
    open_window()
    window.wait((tmp_path / "p.txt").exists)
    assert (tmp_path / "p.txt").read_text(encoding="utf-8") == "zero one <two>\n"


def test_what_is_sent_is_answered_when_it_is_written(
    window: OpenedWindow, path: Path, tmp_path: Path
) -> None:
    program = Program(tmp_path / "profile")
    page, missing = tmp_path / "page.html", tmp_path / "missing" / "page.html"
    lines = [
        plain("document.export", path=str(page), format="html"),
        plain("document.export", path=str(missing)),
        plain("document.export", path="relative.txt"),
        insert("x"),
    ]
    with ThreadPoolExecutor() as pool:
        stdin = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        sending = pool.submit(program.run, "send", path, stdin=stdin)
        window.wait(sending.done)
    written, *failed, inserted = sending.result().answers
    assert (written["status"], inserted["status"]) == ("completed", "completed")
    assert [answer["error"]["code"] for answer in failed] == ["export_failed", "export_failed"]
    assert "does not exist" in failed[0]["error"]["message"]
    assert "one &lt;two&gt;" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "name", "is_page", "kind"),
    [
        ("/a/b.html", "notes.txt", True, ExportFormat.HTML),
        ("/a/b", "notes.txt", True, ExportFormat.HTML),
        ("/a/b.HTM", "notes.txt", False, ExportFormat.HTML),
        ("/a/b.html", "page.html", False, ExportFormat.TEXT),
        ("/a/b.txt", "notes.txt", False, ExportFormat.TEXT),
    ],
)
def test_what_is_written_follows_from_the_choice_and_the_name(
    path: str, name: str, is_page: bool, kind: ExportFormat
) -> None:
    assert export_format(path, name, is_page=is_page) is kind
