"""`editorapp readmodels`: how read models are doing, and building one anew beside the process that keeps it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from editorapp.bus.domain import Domain
from editorapp.bus.projection import Projection, Rows
from editorapp.session.pipeline import PipelineFigures
from editorapp.storage.messages.opening import READ_MODELS_NAME
from editorapp.storage.messages.row_table import outdate
from editorapp.storage.pipeline_file import PipelineSummary, write_summary
from tests.cli.program import Program, insert
from tests.cli.shop import Count, Place, Placed, open_shop, shop

WORK = "state/windows/today/work"


def _until(condition: Callable[[], Any]) -> None:
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen")


@pytest.fixture
def left(program: Program) -> Program:
    """A profile in which a window has left a read model that has taken in two of three orders."""
    with open_shop(program.profile) as service:
        for item in ("tea", "tea"):
            service.send("order/1", Place(item))
        service.follow()
        service.send("order/1", Place("milk"))
    return program


def _models(program: Program, *words: str) -> dict[str, dict[str, Any]]:
    return {
        each["name"]: each for each in program.run("--json", "readmodels", "list", *words).json["read_models"]
    }


# --- list --------------------------------------------------------------------------------------------------


def test_the_read_models_of_journals_are_there_from_the_start(program: Program) -> None:
    names = {each["name"] for each in _models(program).values() if each["work"] == "journals"}
    assert {"command usage", "recent files", "history list", "history search"} <= names


def test_position_lag_rows_and_last_advance_are_told(left: Program) -> None:
    model = _models(left)["sold items"]
    assert (model["work"], model["position"], model["lag"], model["rows"]) == ("windows/today", 2, 1, 1)
    assert model["last_advance"].startswith("20")
    assert model["error"] is None
    lines = left.run("readmodels", "list").out.decode()
    assert "windows/today\n  sold items  1 behind" in lines


def test_errors_are_as_the_process_has_left_them(left: Program) -> None:
    def fail(rows: Rows, recorded: Any) -> None:
        raise ZeroDivisionError

    broken = Projection("sold items", Count, {Placed: fail})
    kept = shop()
    domain = Domain(kept.aggregates.values(), (), kept.effects.values(), [broken])
    with open_shop(left.profile, domain=domain) as service:
        service.follow()
        write_summary(
            left.profile / WORK, PipelineSummary(1, 1, 2, PipelineFigures(), tuple(service.health()))
        )
    model = _models(left)["sold items"]
    assert (model["position"], model["lag"], model["errors"]) == (2, 1, 1)
    assert "ZeroDivisionError" in model["error"]


def test_only_those_of_one_place(left: Program) -> None:
    assert list(_models(left, "--work", "today")) == ["sold items"]
    assert "sold items" not in _models(left, "--work", "journals")
    assert left.run("readmodels", "list", "--work", "nowhere").code == 3


# --- rebuild -----------------------------------------------------------------------------------------------


def test_where_nobody_runs_it_is_built_anew_at_the_next_start(left: Program) -> None:
    result = left.run("readmodels", "rebuild", "sold items")
    assert result.code == 0
    assert "at the next start" in result.out.decode()
    with open_shop(left.profile) as service:
        service.follow()
    model = _models(left)["sold items"]
    assert (model["position"], model["lag"], model["rows"]) == (3, 0, 2)


def test_the_process_that_runs_there_builds_it_anew(left: Program) -> None:
    with open_shop(left.profile, workers=1):
        _until(lambda: _models(left)["sold items"]["lag"] == 0)
        before = _models(left)["sold items"]["last_advance"]
        result = left.run("readmodels", "rebuild", "sold items")
        assert "by the process that runs on windows/today" in result.out.decode()
        _until(lambda: _models(left)["sold items"]["last_advance"] not in (None, before))
        model = _models(left)["sold items"]
        assert (model["lag"], model["rows"]) == (0, 2)


def test_that_it_is_to_be_built_anew_is_not_forgotten_where_it_advances_just_then(program: Program) -> None:
    seen: list[str] = []
    rows_at = program.profile / WORK / READ_MODELS_NAME

    def count(rows: Rows, recorded: Any) -> None:
        seen.append(recorded.event.item)
        known = rows.get("all") or Count()
        rows.put("all", Count(known.orders + 1))
        if len(seen) == 2:
            assert outdate(rows_at, "sold items")

    kept = shop()
    counting = Projection("sold items", Count, {Placed: count})
    domain = Domain(kept.aggregates.values(), (), kept.effects.values(), [counting])
    with open_shop(program.profile, domain=domain) as service:
        service.send("order/1", Place("tea"))
        service.follow()
        service.send("order/1", Place("milk"))
        service.follow()
    assert seen == ["tea", "milk", "tea", "milk"]
    model = _models(program)["sold items"]
    assert (model["position"], model["lag"], model["rows"]) == (2, 0, 1)


def test_a_read_model_of_the_journals_is_built_anew_at_once(program: Program, file: Path) -> None:
    program.exec(file, insert("a"))
    result = program.run("--json", "readmodels", "rebuild", "command usage")
    assert result.json["work"] == "journals"
    assert _models(program)["command usage"]["lag"] == 0


def test_an_unknown_read_model_is_said(left: Program) -> None:
    result = left.run("readmodels", "rebuild", "nothing")
    assert (result.code, result.err) == (3, "editorapp: There is no read model 'nothing'.\n")


def test_one_in_several_places_is_said_and_can_be_chosen(left: Program) -> None:
    with open_shop(left.profile, "work/run") as service:
        service.send("order/1", Place("tea"))
        service.follow()
    result = left.run("readmodels", "rebuild", "sold items")
    assert result.code == 2
    assert "windows/today, work/run" in result.err or "work/run, windows/today" in result.err
    assert left.run("readmodels", "rebuild", "sold items", "--work", "run").code == 0
