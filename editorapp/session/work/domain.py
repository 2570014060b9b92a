"""Owns the domain of the editor's outside work: every kind of it, with who does it.

Does not own any kind itself: each has its file.
"""

from __future__ import annotations

from dataclasses import dataclass

from editorapp.bus.domain import Domain
from editorapp.session.work import saving


@dataclass(frozen=True, slots=True)
class Performers:
    """Who does the work outside.

    Attributes:
        saves: writes documents to files.
    """

    saves: saving.Writer


def editor_domain(performers: Performers) -> Domain:
    """Return the domain of the editor's outside work."""
    return Domain(
        aggregates=(saving.KIND,),
        effects=(saving.effect(performers.saves),),
    )
