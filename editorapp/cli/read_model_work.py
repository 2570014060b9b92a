"""Owns what `editorapp readmodels` does: it gathers how each read model is doing, and has one built anew.

Does not keep any read model up to date.
"""

from __future__ import annotations

import argparse
from typing import Any, Final, NamedTuple

import msgspec

from editorapp.bus.projection import Health
from editorapp.cli import work
from editorapp.cli.output import CliError, Exit, say, show, show_json
from editorapp.storage.journal_read_models import journal_read_models_health, rebuild_journal_read_model
from editorapp.storage.messages.errors import MessageDatabaseError
from editorapp.storage.messages.work_folder import WorkFolder
from editorapp.storage.pipeline_file import read_summary
from editorapp.storage.profile import Profile

JOURNALS: Final = "journals"
"""What the place of those is called that follow the journals of all documents and windows."""


class Place(NamedTuple):
    """How the read models of one place are doing.

    Attributes:
        name: what the place is called.
        is_running: whether a process keeps them up to date now.
        models: one for each.
        problem: why they cannot be looked at, or empty.
    """

    name: str
    is_running: bool
    models: list[Health]
    problem: str = ""


def places(profile: Profile, name: str | None) -> list[Place]:
    """Return how all read models are doing, or those of one place.

    Raises:
        CliError: there is no such place.
    """
    found = []
    if name in (None, JOURNALS):
        found.append(Place(JOURNALS, False, journal_read_models_health(profile)))
    if name != JOURNALS:
        found += [folder_health(folder) for folder in work.chosen_folders(profile, name)]
    return found


def folder_health(folder: WorkFolder) -> Place:
    """Return how the read models of a work folder are doing; their errors are as their process left them."""
    try:
        models = folder.health()
    except MessageDatabaseError as error:
        return Place(folder.name, folder.is_running, [], str(error))
    summary = read_summary(folder.path)
    left = {model.name: model for model in summary.health} if summary else {}
    seen = [
        msgspec.structs.replace(model, errors=left[model.name].errors, error=left[model.name].error)
        if model.name in left
        else model
        for model in models
    ]
    names = {model.name for model in models}
    return Place(folder.name, folder.is_running, seen + [left[name] for name in left.keys() - names])


def plain(model: Health) -> dict[str, Any]:
    """Return how a read model is doing as plain data for programs."""
    return {
        "name": model.name,
        "position": model.position,
        "lag": model.lag,
        "rows": model.rows,
        "errors": model.errors,
        "error": model.error or None,
        "last_advance": work.iso(model.advanced),
    }


def run_list(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp readmodels list`; CliError where there is no such work folder."""
    found = places(profile, options.work)
    for place in found:
        if place.problem:
            say(f"editorapp: {place.problem}")
    if options.json:
        show_json(
            {"read_models": [{"work": place.name, **plain(m)} for place in found for m in place.models]}
        )
    else:
        for place in found:
            _show(place)
    return Exit.FAILED if any(place.problem for place in found) else Exit.DONE


def _show(place: Place) -> None:
    if not place.models:
        return
    show(place.name)
    width = max(len(model.name) for model in place.models)
    for model in place.models:
        lag = f"{model.lag:,} behind" if model.lag else "up to date"
        errors = f"  {model.errors} errors" if model.errors else ""
        error = f"  {model.error}" if model.error else ""
        at = work.short(model.advanced)
        show(
            f"  {model.name:<{width}}  {lag:<14} at {model.position:<8} {model.rows:>8} rows  {at}{errors}{error}"
        )


def run_rebuild(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp readmodels rebuild`.

    Raises:
        CliError: there is no such read model, there are several, or it cannot be dropped.
        ReadModelError: its database cannot be used.
    """
    name = options.name
    meant = [
        place for place in places(profile, options.work) if name in {model.name for model in place.models}
    ]
    if not meant:
        raise CliError(f"There is no read model {name!r}.", Exit.UNREADABLE)
    if len(meant) > 1:
        names = ", ".join(place.name for place in meant)
        raise CliError(
            f"There is a read model {name!r} in several places; choose one with --work: {names}.", Exit.USAGE
        )
    place = meant[0]
    if place.name == JOURNALS:
        rebuild_journal_read_model(profile, name)
        words = f"{name} was built anew."
    else:
        words = _outdate(profile, place, name)
    if options.json:
        show_json({"work": place.name, "name": name, "is_running": place.is_running})
    else:
        show(words)
    return Exit.DONE


def _outdate(profile: Profile, place: Place, name: str) -> str:
    (folder,) = [each for each in work.chosen_folders(profile, place.name) if each.name == place.name]
    try:
        is_known = folder.outdate(name)
    except MessageDatabaseError as error:
        raise CliError(str(error)) from error
    if not is_known:
        raise CliError(f"{name!r} of {place.name} has no rows that could be built anew: it is no read model.")
    if place.is_running:
        return f"{name} is being built anew by the process that runs on {place.name}."
    return f"{name} is built anew at the next start on {place.name}; nobody runs on it now."
