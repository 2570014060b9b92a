"""Owns finding the document that a person means by a word: its id, the start of its id, or its file.

Does not open it.
"""

from __future__ import annotations

import os
from pathlib import Path

from editorapp.cli.output import CliError, Exit
from editorapp.storage.held_document import JOURNAL_NAME
from editorapp.storage.path_index import PathIndex
from editorapp.storage.profile import Profile
from editorapp.storage.salvage import is_there


def document_of_file(profile: Profile, file: str) -> str | None:
    """Return the id of a file's document, or None where it has no journal."""
    document_id = PathIndex(profile).document_id(Path(os.path.realpath(file)))
    return document_id if is_there(profile.documents / document_id / JOURNAL_NAME) else None


def find_document(profile: Profile, word: str) -> str:
    """Return the id of the document that a word means.

    Raises:
        CliError: no document is meant, or more than one.
    """
    is_name = word != "" and Path(word).name == word
    if is_name and is_there(profile.documents / word / JOURNAL_NAME):
        return word
    document_id = document_of_file(profile, word) if word else None
    if document_id is not None:
        return document_id
    if is_name and not Path(word).exists():
        folders = profile.documents.glob("*")
        fitting = sorted(
            folder.name
            for folder in folders
            if folder.name.startswith(word) and is_there(folder / JOURNAL_NAME)
        )
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise CliError(f"{word} is the start of several documents: {', '.join(fitting)}.", Exit.USAGE)
    raise CliError(
        f"There is no document {word!r}, and no file of that name with a journal.", Exit.UNREADABLE
    )
