"""The inspector in its window: what is done shows up there, and what it asks for is done, and journaled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView

from editorapp.bus.job import JobState
from editorapp.session.command_usage import CommandUsage
from editorapp.session.work.saving import RecordSaved, SaveRequested
from editorapp.storage.pipeline_file import read_summary
from editorapp.storage.profile import TRACE_VARIABLE
from editorapp.storage.trace_log import trace_path
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow


def _panel(window: OpenedWindow):
    if not window.parts.inspection.is_shown:
        window.choose("view.inspector")
    return _dock(window).panel


def _dock(window: OpenedWindow):
    dock = window.parts.inspection.dock
    assert dock is not None
    return dock


def _commands(window: OpenedWindow):
    return [seen.trace.name for seen in _panel(window).commands.model.rows]


def _issued(window: OpenedWindow):
    return [seen.trace.name for seen in window.parts.given.pipelines.pipeline.commands()]


def _service(window: OpenedWindow):
    window.wait(lambda: window.parts.given.pipelines.sources)
    return window.parts.work.service


# --- showing it --------------------------------------------------------------------------------------------


def test_what_is_typed_shows_up(window: OpenedWindow) -> None:
    panel = _panel(window)
    window.write("ab")
    window.wait(lambda: _commands(window).count("text.type") == 2)
    panel.commands.choose(0)
    assert panel.commands.current.trace.target == window.held.id


def test_in_a_narrow_window_it_lies_below_the_text(window: OpenedWindow) -> None:
    window.parts.window.resize(420, 700)
    _panel(window)
    main = window.parts.window
    assert main.dockWidgetArea(_dock(window)) == Qt.DockWidgetArea.BottomDockWidgetArea
    window.wait(lambda: _dock(window).geometry().right() <= main.width())


def test_it_costs_nothing_while_it_is_hidden(window: OpenedWindow) -> None:
    _panel(window)
    window.wait(lambda: _commands(window))
    window.choose("view.inspector")
    assert not window.parts.inspection.is_shown
    window.write("ab")
    assert not window.parts.inspection._often.isActive()
    assert "text.type" not in [seen.trace.name for seen in _dock(window).panel.commands.model.rows]
    window.choose("view.inspector")
    window.wait(lambda: "text.type" in _commands(window))


def test_showing_and_closing_it_are_commands_like_any_other(window: OpenedWindow) -> None:
    _panel(window)
    _dock(window).close()
    window.wait(lambda: not window.parts.inspection.is_shown)
    assert _issued(window)[:2] == ["view.inspector", "view.inspector"]


def test_escape_gives_the_keyboard_back_to_the_text(window: OpenedWindow, qtbot) -> None:
    panel = _panel(window)
    window.write("a")
    window.wait(lambda: "text.type" in _commands(window))
    table = panel.commands.findChild(QTableView)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert window.parts.window.focusWidget() is window.view


def test_a_refused_command_is_marked_with_its_error(window: OpenedWindow) -> None:
    panel = _panel(window)
    window.parts.dispatcher.request("edit.redo", {}, "keyboard")
    window.wait(lambda: "edit.redo" in _commands(window))
    panel.commands.choose(_commands(window).index("edit.redo"))
    assert "redo" in panel.commands.details()
    assert panel.commands.kind.is_wrong(panel.commands.current)


def test_queries_to_read_models_in_memory_and_on_disk_show_up(window: OpenedWindow) -> None:
    panel = _panel(window)
    window.write("one")
    window.wait(lambda: "DocumentCounts" in [seen.trace.name for seen in panel.queries.model.rows])
    window.parts.given.journal_models.ask(CommandUsage())
    window.wait(lambda: "CommandUsage" in [seen.trace.name for seen in panel.queries.model.rows])
    row = next(seen.trace for seen in panel.queries.model.rows if seen.trace.name == "CommandUsage")
    assert (row.read_model, row.error) == ("command usage", "")
    assert row.took > 0


def test_read_models_in_memory_and_on_disk_are_shown_together(window: OpenedWindow) -> None:
    panel = _panel(window)
    _service(window)
    panel.show_list("Read Models")
    window.wait(
        lambda: (
            {listed.health.name for listed in panel.models.model.rows}
            >= {"document statistics", "command usage", "history list"}
        )
    )


# --- settling ----------------------------------------------------------------------------------------------


def test_a_save_is_a_job_that_is_done(open_window: OpenWindow, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("one", encoding="utf-8")
    window = open_window(path)
    panel = _panel(window)
    window.write("two ")
    window.save()
    window.wait(lambda: [listed.job.name for listed in panel.jobs.model.rows].count("file.save") == 1)
    window.wait(lambda: panel.jobs.model.rows[-1].job.state is JobState.DONE)


def test_a_button_is_a_command_in_the_journal_and_what_it_wants_is_done(window: OpenedWindow) -> None:
    service = _service(window)
    request = SaveRequested("nobody", 1, "/nowhere")
    service.submit("save/nobody", RecordSaved(request, None), command_id="later", delay=3600)
    panel = _panel(window)
    panel.show_list("Jobs")
    window.wait(lambda: [listed.job.id for listed in panel.jobs.model.rows] == ["later"])
    panel.jobs.choose(0)
    panel.buttons["Cancel"].click()
    window.wait(lambda: panel.jobs.model.rows[0].job.state is JobState.CANCELLED)
    assert panel.said() == "later is cancelled."
    assert "jobs.cancel" in _issued(window)


def test_what_cannot_be_done_is_said(window: OpenedWindow) -> None:
    _service(window)
    panel = _panel(window)
    window.parts.dispatcher.request("jobs.retry", {"id": "nothing"}, "script")
    window.wait(lambda: "There is no job 'nothing'." in panel.said())


def test_statistics_are_counted_again_on_request(window: OpenedWindow) -> None:
    panel = _panel(window)
    window.write("one two")
    model = window.parts.statistics.model
    window.wait(lambda: model.lag == 0)
    before = model.position
    panel.show_list("Read Models")
    window.wait(lambda: len(panel.models.model.rows) > 0)
    panel.models.choose(0)
    panel.buttons["Rebuild"].click()
    window.wait(lambda: model.position > before)


def test_a_read_model_of_the_journals_is_built_anew_on_request(window: OpenedWindow) -> None:
    _service(window)
    panel = _panel(window)
    window.parts.dispatcher.request("readmodels.rebuild", {"name": "command usage"}, "script")
    window.wait(lambda: panel.said() == "command usage is built anew.")


# --- what is left for others -------------------------------------------------------------------------------


def test_figures_are_left_when_the_window_ends(window: OpenedWindow) -> None:
    window.write("abc")
    service = _service(window)
    assert window.parts.given.folder is not None
    folder = window.parts.given.folder.folder / "work"
    window.end()
    summary = read_summary(folder)
    assert summary is not None
    assert summary.figures.commands["text.type"].count == 3
    names = {health.name for health in summary.health}
    assert names == {manager.name for manager in service.domain.process_managers}
    assert names


def test_the_environment_switches_the_trace_log_on(
    open_window: OpenWindow, profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TRACE_VARIABLE, "1")
    window = open_window()
    window.write("xyzzy")
    window.end()
    text = trace_path(profile).read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["name"] for line in lines].count("text.type") == 5
    assert "xyzzy" not in text


def test_without_it_there_is_none(window: OpenedWindow, profile) -> None:
    window.write("a")
    window.end()
    assert not trace_path(profile).exists()
