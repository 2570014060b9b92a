"""The find bar: what is typed and clicked there becomes commands; matches are counted as they are now."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QToolButton, QVBoxLayout, QWidget

from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.document import Document, Layout, LineEnding
from editorapp.text.motion import Direction
from editorapp.text.selection import Selection
from editorapp.ui.find_bar import MOST_SHOWN, FindBar
from editorapp.ui.theme import dark_palette

TEXT = "one two one Two\none"
ONES = [(0, 3), (8, 11), (16, 19)]


class Window(QWidget):
    """A window with a find bar and something else that can have the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.text = QLineEdit()
        self.bar = FindBar()
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(self.bar)
        self.resize(1000, 200)
        self.commands: list[tuple[str, dict]] = []
        self.shown: list[list] = []
        self.bar.command_requested.connect(lambda name, arguments: self.commands.append((name, arguments)))
        self.bar.matches_found.connect(self.shown.append)


@pytest.fixture
def window(qtbot):
    window = Window()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    window.text.setFocus()
    return window


@pytest.fixture
def bar(window, document_of):
    window.bar.set_document(document_of(TEXT))
    window.bar.show_find()
    return window.bar


def shows(bar: FindBar, words: str):
    return lambda: bar._form.status.text() == words


def arguments(pattern: str, **others):
    plain = {"pattern": pattern, "regex": False, "case": False, "word": False}
    return plain | others


def test_it_is_hidden_until_it_is_wanted(window):
    assert window.bar.isHidden()


def test_matches_are_counted_while_a_pattern_is_typed(bar, window, qtbot):
    qtbot.keyClicks(bar._form.pattern, "one")
    qtbot.waitUntil(shows(bar, "3 matches"))
    assert window.shown[-1] == ONES
    assert window.commands == []


def test_a_single_match_is_one_match(bar, qtbot):
    qtbot.keyClicks(bar._form.pattern, "two one")
    qtbot.waitUntil(shows(bar, "1 match"))


def test_the_selected_match_has_its_number(bar, qtbot, document_of):
    document = document_of(TEXT)
    bar.set_document(document)
    qtbot.keyClicks(bar._form.pattern, "one")
    qtbot.waitUntil(shows(bar, "3 matches"))
    bar.set_document(Document(document.buffer, Selection.of([document_of("", 8, 11).selection.main])))
    assert bar._form.status.text() == "2 of 3"
    bar.set_document(Document(document.buffer, Selection.caret(4)))
    assert bar._form.status.text() == "3 matches"


def test_a_new_revision_is_counted_anew(bar, window, qtbot, document_of):
    qtbot.keyClicks(bar._form.pattern, "one")
    qtbot.waitUntil(shows(bar, "3 matches"))
    bar.set_document(document_of(TEXT + " one"))
    qtbot.waitUntil(shows(bar, "4 matches"))
    assert window.shown[-1] == [*ONES, (20, 23)]


def test_no_match_is_said(bar, window, qtbot):
    qtbot.keyClicks(bar._form.pattern, "three")
    qtbot.waitUntil(shows(bar, "No matches"))
    assert bar._form.status.is_error
    assert window.shown[-1] == []


def test_no_pattern_no_words(bar, window, qtbot):
    qtbot.keyClicks(bar._form.pattern, "o")
    qtbot.waitUntil(shows(bar, "5 matches"))
    bar._form.pattern.clear()
    assert bar._form.status.text() == ""
    assert window.shown[-1] == []
    assert not bar._form.next.isEnabled()


def test_toggles_change_what_is_counted(bar, qtbot):
    qtbot.keyClicks(bar._form.pattern, "two")
    qtbot.waitUntil(shows(bar, "2 matches"))
    qtbot.mouseClick(bar._form.case, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(shows(bar, "1 match"))


@pytest.mark.parametrize(
    ("key", "toggle"),
    [
        (Qt.Key.Key_C, "case"),
        (Qt.Key.Key_W, "word"),
        (Qt.Key.Key_X, "regex"),
        (Qt.Key.Key_O, "wrap"),
    ],
)
def test_toggles_have_keys(bar, qtbot, key, toggle):
    button = getattr(bar._form, toggle)
    before = button.isChecked()
    qtbot.keyClick(bar._form.pattern, key, Qt.KeyboardModifier.AltModifier)
    assert button.isChecked() is not before


def test_a_mistake_in_a_regular_expression_is_said_in_words(bar, window, qtbot):
    bar._form.regex.setChecked(True)
    qtbot.keyClicks(bar._form.pattern, "(one")
    qtbot.waitUntil(shows(bar, "Missing ) at position 4."))
    assert bar._form.status.is_error
    qtbot.keyClick(bar._form.pattern, Qt.Key.Key_Return)
    assert window.commands == []
    qtbot.keyClicks(bar._form.pattern, ")")
    qtbot.waitUntil(shows(bar, "3 matches"))
    assert not bar._form.status.is_error


class SlowBuffer(Buffer):
    """A text that gives nothing of itself away until it may."""

    gate: threading.Event

    def slice(self, start: int, end: int) -> str:
        self.gate.wait(10)
        return super().slice(start, end)


def test_an_ellipsis_stands_for_a_count_that_takes_time(bar, qtbot):
    buffer = SlowBuffer(TEXT)
    buffer.gate = threading.Event()
    bar.set_document(Document(buffer))
    qtbot.keyClicks(bar._form.pattern, "one")
    qtbot.waitUntil(shows(bar, "…"))
    buffer.gate.set()
    qtbot.waitUntil(shows(bar, "3 matches"))


def test_enter_and_shift_enter_find_next_and_previous(bar, window, qtbot):
    qtbot.keyClicks(bar._form.pattern, "one")
    qtbot.keyClick(bar._form.pattern, Qt.Key.Key_Return)
    qtbot.keyClick(bar._form.pattern, Qt.Key.Key_Enter, Qt.KeyboardModifier.ShiftModifier)
    assert window.commands == [
        ("find.next", arguments("one", direction="forward", wrap=True)),
        ("find.next", arguments("one", direction="backward", wrap=True)),
    ]


def test_buttons_find_with_what_the_toggles_say(bar, window, qtbot):
    qtbot.keyClicks(bar._form.pattern, "o.e")
    for toggle in (bar._form.regex, bar._form.case, bar._form.word, bar._form.wrap):
        qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(shows(bar, "3 matches"))
    qtbot.mouseClick(bar._form.next, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(bar._form.previous, Qt.MouseButton.LeftButton)
    everything = arguments("o.e", regex=True, case=True, word=True, wrap=False)
    assert window.commands == [
        ("find.next", everything | {"direction": "forward"}),
        ("find.next", everything | {"direction": "backward"}),
    ]


def test_replacing_sends_pattern_and_replacement(bar, window, qtbot):
    bar.show_replace()
    bar._form.pattern.setText("one")
    bar._form.replacement.setText("1")
    qtbot.mouseClick(bar._form.replace_one, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(bar._form.replace_all, Qt.MouseButton.LeftButton)
    qtbot.keyClick(bar._form.replacement, Qt.Key.Key_Return)
    one = ("find.replace", arguments("one", replacement="1", direction="forward", wrap=True))
    assert window.commands == [one, ("find.replace_all", arguments("one", replacement="1")), one]


def test_every_command_it_sends_is_one_that_there_is(bar, window, qtbot, registry):
    bar.show_replace()
    bar._form.pattern.setText("one")
    for button in (bar._form.next, bar._form.previous, bar._form.replace_one, bar._form.replace_all):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [registry.build(*command).spec.name for command in window.commands] == [
        "find.next",
        "find.next",
        "find.replace",
        "find.replace_all",
    ]


def test_finding_alone_has_no_line_for_the_replacement(bar):
    assert bar._form.replacement.isHidden()
    bar.show_replace()
    assert not bar._form.replacement.isHidden()
    bar.show_find()
    assert not bar._form.replacement.isHidden()  # it does not go while it is in use
    bar.close_bar()
    bar.show_find()
    assert bar._form.replacement.isHidden()


def test_selected_text_is_searched_for(window, document_of, qtbot):
    window.bar.set_document(document_of(TEXT, 4, 7))
    window.bar.show_find("two")
    assert window.bar._form.pattern.selectedText() == "two"
    assert window.bar._form.pattern.hasFocus()
    qtbot.waitUntil(shows(window.bar, "1 of 2"))


@pytest.mark.parametrize(
    ("ending", "is_regex", "pattern"),
    [("\n", False, "a\nb"), ("\r\n", False, "a\r\nb"), ("\r\n", True, r"a\Rb")],
)
def test_text_of_several_lines_is_searched_for(window, qtbot, ending, is_regex, pattern):
    window.bar._form.regex.setChecked(is_regex)
    text = f"a{ending}b{ending}a{ending}b"
    window.bar.set_document(Document(Buffer(text), layout=Layout(LineEnding(ending))))
    window.bar.show_find(f"a{ending}b")
    assert window.bar.query().pattern == pattern
    qtbot.waitUntil(shows(window.bar, "2 matches"))


def test_control_enter_puts_a_line_break_into_a_pattern(bar, window, qtbot):
    qtbot.keyClicks(bar._form.pattern, "Two")
    qtbot.keyClick(bar._form.pattern, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(bar._form.pattern, "one")
    assert bar.query().pattern == "Two\none"
    qtbot.waitUntil(shows(bar, "1 match"))
    assert window.commands == []


def test_while_a_person_types_the_first_match_behind_the_caret_is_shown_and_nothing_selected(
    bar, window, qtbot, document_of
):
    peeked: list[int] = []
    bar.peeked.connect(peeked.append)
    bar.set_document(document_of(TEXT, 5, 5))
    qtbot.keyClicks(bar._form.pattern, "o")
    qtbot.waitUntil(lambda: peeked == [6])
    qtbot.keyClicks(bar._form.pattern, "ne")
    qtbot.waitUntil(lambda: peeked and peeked[-1] == 8)
    qtbot.waitUntil(shows(bar, "3 matches"))
    assert window.commands == []
    said = len(peeked)
    bar.set_document(document_of(TEXT + " one"))
    qtbot.waitUntil(shows(bar, "4 matches"))
    assert len(peeked) == said


def test_only_what_is_selected_when_it_was_asked_for_is_searched(bar, window, qtbot, document_of):
    before = document_of(TEXT, 4, 12)
    bar.set_document(before)
    bar._form.in_selection.setChecked(True)
    qtbot.keyClicks(bar._form.pattern, "one")
    qtbot.waitUntil(shows(bar, "1 match"))
    assert not bar._form.select_all.isEnabled()
    bar.set_document(Document(before.buffer, Selection.caret(0)))
    qtbot.keyClick(bar._form.pattern, Qt.Key.Key_Return)
    assert window.commands[-1][1]["ranges"] == ((4, 12),)
    changes = ChangeSet.replacing(before.buffer, [(0, 3, "eleven")])
    bar.set_document(Document(changes.apply(before.buffer)), changes)
    qtbot.keyClick(bar._form.pattern, Qt.Key.Key_Return)
    assert window.commands[-1][1]["ranges"] == ((7, 15),)
    bar._form.in_selection.setChecked(False)
    qtbot.waitUntil(shows(bar, "2 matches"))
    qtbot.keyClick(bar._form.pattern, Qt.Key.Key_Return)
    assert "ranges" not in window.commands[-1][1]


def test_without_a_selection_it_cannot_be_searched_alone(bar):
    bar._form.in_selection.setChecked(True)
    assert not bar._form.in_selection.isChecked()
    assert bar._form.status.is_error


def test_all_matches_can_be_selected_and_the_case_kept(bar, window, qtbot, registry):
    bar.show_replace()
    bar._form.pattern.setText("one")
    qtbot.mouseClick(bar._form.select_all, Qt.MouseButton.LeftButton)
    bar._form.preserve_case.setChecked(True)
    qtbot.mouseClick(bar._form.replace_all, Qt.MouseButton.LeftButton)
    assert window.commands == [
        ("selection.add_all_matches", arguments("one")),
        ("find.replace_all", arguments("one", replacement="", preserve_case=True)),
    ]
    assert all(registry.build(*command) for command in window.commands)


def test_a_preview_is_asked_for_with_the_arguments_of_the_command(bar, window, qtbot):
    bar.show_replace()
    bar._form.pattern.setText("one")
    bar._form.replacement.setText("1")
    with qtbot.waitSignal(bar.preview_requested) as asked:
        qtbot.mouseClick(bar._form.preview, Qt.MouseButton.LeftButton)
    assert asked.args == [arguments("one", replacement="1")]
    assert window.commands == []


def test_selected_text_stands_for_itself_as_a_regular_expression(window):
    window.bar._form.regex.setChecked(True)
    window.bar.show_find("f(x) *")
    assert window.bar._form.pattern.text() == r"f\(x\) \*"


def test_asked_for_again_it_keeps_the_pattern_and_selects_all_of_it(bar, qtbot):
    bar._form.regex.setChecked(True)
    qtbot.keyClicks(bar._form.pattern, "o.e")
    bar.show_find("one")
    assert bar._form.pattern.selectedText() == "o.e"


def test_escape_closes_it_and_takes_the_matches_away(bar, window, qtbot):
    qtbot.keyClicks(bar._form.pattern, "one")
    qtbot.waitUntil(shows(bar, "3 matches"))
    with qtbot.waitSignal(bar.closed):
        qtbot.keyClick(bar._form.pattern, Qt.Key.Key_Escape)
    assert bar.isHidden()
    assert window.shown[-1] == []


def test_closed_it_counts_nothing_and_opened_again_it_does(bar, window, qtbot, document_of):
    bar._form.pattern.setText("one")
    qtbot.waitUntil(shows(bar, "3 matches"))
    bar.close_bar()
    said = len(window.shown)
    bar.set_document(document_of("one"))
    bar.show_find()
    qtbot.waitUntil(shows(bar, "1 match"))
    assert window.shown[said:] == [[(0, 3)]]


def test_finding_again_needs_no_visible_bar(bar, window):
    bar._form.pattern.setText("one")
    bar.close_bar()
    bar.repeat(Direction.BACKWARD)
    assert window.commands == [("find.next", arguments("one", direction="backward", wrap=True))]
    assert bar.isHidden()


def test_finding_again_without_a_pattern_asks_for_one(window, document_of):
    window.bar.set_document(document_of(TEXT))
    window.bar.repeat(Direction.FORWARD)
    assert not window.bar.isHidden()
    assert window.commands == []


def test_up_and_down_bring_earlier_patterns_back(bar, qtbot):
    for pattern in ("one", "two", "one", "three"):
        bar._form.pattern.setText(pattern)
        qtbot.keyClick(bar._form.pattern, Qt.Key.Key_Return)
    bar._form.pattern.clear()
    qtbot.keyClicks(bar._form.pattern, "dra")
    seen = []
    for key in (Qt.Key.Key_Up,) * 4 + (Qt.Key.Key_Down,) * 4:
        qtbot.keyClick(bar._form.pattern, key)
        seen.append(bar._form.pattern.text())
    assert seen == ["three", "one", "two", "two", "one", "three", "dra", "dra"]


def test_of_many_matches_those_around_the_caret_are_given(bar, window, qtbot):
    count = MOST_SHOWN * 3
    document = Document(Buffer("a" * count))
    bar.set_document(document)
    bar._form.pattern.setText("a")
    qtbot.waitUntil(shows(bar, f"{count:,} matches"))
    assert window.shown[-1][0] == (0, 1)
    assert len(window.shown[-1]) == MOST_SHOWN
    said = len(window.shown)
    bar.set_document(Document(document.buffer, Selection.caret(10)))
    assert len(window.shown) == said
    bar.set_document(Document(document.buffer, Selection.caret(count)))
    assert window.shown[-1][-1] == (count - 1, count)
    bar.show_around(0, 0)
    assert window.shown[-1][0] == (0, 1)


def test_without_a_document_nothing_can_be_found(bar, window, qtbot):
    bar._form.pattern.setText("one")
    bar.set_document(None)
    qtbot.keyClick(bar._form.pattern, Qt.Key.Key_Return)
    bar.repeat(Direction.FORWARD)
    assert window.commands == []
    assert bar._form.status.text() == ""


def test_a_narrow_bar_does_without_labels(bar, window, qtbot):
    bar.show_replace()
    assert bar._form._find_label.isVisible()
    window.resize(440, 200)
    qtbot.waitUntil(lambda: not bar._form._find_label.isVisible())
    assert window.width() == 440
    qtbot.waitUntil(lambda: bar._form.pattern.width() > 100)


def test_a_very_narrow_bar_leaves_room_and_hides_nothing_that_is_on(bar, window, qtbot, document_of):
    window.resize(380, 200)
    qtbot.waitUntil(lambda: not bar._form.previous.isVisible())
    qtbot.waitUntil(lambda: bar._form.pattern.width() > 80)
    assert window.width() == 380
    assert not bar._form.in_selection.isVisible()

    bar.set_document(document_of(TEXT, 0, 8))
    bar._form.in_selection.setChecked(True)
    assert bar._form.in_selection.isVisible()


def test_its_icons_follow_the_palette(bar):
    def darkest() -> int:
        image = bar._form.close.icon().pixmap(16, 16).toImage()
        solid = [image.pixelColor(x, y) for x in range(16) for y in range(16)]
        return min(color.lightness() for color in solid if color.alpha() > 200)

    assert darkest() < 100
    bar.setPalette(dark_palette())
    assert darkest() > 150


def test_every_control_tells_what_it_is(bar):
    for button in bar.findChildren(QToolButton):
        assert button.accessibleName()
        assert button.toolTip()
    for edit in (bar._form.pattern, bar._form.replacement):
        assert edit.accessibleName()
