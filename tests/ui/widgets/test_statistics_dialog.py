"""The window of statistics: numbers of the document beside those of the selection."""

from __future__ import annotations

import pytest

from editorapp.session.selection_statistics import SelectionCounted
from editorapp.session.statistics import DocumentCounted
from editorapp.text.counting import Counts
from editorapp.ui.statistics_dialog import StatisticsDialog

NOTHING = SelectionCounted(Counts(0, 0, 0, 0), 0, 1, True, 3)
SOME = SelectionCounted(Counts(12, 80, 70, 2), 80, 1, False, 3)


@pytest.fixture
def dialog(qtbot):
    dialog = StatisticsDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_document_and_selection_stand_side_by_side(dialog):
    dialog.show_counts("notes.txt", DocumentCounted(Counts(1_234, 5_678, 4_500, 90), 3), SOME)
    assert dialog.texts() == {
        "Document: Words": "1,234",
        "Document: Characters": "5,678",
        "Document: Without white space": "4,500",
        "Document: Lines": "90",
        "Selection: Words": "12",
        "Selection: Characters": "80",
        "Selection: Without white space": "70",
        "Selection: Lines": "2",
    }
    assert dialog._name.text() == "notes.txt"
    assert not dialog._state.isVisible()


def test_numbers_not_known_yet_are_left_open_and_it_says_that_it_counts(dialog):
    pending = SelectionCounted(None, 80_000, 1, False, 3)
    dialog.show_counts("notes.txt", DocumentCounted(None, -1, 1), pending)
    texts = dialog.texts()
    assert (texts["Document: Words"], texts["Selection: Words"]) == ("…", "…")
    assert texts["Selection: Characters"] == "80,000"
    assert dialog._state.text() == "Counting..."
    assert dialog._state.isVisible()
    assert not dialog._again.isVisible()


def test_nothing_selected_is_zero(dialog):
    dialog.show_counts("notes.txt", DocumentCounted(Counts(1, 1, 1, 1), 3), NOTHING)
    assert dialog.texts()["Selection: Words"] == "0"


def test_where_counting_failed_it_can_be_done_again(dialog, qtbot):
    dialog.show_counts("notes.txt", DocumentCounted(None, 1, 1, has_failed=True), NOTHING)
    assert "could not be counted" in dialog._state.text()
    with qtbot.waitSignal(dialog.rebuild_wanted):
        dialog._again.click()
    dialog.show_counts("notes.txt", DocumentCounted(Counts(1, 1, 1, 1), 3), NOTHING)
    assert not dialog._again.isVisible()
    assert not dialog._state.isVisible()
