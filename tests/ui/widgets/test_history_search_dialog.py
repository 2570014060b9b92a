"""Find in History: what was found, what changed there, and what is said where something cannot be shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from editorapp.bus.errors import ReadModelError
from editorapp.session.history_queries import FindInHistory, FoundInHistory, HistoryHit
from editorapp.storage.errors import JournalError
from editorapp.ui.history_search_dialog import HistorySearchDialog

NOW = 1_700_000_000_000_000


def hit(
    text: str, start: int = 0, *, is_removal: bool = False, seq: int = 1, is_cut: bool = False
) -> HistoryHit:
    return HistoryHit(
        "doc", "notes.txt", "/notes.txt", seq, 3, 4, NOW, "text.insert", is_removal, text, start, 3, is_cut
    )


class Texts:
    """Answers searches from a dict, and has one text before each change and one behind."""

    def __init__(self) -> None:
        self.found = {"fox": FoundInHistory((hit("the fox\nruns", 4), hit("fox", is_removal=True, seq=7)))}
        self.asked: list[FindInHistory] = []
        self.error = None
        self.lost = False

    def find(self, query):
        self.asked.append(query)
        if self.error is not None:
            raise self.error
        return self.found.get(query.text, FoundInHistory(()))

    def load(self, found):
        if self.lost:
            raise JournalError("The journal is damaged.")
        return ("", "the fox\nruns\n") if found.seq == 1 else ("fox\n", "")


@pytest.fixture
def texts():
    return Texts()


@pytest.fixture
def dialog(qtbot, texts):
    dialog = HistorySearchDialog(texts.find, texts.load, lambda: NOW)
    qtbot.addWidget(dialog)
    dialog.offer_document("doc", "notes.txt")
    dialog.show()
    return dialog


def _look_for(qtbot, dialog, text):
    dialog._line.setFocus()
    qtbot.keyClicks(dialog._line, text)
    qtbot.waitUntil(lambda: not dialog._soon.isActive() and not dialog._searching.is_busy)


def _diff(qtbot, dialog):
    qtbot.waitUntil(lambda: not dialog._comparing.is_busy)
    return dialog._diff.toPlainText()


def test_hits_are_shown_with_their_document_and_time(qtbot, dialog):
    _look_for(qtbot, dialog, "fox")
    written, removed = dialog.hits()
    assert written.startswith("the fox runs\nWritten in notes.txt, ")
    assert removed.startswith("fox\nRemoved in notes.txt, ")
    assert dialog._note.text() == "2 changes"


def test_a_change_of_white_space_is_named(qtbot, dialog, texts):
    texts.found["fox"] = FoundInHistory((hit("\n\t "),))
    _look_for(qtbot, dialog, "fox")
    assert dialog.hits()[0].startswith("(white space)\n")


def test_the_first_one_is_shown_with_what_changed(qtbot, dialog):
    _look_for(qtbot, dialog, "fox")
    assert "+ the fox" in _diff(qtbot, dialog)
    assert dialog._title.text() == "notes.txt, revision 4: what changed"


def test_the_arrows_go_through_the_hits_from_the_line(qtbot, dialog):
    _look_for(qtbot, dialog, "fox")
    qtbot.keyClick(dialog._line, Qt.Key.Key_Down)
    assert "- fox" in _diff(qtbot, dialog)
    qtbot.keyClick(dialog._line, Qt.Key.Key_Down)
    assert dialog._list.currentRow() == 1
    qtbot.keyClick(dialog._line, Qt.Key.Key_Up)
    assert "+ the fox" in _diff(qtbot, dialog)


def test_the_text_can_be_copied(qtbot, dialog):
    _look_for(qtbot, dialog, "fox")
    with qtbot.waitSignal(dialog.copy_wanted) as copied:
        dialog._copy.click()
    assert copied.args == ["the fox\nruns"]
    assert dialog._note.text() == "Copied 12 characters."


def test_a_text_that_is_kept_in_part_says_so_when_it_is_copied(qtbot, dialog, texts):
    texts.found["long"] = FoundInHistory((hit("long text", is_cut=True),))
    _look_for(qtbot, dialog, "long")
    dialog._copy.click()
    assert "as far as it is kept" in dialog._note.text()


def test_what_is_nowhere_is_said(qtbot, dialog):
    _look_for(qtbot, dialog, "wolf")
    assert dialog.hits() == []
    assert dialog._note.text() == "Nothing that was ever written or removed holds this text."
    assert not dialog._copy.isEnabled()
    assert _diff(qtbot, dialog) == ""


def test_without_a_word_the_latest_changes_are_shown(qtbot, dialog, texts):
    texts.found[""] = FoundInHistory((hit("latest", seq=9),))
    dialog.begin("")
    qtbot.waitUntil(lambda: len(dialog.hits()) == 1)
    assert dialog.hits()[0].startswith("latest\nWritten in notes.txt")
    _look_for(qtbot, dialog, "fox")
    assert len(dialog.hits()) == 2
    dialog._line.clear()
    qtbot.waitUntil(lambda: len(dialog.hits()) == 1)


def test_where_nothing_has_happened_yet_nothing_is_said(qtbot, dialog):
    dialog.begin("")
    qtbot.waitUntil(lambda: not dialog._searching.is_busy)
    assert (dialog.hits(), dialog._note.text()) == ([], "")


def test_more_than_is_shown_is_said(qtbot, dialog, texts):
    texts.found["fox"] = FoundInHistory((hit("fox"),), has_more=True)
    _look_for(qtbot, dialog, "fox")
    assert dialog._note.text() == "The latest 1 change; there are more."


def test_the_search_can_be_kept_to_the_document_that_is_shown(qtbot, dialog, texts):
    _look_for(qtbot, dialog, "fox")
    assert texts.asked[-1].document is None
    dialog._only.click()
    qtbot.waitUntil(lambda: texts.asked[-1].document == "doc")
    assert dialog._only.text() == "Only in notes.txt"


def test_without_a_document_there_is_no_such_choice(dialog):
    dialog.offer_document(None, "")
    assert not dialog._only.isVisible()


def test_when_older_history_was_read_in_it_looks_again(qtbot, dialog, texts):
    dialog.show_catching_up(True)
    _look_for(qtbot, dialog, "fox")
    assert dialog._note.text() == "2 changes Older history is still being read."
    dialog._list.setCurrentRow(1)
    texts.found["fox"] = FoundInHistory((hit("fox", seq=9), *texts.found["fox"].hits))
    dialog.show_catching_up(False)
    qtbot.waitUntil(lambda: len(dialog.hits()) == 3)
    assert dialog._note.text() == "3 changes"
    assert dialog._list.currentRow() == 2  # the one that was gone to


def test_what_comes_late_is_shown_where_nothing_was_gone_to(qtbot, dialog, texts):
    dialog.show_catching_up(True)
    _look_for(qtbot, dialog, "fox")
    texts.found["fox"] = FoundInHistory((hit("fox", seq=9), *texts.found["fox"].hits))
    dialog.show_catching_up(False)
    qtbot.waitUntil(lambda: len(dialog.hits()) == 3)
    assert dialog._list.currentRow() == 0


def test_a_search_that_cannot_be_done_is_said(qtbot, dialog, texts):
    texts.error = ReadModelError("It cannot be read now.")
    _look_for(qtbot, dialog, "fox")
    qtbot.waitUntil(lambda: dialog._note.text() == "It cannot be read now.")
    assert dialog._note.is_error


def test_where_the_document_cannot_be_read_the_text_itself_is_shown(qtbot, dialog, texts):
    texts.lost = True
    _look_for(qtbot, dialog, "fox")
    shown = _diff(qtbot, dialog)
    assert "The journal is damaged." in shown
    assert "the fox\nruns" in shown


def test_enter_does_not_close_it(qtbot, dialog):
    _look_for(qtbot, dialog, "fox")
    qtbot.keyClick(dialog._line, Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_it_begins_with_what_is_selected(qtbot, dialog):
    dialog.begin("fox")
    qtbot.waitUntil(lambda: len(dialog.hits()) == 2)
    assert dialog._line.selectedText() == "fox"
