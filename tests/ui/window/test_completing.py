"""Words that are offered while a person writes in a whole window, and what the keys do then."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessibleAnnouncementEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from editorapp.storage.window_state import WindowState
from editorapp.ui.accessibility import announcing
from editorapp.ui.completion_list import CompletionList
from tests.ui.window.conftest import OpenWindow
from tests.ui.window.opened_window import OpenedWindow

WORDS = "private printer privacy\nother words\n"


@pytest.fixture
def window(open_window: OpenWindow, tmp_path: Path) -> OpenedWindow:
    """A window with some words, and the caret in an empty line below them."""
    path = tmp_path / "words.txt"
    path.write_text(WORDS)
    window = open_window(path)
    window.view.setFocus()
    window.press(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    return window


def offered(window: OpenedWindow) -> list[str]:
    """Wait until words are offered."""
    window.wait(lambda: window.parts.completing.words)
    return window.parts.completing.words


def words_list(window: OpenedWindow) -> CompletionList:
    found = window.parts.window.findChild(CompletionList)
    assert found is not None
    return found


def nothing_comes(window: OpenedWindow) -> bool:
    """Wait until nothing more is looked for, and tell whether no words are offered."""
    window.wait(lambda: not window.parts.completing.is_looking)
    return not window.parts.completing.words


# --- when ---------------------------------------------------------------------------------------------------


def test_after_three_letters_words_are_offered_the_nearest_first(window: OpenedWindow) -> None:
    window.write("pr")
    assert nothing_comes(window)
    window.write("i")
    assert offered(window) == ["privacy", "printer", "private"]
    assert window.view.hasFocus()


def test_what_is_typed_narrows_the_list_and_what_is_erased_makes_it_wider(window: OpenedWindow) -> None:
    window.write("pri")
    offered(window)
    window.write("n")
    window.wait(lambda: window.parts.completing.words == ["printer"])
    window.press(Qt.Key.Key_Backspace)
    window.wait(lambda: len(window.parts.completing.words) == 3)
    window.write("x")
    window.wait(lambda: not window.parts.completing.is_open)
    assert window.text == WORDS + "prix"


def test_nothing_is_offered_in_numbers_and_inside_words(window: OpenedWindow) -> None:
    window.write("123pri")
    assert nothing_comes(window)
    window.press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    window.write("pri")
    assert nothing_comes(window)


def test_nothing_is_offered_to_whoever_does_not_want_it_except_on_request(
    open_window: OpenWindow, tmp_path: Path, window: OpenedWindow
) -> None:
    window.choose("application.completion")
    window.write("pri")
    assert nothing_comes(window)
    window.choose("completion.show")
    assert offered(window) == ["privacy", "printer", "private"]
    window.end()

    again = open_window()
    assert not again.parts.actions["application.completion"].isChecked()
    assert not again.parts.session.state().completion
    assert WindowState().completion


def test_a_macro_that_plays_offers_nothing(window: OpenedWindow) -> None:
    steps = [{"command": "text.type", "args": {"text": "pri"}}]
    window.parts.dispatcher.request("macro.play", {"steps": steps}, "keyboard")
    assert window.text == WORDS + "pri"
    assert nothing_comes(window)


def test_whoever_asks_where_no_word_fits_is_told(window: OpenedWindow) -> None:
    window.write("zzz")
    window.choose("completion.show")
    window.wait(lambda: window.status() == "There is no word to complete this with.")


# --- what keys do -------------------------------------------------------------------------------------------


def test_tab_takes_the_marked_word_as_one_step(window: OpenedWindow) -> None:
    window.write("pri")
    offered(window)
    window.press(Qt.Key.Key_Down)
    window.press(Qt.Key.Key_Tab)
    assert window.text == WORDS + "printer"
    assert not window.parts.completing.is_open
    window.choose("edit.undo")
    assert window.text == WORDS + "pri"


def test_enter_is_a_new_line_until_somebody_has_moved_in_the_list(window: OpenedWindow) -> None:
    window.write("pri")
    offered(window)
    window.press(Qt.Key.Key_Return)
    assert window.text == WORDS + "pri\n"
    assert not window.parts.completing.is_open

    window.write("pri")
    offered(window)
    window.press(Qt.Key.Key_Up)
    window.press(Qt.Key.Key_Return)
    assert window.text == WORDS + "pri\nprivate"


def test_enter_takes_a_word_of_a_list_that_was_asked_for(window: OpenedWindow) -> None:
    window.write("oth")
    window.choose("completion.show")
    window.press(Qt.Key.Key_Return)
    assert window.text == WORDS + "other"


def test_escape_closes_the_list_and_leaves_the_text_and_the_carets(window: OpenedWindow) -> None:
    window.write("pri")
    offered(window)
    window.press(Qt.Key.Key_Escape)
    assert not words_list(window).isVisible()
    assert window.text == WORDS + "pri"
    window.press(Qt.Key.Key_Tab)
    assert "privacy" not in window.text.removeprefix(WORDS)


@pytest.mark.parametrize("key", [Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Delete])
def test_any_other_key_closes_the_list(window: OpenedWindow, key: Qt.Key) -> None:
    window.write("pri")
    offered(window)
    window.press(key)
    assert not window.parts.completing.is_open


def test_a_click_in_the_text_closes_the_list_and_one_in_the_list_takes_a_word(
    window: OpenedWindow, qtbot: QtBot
) -> None:
    window.write("pri")
    offered(window)
    qtbot.mouseClick(window.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert not window.parts.completing.is_open

    window.press(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    window.choose("completion.show")
    shown = words_list(window)
    place = shown.visualItemRect(shown.item(1)).center()
    qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.text == WORDS + "printer"
    assert window.view.hasFocus()


def test_who_goes_elsewhere_finds_no_list(window: OpenedWindow) -> None:
    window.write("pri")
    offered(window)
    window.choose("find.show")
    assert not window.parts.completing.is_open


def test_while_an_input_method_composes_there_is_no_list(window: OpenedWindow) -> None:
    window.write("pri")
    offered(window)
    QApplication.sendEvent(window.view, QInputMethodEvent("に", []))
    assert not window.parts.completing.is_open
    window.choose("completion.show")
    assert not window.parts.completing.is_open


# --- where --------------------------------------------------------------------------------------------------


def test_it_completes_at_all_carets(window: OpenedWindow) -> None:
    ends = [WORDS.index("\n"), len(WORDS)]
    ranges = [[position, position] for position in ends]
    window.parts.dispatcher.request("selection.set", {"ranges": ranges}, "mouse")
    window.write(" pri")
    offered(window)
    window.press(Qt.Key.Key_Tab)
    assert window.text == "private printer privacy privacy\nother words\n privacy"


def test_the_list_lies_below_the_caret_and_at_the_lower_edge_above_it(window: OpenedWindow) -> None:
    def lies_below() -> bool:
        window.write("pri")
        offered(window)
        shown, view = words_list(window), window.view
        caret = view.caret_rect(view.document.selection.main.head).toRect()
        top = view.viewport().mapTo(view.window(), caret.topLeft()).y()
        assert window.parts.window.rect().contains(shown.geometry())
        is_below = shown.geometry().top() > top
        is_above = shown.geometry().bottom() < top
        assert is_below != is_above
        return is_below

    assert lies_below()
    window.parts.dispatcher.request("text.insert", {"text": "\n" * 200}, "menu")
    assert not lies_below()


def test_words_of_other_documents_come_behind_those_of_its_language(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    texts = {"a.py": "", "b.txt": "printable\n", "c.py": "printing\n"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    window = open_window(*[tmp_path / name for name in texts])
    window.wait(lambda: window.parts.tabs.count() == 3)
    window.parts.tabs.show_tab(next(iter(window.parts.tabs.ids())))
    window.view.setFocus()
    window.write("pri")
    window.wait(lambda: window.parts.completing.words == ["printing", "printable"])
    # What is written there is known the next time.
    held = next(held for held in window.parts.workspace if held.name == "b.txt")
    window.parts.dispatcher.request("text.insert", {"text": "priority "}, "script", held.id)
    window.write("o")
    window.wait(lambda: window.parts.completing.words == ["priority"])


# --- without the list ---------------------------------------------------------------------------------------


def test_a_word_is_completed_with_one_after_the_other_and_with_itself_at_last(window: OpenedWindow) -> None:
    window.write("pr")
    seen = []
    for _ in range(5):
        window.choose("completion.next")
        seen.append(window.text.removeprefix(WORDS))
    assert seen == ["privacy", "printer", "private", "pr", "privacy"]
    window.choose("completion.previous")
    assert window.text == WORDS + "pr"
    window.choose("completion.previous")
    assert window.text == WORDS + "private"
    window.choose("edit.undo")
    assert window.text == WORDS + "pr"


def test_another_place_is_completed_with_its_own_words(window: OpenedWindow) -> None:
    window.write("pr")
    window.choose("completion.next")
    window.write(" oth")
    window.choose("completion.next")
    assert window.text == WORDS + "privacy other"


def test_who_does_not_see_the_list_is_told_the_word_that_is_marked(
    window: OpenedWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    class Listening:
        """A program that reads out, as far as the window can tell."""

        @staticmethod
        def isActive() -> bool:
            return True

        @staticmethod
        def updateAccessibility(event: object) -> None:
            if isinstance(event, QAccessibleAnnouncementEvent):
                told.append(event.message())

    monkeypatch.setattr(announcing, "QAccessible", Listening)
    window.write("pri")
    offered(window)
    window.press(Qt.Key.Key_Down)
    assert told == ["privacy", "printer"]
    assert words_list(window).accessibleName() == "Words to complete"
