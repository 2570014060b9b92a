"""Owns `editorapp macro run` and `resume`: a macro on many files without a window, what is said of it, how it ends.

Does not own how the macro is applied to a file, nor what a run is: see `session/work/macro_runs.py`.

What only looks, `--diff` and a result on stdout, is done here and at once. What writes is a run in its own folder:
its files are done some at a time, Ctrl+C leaves alone those that are not begun, and `resume` goes on after a death.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from editorapp.bus.errors import CommandError, EffectRefusedError
from editorapp.cli.macro import load_macro
from editorapp.cli.output import CliError, Exit, say, show, show_json, write_bytes
from editorapp.commands.families import all_commands
from editorapp.commands.macro import PlayMacro, Step
from editorapp.commands.registry import Registry
from editorapp.session import macro_steps
from editorapp.session.macros import Macro, MacroError
from editorapp.session.moment import moment_text
from editorapp.session.syntax.late_syntax import LateSyntax
from editorapp.session.work.macro_runs import (
    CANCELLED,
    Application,
    Ended,
    MacroApplicationRequested,
    MacroFileDone,
    MacroFileFailed,
    RunMode,
    RunState,
)
from editorapp.storage.document_store import DocumentStore, wall_clock
from editorapp.storage.errors import FileError, Owner
from editorapp.storage.macro_folder import MacroFolder
from editorapp.storage.profile import Profile
from editorapp.storage.text_encoding import encoded
from editorapp.storage.text_file import read_file
from editorapp.storage.work.macro_applier import NOT_WRITTEN, UNREADABLE, MacroApplier, played
from editorapp.text.buffer import Buffer

if TYPE_CHECKING:
    from editorapp.storage.work.macro_run_folder import MacroRunFolder, Progress

Report = dict[str, Any]

_EXITS: Final = {UNREADABLE: Exit.UNREADABLE}
"""The exit codes of files that were left alone, where they are not FAILED."""


def run_run(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp macro run`: every file on its own; one that fails does not keep the others from it.

    Raises:
        CliError: the macro cannot be read, or the options do not fit together.
    """
    registry = all_commands()
    macro = load_macro(profile, options.macro, registry)
    steps = _with_inner_macros(profile, macro, registry)
    writes = options.in_place or options.output_dir
    if not (writes or options.diff) and len(options.files) > 1:
        raise CliError("For several files say --diff, --in-place or --output-dir.", Exit.USAGE)
    if options.output_dir:
        _refuse_same_names(options.files)
        _make_output_folder(Path(options.output_dir), options.files)
    look = _Look(registry, PlayMacro(None, options.times, options.to_end, steps), options)
    if not writes:
        worst = max(look.show(file) for file in options.files)
        if options.json:
            show_json(look.reports)
        return worst
    application = Application(
        macro.name,
        steps,
        options.times,
        options.to_end,
        "" if macro_steps.paste(steps) else None,
        RunMode.IN_PLACE if options.in_place else RunMode.FOLDER,
        "" if options.in_place else os.path.abspath(options.output_dir),  # noqa: PTH100
    )
    return _write(profile, run_applier(profile, registry), application, look, options)


def _write(
    profile: Profile,
    applier: MacroApplier,
    application: Application,
    look: _Look,
    options: argparse.Namespace,
) -> Exit:
    differences = look.differences() if options.diff else {}
    files = [os.path.abspath(file) for file in options.files]  # noqa: PTH100
    if len(files) == 1:
        # One file is no run: its own journal knows what was done, and nothing else is to be gone on with.
        results = {0: _applied(applier, application, files[0])}
        return _tell(results, options.files, differences, as_json=options.json)
    # Loading it takes longer than a macro.
    from editorapp.storage.work.macro_run_folder import MacroRunFolder, left_runs

    for left in left_runs(profile):
        say(f"editorapp: the run {left} was cut short. Go on with it: editorapp macro resume {left}")
    with MacroRunFolder.begin(profile, applier, application, files) as run:
        return follow_run(run, options.files, differences, as_json=options.json)


def _applied(applier: MacroApplier, application: Application, file: str) -> Ended:
    request = MacroApplicationRequested(secrets.token_hex(8), 0, file, application)
    try:
        applied = applier.apply_now(request)
    except EffectRefusedError as error:
        return MacroFileFailed(request.run, 0, file, error.code, error.message, error.field)
    return MacroFileDone(request.run, 0, file, applied.changes, applied.plays, applied.note)


def _refuse_same_names(files: list[str]) -> None:
    names = [Path(file).name for file in files]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise CliError(f"Two results would have the same name: {', '.join(twice)}.", Exit.USAGE)


def _make_output_folder(folder: Path, files: list[str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CliError(f"The folder {folder} cannot be made: {error.strerror or error}.") from error
    for file in files:
        result = folder / Path(file).name
        if result.exists() and Path(file).exists() and result.samefile(file):
            raise CliError(f"The result would replace {file} itself; for that, say --in-place.", Exit.USAGE)


def _with_inner_macros(profile: Profile, macro: Macro, registry: Registry) -> list[Step]:
    """Return the steps of a macro with those of the saved macros that it plays, and with the date of now."""
    folder = MacroFolder(profile.macros, registry)

    def load(name: str) -> tuple[Step, ...]:
        try:
            return folder.load(name).steps
        except MacroError as error:
            raise CommandError("unknown_macro", str(error), "name") from error

    try:
        steps = macro_steps.completed(macro.steps, load, (macro.name,))
        return macro_steps.dated(steps, lambda format: moment_text(format, wall_clock()))
    except CommandError as error:
        raise CliError(f"The macro {macro.name}: {error.message}", Exit.UNREADABLE) from error


def run_applier(profile: Profile, registry: Registry) -> MacroApplier:
    """Return what applies the macros of runs on a profile."""
    owner = Owner(os.getpid())
    report = lambda text: say(f"editorapp: {text}")  # noqa: E731
    store = DocumentStore(profile, registry, owner, journals_moves=True, report=report, syntax=LateSyntax())
    return MacroApplier(store, registry)


# --- only looking ----------------------------------------------------------------------------------------


class _Look:
    """What a macro would make of files; nothing is written."""

    def __init__(self, registry: Registry, play: PlayMacro, options: argparse.Namespace) -> None:
        self._registry = registry
        self._play = play
        self._options = options
        self.reports: list[Report] = []

    def show(self, file: str) -> Exit:
        """Write what would differ in a file, or the whole result, to stdout or into the report."""
        report: Report = {"file": str(Path(file)), "status": "failed", "changed": False}
        self.reports.append(report)
        try:
            self._show(Path(file), report)
        except CommandError as error:
            return _fail(report, error.code, error.message, error.field)
        except FileError as error:
            return _fail(report, UNREADABLE, str(error))
        report["status"] = "completed"
        return Exit.DONE

    def _show(self, path: Path, report: Report) -> None:
        loaded = _read(path)
        result, applied = played(self._play, loaded.buffer, None, self._registry)
        report.update(changed=applied.changes > 0, runs=applied.plays)
        if self._options.diff:
            diff = unified_diff(path, loaded.buffer, result)
            if self._options.json:
                report["diff"] = diff
            else:
                write_bytes(diff.encode("utf-8", "surrogateescape"))
        elif self._options.json:
            report["text"] = str(result)
        else:
            for block in encoded(result, loaded.format):
                write_bytes(block)

    def differences(self) -> dict[int, str]:
        """Return what will differ in each file, by its number, where the macro can be applied."""
        found = {}
        for number, file in enumerate(self._options.files):
            with contextlib.suppress(CommandError, FileError):
                buffer = _read(Path(file)).buffer
                result, _ = played(self._play, buffer, None, self._registry)
                found[number] = unified_diff(Path(file), buffer, result)
        return found


def _read(path: Path) -> Any:
    if not path.exists():
        raise FileError(f"{path} does not exist.")
    return read_file(path)


def unified_diff(path: Path, before: Buffer, after: Buffer) -> str:
    """Return what differs between two texts of a file, as programs that apply it read it."""
    name = str(path).lstrip("/")
    lines = difflib.unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}")
    ended = (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    return "".join(ended)


def _lines(buffer: Buffer) -> list[str]:
    """Return the lines as programs that read diffs count them: only a line feed ends one."""
    lines = [f"{line}\n" for line in str(buffer).split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


# --- a run -----------------------------------------------------------------------------------------------


def follow_run(
    run: MacroRunFolder, names: Sequence[str], differences: dict[int, str], *, as_json: bool
) -> Exit:
    """Wait for the end of a run and tell of every file; Ctrl+C leaves alone those that are not begun.

    Args:
        run: the run.
        names: its files, as the person wrote them.
        differences: what differs in each, by its number, to be shown where that has happened.
        as_json: whether programs read what is told.

    Raises:
        KeyboardInterrupt: a person has stopped it; it has come to its end, and that was told.
    """
    stopped: KeyboardInterrupt | None = None
    with _progress() as report:
        try:
            run.wait(report)
        except KeyboardInterrupt as error:
            stopped = error
            run.stop()
            run.wait(report)
    worst = _tell(run.results(), names, differences, as_json=as_json)
    state = run.state
    if stopped is not None:
        say(f"editorapp: {state.done} of {len(names)} files were done, {state.left} were left alone.")
        raise stopped
    return worst


def _tell(
    results: dict[int, Ended], names: Sequence[str], differences: dict[int, str], *, as_json: bool
) -> Exit:
    """Tell of every file; return the worst of their exit codes."""
    reports = []
    worst = Exit.DONE
    for number, name in enumerate(names):
        report, code = _report(Path(name), results.get(number))
        reports.append(report)
        worst = max(worst, code)
        diff = differences.get(number)
        if diff is not None and report["status"] == "completed":
            if as_json:
                report["diff"] = diff
            else:
                write_bytes(diff.encode("utf-8", "surrogateescape"))
    if as_json:
        show_json(reports)
    return worst


def _report(path: Path, ended: Ended | None) -> tuple[Report, Exit]:
    report: Report = {"file": str(path), "status": "failed", "changed": False}
    if isinstance(ended, MacroFileDone):
        report.update(status="completed", changed=ended.changes > 0, changes=ended.changes, runs=ended.plays)
        return report, Exit.DONE
    if ended is None or ended.code == CANCELLED:
        report["status"] = "not_begun"
        return report, Exit.FAILED
    words = ended.words.replace(ended.path, str(path))
    return report, _fail(report, ended.code, words, ended.field)


def _fail(report: Report, code: str, words: str, field: str | None = None) -> Exit:
    """Say why a file was left alone, and note it; return the exit code."""
    report["error"] = {"code": code, "message": words, "field": field}
    is_about_file = code in (UNREADABLE, NOT_WRITTEN)
    say(f"editorapp: {words}" if is_about_file else f"editorapp: {report['file']}: {words}")
    return _EXITS.get(code, Exit.FAILED)


@contextlib.contextmanager
def _progress() -> Iterator[Any]:
    """Give what shows how far a run is, where a person looks at stderr."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda progress: None
        return

    def show_progress(progress: Progress) -> None:
        failed = f", {progress.failed} failed" if progress.failed else ""
        sys.stderr.write(f"\r\x1b[K{progress.ended} of {progress.total} files{failed}")
        sys.stderr.flush()

    try:
        yield show_progress
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


# --- after a death ---------------------------------------------------------------------------------------


def run_resume(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp macro resume`: go on with a run that a dead process has left, or give it up.

    Raises:
        CliError: there is no such run, there are several, or its folder cannot be used.
    """
    from editorapp.storage.messages.errors import DatabaseBusyError, MessageDatabaseError
    from editorapp.storage.work.macro_run_folder import MacroRunFolder, left_runs

    name = _chosen(left_runs(profile), options.run_id)
    if name is None:
        if options.json:
            show_json([])
        else:
            say("No run was cut short.")
        return Exit.DONE
    applier = run_applier(profile, all_commands())
    if options.cancel:
        applier.stop(name)
    try:
        opened = MacroRunFolder(profile, name, applier)
    except (DatabaseBusyError, MessageDatabaseError) as error:
        raise CliError(str(error)) from error
    with opened as run:
        state = run.state
        if state.started is None:
            say(f"The run {name} had not begun; there is nothing to do.")
            return Exit.DONE
        if options.cancel:
            run.stop()
        run.take_up()
        code = follow_run(run, state.started.files, {}, as_json=options.json)
        if not options.json:
            show(_summary(name, run.state))
        return Exit.DONE if options.cancel else code


def _chosen(runs: list[str], word: str | None) -> str | None:
    fitting = [run for run in runs if word is None or run.startswith(word)]
    if word is not None and not fitting:
        raise CliError(f"No run {word!r} was cut short.", Exit.UNREADABLE)
    if len(fitting) > 1:
        raise CliError(f"Say which run: {', '.join(fitting)}.", Exit.USAGE)
    return fitting[0] if fitting else None


def _summary(name: str, state: RunState) -> str:
    macro = "" if state.started is None else state.started.application.macro
    left = f", {state.left} left alone" if state.left else ""
    return (
        f"The run {name} of {macro} has ended: {state.done} done, {state.changed} of them changed,"
        f" {state.failed} failed{left}."
    )
