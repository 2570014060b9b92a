"""Owns how a replacement in files is a run of a macro: its one step, and what holds for each file.

Does not run it.
"""

from __future__ import annotations

from typing import Final

from editorapp.commands.macro import Step
from editorapp.session.finding.file_search import Query
from editorapp.session.work.file_step import REPLACE_ALL
from editorapp.session.work.macro_runs import Application

NAME: Final = "Replace in Files"
"""What a person calls such a run."""


def application_of(query: Query) -> Application:
    """Return what is done in each file for a query that has a replacement."""
    arguments = {
        "pattern": query.pattern,
        "regex": query.regex,
        "case": query.case,
        "word": query.word,
        "replacement": query.replacement or "",
        "preserve_case": query.preserve_case,
    }
    return Application(NAME, [Step(REPLACE_ALL, arguments)])
