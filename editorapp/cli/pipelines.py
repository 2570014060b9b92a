"""Owns `editorapp journal stats` without a file: what goes through the pipelines of all windows and runs.

Does not count anything itself: processes leave their figures, queues and read models are looked at as they are.
"""

from __future__ import annotations

import argparse
from typing import Any

import msgspec

from editorapp.cli import work
from editorapp.cli.output import Exit, say, show, show_json
from editorapp.cli.read_model_work import JOURNALS, folder_health, plain
from editorapp.session.pipeline import Figures, PipelineFigures
from editorapp.storage.journal_read_models import journal_read_models_health
from editorapp.storage.messages.errors import MessageDatabaseError
from editorapp.storage.messages.work_folder import QueueFigures, WorkFolder, queue_figures
from editorapp.storage.pipeline_file import PipelineSummary, read_summary
from editorapp.storage.profile import Profile


def run_pipelines(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp journal stats` without a file."""
    pipelines = [_pipeline(folder) for folder in work.chosen_folders(profile, None)]
    journals = [plain(model) for model in journal_read_models_health(profile)]
    if options.json:
        show_json({"pipelines": pipelines, JOURNALS: {"read_models": journals}})
    else:
        for pipeline in pipelines:
            _show(pipeline)
        show(JOURNALS)
        _show_models(journals)
    problems = [pipeline["problem"] for pipeline in pipelines if pipeline["problem"]]
    for problem in problems:
        say(f"editorapp: {problem}")
    return Exit.FAILED if problems else Exit.DONE


def _pipeline(folder: WorkFolder) -> dict[str, Any]:
    """Return everything about one work folder, for programs."""
    summary = read_summary(folder.path) or PipelineSummary(0, 0, 0)
    place = folder_health(folder)
    problem = place.problem
    queue = None
    try:
        with folder.reading() as database:
            queue = _queue(queue_figures(database))
    except MessageDatabaseError as error:
        problem = problem or str(error)
    return {
        "work": folder.name,
        "is_running": folder.is_running,
        "process": summary.process or None,
        "since": work.iso(summary.began),
        "until": work.iso(summary.written),
        **_figures(summary.figures),
        "queue": queue,
        "read_models": [plain(model) for model in place.models],
        "problem": problem or None,
    }


def _figures(figures: PipelineFigures) -> dict[str, Any]:
    return {
        kind: {name: _of_one(each) for name, each in getattr(figures, kind).items()}
        for kind in ("commands", "queries", "jobs")
    }


def _of_one(figures: Figures) -> dict[str, Any]:
    """Return the figures of one name, with times in microseconds."""
    steps = {
        step: {"median_us": time.median / 1000, "slowest_us": time.slowest / 1000}
        for step, time in figures.steps.items()
    }
    return {"count": figures.count, "failures": figures.failures, "steps": steps}


def _queue(figures: QueueFigures) -> dict[str, Any]:
    return {
        **msgspec.to_builtins(figures),
        "oldest_waiting": work.iso(figures.oldest_waiting),
        "last_advance": work.iso(figures.last_advance),
    }


def _show(pipeline: dict[str, Any]) -> None:
    running = "running" if pipeline["is_running"] else "nobody runs on it"
    show(f"{pipeline['work']} ({running})")
    for kind in ("commands", "queries", "jobs"):
        if pipeline[kind]:
            show(f"  {kind:<26} {'count':>9} {'failed':>9}   microseconds, median and slowest of each step")
        for name, each in pipeline[kind].items():
            steps = ", ".join(
                f"{step} {time['median_us']:,.0f}/{time['slowest_us']:,.0f}"
                for step, time in each["steps"].items()
            )
            show(f"    {name:<24} {each['count']:>9} {each['failures']:>9}   {steps}")
    queue = pipeline["queue"]
    if queue is not None:
        depth = ", ".join(f"{count} {state}" for state, count in sorted(queue["depth"].items())) or "empty"
        show(f"  queue: {depth}")
        if queue["oldest_waiting"]:
            show(f"    the oldest that waits was queued {queue['oldest_waiting']}")
    _show_models(pipeline["read_models"])


def _show_models(models: list[dict[str, Any]]) -> None:
    for model in models:
        error = f"  {model['error']}" if model["error"] else ""
        show(
            f"  {model['name']:<24} at {model['position']}, {model['lag']} behind, {model['rows']} rows,"
            f" {model['errors']} errors, last advance {model['last_advance'] or 'never'}{error}"
        )
