"""Owns what a macro would make of a file before anything is changed, and which files of a folder are meant.

Does not change anything.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from editorapp.bus.errors import CommandError
from editorapp.commands.macro import PlayMacro
from editorapp.commands.registry import Registry
from editorapp.storage.errors import FileError
from editorapp.storage.text_file import read_file
from editorapp.storage.work.macro_applier import played
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document

Tabs = Mapping[str, Document]
"""The documents that are open here, by the real paths of their files."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a macro would make of a file.

    Attributes:
        path: the file.
        before: its text; None where it cannot be read.
        after: its text then; None where the macro cannot be applied.
        changes: how many places of the text would change.
        problem: why the macro cannot be applied, or empty.
    """

    path: str
    before: Buffer | None = None
    after: Buffer | None = None
    changes: int = 0
    problem: str = ""


def preview(path: str, play: PlayMacro, registry: Registry, tabs: Tabs) -> Preview:
    """Return what a macro would make of a file, or of the tab that has it.

    Args:
        path: the file.
        play: the macro, its steps complete.
        registry: the commands.
        tabs: the documents that are open here.
    """
    document = tabs.get(os.path.realpath(path))
    try:
        if document is not None:
            buffer, layout = document.buffer, document.layout
        else:
            buffer, layout = read_file(Path(path)).buffer, None
    except FileError as error:
        return Preview(path, problem=str(error))
    try:
        after, applied = played(play, buffer, layout, registry)
    except CommandError as error:
        return Preview(path, buffer, problem=error.message)
    return Preview(path, buffer, after, applied.changes)


def files_in(folder: str, pattern: str, *, deep: bool, check: Callable[[], None]) -> list[str]:
    """Return the files of a folder that fit a pattern, sorted.

    Args:
        folder: the folder.
        pattern: such as `*.txt`, or several apart by spaces; hidden files fit only one that begins with a dot.
        deep: whether the folders in it count, and those in them; hidden ones do not.
        check: is called now and then, and raises where nobody wants to know any more.
    """
    patterns = pattern.split() or ["*"]
    found: set[str] = set()
    for place, folders, names in os.walk(folder):
        check()
        folders[:] = [name for name in folders if deep and not name.startswith(".")]
        for each in patterns:
            fitting = (name for name in names if name.startswith(".") == each.startswith("."))
            found.update(os.path.join(place, name) for name in fitting if Path(name).match(each))  # noqa: PTH118
    return sorted(path for path in found if Path(path).is_file())
