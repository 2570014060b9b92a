"""Owns the commands on what is under way: showing the inspector, settling jobs, building read models anew.

Does not perform them: the front with a window does.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from editorapp.commands.specification import ApplicationCommand, Nature, Specification

_NOT_RECORDED = "it acts on work that is there only once"


class Verdict(StrEnum):
    """What became of an effect in doubt: it has happened, it never will, or it is to be done again."""

    DONE = "done"
    FAILED = "failed"
    AGAIN = "again"


def _spec(name: str, label: str) -> Specification:
    return Specification(name, label, Nature.APPLICATION, not_recorded=_NOT_RECORDED)


class ShowInspector(ApplicationCommand, frozen=True):
    """Show the inspector with commands, queries, jobs and read models, or hide it where it is shown."""

    spec: ClassVar = Specification(
        "view.inspector",
        "Inspector",
        Nature.APPLICATION,
        "View/9",
        "Ctrl+Shift+I",
        "it acts on the window, not on a document",
    )


class RetryJob(ApplicationCommand, frozen=True):
    """Try a dead letter again.

    `id` is that of the job, `work` the name of the service that has it, which may be left out if only one does.
    """

    spec: ClassVar = _spec("jobs.retry", "Retry")
    id: str
    work: str = ""


class DiscardJob(ApplicationCommand, frozen=True):
    """Give a dead letter up; see `jobs.retry` for the arguments."""

    spec: ClassVar = _spec("jobs.discard", "Discard")
    id: str
    work: str = ""


class CancelJob(ApplicationCommand, frozen=True):
    """Cancel a job that waits, or ask an effect that runs to stop; see `jobs.retry` for the arguments."""

    spec: ClassVar = _spec("jobs.cancel", "Cancel")
    id: str
    work: str = ""


class SettleJob(ApplicationCommand, frozen=True):
    """Say what became of an effect in doubt: it is done, it has failed, or it is to be done again.

    For `id` and `work` see `jobs.retry`.
    """

    spec: ClassVar = _spec("jobs.settle", "Settle")
    id: str
    verdict: Verdict
    work: str = ""


class RebuildReadModel(ApplicationCommand, frozen=True):
    """Drop a read model by its name and make it again; `work` is as for `jobs.retry`."""

    spec: ClassVar = _spec("readmodels.rebuild", "Rebuild")
    name: str
    work: str = ""
