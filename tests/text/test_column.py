"""Display columns: tabs, wide characters, and very long lines."""

from __future__ import annotations

import pytest

from editorapp.text.buffer import Buffer
from editorapp.text.column import cluster_width, column_of, position_at


@pytest.mark.parametrize(
    ("text", "position", "column"),
    [
        ("abc", 2, 2),
        ("\tx", 1, 4),
        ("ab\tx", 3, 4),
        ("abcd\tx", 5, 8),
        ("中文x", 2, 4),
        ("中\tx", 2, 4),
        ("e\u0301x", 2, 1),
        ("❤\ufe0fx", 2, 2),
        ("👨\u200d👩\u200d👧x", 5, 2),
        ("one\nab\tx", 7, 4),  # counted from the start of its line
        ("", 0, 0),
    ],
)
def test_the_column_of_a_position_and_back(text: str, position: int, column: int) -> None:
    buffer = Buffer(text)
    assert column_of(buffer, position, 4) == column
    assert position_at(buffer, buffer.line_at(position), column, 4) == position


@pytest.mark.parametrize(
    ("text", "column", "position"),
    [
        ("a\tb", 2, 1),  # in the middle of a tab: before it
        ("中b", 1, 0),  # in the middle of a wide character: before it
        ("ab", 9, 2),  # behind the end: at it
        ("ab\r\ncd", 9, 2),  # never into the line break
    ],
)
def test_a_column_that_no_position_has_leads_to_the_one_before(text: str, column: int, position: int) -> None:
    assert position_at(Buffer(text), 0, column, 4) == position


def test_far_out_on_a_long_line_a_code_point_is_a_column() -> None:
    buffer = Buffer("\t" * 30_000)
    assert column_of(buffer, 20_000, 4) == 20_000
    assert position_at(buffer, 0, 20_000, 4) == 20_000


@pytest.mark.parametrize(
    ("cluster", "column", "width"), [("\t", 0, 8), ("\t", 7, 1), ("a", 3, 1), ("ｗ", 0, 2)]
)
def test_the_width_of_one_cluster(cluster: str, column: int, width: int) -> None:
    assert cluster_width(cluster, column, 8) == width
