"""Smooth scrolling: when the window glides, where it comes to, and what never waits for it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimerEvent
from pytestqt.qtbot import QtBot

from editorapp.session.view_options import ViewOptions
from editorapp.text.buffer import Buffer
from editorapp.text.change import Change, ChangeSet
from editorapp.text.document import Document, Transaction
from editorapp.text.selection import Selection
from editorapp.ui.view import TextView
from editorapp.ui.view.glide import Glide

LINES = "".join(f"line {number}\n" for number in range(1000))


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def gliding_view(qtbot: QtBot, clock: Clock) -> TextView:
    view = TextView(clock=clock)
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show_document(Document(Buffer(LINES)))
    view.show()
    view.set_options(ViewOptions())
    view._glide.is_wanted = True
    return view


def step(glide: Glide, clock: Clock, seconds: float) -> None:
    clock.now += seconds
    glide.timerEvent(QTimerEvent(0))


def test_a_page_is_gone_in_a_tenth_of_a_second_in_ever_smaller_steps(qtbot: QtBot) -> None:
    clock = Clock()
    view = gliding_view(qtbot, clock)

    view.scroll_by(20)
    places = [view.verticalScrollBar().value()]
    for _ in range(4):
        step(view._glide, clock, 0.025)
        places.append(view.verticalScrollBar().value())

    assert places == sorted(places)
    assert places[1] - places[0] > places[3] - places[2]
    assert places[-1] == 20
    assert not view._glide.is_running


def test_what_a_key_paints_is_the_first_step_already(qtbot: QtBot) -> None:
    view = gliding_view(qtbot, Clock())
    moves: list[int] = []
    view.scrolled.connect(lambda: moves.append(view.verticalScrollBar().value()))
    page = view.page_lines()

    view.show_document(
        Document(view.document.buffer, Selection.caret(view.document.buffer.line_start(page + 9)))
    )

    assert len(moves) == 1
    assert 0 < moves[0] < 10
    assert view._glide.is_running


def test_a_row_is_no_way_to_glide(qtbot: QtBot) -> None:
    view = gliding_view(qtbot, Clock())
    buffer = view.document.buffer

    view.show_document(Document(buffer, Selection.caret(buffer.line_start(view.page_lines()))))

    assert not view._glide.is_running
    assert view.viewport().rect().contains(view.caret_rect(view.document.selection.main.head).toRect())


def test_another_turn_of_the_wheel_adds_to_it(qtbot: QtBot) -> None:
    clock = Clock()
    view = gliding_view(qtbot, clock)

    view.scroll_by(10)
    step(view._glide, clock, 0.03)
    view.scroll_by(10)
    step(view._glide, clock, 0.2)

    assert view.scroll_position() == (20, 0)


def test_at_the_end_of_the_text_it_rests(qtbot: QtBot) -> None:
    clock = Clock()
    view = gliding_view(qtbot, clock)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() - 2)

    view.scroll_by(50)
    step(view._glide, clock, 0.03)
    step(view._glide, clock, 0.03)

    assert bar.value() == bar.maximum()
    assert not view._glide.is_running


def test_a_jump_glides_over_its_last_page(qtbot: QtBot) -> None:
    clock = Clock()
    view = gliding_view(qtbot, clock)
    document = view.document
    position = document.buffer.line_start(700)

    view.show_document(Document(document.buffer, Selection.caret(position)))
    assert 600 < view.scroll_position()[0] < 690
    step(view._glide, clock, 0.2)

    rect = view.caret_rect(position)
    assert abs(rect.center().y() - view.viewport().height() / 2) < 2


def test_typing_never_waits(qtbot: QtBot) -> None:
    clock = Clock()
    view = gliding_view(qtbot, clock)
    position = view.document.buffer.line_start(700)
    changes = ChangeSet([Change(position, "", "x")])
    transaction = Transaction(changes, Selection.caret(position + 1))
    view.show_document(view.document.after(transaction), changes)

    assert not view._glide.is_running
    assert view.viewport().rect().contains(view.caret_rect(position + 1).toRect())


def test_without_wish_it_does_not_start() -> None:
    parent = QObject()

    assert not Glide(parent).start(100, 1000)
