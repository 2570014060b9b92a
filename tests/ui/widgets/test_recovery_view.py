"""The recovery view: what was left, what of it is not on disk, and what becomes of it."""

from __future__ import annotations

import re
import threading

import pytest
from PySide6.QtCore import Qt

from editorapp.storage.errors import JournalError
from editorapp.storage.journal_reader import LeftDocument
from editorapp.ui.recovery_view import RecoveryView, when_text

NOW = 1_795_000_000_000_000
MINUTE = 60 * 1_000_000
NOTES = LeftDocument("id-notes", "notes.txt", "/home/anna/notes.txt", NOW - 3 * MINUTE, 14)
UNTITLED = LeftDocument("id-untitled", "Untitled 1", None, NOW - 2 * 24 * 60 * MINUTE, 1)
DAMAGED = LeftDocument("id-damaged", "id-damaged", None, 0, 0, "The journal is damaged at row 7.")


class Desk:
    """A recovery view over some documents, and the wishes that came out of it."""

    def __init__(self, documents, texts, qtbot) -> None:
        self.texts = texts
        self.wishes: list[tuple[str, str]] = []
        self.view = RecoveryView(documents, self.load, lambda: NOW)
        qtbot.addWidget(self.view)
        self.view.recover_requested.connect(lambda document: self.wishes.append(("recover", document)))
        self.view.open_saved_requested.connect(lambda document: self.wishes.append(("saved", document)))
        self.view.show()

    def load(self, document: str) -> tuple[str, str]:
        found = self.texts[document]
        if isinstance(found, Exception):
            raise found
        return found

    @property
    def names(self) -> list[str]:
        return [item.text().split("\n")[0] for item in self.items]

    @property
    def items(self):
        return [self.view._list.item(row) for row in range(self.view._list.count())]

    @property
    def diff(self) -> str:
        return self.view._diff.toPlainText()


@pytest.fixture
def desk(qtbot):
    def make(*documents, **texts):
        known = {"id-notes": ("a\nnew\n", "a\nold\n"), "id-untitled": ("fresh", "")}
        return Desk(documents, known | texts, qtbot)

    return make


def click(button, qtbot):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_document_is_shown_with_name_path_time_and_number_of_changes(desk):
    name, path, time, count = desk(NOTES).items[0].text().split("\n")
    assert (name, path, count) == ("notes.txt", "/home/anna/notes.txt", "14 unsaved changes")
    assert re.fullmatch(r"\d+ \w+ 2026, \d\d:\d\d \(3 minutes ago\)", time)


def test_an_untitled_document_was_never_saved(desk, qtbot):
    shown = desk(UNTITLED)
    assert "Never saved\n" in shown.items[0].text()
    assert shown.items[0].text().endswith("1 unsaved change")
    assert not shown.view._open_saved.isEnabled()
    qtbot.waitUntil(lambda: "+ fresh" in shown.diff)


def test_the_chosen_document_is_compared_with_the_disk(desk, qtbot):
    shown = desk(UNTITLED, NOTES)
    shown.view._list.setCurrentRow(1)
    qtbot.waitUntil(lambda: shown.diff == "@ Line 1\n  a\n- old\n+ new\n  ")
    assert "/home/anna/notes.txt" in shown.view._title.text()


def test_removed_and_added_lines_have_colors_of_their_own(desk, qtbot):
    shown = desk(NOTES)
    qtbot.waitUntil(lambda: "+ new" in shown.diff)
    document = shown.view._diff.document()
    place, same, removed, added = (
        document.findBlockByNumber(number).blockFormat().background() for number in range(4)
    )
    assert removed.color().red() > removed.color().green()
    assert added.color().green() > added.color().red()
    assert same.style() == Qt.BrushStyle.NoBrush
    assert place.style() != Qt.BrushStyle.NoBrush


def test_comparing_does_not_hold_the_window_up(qtbot):
    gate = threading.Event()
    texts = {"id-untitled": ("b", "")}

    class Slow(Desk):
        def load(self, document):
            if document == "id-notes":
                gate.wait(10)
            return texts.get(document, ("late", ""))

    shown = Slow([NOTES, UNTITLED], {}, qtbot)
    assert shown.diff == "Comparing …"
    shown.view._list.setCurrentRow(1)
    qtbot.waitUntil(lambda: "+ b" in shown.diff)
    gate.set()
    qtbot.waitUntil(lambda: not shown.view._work._running)
    assert "late" not in shown.diff


def test_a_text_as_on_disk_is_said_to_be(desk, qtbot):
    shown = desk(NOTES, **{"id-notes": ("a", "a")})
    qtbot.waitUntil(lambda: shown.diff == "The text is the same as on disk.")


def test_a_very_long_difference_is_cut_and_it_says_so(desk, qtbot):
    shown = desk(NOTES, **{"id-notes": ("a\n" * 50_000, "b\n" * 50_000)})
    qtbot.waitUntil(lambda: shown.diff.endswith("There is more that differs; it is not shown here."))


def test_a_document_that_cannot_be_compared_says_why(desk, qtbot):
    shown = desk(NOTES, **{"id-notes": JournalError("The journal is gone.")})
    qtbot.waitUntil(lambda: "The journal is gone." in shown.diff)
    assert "Nothing was changed or deleted." in shown.diff


def test_a_damaged_document_says_so_and_is_kept(desk):
    shown = desk(DAMAGED)
    assert "Damaged" in shown.items[0].text()
    assert "The journal is damaged at row 7." in shown.diff
    assert not shown.view._recover.isEnabled()
    assert not shown.view._open_saved.isEnabled()
    assert shown.view._later.isEnabled()


def test_a_recovered_document_leaves_the_list(desk, qtbot):
    shown = desk(NOTES, UNTITLED)
    with qtbot.assertNotEmitted(shown.view.closed):
        click(shown.view._recover, qtbot)
    assert shown.wishes == [("recover", "id-notes")]
    assert shown.names == ["Untitled 1"]
    assert shown.view.waiting() == ["id-untitled"]
    qtbot.waitUntil(lambda: "+ fresh" in shown.diff)


def test_the_saved_one_can_be_opened_instead(desk, qtbot):
    shown = desk(NOTES, UNTITLED)
    click(shown.view._open_saved, qtbot)
    assert shown.wishes == [("saved", "id-notes")]
    assert shown.names == ["Untitled 1"]


def test_a_document_can_be_left_for_later(desk, qtbot):
    shown = desk(NOTES, UNTITLED)
    click(shown.view._later, qtbot)
    assert shown.wishes == []
    assert shown.names == ["Untitled 1"]


def test_after_the_last_decision_it_closes(desk, qtbot):
    shown = desk(NOTES)
    with qtbot.waitSignal(shown.view.closed):
        click(shown.view._recover, qtbot)
    assert shown.view.isHidden()


def test_all_can_be_recovered_at_once_but_the_damaged(desk, qtbot):
    shown = desk(NOTES, DAMAGED, UNTITLED)
    click(shown.view._recover_all, qtbot)
    assert shown.wishes == [("recover", "id-notes"), ("recover", "id-untitled")]
    assert shown.names == ["id-damaged"]
    assert shown.view.isVisible()


def test_escape_leaves_everything_for_later(desk, qtbot):
    shown = desk(NOTES, UNTITLED)
    with qtbot.waitSignal(shown.view.closed):
        qtbot.keyClick(shown.view, Qt.Key.Key_Escape)
    assert shown.wishes == []
    assert shown.view.waiting() == ["id-notes", "id-untitled"]


def test_one_document_needs_no_button_for_all(desk):
    assert not desk(NOTES).view._recover_all.isVisible()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "just now"),
        (0, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (7199, "1 hour ago"),
        (7200, "2 hours ago"),
        (86_400 * 9, "9 days ago"),
    ],
)
def test_how_long_ago_is_said_in_words(seconds, words):
    assert when_text(NOW - seconds * 1_000_000, NOW).endswith(f"({words})")


def test_a_time_that_is_not_known_is_not_said():
    assert when_text(0, NOW) == ""
