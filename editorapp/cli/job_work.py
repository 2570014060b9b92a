"""Owns what `editorapp jobs` does: it shows jobs as they are kept, and says to their queues what becomes of them.

Does not do any job: the process that runs on the folder does, now or at its next start.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Final, NamedTuple

import msgspec

from editorapp.bus.errors import CommandError, UnreadableError
from editorapp.bus.job import Job, JobKind, JobState
from editorapp.bus.json_text import from_json
from editorapp.bus.queue import Queue
from editorapp.bus.secret import without_sealed
from editorapp.cli import work
from editorapp.cli.output import CliError, Exit, say, show, show_json
from editorapp.storage.messages.errors import MessageDatabaseError
from editorapp.storage.messages.job_table import JobTable
from editorapp.storage.messages.work_folder import Attempt, WorkFolder, attempts_at, find_jobs, listed_jobs
from editorapp.storage.profile import Profile

_ENDED: Final = {
    "retry": "is tried again",
    "discard": "is given up",
    "cancel": "is cancelled",
    "settle": "is settled",
}


class Found(NamedTuple):
    """A job and where it is."""

    folder: WorkFolder
    job: Job


# --- looking ---------------------------------------------------------------------------------------------


def run_list(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp jobs list`; CliError where there is no such work folder."""
    states = tuple(JobState(word) for word in options.state or ())
    found: list[Found] = []
    counts: dict[str, int] = {}
    has_failed = False
    for folder in work.chosen_folders(profile, options.work):
        try:
            with folder.reading() as database:
                found += [
                    Found(folder, job)
                    for job in listed_jobs(JobTable(database), states, max(options.limit, 1))
                ]
                for state, count in database.rows("select state, count(*) from jobs group by state"):
                    counts[state] = counts.get(state, 0) + count
        except MessageDatabaseError as error:
            say(f"editorapp: {error}")
            has_failed = True
    if options.json:
        show_json({"jobs": [_plain(each) for each in found], "counts": counts})
    else:
        _show_list(found, counts)
    return Exit.FAILED if has_failed else Exit.DONE


def _show_list(found: list[Found], counts: dict[str, int]) -> None:
    if not found:
        say("No jobs.")
        return
    folder = None
    for each in found:
        if each.folder != folder:
            folder = each.folder
            show(f"{folder.name} ({'running' if folder.is_running else 'nobody runs on it'})")
        job = each.job
        note = "" if job.failure is None else f"  {job.failure.message}"
        progress = f"  {job.done} of {job.total}" if job.total else ""
        changed = work.short(job.changed)
        show(f"  {job.state.value:<9} {changed}  {job.id}  {job.name} {job.target}{progress}{note}")
    show(", ".join(f"{count} {state}" for state, count in sorted(counts.items())))


def run_show(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp jobs show`; CliError where no job is meant, or several are."""
    found = _find(profile, options.work, options.id)
    with Usable(), found.folder.reading() as database:
        attempts = attempts_at(database, found.job) if found.job.kind is JobKind.COMMAND else []
    plain = _plain(found) | {"payload": _payload(found.job), "log": [_attempt(each) for each in attempts]}
    if options.json:
        show_json(plain)
        return Exit.DONE
    for key, value in plain.items():
        if key == "log":
            for each in value:
                show(f"  {each['time']}  {each['status']}  {each['error']}".rstrip())
        elif key == "payload":
            show(f"{key:<14} {msgspec.json.encode(value).decode()}")
        elif value is not None and value != "":
            show(f"{key.replace('_', ' '):<14} {value}")
    return Exit.DONE


def _plain(found: Found) -> dict[str, Any]:
    job = found.job
    failure = job.failure
    return {
        "id": job.id,
        "work": found.folder.name,
        "is_running": found.folder.is_running,
        "state": job.state.value,
        "kind": job.kind.value,
        "name": job.name,
        "target": job.target,
        "message": job.message,
        "version": job.version,
        "attempts": job.attempts,
        "deaths": job.deaths,
        "priority": job.priority,
        "created": work.iso(job.created),
        "due": work.iso(job.due),
        "changed": work.iso(job.changed),
        "source": job.source,
        "cause": job.cause,
        "done": job.done,
        "total": job.total,
        "note": job.note,
        "is_cancelling": job.is_cancelling,
        "error": None if failure is None else msgspec.to_builtins(failure),
    }


def _payload(job: Job) -> Any:
    """Return the payload for people: what is sealed is masked; what is no JSON comes as it is."""
    try:
        return without_sealed(from_json(job.payload.encode("utf-8", "surrogatepass"), object))
    except ValueError:
        return job.payload


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {**msgspec.to_builtins(attempt), "time": work.iso(attempt.time)}


# --- changing --------------------------------------------------------------------------------------------


def run_change(
    profile: Profile, options: argparse.Namespace, program: work.MakeDomain = work.program
) -> Exit:
    """Run `editorapp jobs retry`, `discard`, `cancel` or `settle`; CliError where the one job cannot be changed."""
    changed: list[Found] = []
    failures: list[tuple[str, CliError]] = []
    domain = program(profile)
    words = [options.id] if isinstance(options.id, str) else options.id
    for word in dict.fromkeys(words):
        try:
            found = _find(profile, options.work, word)
            with Usable(), found.folder.queue(domain) as queue:
                changed.append(Found(found.folder, _change(queue, found.job.id, options)))
        except CliError as error:
            failures.append((word, error))
        except CommandError as error:
            failures.append((word, CliError(error.message)))
        except UnreadableError as error:
            failures.append((word, CliError(f"{word} cannot be read by this version: {error}")))
    if len(words) == 1 and failures:
        raise failures[0][1]
    for _, failure in failures:
        say(f"editorapp: {failure}")
    if options.json:
        errors = [{"id": word, "message": str(failure)} for word, failure in failures]
        show_json({"jobs": [_plain(each) for each in changed], "errors": errors})
    else:
        for each in changed:
            later = "" if each.folder.is_running else " Nobody runs on it now, so at the next start."
            show(f"{each.job.id} {_ENDED[options.verb]}.{later}")
    return Exit.FAILED if failures else Exit.DONE


def _change(queue: Queue, job_id: str, options: argparse.Namespace) -> Job:
    if options.verb == "settle":
        return queue.settle(job_id, options.verdict)
    changes: dict[str, Callable[[str], Job]] = {
        "retry": queue.retry,
        "discard": queue.discard,
        "cancel": queue.cancel,
    }
    return changes[options.verb](job_id)


# --- finding ---------------------------------------------------------------------------------------------


def _find(profile: Profile, folder_name: str | None, word: str) -> Found:
    """Return the job that a word means.

    Raises:
        CliError: none is meant, or several are.
    """
    found = [each for each in _starting(profile, folder_name, word) if word]
    exact = [each for each in found if each.job.id == word]
    meant = exact or found
    if len(meant) == 1:
        return meant[0]
    if exact:
        names = ", ".join(each.folder.name for each in exact)
        raise CliError(
            f"There is a job {word} in several places; choose one with --work: {names}.", Exit.USAGE
        )
    if found:
        ids = ", ".join(each.job.id for each in found)
        raise CliError(f"{word} is the start of several jobs: {ids}.", Exit.USAGE)
    raise CliError(f"There is no job {word!r}.", Exit.UNREADABLE)


def _starting(profile: Profile, folder_name: str | None, word: str) -> Iterator[Found]:
    for folder in work.chosen_folders(profile, folder_name):
        with Usable(), folder.reading() as database:
            for job in find_jobs(database, word):
                yield Found(folder, job)


class Usable:
    """Turns what is wrong with a database into what the person is told."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, MessageDatabaseError):
            raise CliError(str(error), Exit.UNREADABLE) from error
