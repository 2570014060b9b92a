"""Copy, cut and paste."""

from __future__ import annotations

import pytest

from editorapp.text.document import Layout, LineEnding
from tests.desk import REGISTRY, Desk
from tests.marked_text import document as marked_document


@pytest.mark.parametrize(
    ("before", "copied", "after_cut"),
    [
        ("a[bc>d", "bc", "a|d"),
        ("a<bc]d", "bc", "a|d"),
        ("[ab>c[d>", "ab\nd", "|c|"),  # several ranges: a line each
        ("[ab>c|", "ab", "|c"),  # beside ranges, a caret adds nothing
        ("a\nb|c\nd", "bc\n", "a\n|d"),  # only carets: their lines
        ("a\nb|", "b", "a\n|"),
        ("|a\n|b\nc", "a\nb\n", "|c"),
        ("a|a|\nb", "aa\n", "|b"),
        ("|a\r\nb", "a\r\n", "|b"),
    ],
)
def test_copy_and_cut(before: str, copied: str, after_cut: str) -> None:
    desk = Desk(before)
    assert desk.do("clipboard.copy") == before
    assert desk.clipboard.content == copied
    desk.clipboard.content = ""
    assert desk.do("clipboard.cut") == after_cut
    assert desk.clipboard.content == copied
    assert desk.do("edit.undo") == before


def test_of_an_empty_document_nothing_is_copied_and_the_clipboard_stays() -> None:
    desk = Desk("|")
    desk.clipboard.content = "kept"
    assert desk.do("clipboard.copy") == "|"
    assert desk.do("clipboard.cut") == "|"
    assert desk.clipboard.content == "kept"


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        ("a|b", "xy", "axy|b"),
        ("a[b>c", "xy", "axy|c"),
        ("|a|", "xy", "xy|axy|"),
        ("|a|", "x\ny", "x|ay|"),  # as many lines as carets are dealt out
        ("|a|", "x\r\ny\r\n", "x|ay|"),
        ("|a|", "x\ry", "x|ay|"),
        ("|a|", "x\ny\nz", "x\ny\nz|ax\ny\nz|"),
        ("|a|", "x\x0cy", "x\x0cy|ax\x0cy|"),  # a form feed ends no line
        ("|a|", "x\u2028y", "x\u2028y|ax\u2028y|"),
        ("|a|b|", "\nx\n\n", "|ax|b|"),
        ("a|", "\r\n", "a\r\n|"),
    ],
)
def test_paste(before: str, text: str, after: str) -> None:
    desk = Desk(before)
    desk.clipboard.content = text
    assert desk.do("clipboard.paste") == after
    assert desk.do("edit.undo") == before
    desk.clipboard.content = "not this"
    assert desk.do("clipboard.paste", text=text) == after


@pytest.mark.parametrize(
    ("before", "ending", "copied", "after"),
    [
        ("a\r\n|", LineEnding.CRLF, "x\ny\n", "a\r\nx\r\ny\r\n|"),
        ("a\r|", LineEnding.CR, "x\ny", "a\rx\ry|"),
        ("|", LineEnding.CRLF, "x\ny", "x\r\ny|"),
        ("|a\r\n|", LineEnding.CRLF, "1\n2\n3", "1\r\n2\r\n3|a\r\n1\r\n2\r\n3|"),
        ("a\r\nb\n|", LineEnding.CRLF, "x\n", "a\r\nb\nx\n|"),  # who has both may move either about
        ("a\r\n|", LineEnding.CRLF, "x\r\ny\n", "a\r\nx\r\ny\n|"),
        ("a\n|", LineEnding.LF, "x\r\n", "a\nx\r\n|"),
    ],
)
def test_pasted_lines_end_as_those_of_the_document(
    before: str, ending: LineEnding, copied: str, after: str
) -> None:
    desk = Desk(marked_document(before, Layout(ending)))
    desk.clipboard.content = copied
    assert desk.do("clipboard.paste") == after
    assert desk.do("edit.undo") == before
    assert desk.do("clipboard.paste", text=copied).replace("|", "").count(copied) == before.count("|")


def test_what_was_pasted_before_lines_ended_alike_is_pasted_so_again() -> None:
    stored = REGISTRY.read_stored("clipboard.paste", 1, b'{"clipboard":"x\\ny"}')
    desk = Desk(marked_document("a\r\n|", Layout(LineEnding.CRLF)))
    desk.editor.submit(stored, desk.target, "script")
    assert desk.text == "a\r\nx\ny"


def test_cutting_several_ranges_and_pasting_brings_them_back() -> None:
    desk = Desk("[ab>-[c>-[def>")
    desk.do("clipboard.cut")
    assert desk.do("clipboard.paste") == "ab|-c|-def|"


def test_pasting_nothing_is_refused() -> None:
    assert Desk("a|").refused("clipboard.paste") == "clipboard_empty"
    assert Desk("a|").refused("clipboard.paste", text="") == "clipboard_empty"
    assert Desk("a|").refused("clipboard.paste_primary", position=0) == "clipboard_empty"


def test_the_primary_selection_comes_in_at_a_position() -> None:
    desk = Desk("ab|")
    desk.clipboard.primary = "xy"
    assert desk.do("clipboard.paste_primary", position=1) == "axy|b"
    assert desk.refused("clipboard.paste_primary", position=9) == "invalid_range"


def test_what_was_pasted_is_in_the_journal_and_not_read_again() -> None:
    desk = Desk("|")
    desk.clipboard.content = "xy"
    desk.do("clipboard.paste")
    (entry,) = desk.journal.entries()
    assert entry.payload == b'{"clipboard":"xy"}'
