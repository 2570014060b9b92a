"""Owns reading the text of the editor off a picture of the screen, by comparing it with signs seen before.

Does not know what the text should be, nor how it got there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tests.crash.screen import Picture, Screen, await_for

SIGNS: Final = {
    "m": "m",
    "W": "W",
    "é": "eacute",
    "ß": "ssharp",
    "Ω": "Greek_OMEGA",
    "Ж": "Cyrillic_ZHE",
}
"""The signs that can be read, with their X names: all of them fill a good part of their cell."""

COLUMNS: Final = 60
"""The length of the longest line that can be read."""

KNOWN_TEXT: Final = "".join(sign * COLUMNS + "\n" for sign in SIGNS)
"""What is typed first: each sign once in each column, for letters lie differently on the pixels of each."""

UNREADABLE: Final = "\N{REPLACEMENT CHARACTER}"

_CARET_COLOR: Final = (0x0B, 0x57, 0xD0)
_LEAST_CARET: Final = 8
"""Pixels in height; whatever is lower and of this color is part of something else."""

_INK: Final = bytes(int(blue < 0x90) for blue in range(256))
"""Text has little blue; the ground has much, that of the current line too, and the caret as well."""

_MOST_DIFFERENT: Final = 8
"""Pixels in which a sign may differ from how it was seen before: its neighbors reach into its cell."""


@dataclass(frozen=True)
class Caret:
    """Where the caret is: its left column, its top row and its height, in pixels."""

    left: int
    top: int
    height: int


def find_caret(picture: Picture) -> Caret | None:
    """Return where the caret is, or None while it is not shown."""
    top, left = 0, -1
    for y in range(picture.height):
        columns = picture.columns_of(y, _CARET_COLOR)
        if left in columns:
            continue
        if left >= 0 and y - top >= _LEAST_CARET:
            return Caret(left, top, y - top)
        top, left = y, min(columns, default=-1)
    return None


@dataclass(frozen=True)
class Grid:
    """Where the cells of the text lie.

    Attributes:
        left: where a caret in front of the first column is, in pixels.
        top: where the first line begins, in pixels.
        line_height: in pixels.
        cell: the width of a column in pixels; not a whole number.
    """

    left: int
    top: int
    line_height: int
    cell: float

    def ink(self, picture: Picture, line: int, column: int) -> int:
        """Return which pixels of a cell are dark, as the bits of a number.

        Two columns of pixels are left out, as the caret may hide what is there.
        """
        left = self.left + round(column * self.cell) + 2
        right = self.left + round((column + 1) * self.cell)
        top = self.top + line * self.line_height
        rows = [picture.blues(y, left, right).translate(_INK) for y in range(top, top + self.line_height)]
        return int.from_bytes(b"".join(rows), "big")


class Reader:
    """Reads text off pictures.

    Attributes:
        grid: where the cells were when the signs were learned.
    """

    def __init__(self, grid: Grid, picture: Picture) -> None:
        """Learn the signs from a picture that shows `KNOWN_TEXT` from the first line on."""
        self.grid = grid
        self._learned = [
            {sign: grid.ink(picture, line, column) for line, sign in enumerate(SIGNS)}
            for column in range(COLUMNS)
        ]

    def read(self, picture: Picture, lines: int, grid: Grid | None = None) -> str:
        """Return the text that is shown, without line breaks at its end.

        Args:
            picture: the picture.
            lines: how many lines are read; all of them must fit on the screen.
            grid: where the cells are, if not where they were.
        """
        place = grid or self.grid
        return "\n".join(self._line(picture, place, line) for line in range(lines)).rstrip("\n")

    def _line(self, picture: Picture, grid: Grid, line: int) -> str:
        found = ""
        for column, learned in enumerate(self._learned):
            ink = grid.ink(picture, line, column)
            if not ink:
                break
            sign = min(learned, key=lambda sign: (learned[sign] ^ ink).bit_count())
            found += sign if (learned[sign] ^ ink).bit_count() <= _MOST_DIFFERENT else UNREADABLE
        return found


def type_and_learn(screen: Screen) -> Reader:
    """Type `KNOWN_TEXT` into an empty document that has the keyboard, and learn from what is shown."""
    start = await_for("the caret", lambda: find_caret(screen.picture()))
    for sign in SIGNS:
        screen.xdotool("type", "--delay", "1", sign * COLUMNS)
        screen.xdotool("key", "Return")
    behind = start.top + len(SIGNS) * start.height
    await_for(
        "the known text", lambda: find_caret(screen.picture()) == Caret(start.left, behind, start.height)
    )
    picture = screen.picture()
    screen.xdotool("key", "Up", "End")

    def at_end() -> Caret | None:
        caret = find_caret(screen.picture())
        return caret if caret and caret.top < behind and caret.left > start.left else None

    cell = (await_for("the caret at the end of a line", at_end).left - start.left) / COLUMNS
    screen.xdotool("key", "ctrl+End")
    await_for(
        "the caret behind it", lambda: find_caret(screen.picture()) == Caret(start.left, behind, start.height)
    )
    return Reader(Grid(start.left, start.top, start.height, cell), picture)
