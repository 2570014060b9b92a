"""The status bar: what it says, and what it leaves out where there is no room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt

from editorapp.text.document import LineEnding
from editorapp.ui.status_bar import Forms, StatusBar

COUNTS = Forms(
    ("1,234 words, 5,678 characters, 90 lines", "1,234 words, 5,678 characters", "1,234 words"), "all of it"
)


@pytest.fixture
def bar(qtbot, document_of):
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show()
    bar.resize(1000, 24)
    bar.show_document(document_of("one\ntwo", 6))
    bar.show_encoding("UTF-8")
    bar.show_journal("Changes kept", "safe")
    bar.show_statistics(COUNTS)
    return bar


def stages(bar: StatusBar) -> list[tuple[str, ...]]:
    """Return what can be read while the bar becomes narrower, each state once."""
    seen: list[tuple[str, ...]] = []
    for width in range(1000, 60, -3):
        bar.resize(width, 24)
        texts = tuple(bar.texts().values())
        if not seen or texts != seen[-1]:
            seen.append(texts)
    return seen


def test_where_there_is_room_everything_is_shown(bar):
    assert bar.texts() == {
        "Statistics": "1,234 words, 5,678 characters, 90 lines",
        "Line and column": "2:3",
        "Indentation": "4 spaces",
        "Encoding": "UTF-8",
        "Line ending": "LF",
        "Language": "Plain text",
        "Journal": "Changes kept",
    }


def test_the_narrower_it_is_the_less_is_shown_and_in_which_order(bar):
    assert stages(bar) == [
        (
            "1,234 words, 5,678 characters, 90 lines",
            "2:3",
            "4 spaces",
            "UTF-8",
            "LF",
            "Plain text",
            "Changes kept",
        ),
        ("1,234 words, 5,678 characters", "2:3", "4 spaces", "UTF-8", "LF", "Plain text", "Changes kept"),
        ("1,234 words, 5,678 characters", "2:3", "UTF-8", "LF", "Plain text", "Changes kept"),
        ("1,234 words", "2:3", "UTF-8", "LF", "Plain text", "Changes kept"),
        ("1,234 words", "2:3", "UTF-8", "Plain text", "Changes kept"),
        ("1,234 words", "2:3", "UTF-8", "Changes kept"),
        ("2:3", "UTF-8", "Changes kept"),
        ("2:3", "Changes kept"),
    ]


def test_recorder_position_and_journal_are_never_left_out(bar):
    bar.show_macro("Recording 3 steps")
    assert stages(bar)[-1] == ("Recording 3 steps", "2:3", "Changes kept")


def test_what_was_left_out_comes_back_with_the_room(bar):
    bar.resize(150, 24)
    bar.resize(1000, 24)
    assert len(bar.texts()) == 7


def test_what_is_shown_has_the_room_that_it_needs(bar):
    for width in range(200, 1000, 7):
        bar.resize(width, 24)
        QCoreApplication.sendPostedEvents()
        for label in (bar._statistics, *bar._fields()):
            if label.isVisible() and label.text():
                assert label.width() >= label.fontMetrics().horizontalAdvance(label.text()), label.text()


def test_a_longer_text_makes_others_go(bar):
    width = next(width for width in range(100, 1000) if _shows_encoding(bar, width))
    bar.resize(width, 24)
    bar.show_macro("Recording 1,234 steps")
    assert "Encoding" not in bar.texts()
    bar.show_macro("")
    assert "Encoding" in bar.texts()


def _shows_encoding(bar: StatusBar, width: int) -> bool:
    bar.resize(width, 24)
    return "Encoding" in bar.texts()


@pytest.mark.parametrize("name", ["Encoding", "Line ending", "Indentation", "Language"])
def test_a_field_of_how_the_text_is_written_asks_for_another(bar, qtbot, name):
    button = next(field for field in bar._fields() if field.accessibleName() == name)
    wanted = f"{name.lower().replace(' ', '_')}_wanted"
    with qtbot.waitSignal(getattr(bar, wanted)):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not button.focusPolicy() & Qt.FocusPolicy.ClickFocus
    button.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(getattr(bar, wanted)):
        qtbot.keyClick(button, Qt.Key.Key_Space)


def test_the_window_may_be_narrower_than_what_there_is_to_say(bar):
    assert bar.minimumSizeHint().width() == 0


def test_all_of_the_counts_can_be_read_in_the_tool_tip(bar):
    assert bar._statistics.toolTip() == "all of it"


def test_without_a_document_there_is_no_position_and_nothing_counted(bar):
    bar.show_document(None)
    bar.show_statistics(None)
    bar.show_encoding("")
    bar.show_journal("", "")
    assert bar.texts() == {}


def test_something_said_in_passing_is_shown_over_the_counts(bar):
    bar.say("Saved /notes.txt")
    assert bar.currentMessage() == "Saved /notes.txt"
    assert not bar._statistics.isVisible()
    assert bar._position.isVisible()
    bar.clearMessage()
    assert bar._statistics.isVisible()


def test_line_breaks_of_several_kinds_are_told_with_what_saving_does(bar):
    bar.show_line_breaks({LineEnding.LF: 1_200, LineEnding.CRLF: 3})
    assert bar.texts()["Line ending"] == "LF (mixed)"
    assert bar._line_ending.toolTip() == (
        "Not all lines end alike: 1,200 LF, 3 CRLF; new lines end with LF.\n"
        "Saving keeps each as it is. Press to make all of them the same."
    )


def test_line_breaks_are_mixed_as_well_where_new_lines_get_another_than_all_have(bar):
    bar.show_line_breaks({LineEnding.CRLF: 3})
    assert bar.texts()["Line ending"] == "LF (mixed)"
    bar.show_line_breaks({LineEnding.LF: 3})
    assert bar.texts()["Line ending"] == "LF"
    bar.show_line_breaks({})
    assert bar.texts()["Line ending"] == "LF"
