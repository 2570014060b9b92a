"""How text is shown, chosen in a window: marks in the menu, all its views, the next start; and folding."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from editorapp.session.view_options import ViewOptions, WrapMode
from editorapp.text.folding import Folds
from tests.ui.window.opened_window import OpenedWindow

OpenWindow = Callable[..., OpenedWindow]
CODE = "def a:\n    one\n    if:\n        two\n\n    three\n\ndef b:\n    four\n"


@pytest.fixture
def code(tmp_path: Path) -> Path:
    path = tmp_path / "code.txt"
    path.write_text(CODE)
    return path


def shown_by(window: OpenedWindow) -> ViewOptions:
    return window.view._appearance.options


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("view.line_numbers", "line_numbers"),
        ("view.whitespace", "whitespace"),
        ("view.guides", "guides"),
        ("view.current_line", "current_line"),
        ("view.ligatures", "ligatures"),
        ("view.smooth_scroll", "smooth_scroll"),
        ("view.scroll_past_end", "scroll_past_end"),
    ],
)
def test_an_option_is_turned_round_and_its_mark_says_so(window: OpenedWindow, name: str, option: str) -> None:
    action, before = window.parts.actions[name], getattr(shown_by(window), option)
    assert action.isChecked() == before

    action.trigger()
    assert getattr(shown_by(window), option) is not before
    assert action.isChecked() is not before
    action.trigger()
    assert getattr(shown_by(window), option) is before
    assert action.isChecked() is before


def test_wrapping_at_the_window_and_at_a_column_exclude_each_other(window: OpenedWindow) -> None:
    at_window, at_column = (window.parts.actions[f"view.wrap_at_{where}"] for where in ("window", "column"))

    at_window.trigger()
    assert (at_window.isChecked(), at_column.isChecked()) == (True, False)
    assert shown_by(window).wrap is WrapMode.WINDOW
    at_column.trigger()
    assert (at_window.isChecked(), at_column.isChecked()) == (False, True)
    at_column.trigger()
    assert shown_by(window).wrap is WrapMode.NONE


def test_a_column_can_be_given(window: OpenedWindow) -> None:
    window.parts.dispatcher.request("view.wrap", {"mode": "column", "column": 100}, "dialog")

    assert (shown_by(window).wrap, shown_by(window).wrap_column) == (WrapMode.COLUMN, 100)
    assert "100" in window.parts.actions["view.wrap_at_column"].text()


def test_all_views_and_the_next_start_have_the_same_options(open_window: OpenWindow, code: Path) -> None:
    window = open_window(code)
    window.parts.actions["view.wrap_at_window"].trigger()
    window.parts.actions["view.guides"].trigger()
    window.parts.dispatcher.request("document.new", {}, "menu")
    options = shown_by(window)
    assert (options.wrap, options.guides) == (WrapMode.WINDOW, False)
    window.end()

    again = open_window()
    assert (shown_by(again).wrap, shown_by(again).guides) == (WrapMode.WINDOW, False)
    assert again.parts.actions["view.wrap_at_window"].isChecked()


def test_folding_hides_what_is_around_the_caret_and_leads_the_caret_out(
    open_window: OpenWindow, code: Path
) -> None:
    window = open_window(code)
    inside = CODE.index("two")
    window.parts.dispatcher.request("selection.set", {"ranges": [[inside, inside]]}, "test")

    window.parts.actions["view.fold"].trigger()
    assert window.view.folding.hidden == Folds([(2, 3)])
    assert window.view.document.selection.main.head == CODE.index("if:") + 3
    window.parts.actions["view.fold"].trigger()
    assert window.view.folding.hidden == Folds([(0, 5), (2, 3)])
    window.parts.actions["view.unfold"].trigger()
    assert window.view.folding.hidden == Folds([(2, 3)])


def test_a_click_in_the_margin_folds_and_unfolds(open_window: OpenWindow, code: Path) -> None:
    window = open_window(code)

    window.view.fold_toggled.emit(7)
    assert window.view.folding.hidden == Folds([(7, 8)])
    window.view.fold_toggled.emit(7)
    assert not window.view.folding.hidden


def test_all_can_be_folded_or_what_is_deeper_than_a_level(open_window: OpenWindow, code: Path) -> None:
    window = open_window(code)

    window.parts.actions["view.fold_all"].trigger()
    window.wait(lambda: window.view.folding.hidden == Folds([(0, 5), (2, 3), (7, 8)]))
    window.parts.actions["view.unfold_all"].trigger()
    assert not window.view.folding.hidden
    window.parts.dispatcher.request("view.fold_level", {"level": 2}, "dialog")
    window.wait(lambda: window.view.folding.hidden == Folds([(2, 3)]))


def test_folding_all_of_a_large_text_leaves_the_window_alive(open_window: OpenWindow, tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    large.write_text("head\n  body\n" * 50_000)
    window = open_window(large)

    window.parts.actions["view.fold_all"].trigger()
    assert not window.view.folding.hidden  # it has not waited for it
    window.wait(lambda: len(window.view.folding.hidden.ranges) == 50_000)

    assert window.view.verticalScrollBar().maximum() < 50_000
