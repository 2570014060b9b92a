"""Rows that follow what is now, without losing what is chosen."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QAbstractItemModelTester

from editorapp.ui.inspector.row_model import Column, RowModel
from editorapp.ui.theme import error_color

COLUMNS = (
    Column("Key", lambda row: row[0], "aaaa"),
    Column("Number", lambda row: f"{row[1]:,}", "1,000", is_number=True),
)


@pytest.fixture
def model(qtbot):
    model = RowModel(COLUMNS, lambda row: row[0], lambda row: row[1] < 0)
    # It complains, which fails the test, wherever the model breaks a promise that views rely on.
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    return model


def _texts(model):
    return [
        tuple(model.data(model.index(row, column)) for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def test_rows_are_shown_in_their_order(model):
    model.show([("a", 1), ("b", 2_000)])
    assert _texts(model) == [("a", "1"), ("b", "2,000")]
    titles = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(2)]
    assert titles == ["Key", "Number"]


def test_failures_have_the_color_of_errors_and_numbers_stand_to_the_right(model, qapp):
    model.show([("a", 1), ("b", -1)])
    color = Qt.ItemDataRole.ForegroundRole
    assert model.data(model.index(0, 0), color) is None
    assert model.data(model.index(1, 0), color).color() == error_color(qapp.palette())
    alignment = model.data(model.index(0, 1), Qt.ItemDataRole.TextAlignmentRole)
    assert alignment & Qt.AlignmentFlag.AlignRight


def test_what_is_chosen_stays_chosen_wherever_it_goes(model):
    selection = QItemSelectionModel(model)
    model.show([("a", 1), ("b", 2), ("c", 3)])
    selection.setCurrentIndex(model.index(1, 0), QItemSelectionModel.SelectionFlag.SelectCurrent)
    for rows in (
        [("new", 0), ("a", 1), ("b", 2), ("c", 3)],
        [("b", 20), ("c", 3), ("new", 0)],
        [("new", 0), ("c", 3), ("b", 20)],
        [("b", 20)],
    ):
        model.show(rows)
        assert model.rows[selection.currentIndex().row()][0] == "b"
    model.show([("c", 3)])
    assert "b" not in [row[0] for row in model.rows]


def test_rows_that_are_as_before_are_not_touched(model, qtbot):
    model.show([("a", 1), ("b", 2), ("c", 3)])
    changed = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    model.show([("a", 1), ("b", 2), ("c", 3)])
    assert changed == []
    model.show([("a", 1), ("b", 9), ("c", 3)])
    assert changed == [(1, 1)]


def test_whatever_comes_it_shows_just_that(model):
    chance = random.Random(3)
    for _ in range(300):
        keys = chance.sample("abcdefghij", chance.randint(0, 10))
        rows = [(key, chance.randint(-2, 2)) for key in keys]
        model.show(rows)
        assert list(model.rows) == rows
