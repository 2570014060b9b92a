"""A view gets the colors of its language: when, of what, and what is seen in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from editorapp.session.syntax.grammar import Grammars
from editorapp.session.syntax.known_folds import KnownFolds
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet
from editorapp.text.document import Document, Layout, Transaction
from editorapp.ui import highlighter as highlighter_module
from editorapp.ui.highlighter import Highlighter
from editorapp.ui.highlighting import Highlighting
from editorapp.ui.view import TextView

GRAMMARS = Grammars()

Styles = list[tuple[str, str]]


class Colored:
    """A shown view with its highlighter."""

    def __init__(self, qtbot: QtBot, text: str, language: str = "python", *, shown: bool = True) -> None:
        self.qtbot = qtbot
        self.view = TextView()
        qtbot.addWidget(self.view)
        self.view.resize(700, 400)
        self.view.show_document(Document(Buffer(text), layout=Layout(language=language)))
        if shown:
            self.view.show()
        self.highlighter = Highlighter(self.view, GRAMMARS)
        self.restyled: list[tuple[int, int]] = []
        restyle = self.view.restyle

        def noted(first_line: int, last_line: int) -> None:
            self.restyled.append((first_line, last_line))
            restyle(first_line, last_line)

        self.view.restyle = noted  # type: ignore[method-assign]

    def change(self, *edits: tuple[int, int, str]) -> None:
        before = self.view.document
        changes = ChangeSet.replacing(before.buffer, edits)
        self.show(before.after(Transaction(changes)), changes)

    def show(self, document: Document, changes: ChangeSet | None) -> None:
        self.highlighter.follow(document, changes)
        self.view.show_document(document, changes)

    def styles(self, line: int) -> Styles:
        text = self.view.document.buffer.line_text(line)
        return [(text[start:end], scope) for start, end, scope in self.highlighter.styles(line, text)]

    def wait_for(self, line: int, styles: Styles) -> None:
        def has_come() -> None:
            assert self.styles(line) == styles

        self.qtbot.waitUntil(has_come, timeout=10_000)

    def wait_until_colored(self) -> None:
        def is_known() -> bool:
            tree = self.highlighter.tree
            return tree is not None and tree.buffer is self.view.document.buffer

        self.qtbot.waitUntil(is_known, timeout=10_000)


MakeColored = Callable[..., Colored]


@pytest.fixture
def colored(qtbot: QtBot) -> Iterator[MakeColored]:
    """Make a view with colors; no work of it is left behind."""
    yield lambda *arguments, **named: Colored(qtbot, *arguments, **named)
    QApplication.processEvents()


def test_a_text_is_colored_by_its_language(colored: MakeColored) -> None:
    view = colored("pass\r# note\r\nx = 1\n")

    view.wait_for(0, [("pass", "keyword")])
    assert view.styles(1) == [("# note", "comment")]
    assert view.styles(2) == [("=", "operator"), ("1", "number")]


def test_while_somebody_types_every_color_stays_with_its_text(colored: MakeColored) -> None:
    view = colored("x = 1\npass  # note\n")
    view.wait_for(1, [("pass", "keyword"), ("# note", "comment")])

    view.change((0, 0, "longer_"), (5, 5, "2"))
    assert view.styles(1) == [("pass", "keyword"), ("# note", "comment")]

    view.change((view.view.document.buffer.line_end(1),) * 2 + ("s",))
    assert view.styles(1) == [("pass", "keyword"), ("# notes", "comment")]


def test_after_a_change_the_new_colors_come(colored: MakeColored) -> None:
    view = colored("pass\nx = 1\nsome = 2  # '''\n")
    view.wait_for(0, [("pass", "keyword")])

    view.change((0, 0, "'''"))

    view.wait_for(1, [("x = 1", "string")])


def test_only_lines_whose_colors_have_changed_are_painted_again(colored: MakeColored) -> None:
    view = colored("x = 1\n" * 12)
    view.wait_until_colored()
    view.restyled.clear()

    view.change((12, 13, "pass;y"))
    view.wait_for(2, [("pass", "keyword"), (";", "punctuation"), ("=", "operator"), ("1", "number")])

    assert view.restyled == [(2, 2)]


def test_changes_that_come_while_colors_are_sought_are_not_lost(colored: MakeColored) -> None:
    view = colored("x = 1\n" * 3000)
    view.wait_until_colored()

    for new in ("pass\n", "# a longer note\n", '"""\n', 'x = """\n'):
        view.change((0, 0, new))
        view.highlighter._look()
        assert view.highlighter._work.is_busy
    view.wait_until_colored()

    view.wait_for(1, [('"""', "string")])
    view.wait_for(2, [("# a longer note", "comment")])
    view.wait_for(3, [("pass", "keyword")])
    view.wait_for(4, [("=", "operator"), ("1", "number")])


def test_another_language_gives_other_colors_and_plain_text_none(colored: MakeColored) -> None:
    view = colored("# note\n")
    view.wait_for(0, [("# note", "comment")])
    document = view.view.document

    view.show(document.after(Transaction(layout=Layout(language="markdown"))), ChangeSet())
    view.wait_for(0, [("#", "punctuation"), ("note", "heading")])

    view.show(document.after(Transaction(layout=Layout(language=""))), ChangeSet())
    assert view.styles(0) == []


def test_a_language_without_a_grammar_costs_nothing_at_a_key(colored: MakeColored) -> None:
    view = colored("x = 1\n", "ini")
    asked: list[object] = []
    view.view.set_line_styles = asked.append  # type: ignore[assignment, method-assign]

    view.change((0, 0, "y"))

    assert asked == []
    assert view.styles(0) == []


def test_a_text_that_a_grammar_gets_lost_in_stays_plain(
    colored: MakeColored, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(highlighter_module, "_LONGEST", -1.0)
    view = colored("def name(): pass\n" * 5_000)

    view.qtbot.waitUntil(lambda: "takes too long" in caplog.text, timeout=10_000)
    view.change((0, 0, "x"))
    view.qtbot.wait(40)

    assert view.styles(0) == []
    assert caplog.text.count("takes too long") == 1


def test_another_text_is_colored_anew(colored: MakeColored) -> None:
    view = colored("# note\n")
    view.wait_for(0, [("# note", "comment")])

    view.show(Document(Buffer("pass\n"), layout=Layout(language="python")), None)

    view.wait_for(0, [("pass", "keyword")])


def test_a_view_that_is_not_seen_waits_until_it_is(colored: MakeColored) -> None:
    view = colored("pass\n", shown=False)
    view.change((0, 0, "x\n"))
    view.qtbot.wait(50)
    assert view.styles(1) == []

    view.view.show()

    view.wait_for(1, [("pass", "keyword")])


def test_of_a_large_text_what_is_seen_is_colored_and_the_rest_is_not_parsed(colored: MakeColored) -> None:
    count = 200_000
    view = colored("def name(): pass\n" * count)
    view.wait_for(0, [("def", "keyword"), ("name", "function"), ("():", "punctuation"), ("pass", "keyword")])

    view.view.set_scroll_position(count // 2, 0)
    QApplication.processEvents()

    view.wait_for(
        count // 2, [("def", "keyword"), ("name", "function"), ("():", "punctuation"), ("pass", "keyword")]
    )
    tree = view.highlighter.tree
    assert tree is not None
    assert not tree.is_whole
    assert tree.stretch.end - tree.stretch.start < 100_000


def test_of_a_long_line_what_is_seen_is_colored(colored: MakeColored) -> None:
    view = colored("[" + '{"a": "x"}, ' * 200_000 + "]", "json")
    part = view.view.document.buffer.slice(1, 1001)

    def is_colored() -> bool:
        return len(view.highlighter.styles_of_part(0, 1, part)) > 100

    view.qtbot.waitUntil(is_colored, timeout=10_000)
    start, end, scope = view.highlighter.styles_of_part(0, 1, part)[1]
    assert (part[start:end], scope) == ('"a"', "property")


def test_a_middling_text_is_colored_at_once_and_then_parsed_as_a_whole(colored: MakeColored) -> None:
    view = colored("def name(): pass\n" * 20_000)

    view.wait_for(0, [("def", "keyword"), ("name", "function"), ("():", "punctuation"), ("pass", "keyword")])
    view.wait_until_colored()

    tree = view.highlighter.tree
    assert tree is not None
    assert tree.is_whole


def test_what_can_be_folded_follows_from_the_syntax(colored: MakeColored) -> None:
    view = colored("x = (1,\n2,\n)\n# a\n# b\n")

    view.qtbot.waitUntil(lambda: isinstance(view.view.folding.source, KnownFolds), timeout=10_000)
    assert [view.view.folding.source.range_at(line) for line in range(5)] == [1, None, None, 4, None]

    view.change((0, 0, "y\n"))
    assert view.view.folding.source.range_at(1) == 2

    view.show(view.view.document.after(Transaction(layout=Layout(language=""))), ChangeSet())
    assert not isinstance(view.view.folding.source, KnownFolds)


def test_nothing_is_colored_before_a_view_has_a_language(qtbot: QtBot) -> None:
    view = TextView()
    qtbot.addWidget(view)
    view.show_document(Document(Buffer("pass\n")))
    view.show()
    highlighting = Highlighting()

    highlighting.add(view)
    qtbot.wait(60)
    assert highlighting.highlighter(view) is None
    document = view.document.after(Transaction(layout=Layout(language="python")))
    highlighting.follow(view, document, ChangeSet())
    view.show_document(document, ChangeSet())

    qtbot.waitUntil(lambda: highlighting.highlighter(view) is not None, timeout=10_000)
    highlighter = highlighting.highlighter(view)
    assert highlighter is not None
    qtbot.waitUntil(lambda: len(highlighter.styles(0, "pass")) == 1, timeout=10_000)
