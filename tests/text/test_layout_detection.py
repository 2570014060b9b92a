"""The guess of line ending and indentation."""

from __future__ import annotations

import pytest

from editorapp.text.buffer import Buffer
from editorapp.text.document import Layout, LineEnding
from editorapp.text.layout_detection import detect_layout, has_mixed_endings


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("a\nb\n", LineEnding.LF),
        ("a\r\nb\r\n", LineEnding.CRLF),
        ("a\rb\r", LineEnding.CR),
        ("a\r\nb\r\nc\n", LineEnding.CRLF),
        ("a\nb\nc\r\nd\r", LineEnding.LF),
    ],
)
def test_new_lines_end_as_most_lines_do(text: str, ending: LineEnding) -> None:
    assert detect_layout(Buffer(text)).line_ending is ending


@pytest.mark.parametrize(
    ("text", "indent"),
    [
        ("a\n  b\n  c\nd\n  e\n", "  "),
        ("a\n    b\n        c\n", "    "),
        ("a\n\tb\n\t\tc\n", "\t"),
        ("a\n\tb\nc\n\td\ne\n  f\n", "\t"),
        ("a\n\n    b\n", "    "),  # blank lines say nothing
        ("a\n b\n", "    "),  # one space is no step
        ("a\r    b\r    c\r", "    "),
        ("a\n   \x0cb\n", "    "),
    ],
)
def test_indentation_grows_as_it_mostly_does(text: str, indent: str) -> None:
    assert detect_layout(Buffer(text)).indent == indent


def test_a_text_that_shows_nothing_gets_the_default() -> None:
    default = Layout(LineEnding.CRLF, "\t", 8)
    assert detect_layout(Buffer("abc"), default) == default
    assert detect_layout(Buffer("")) == Layout()


def test_mixed_endings_are_noticed() -> None:
    assert has_mixed_endings(Buffer("a\nb\r\n"))
    assert has_mixed_endings(Buffer("a\rb\r\n"))
    assert not has_mixed_endings(Buffer("a\r\nb\r\n"))
    assert not has_mixed_endings(Buffer("abc"))
