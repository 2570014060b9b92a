"""Owns the domain of the editor's outside work: every kind of it, with who does it.

Does not own any kind itself: each has its file.
"""

from __future__ import annotations

from dataclasses import dataclass

from editorapp.bus.domain import Domain
from editorapp.session.work import autosave, exporting, macro_runs, saving, watching


@dataclass(frozen=True, slots=True)
class Performers:
    """Who does the work outside.

    Attributes:
        saves: writes documents to files.
        exports: writes copies of documents; None where nobody does.
        looks: reads files that other programs have changed; None where nobody does.
        macros: applies macros to files; None where nobody does.
    """

    saves: saving.Writer
    exports: exporting.Exporter | None = None
    looks: watching.Looker | None = None
    macros: macro_runs.Applier | None = None


def editor_domain(performers: Performers) -> Domain:
    """Return the domain of the editor's outside work."""
    effects = [saving.effect(performers.saves)]
    if performers.exports is not None:
        effects.append(exporting.effect(performers.exports))
    if performers.looks is not None:
        effects.append(watching.effect(performers.looks))
    if performers.macros is not None:
        effects.append(macro_runs.effect(performers.macros))
    return Domain(
        aggregates=(
            saving.KIND,
            exporting.KIND,
            autosave.KIND,
            watching.KIND,
            macro_runs.KIND,
            macro_runs.FILES,
        ),
        process_managers=(autosave.manager(), macro_runs.manager()),
        effects=effects,
    )
