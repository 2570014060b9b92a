"""Owns the list of command families; a new family is added here, a new command only in its family's file.

Does not own any command.
"""

from __future__ import annotations

from editorapp.commands import (
    application,
    asking,
    blanks,
    bookmarks,
    carets,
    case,
    clipboard,
    comments,
    completion,
    document,
    edit,
    encoding,
    expansion,
    fill,
    find,
    find_in_files,
    insertion,
    inspection,
    jumping,
    layout,
    lines,
    macro,
    match_ranges,
    merging,
    numbers,
    panes,
    picking,
    selection,
    sorting,
    text,
    transpose,
    typing,
    viewing,
)
from editorapp.commands.registry import Registry


def all_commands() -> Registry:
    """Return the registry of every command of the program."""
    return Registry(
        (
            document,
            merging,
            encoding,
            edit,
            clipboard,
            text,
            typing,
            lines,
            picking,
            sorting,
            transpose,
            case,
            comments,
            completion,
            blanks,
            fill,
            insertion,
            numbers,
            asking,
            layout,
            selection,
            match_ranges,
            carets,
            expansion,
            bookmarks,
            find,
            find_in_files,
            macro,
            application,
            jumping,
            inspection,
            viewing,
            panes,
        )
    )
