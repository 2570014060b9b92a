"""One command on a marked text, which is then undone and done again."""

from __future__ import annotations

from typing import Any

from editorapp.text.document import Document
from tests.desk import Desk


def check(before: str | Document, name: str, arguments: dict[str, Any], after: str) -> Desk:
    """Do a command and compare; undo and redo must lead back and forth. Return the desk, with it done."""
    desk = Desk(before)
    original = desk.marked
    assert desk.do(name, **arguments) == after
    if desk.open.revision:
        assert desk.do("edit.undo") == original
        assert desk.do("edit.redo") == after
    return desk
