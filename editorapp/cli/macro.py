"""Owns `editorapp macro` and `editorapp commands`: macros without a window.

Does not own how a macro runs: that is the command `macro.play`, here as in the window.
"""

from __future__ import annotations

import argparse
import difflib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from editorapp.bus.errors import CommandError
from editorapp.cli.exec import ExecSession, open_or_refuse
from editorapp.cli.output import CliError, Exit, say, show, show_json, write_bytes
from editorapp.commands.context import Context, NoHistory
from editorapp.commands.document import Save
from editorapp.commands.families import all_commands
from editorapp.commands.macro import PlayMacro, Step
from editorapp.commands.registry import Registry
from editorapp.session import macro_steps
from editorapp.session.macros import Macro, MacroError, format_macro
from editorapp.storage.document_store import DocumentStore, Left, wall_clock
from editorapp.storage.errors import FileError, Owner
from editorapp.storage.macro_folder import SUFFIX, MacroFolder, read_macro
from editorapp.storage.profile import Profile
from editorapp.storage.text_file import FileFormat, encoded, read_file, write_file
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document
from editorapp.text.layout_detection import detect_layout


def run_list(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp macro list`."""
    names = MacroFolder(profile.macros, all_commands()).names()
    if options.json:
        show_json(names)
    elif names:
        show("\n".join(names))
    else:
        say(f"No macros are saved in {profile.macros}.")
    return Exit.DONE


def run_show(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp macro show`; CliError where the macro cannot be read."""
    macro = _load(profile, options.macro, all_commands())
    if options.json:
        show_json({"name": macro.name, "steps": msgspec.to_builtins(macro.steps)})
    else:
        write_bytes(format_macro(macro).encode("utf-8", "surrogateescape"))
    return Exit.DONE


def run_commands(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp commands`: every command with its arguments."""
    rows = [_describe(command_type) for command_type in all_commands()]
    if options.json:
        show_json(rows)
        return Exit.DONE
    for row in rows:
        arguments = ", ".join(
            f"{name}: {kind}" + ("" if required else "?") for name, kind, required in row["arguments"]
        )
        show(f"{row['command']:<28} {{{arguments}}}\n    {row['summary']}")
        if row["not_recorded"]:
            show(f"    Not in macros: {row['not_recorded']}.")
    return Exit.DONE


def _describe(command_type: Any) -> dict[str, Any]:
    schema = msgspec.json.schema(command_type)
    found = (
        next(iter(schema["$defs"].values()))
        if len(schema["$defs"]) == 1
        else schema["$defs"][command_type.__name__]
    )
    required = found.get("required", [])
    return {
        "command": command_type.spec.name,
        "label": command_type.spec.label,
        "summary": command_type.__doc__.split("\n")[0],
        "nature": command_type.spec.nature.value,
        "key": command_type.spec.key,
        "not_recorded": command_type.spec.not_recorded,
        "arguments": [
            [name, _kind(kind, schema["$defs"]), name in required]
            for name, kind in found["properties"].items()
            if name != "clipboard"
        ],
    }


def _kind(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    if "$ref" in schema:
        return _kind(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "enum" in schema:
        return "|".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        return " or ".join(
            _kind(choice, definitions) for choice in schema["anyOf"] if choice.get("type") != "null"
        )
    return str(schema.get("type", "any"))


def _load(profile: Profile, word: str, registry: Registry) -> Macro:
    """Return the macro of a name or a file."""
    try:
        folder = MacroFolder(profile.macros, registry)
        if word in folder.names():
            return folder.load(word)
        if Path(word).name != word or word.endswith(SUFFIX) or Path(word).is_file():
            return read_macro(Path(word), registry)
        return folder.load(word)
    except MacroError as error:
        raise CliError(str(error), Exit.UNREADABLE) from error


def run_run(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp macro run`: every file on its own; one that fails does not keep the others from it.

    Raises:
        CliError: the macro cannot be read, or the options do not fit together.
    """
    registry = all_commands()
    macro = _load(profile, options.macro, registry)
    steps = _with_inner_macros(profile, macro, registry)
    play = PlayMacro(None, options.times, options.to_end, steps)
    to_stdout = not (options.in_place or options.output_dir or options.diff)
    if to_stdout and len(options.files) > 1:
        raise CliError("For several files say --diff, --in-place or --output-dir.", Exit.USAGE)
    if options.output_dir:
        _refuse_same_names(options.files)
        _make_output_folder(Path(options.output_dir), options.files)
    runner = _Runner(profile, registry, play, options)
    worst = Exit.DONE
    for file in options.files:
        worst = max(worst, runner.run(Path(file), to_stdout=to_stdout))
    if options.json:
        show_json(runner.reports)
    return worst


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
    """Return the steps of a macro with those of the saved macros that it plays."""
    folder = MacroFolder(profile.macros, registry)

    def load(name: str) -> tuple[Step, ...]:
        try:
            return folder.load(name).steps
        except MacroError as error:
            raise CommandError("unknown_macro", str(error), "name") from error

    try:
        return macro_steps.completed(macro.steps, load, (macro.name,))
    except CommandError as error:
        raise CliError(f"The macro {macro.name}: {error.message}", Exit.UNREADABLE) from error


class _Runner:
    """Runs one macro on one file after the other."""

    def __init__(
        self, profile: Profile, registry: Registry, play: PlayMacro, options: argparse.Namespace
    ) -> None:
        self._profile = profile
        self._registry = registry
        self._play = play
        self._options = options
        self.reports: list[dict[str, Any]] = []

    def run(self, path: Path, *, to_stdout: bool) -> Exit:
        report: dict[str, Any] = {"file": str(path), "status": "failed", "changed": False}
        self.reports.append(report)
        try:
            self._run(path, report, to_stdout=to_stdout)
        except CommandError as error:
            report["error"] = {"code": error.code, "message": error.message, "field": error.field}
            say(f"editorapp: {path}: {error.message}")
            return Exit.FAILED
        except (CliError, FileError) as error:
            code = error.code if isinstance(error, CliError) else Exit.UNREADABLE
            name = "unreadable" if code is Exit.UNREADABLE else "failed"
            report["error"] = {"code": name, "message": str(error), "field": None}
            say(f"editorapp: {error}")
            return code
        report["status"] = "completed"
        return Exit.DONE

    def _run(self, path: Path, report: dict[str, Any], *, to_stdout: bool) -> None:
        if not path.exists():
            raise FileError(f"{path} does not exist.")
        loaded = read_file(path)
        layout = detect_layout(loaded.buffer)
        document = Document(loaded.buffer, layout=layout)
        decision = self._play.run(Context(document, NoHistory(), self._registry))
        changes = decision.transaction.changes
        result = changes.apply(loaded.buffer) if changes else loaded.buffer
        diff = "".join(_diff(path, loaded.buffer, result)) if self._options.diff else ""
        if self._options.in_place:
            if changes:
                self._run_in_place(path)
        elif self._options.output_dir:
            self._write_result(path, result, loaded.format)
        report.update(changed=bool(changes), runs=decision.facts["runs"])
        if self._options.json:
            report.update(
                {"diff": diff} if self._options.diff else {"text": str(result)} if to_stdout else {}
            )
        elif self._options.diff:
            write_bytes(diff.encode("utf-8", "surrogateescape"))
        elif to_stdout:
            for block in encoded(result, loaded.format):
                write_bytes(block)

    def _write_result(self, path: Path, result: Buffer, file_format: FileFormat) -> None:
        try:
            write_file(Path(self._options.output_dir) / path.name, result, file_format)
        except FileError as error:
            raise CliError(str(error)) from error

    def _run_in_place(self, path: Path) -> None:
        """Run it as a session of its own, so that it can be undone and looked at in the history."""
        store = DocumentStore(
            self._profile,
            self._registry,
            Owner(os.getpid()),
            journals_moves=True,
            report=lambda text: say(f"editorapp: {text}"),
        )
        held = open_or_refuse(store, path, Left.REFUSE)
        try:
            session = ExecSession(store, held, self._registry)
            session.start_at_top()
            for command in (self._play, Save()):
                outcome = session.run(command, None).outcome
                if outcome.error is not None:
                    raise CommandError(outcome.error.code, outcome.error.message, outcome.error.field)
        finally:
            held.close(wall_clock())


def _diff(path: Path, before: Buffer, after: Buffer) -> Iterator[str]:
    name = str(path).lstrip("/")
    lines = difflib.unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}")
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(buffer: Buffer) -> list[str]:
    """Return the lines as programs that read diffs count them: only a line feed ends one."""
    lines = [f"{line}\n" for line in str(buffer).split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]
