"""Lines laid out before they are seen: which, in what order, in how short slices, and what ends it."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from editorapp.session.view_options import ViewOptions, WrapMode
from editorapp.text.buffer import Buffer
from editorapp.text.change import Change, ChangeSet
from editorapp.text.document import Document, Transaction
from editorapp.text.folding import Folds
from editorapp.text.selection import Selection
from editorapp.ui.view import TextView
from editorapp.ui.view.display_lines import DisplayLines
from editorapp.ui.view.geometry import Anchor, Geometry
from editorapp.ui.view.line_styles import Styled
from editorapp.ui.view.lines_ahead import MOST_AHEAD, LinesAhead
from editorapp.ui.view.rows import RowStart
from editorapp.ui.view.typeface import Typeface

ROWS = 10


class SlowClock:
    """A clock by which each look takes some seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self.now = seconds, 0.0

    def __call__(self) -> float:
        self.now += self.seconds
        return self.now


class Colors:
    """Knows the colors of the lines before one."""

    def __init__(self, end: int) -> None:
        self.end = end

    def styles(self, line: int, text: str) -> list[Styled]:
        assert line < self.end
        return []

    def are_known(self, line: int, text: str) -> bool:
        return line < self.end

    def styles_of_part(self, line: int, start: int, text: str) -> list[Styled]:
        return []


class NotedLines(DisplayLines):
    """Notes which lines were laid out ahead."""

    def __init__(self, buffer: Buffer, typeface: Typeface) -> None:
        super().__init__(buffer, typeface)
        self.prepared: list[int] = []

    def prepare(self, number: int) -> bool:
        is_new = super().prepare(number)
        if is_new:
            self.prepared.append(number)
        return is_new


class Prepared(LinesAhead):
    """Laying out lines ahead in a window of some rows, slice by slice."""

    def __init__(self, text: str, seconds: float = 0.0, rows: int = ROWS) -> None:
        view = TextView()
        document = Document(Buffer(text))
        self.geometry = Geometry(document, Typeface.measured(view.font(), 4))
        self.geometry.width, self.geometry.height = 800, rows * self.geometry.line_height
        lines = NotedLines(document.buffer, self.geometry.typeface)
        self.geometry.lines = self.geometry.walk.lines = lines
        self.order = lines.prepared
        super().__init__(self.geometry, clock=SlowClock(seconds))

    def scroll_to(self, line: int) -> None:
        self.geometry.anchor = Anchor(RowStart(line, 0))
        self.follow()

    def slice(self) -> list[int]:
        self._soon.stop()
        before = len(self.order)
        self._lay_out()
        return self.order[before:]


def numbered(count: int) -> str:
    return "\n".join(f"line {number}" for number in range(count))


def test_the_next_pages_come_first_and_then_the_one_before(qtbot: QtBot) -> None:
    ahead = Prepared(numbered(1000))
    ahead.scroll_to(500)

    assert ahead.slice() == [*range(510, 534), *range(499, 487, -1)]
    assert not ahead.is_busy


def test_where_the_window_went_up_the_pages_above_come_first(qtbot: QtBot) -> None:
    ahead = Prepared(numbered(1000))
    ahead.scroll_to(500)
    ahead.scroll_to(490)

    assert ahead.slice() == [*range(489, 465, -1), *range(500, 512)]


def test_a_slice_ends_with_the_line_at_which_its_time_is_over(qtbot: QtBot) -> None:
    ahead = Prepared(numbered(1000), seconds=0.0004)
    ahead.scroll_to(500)

    assert ahead.slice() == [510, 511, 512]
    assert ahead.is_busy
    assert ahead.slice() == [513, 514, 515]


def test_what_is_laid_out_is_not_laid_out_again(qtbot: QtBot) -> None:
    ahead = Prepared(numbered(1000))
    ahead.scroll_to(500)
    ahead.slice()
    ahead.scroll_to(510)

    assert ahead.slice() == [*range(534, 544), *range(509, 499, -1)]


def test_at_the_ends_of_the_text_there_is_nothing_more(qtbot: QtBot) -> None:
    ahead = Prepared(numbered(14) + "\n")
    ahead.scroll_to(2)

    assert ahead.slice() == [12, 13, 1, 0]


def test_hidden_lines_are_left_out(qtbot: QtBot) -> None:
    ahead = Prepared(numbered(1000))
    ahead.geometry.walk.folds = Folds([(510, 900)])
    ahead.scroll_to(500)

    assert ahead.slice()[:3] == [510, 901, 902]


def test_in_a_high_window_there_is_an_end_to_it(qtbot: QtBot) -> None:
    ahead = Prepared(numbered(3000), rows=200)
    ahead.scroll_to(1000)

    assert len(ahead.slice()) == 2 * MOST_AHEAD


def test_long_lines_and_those_without_their_colors_are_left(qtbot: QtBot) -> None:
    ahead = Prepared(numbered(12) + "\n" + "x" * 401 + "\n" + numbered(20))
    ahead.geometry.lines.set_styles(Colors(end=16))
    ahead.scroll_to(0)

    assert ahead.slice() == [10, 11, 13, 14, 15]


def test_what_was_not_seen_does_not_make_the_text_wider(qtbot: QtBot) -> None:
    ahead = Prepared(numbered(15) + "\n" + "x" * 300 + "\n")
    ahead.scroll_to(0)

    assert 15 in ahead.slice()
    assert ahead.geometry.lines.widest == 0.0
    ahead.geometry.lines.at(15)
    assert ahead.geometry.lines.widest > 1000


def test_a_view_lays_out_ahead_when_it_is_scrolled_and_stops_when_somebody_types(qtbot: QtBot) -> None:
    view = TextView()
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show_document(Document(Buffer(numbered(1000))))
    view.show()
    view.set_scroll_position(300, 0)

    assert view._ahead.is_busy
    changes = ChangeSet([Change(0, "", "x")])
    view.show_document(view.document.after(Transaction(changes, Selection.caret(1))), changes, reveal=False)
    assert not view._ahead.is_busy


def test_a_view_lays_out_ahead_when_its_rows_are_others(qtbot: QtBot) -> None:
    view = TextView()
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show_document(Document(Buffer(numbered(1000))))
    view.show()
    view._ahead.stop()
    view.set_options(ViewOptions(wrap=WrapMode.WINDOW))
    assert view._ahead.is_busy
