"""Owns what the subcommands on queues and read models share: which folders are meant, and which program runs there.

Does not own any subcommand.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime

from editorapp.bus.domain import Domain
from editorapp.cli.output import CliError, Exit, say
from editorapp.commands.families import all_commands
from editorapp.session.syntax.late_syntax import LateSyntax
from editorapp.session.work.domain import Performers, editor_domain
from editorapp.storage.document_store import DocumentStore
from editorapp.storage.errors import Owner
from editorapp.storage.messages.work_folder import WorkFolder, work_folders
from editorapp.storage.profile import Profile
from editorapp.storage.work.exporter import Exporter
from editorapp.storage.work.file_looker import FileLooker
from editorapp.storage.work.file_writer import FileWriter
from editorapp.storage.work.macro_applier import MacroApplier

MakeDomain = Callable[[Profile], Domain]
"""Returns the program that runs on the folders of a profile."""


def program(profile: Profile) -> Domain:
    """Return the editor's own program, to say how its effects answer; nothing is done by it here."""
    registry = all_commands()
    owner = Owner(os.getpid())
    report = lambda text: say(f"editorapp: {text}")  # noqa: E731
    store = DocumentStore(profile, registry, owner, report=report, syntax=LateSyntax())
    writer = FileWriter(store, owner, registry, lambda document: None)
    macros = MacroApplier(store, registry)
    looks = FileLooker(writer, lambda document: None)
    return editor_domain(Performers(writer, Exporter(store, writer.text_of), looks, macros))


def chosen_folders(profile: Profile, name: str | None) -> list[WorkFolder]:
    """Return the work folders that are meant, all where no name is given.

    Raises:
        CliError: there is none of that name, or it is the end of several.
    """
    folders = work_folders(profile)
    if name is None:
        return folders
    exact = [folder for folder in folders if folder.name == name]
    fitting = exact or [folder for folder in folders if folder.name.rpartition("/")[2].startswith(name)]
    if len(fitting) > 1:
        names = ", ".join(folder.name for folder in fitting)
        raise CliError(f"{name} is the start of several work folders: {names}.", Exit.USAGE)
    if not fitting:
        raise CliError(f"There is no work folder {name!r}.", Exit.UNREADABLE)
    return fitting


def iso(time: int | None) -> str | None:
    """Return a time in microseconds since 1970 as words; None for never."""
    return datetime.fromtimestamp(time / 1e6).astimezone().isoformat() if time else None


def short(time: int | None) -> str:
    """Return a time in microseconds since 1970 for a column of a list."""
    return datetime.fromtimestamp(time / 1e6).strftime("%Y-%m-%d %H:%M:%S") if time else "never"
