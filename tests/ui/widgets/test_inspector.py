"""The inspector: lists of what is under way, what is said of a row, and the buttons that settle it."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QMainWindow, QPushButton, QTableView, QTextBrowser

from editorapp.bus.job import Job, JobKind, JobState
from editorapp.bus.message import Failure
from editorapp.bus.projection import Health
from editorapp.bus.trace import CommandTrace, QueryTrace
from editorapp.session.inspection import ListedJob, ListedModel, Snapshot
from editorapp.session.pipeline import Seen
from editorapp.ui.inspector.dock import InspectorDock
from editorapp.ui.inspector.lists import can_be, duration, moment
from editorapp.ui.inspector.panel import InspectorPanel

NOW = int(time.time() * 1e6)
TYPED = Seen(
    1,
    NOW,
    CommandTrace(
        "text.insert", "a", "keyboard", NOW, 4, "completed", 7, ("Advanced",), "", 1000, 2000, 3000, 4000
    ),
)
REFUSED = Seen(
    2,
    NOW,
    CommandTrace("edit.redo", "a", "menu", NOW, 5, "failed", 7, (), "nothing: No <b>redo</b>.", 1, 1, 1, 0),
)
ASKED = Seen(3, NOW, QueryTrace("HistoryOf", "history list", 12, 3, 1_500_000))


def _job(state=JobState.DEAD, job_id="mail:1.0", **more):
    given = {
        "kind": JobKind.EFFECT,
        "name": "mail",
        "target": "order/1",
        "lane": "mail",
        "message": "placed",
        "version": 1,
        "payload": '{"item":"tea","card":{"$sealed":"abc"}}',
        "attempts": 3,
        "created": NOW,
        "due": NOW,
        "changed": NOW,
        "failure": Failure("down", "The server is down."),
    }
    return ListedJob("window", Job(id=job_id, state=state, **{**given, **more}))


MODEL = ListedModel("journals", Health("command usage", 12, 3, 5, 2, "KeyError('x')", NOW))


def _snapshot(jobs=(), commands=(), queries=(), models=None, problems=()):
    return Snapshot(list(commands), list(queries), list(jobs), models, problems)


@pytest.fixture
def panel(qtbot):
    panel = InspectorPanel()
    qtbot.addWidget(panel)
    panel.resize(420, 600)
    panel.show()
    return panel


def _enabled(panel):
    return {words for words, button in panel.buttons.items() if button.isEnabled() and words != "Rebuild"}


# --- lists -------------------------------------------------------------------------------------------------


def test_empty_lists_say_what_will_be_there(panel):
    panel.show_snapshot(_snapshot(models=[]))
    assert all(page.is_empty for page in (panel.commands, panel.queries, panel.jobs, panel.models))
    panel.show_snapshot(_snapshot(commands=[TYPED]))
    assert not panel.commands.is_empty
    assert panel.queries.is_empty


def test_a_command_tells_where_it_came_from_what_followed_and_how_long_each_step_took(panel):
    panel.show_snapshot(_snapshot(commands=[TYPED]))
    model = panel.commands.model
    shown = {column.title: column.text(model.rows[0]) for column in model.columns}
    assert shown["Took"] == "10 µs"
    assert (shown["Command"], shown["Source"], shown["Target"]) == ("text.insert", "keyboard", "a")
    assert (shown["Accepting"], shown["Publishing"], shown["Revision"]) == ("1 µs", "4 µs", "7")
    panel.commands.choose(0)
    assert "Advanced" in panel.commands.details()


def test_the_error_of_a_failed_command_is_said_as_it_is_written(panel):
    panel.show_snapshot(_snapshot(commands=[REFUSED, TYPED]))
    panel.commands.choose(0)
    assert "nothing: No <b>redo</b>." in panel.commands.details()
    assert panel.commands.kind.is_wrong(panel.commands.current)


def test_what_is_chosen_stays_chosen_while_more_comes(panel):
    panel.show_snapshot(_snapshot(commands=[TYPED]))
    panel.commands.choose(0)
    panel.show_snapshot(_snapshot(commands=[REFUSED, TYPED]))
    assert panel.commands.current == TYPED


def test_a_query_tells_its_read_model_and_how_long_it_took(panel):
    panel.show_snapshot(_snapshot(queries=[ASKED]))
    panel.queries.choose(0)
    details = panel.queries.details()
    assert "history list" in details
    assert "1.5 ms" in details


def test_everything_about_a_job_is_said_but_its_secrets(panel):
    panel.show_snapshot(_snapshot([_job()]))
    panel.show_list("Jobs")
    panel.jobs.choose(0)
    details = panel.jobs.details()
    assert "The server is down." in details
    assert "tea" in details
    assert "[secret]" in details
    assert "abc" not in details


def test_how_many_jobs_wait_for_a_person_stands_on_the_tab(panel):
    panel.show_snapshot(_snapshot([_job(), _job(JobState.DOUBT, "b"), _job(JobState.DONE, "c")]))
    assert panel.titles() == ["Commands", "Queries", "Jobs (2)", "Read Models"]
    panel.show_snapshot(_snapshot([_job(JobState.DONE)]))
    assert panel.titles()[2] == "Jobs"


def test_read_models_that_were_not_asked_for_stay_as_they_were(panel):
    panel.show_snapshot(_snapshot(models=[MODEL]))
    panel.show_snapshot(_snapshot())
    panel.models.choose(0)
    assert "KeyError('x')" in panel.models.details()


def test_what_could_not_be_looked_at_is_said(panel):
    panel.show_snapshot(_snapshot(problems=("The message database cannot be read.",)))
    assert panel.said() == "The message database cannot be read."


# --- buttons -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("job", "possible"),
    [
        (_job(JobState.DEAD), {"Retry", "Discard"}),
        (_job(JobState.DOUBT), {"Mark Done", "Mark Failed", "Try Again"}),
        (_job(JobState.WAITING), {"Cancel"}),
        (_job(JobState.WAITING, is_begun=True), set()),
        (_job(JobState.RUNNING), {"Cancel"}),
        (_job(JobState.RUNNING, is_cancelling=True), set()),
        (_job(JobState.RUNNING, kind=JobKind.COMMAND), set()),
        (_job(JobState.DONE), set()),
    ],
    ids=lambda part: part.job.state.value if isinstance(part, ListedJob) else None,
)
def test_only_what_its_state_allows_can_be_pressed(panel, job, possible):
    panel.show_snapshot(_snapshot([job]))
    assert _enabled(panel) == set()
    panel.show_list("Jobs")
    panel.jobs.choose(0)
    assert _enabled(panel) == possible
    assert bool(possible) == bool(can_be(job.job))


def test_what_can_be_pressed_follows_the_state_of_the_job_that_is_chosen(panel):
    panel.show_snapshot(_snapshot([_job()]))
    panel.jobs.choose(0)
    panel.show_snapshot(_snapshot([_job(JobState.WAITING)]))
    assert _enabled(panel) == {"Cancel"}
    panel.show_snapshot(_snapshot())
    assert _enabled(panel) == set()


@pytest.mark.parametrize(
    ("state", "button", "command", "more"),
    [
        (JobState.DEAD, "Retry", "jobs.retry", {}),
        (JobState.DEAD, "Discard", "jobs.discard", {}),
        (JobState.WAITING, "Cancel", "jobs.cancel", {}),
        (JobState.DOUBT, "Mark Done", "jobs.settle", {"verdict": "done"}),
        (JobState.DOUBT, "Mark Failed", "jobs.settle", {"verdict": "failed"}),
        (JobState.DOUBT, "Try Again", "jobs.settle", {"verdict": "again"}),
    ],
)
def test_a_button_asks_for_a_command(panel, qtbot, registry, state, button, command, more):
    panel.show_snapshot(_snapshot([_job(state)]))
    panel.show_list("Jobs")
    panel.jobs.choose(0)
    with qtbot.waitSignal(panel.command_requested) as asked:
        qtbot.mouseClick(panel.buttons[button], Qt.MouseButton.LeftButton)
    name, arguments = asked.args
    assert (name, arguments) == (command, {"id": "mail:1.0", "work": "window", **more})
    assert registry.build(name, arguments)


def test_a_read_model_is_built_anew_on_request(panel, qtbot):
    panel.show_snapshot(_snapshot(models=[MODEL]))
    panel.show_list("Read Models")
    assert not panel.buttons["Rebuild"].isEnabled()
    panel.models.choose(0)
    with qtbot.waitSignal(panel.command_requested) as asked:
        panel.buttons["Rebuild"].click()
    assert asked.args == ["readmodels.rebuild", {"name": "command usage", "work": "journals"}]


# --- for everybody -----------------------------------------------------------------------------------------


def test_everything_has_a_name_for_those_who_cannot_see_it(panel):
    for kind in (QTableView, QTextBrowser):
        assert all(widget.accessibleName() for widget in panel.findChildren(kind))
    assert all(button.accessibleDescription() for button in panel.buttons.values())


def test_the_keyboard_reaches_the_list_the_details_and_the_buttons(panel, qtbot):
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.show_snapshot(_snapshot([_job(), _job(JobState.DOUBT, "b")]))
    panel.show_list("Jobs")
    table = panel.jobs.findChild(QTableView)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Home)
    panel.jobs.choose(0)
    reached = []
    for _ in range(4):
        qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
        reached.append(panel.focusWidget())
    assert isinstance(reached[0], QTextBrowser)
    assert [widget.text() for widget in reached if isinstance(widget, QPushButton)][:2] == [
        "&Retry",
        "&Discard",
    ]


def test_the_tab_key_leads_from_the_titles_into_the_list(panel, qtbot):
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.show_snapshot(_snapshot([_job()]))
    panel.show_list("Jobs")
    panel.jobs.choose(0)
    panel.setFocus()
    qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Tab)
    assert panel.focusWidget() is panel.jobs.findChild(QTableView)


def test_escape_leads_back(panel, qtbot):
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    panel.show_snapshot(_snapshot(commands=[TYPED]))
    table = panel.commands.findChild(QTableView)
    table.setFocus()
    with qtbot.waitSignal(panel.left):
        qtbot.keyClick(table, Qt.Key.Key_Escape)


def test_nothing_is_cut_off_at_420_pixels(panel):
    panel.show_snapshot(_snapshot([_job()], models=[MODEL]))
    assert panel.minimumSizeHint().width() <= 420
    panel.show_list("Jobs")
    for button in panel.buttons.values():
        assert button.sizeHint().width() <= 420 // 3 - 8


def test_its_frame_asks_to_be_closed_and_its_buttons_have_names(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    dock = InspectorDock(window)
    window.show()
    dock.show()
    frame = [b for b in dock.findChildren(QAbstractButton) if b.objectName().startswith("qt_dockwidget")]
    assert len(frame) == 2
    assert all(button.accessibleName() and not button.icon().isNull() for button in frame)
    with qtbot.waitSignal(dock.close_wanted):
        dock.close()
    assert dock.isVisible()


def test_times_are_short():
    assert [duration(n) for n in (900, 950_000, 1_500_000, 2_500_000_000)] == [
        "1 µs",
        "950 µs",
        "1.5 ms",
        "2.50 s",
    ]
    assert moment(0) == "never"
    assert len(moment(NOW)) == len("00:00:00")
    assert moment(1_000_000).startswith("1970-01-01") or moment(1_000_000).startswith("1969-12-31")
