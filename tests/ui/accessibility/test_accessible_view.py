"""What assistive programs see of a text view, and what they may do in it."""

from __future__ import annotations

import ctypes
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible, QAccessibleInterface

from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.text.selection import Range, Selection
from editorapp.ui.accessibility.factory import make_views_accessible
from editorapp.ui.accessibility.text_extract import LONGEST, TextExtract
from tests.ui.view.desk import Desk

TEXT = "hello wörld\nzwei 😀 drei\nend"


def accessible(desk: Desk) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(desk.view)
    assert found is not None
    return found


def selection_of(interface: Any, number: int) -> tuple[int, int]:
    """Ask as Qt does, by way of the table of virtual functions."""
    start, end = ctypes.c_int(-7), ctypes.c_int(-7)
    address = shiboken6.getCppPointer(interface)[0]
    table = ctypes.cast(address, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p)))[0]
    kind = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
    kind(table[2])(address, number, ctypes.addressof(start), ctypes.addressof(end))
    return start.value, end.value


@pytest.fixture(scope="module")
def factory(qapp: Any) -> None:
    make_views_accessible()


@pytest.fixture
def desk(factory: None, qtbot: Any) -> Desk:
    made = Desk(TEXT)
    qtbot.addWidget(made.view)
    return made


def test_role_name_value_and_state_are_those_of_a_text(desk: Desk) -> None:
    interface = accessible(desk)
    assert interface.role() == QAccessible.Role.EditableText
    assert interface.text(QAccessible.Text.Name) == "Text"
    assert interface.text(QAccessible.Text.Value) == TEXT
    state = interface.state()
    assert (state.multiLine, state.editable, state.focusable, state.focused) == (1, 1, 1, 1)
    assert interface.childCount() == 0


def test_what_it_has_no_answer_to_is_nothing_and_no_end_of_the_program(desk: Desk) -> None:
    interface = accessible(desk)
    assert interface.valueInterface() is None
    assert interface.selectionInterface() is None
    assert interface.tableCellInterface() is None
    assert interface.actionInterface() is not None


def test_offsets_count_utf_16_units(desk: Desk) -> None:
    text = accessible(desk).textInterface()
    assert text.characterCount() == len(TEXT) + 1
    desk.view.show_document(Document(Buffer(TEXT), Selection.caret(TEXT.index(" drei"))))
    assert text.cursorPosition() == TEXT.index(" drei") + 1
    assert text.text(text.cursorPosition(), -1) == " drei\nend"
    assert text.text(0, 5) == "hello"


def test_selections_begin_with_the_one_that_the_view_follows(desk: Desk) -> None:
    text = accessible(desk).textInterface()
    ranges = [Range(0, 5), Range(8, 8), Range(TEXT.index("drei"), TEXT.index("drei") + 4)]
    desk.view.show_document(Document(Buffer(TEXT), Selection.of(ranges, 2)))
    assert text.selectionCount() == 2
    drei = TEXT.index("drei") + 1
    assert [selection_of(text, number) for number in (0, 1)] == [(drei, drei + 4), (0, 5)]
    assert selection_of(text, 5) == (0, 0)


def test_wishes_become_commands(desk: Desk) -> None:
    interface = accessible(desk)
    text, editing = interface.textInterface(), interface.editableTextInterface()
    text.setCursorPosition(3)
    text.setSelection(0, 1, 4)
    text.addSelection(6, 8)
    text.removeSelection(0)
    editing.insertText(0, "# ")
    editing.replaceText(2, 7, "HELLO")
    editing.deleteText(0, 2)
    assert desk.requested == [
        ("selection.set", {"ranges": [[3, 3]]}),
        ("selection.set", {"ranges": [[1, 4]]}),
        ("selection.set", {"ranges": [[1, 4], [6, 8]]}),
        ("selection.set", {"ranges": [[1, 4], [8, 8]]}),
        ("text.replace", {"start": 0, "end": 0, "text": "# "}),
        ("text.replace", {"start": 2, "end": 7, "text": "HELLO"}),
        ("text.replace", {"start": 0, "end": 2, "text": ""}),
    ]
    assert desk.text == "HELLO" + TEXT[5:]
    interface.setText(QAccessible.Text.Value, "new")
    assert desk.text == "new"


def test_places_on_the_screen_lead_to_characters_and_back(desk: Desk) -> None:
    text = accessible(desk).textInterface()
    for offset in (0, 4, 12, 20):
        rectangle = text.characterRect(offset)
        assert not QRectF(rectangle).isEmpty()
        assert text.offsetAtPoint(rectangle.topLeft()) == offset


def test_a_long_text_is_shown_around_its_caret(desk: Desk) -> None:
    text = accessible(desk).textInterface()
    lines = "".join(f"line {number:06}\n" for number in range(40_000))
    buffer = Buffer(lines)
    caret = lines.index("line 020000")
    desk.view.show_document(Document(buffer, Selection.caret(caret)))
    assert text.characterCount() < LONGEST
    at = text.cursorPosition()
    assert text.text(at, at + 11) == "line 020000"
    assert text.text(0, 5) == "line "
    text.setCursorPosition(at + 5)
    assert desk.ranges == [(caret + 5, caret + 5)]
    desk.view.show_document(Document(buffer, Selection.caret(len(buffer))))
    assert text.text(text.characterCount() - 6, -1) == "39999\n"


def test_a_part_of_a_line_that_is_long_is_shown() -> None:
    document = Document(Buffer("x" * 1_000_000), Selection.caret(500_000))
    extract = TextExtract.of(document, None)
    assert (extract.start, extract.end) == (450_000, 550_000)
    assert extract.offset_of(500_000) == 50_000
    assert extract.offset_of(0) == 0


def test_bytes_that_are_no_text_can_be_read() -> None:
    extract = TextExtract.of(Document(Buffer("a\udc80b")), None)
    assert extract.text == "a\ufffdb"
