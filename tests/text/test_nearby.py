"""Reading around positions, against a string."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from editorapp.text.buffer import Buffer
from editorapp.text.nearby import Nearby


@given(st.text("ab\n", max_size=60), st.lists(st.integers(0, 60), max_size=12), st.integers(1, 5))
def test_all_around_a_position_is_there(text: str, positions: list[int], reach: int) -> None:
    nearby = Nearby(Buffer(text), reach)
    for position in [
        min(position, len(text)) for position in positions
    ]:  # in any order, though rising is quick
        read, offset = nearby.around(position)
        assert read[max(0, offset - reach) : offset] == text[max(0, position - reach) : position]
        assert read[offset : offset + reach] == text[position : position + reach]
