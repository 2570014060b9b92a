"""Owns `FilePlace`, a file with a place in it, as it is given on the command line.

Does not open files.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

import msgspec

_PLACE: Final = re.compile(r"(?P<path>.+?):(?P<line>[0-9]{1,15})(?::(?P<column>[0-9]{1,15}))?:?", re.DOTALL)


class FilePlace(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file, and where in it the caret is wanted.

    Attributes:
        path: the file, absolute.
        line: the line, from 1, or None.
        column: the column, from 1, or None.
    """

    path: str
    line: int | None = None
    column: int | None = None


def parse_place(argument: str) -> FilePlace:
    """Make a place of `FILE[:LINE[:COL]]`; a file whose name itself looks like that is taken by its name."""
    found = _PLACE.fullmatch(argument)
    if found is None or Path(argument).exists():
        return FilePlace(_absolute(argument))
    line, column = found["line"], found["column"]
    return FilePlace(
        _absolute(found["path"]), max(1, int(line)), None if column is None else max(1, int(column))
    )


def _absolute(path: str) -> str:
    return os.path.abspath(Path(path).expanduser())  # noqa: PTH100  (Path.absolute keeps "..")
