"""What an export writes, where it may not, and that nothing is half-done when it is stopped or fails."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from editorapp.bus.errors import CancelledEffectError, EffectRefusedError
from editorapp.commands.decision import ExportFormat
from editorapp.session.work.exporting import ExportRequested
from editorapp.storage.document_store import DocumentStore
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.work.exporter import OWN_FILE, Exporter
from editorapp.storage.work.file_writer import HELD_ELSEWHERE, FileWriter
from tests.desk import REGISTRY
from tests.storage.conftest import OWNER, do


class Progress:
    """An attempt that notes what is reported and may be cancelled."""

    key = "document.export:1.0"
    target = "export/notes"
    number = 1

    def __init__(self, *, cancelled_at: int | None = None) -> None:
        self.reports: list[int] = []
        self._cancelled_at = cancelled_at

    def report(self, done: int, total: int, note: str = "") -> None:
        assert done <= total
        self.reports.append(done)
        if len(self.reports) == self._cancelled_at:
            raise CancelledEffectError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"one <two>\r\n\xff three\n")
    return path


@pytest.fixture
def held(store: DocumentStore, path: Path) -> HeldDocument:
    return store.open_file(path)


@pytest.fixture
def export(store: DocumentStore, held: HeldDocument) -> Callable[..., int]:
    writer = FileWriter(store, OWNER, REGISTRY, {held.id: held}.get)
    exporter = Exporter(store, writer.text_of)

    def run(target: Path, kind: ExportFormat = ExportFormat.TEXT, attempt: Progress | None = None) -> int:
        revision = held.document.revision
        request = ExportRequested(held.id, revision, str(target), kind, held.name, 4, str(held.path))
        return exporter.export(request, attempt or Progress())

    return run


def test_a_copy_has_the_bytes_that_a_save_would_write_and_the_document_keeps_its_file(
    export: Callable[..., int], held: HeldDocument, path: Path, tmp_path: Path
) -> None:
    do(held, "text.insert", text="zero ")
    size = export(tmp_path / "copy.txt")
    assert (tmp_path / "copy.txt").read_bytes() == b"zero one <two>\r\n\xff three\n"
    assert size == (tmp_path / "copy.txt").stat().st_size
    assert held.path == path
    assert held.document.is_modified
    assert path.read_bytes() == b"one <two>\r\n\xff three\n"


def test_a_page_shows_what_is_no_text(export: Callable[..., int], tmp_path: Path) -> None:
    export(tmp_path / "notes.html", ExportFormat.HTML)
    page = (tmp_path / "notes.html").read_text(encoding="utf-8")
    assert "one &lt;two&gt;" in page
    assert "\\xFF</span> three" in page
    assert "<title>notes.txt</title>" in page


def test_the_documents_own_file_is_no_place_for_a_copy(
    export: Callable[..., int], path: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(path)
    for place in (path, tmp_path / "link"):
        with pytest.raises(EffectRefusedError) as refused:
            export(place, ExportFormat.HTML)
        assert refused.value.code == OWN_FILE
    assert path.read_bytes().startswith(b"one")


def test_a_file_that_is_open_is_no_place_for_a_copy(
    export: Callable[..., int], store: DocumentStore, tmp_path: Path
) -> None:
    other = tmp_path / "other.txt"
    other.write_text("other", encoding="utf-8")
    opened = store.open_file(other)
    with pytest.raises(EffectRefusedError) as refused:
        export(other)
    assert refused.value.code == HELD_ELSEWHERE
    assert other.read_text(encoding="utf-8") == "other"
    opened.close(0)
    export(other)
    assert other.read_bytes().startswith(b"one")


@pytest.mark.parametrize("name", ["", "missing/copy.txt"])
def test_a_place_that_cannot_be_written_is_refused_in_words(
    export: Callable[..., int], tmp_path: Path, name: str
) -> None:
    with pytest.raises(EffectRefusedError, match="folder"):
        export(tmp_path / name)


@pytest.mark.parametrize("report", [1, 2, 4])
@pytest.mark.parametrize("links", [1, 2])
def test_an_export_that_is_stopped_leaves_what_was_there(
    export: Callable[..., int], held: HeldDocument, tmp_path: Path, report: int, links: int
) -> None:
    do(held, "text.insert", text="line\n" * 700_000)
    target = tmp_path / "copy.txt"
    target.write_text("before", encoding="utf-8")
    if links == 2:
        os.link(target, tmp_path / "its other name")
    names = sorted(tmp_path.iterdir())
    with pytest.raises(CancelledEffectError):
        export(target, attempt=Progress(cancelled_at=report))
    assert target.read_text(encoding="utf-8") == "before"
    assert sorted(tmp_path.iterdir()) == names


def test_what_an_export_left_that_a_death_cut_short_is_removed_by_the_next(
    export: Callable[..., int], tmp_path: Path
) -> None:
    cut_short = tmp_path / ".copy.txt.0cr6cm_9.new"
    cut_short.write_text("half of", encoding="utf-8")
    other = tmp_path / ".other.txt.0cr6cm_9.new"
    other.write_text("of another file", encoding="utf-8")
    export(tmp_path / "copy.txt")
    assert not cut_short.exists()
    assert other.exists()


def test_a_file_is_not_taken_for_a_folder_that_does_not_exist(
    export: Callable[..., int], tmp_path: Path
) -> None:
    (tmp_path / "plain").write_text("", encoding="utf-8")
    with pytest.raises(EffectRefusedError, match="plain is not a folder"):
        export(tmp_path / "plain" / "copy.txt")


def test_how_far_it_is_is_told_for_large_texts(
    export: Callable[..., int], held: HeldDocument, tmp_path: Path
) -> None:
    do(held, "text.insert", text="line\n" * 700_000)
    progress = Progress()
    export(tmp_path / "copy.txt", attempt=progress)
    assert len(progress.reports) >= 4
    assert progress.reports == sorted(progress.reports)
    assert progress.reports[-1] == len(held.document.document.buffer)
