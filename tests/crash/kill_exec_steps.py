"""Stops `editorapp exec` at every step of its commands, of its save, and of its beginning and end.

    python tests/crash/kill_exec_steps.py [--step NAME] [--list]

A session on a file gets a few edits, a command that is refused and an undo, all with ids, and saves at the end. It
kills itself (SIGKILL) at one step. Then the file is the one before or the one after, whole; the journal is not
damaged; `recover` gives the text after what was answered, or after that and the one that was being done. A session
that goes on answers what is asked again in the same words, and all is in the end as if nothing had happened.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from editorapp import __main__ as editor
from editorapp.bus.bus import Bus
from editorapp.cli.main import main as run_command_line
from editorapp.session.open_document import OpenDocument
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.journal import SqliteJournal
from tests.crash.stops import StepFailedError, Stops, in_a_process, require, require_whole

START = "one\ntwo\n"
COMMANDS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"command": "text.replace", "args": {"start": 0, "end": 3, "text": "1"}}, "1\ntwo\n"),
    ({"command": "text.replace", "args": {"start": 2, "end": 5, "text": "2 €"}}, "1\n2 €\n"),
    ({"command": "text.replace", "args": {"start": 900, "end": 901, "text": "x"}}, "1\n2 €\n"),
    ({"command": "edit.undo"}, "1\ntwo\n"),
    ({"command": "text.replace", "args": {"start": 1, "end": 1, "text": "!"}}, "1!\ntwo\n"),
)
"""Each command, and the text after it; the third is refused."""

TEXTS = (START, *(text for _, text in COMMANDS))
LINES = b"".join(
    json.dumps({"id": f"edit {number}"} | command).encode() + b"\n"
    for number, (command, _) in enumerate(COMMANDS, 1)
)

STEPS = {
    "opening: while the journal is made": "journal: meta sessions accepted completed failed written #1",
    "before a command is accepted": "accepting #1",
    "while a command is accepted": "journal: accepted written #1",
    "after a command is accepted": "accepted #1",
    "in its handler": "handling #1",
    "after its handler": "handled #1",
    "after its outcome is recorded, before its event is published": "outcome recorded #1",
    "while its event is published": "publishing #1",
    "before it is answered": "writing #2",
    "after it is answered": "written #2",
    "while its outcome is committed with the next command": "journal: completed accepted written #1",
    "after a refusal is recorded": "refusal recorded #1",
    "an undo: in its handler": "handling #4",
    "a save: in its handler": "handling #6",
    "a save: before the file is replaced": "replacing the file #3",
    "a save: after the file is replaced": "file replaced #3",
    "a save: before it is noted that it was done": "accepting #7",
    "a save: after that is noted": "accepted #7",
    "closing: while the last outcomes are committed": "journal: completed sessions written #1",
}
"""The steps that have a name for people."""


@dataclass(frozen=True)
class Ended:
    """How a process of the editor ended, and what it wrote."""

    code: int
    out: bytes
    err: str


def run(folder: Path, *words: str, stdin: bytes = b"", stops: Stops | None = None) -> Ended:
    """Run the editor's command line in a process of its own, watched if there are stops."""
    given, out, err = folder / "given", folder / "out", folder / "err"
    given.write_bytes(stdin)

    def work() -> None:
        for number, path, flags in ((0, given, os.O_RDONLY), (1, out, _WRITE), (2, err, _WRITE)):
            os.dup2(os.open(path, flags, 0o600), number)
        if stops is not None:
            _watch(stops)
        code = run_command_line(["--profile", str(folder / "profile"), *words], editor._open_window)
        if stops is not None:
            (folder / "steps").write_text("\n".join(stops.names))
        sys.stdout.flush()
        os._exit(code)

    code = in_a_process(work)
    return Ended(code, out.read_bytes(), err.read_text())


_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


def _watch(stops: Stops) -> None:
    stops.watch_databases()
    stops.wrap(SqliteJournal, "accept", "accepting", "accepted")
    stops.wrap(OpenDocument, "decide", "handling", "handled")
    stops.wrap(SqliteJournal, "complete", "recording the outcome", "outcome recorded")
    stops.wrap(SqliteJournal, "fail", "recording the refusal", "refusal recorded")
    stops.wrap(Bus, "_publish", "publishing", "published")
    stops.wrap(os, "write", "writing", "written")
    stops.wrap(os, "replace", "replacing the file", "file replaced")
    stops.wrap(HeldDocument, "write", "saving", "saved")
    stops.wrap(HeldDocument, "close", "closing", "closed")


def live(folder: Path, stops: Stops, *options: str) -> Ended:
    """Run the session."""
    return run(folder, "exec", str(folder / "text.txt"), "--write", *options, stdin=LINES, stops=stops)


def answers(ended: Ended) -> list[bytes]:
    """Return the whole lines that a session has answered."""
    return [line for line in ended.out.splitlines(keepends=True) if line.endswith(b"\n")]


# --- after the death -----------------------------------------------------------------------------------------


def check_what_is_left(folder: Path, answered: int) -> None:
    """Check what a death has left, before a session goes on; `recover` must give the text."""
    for path in (folder / "profile").rglob("*.sqlite"):
        copy = folder / "copy"
        copy.mkdir()
        for part in path.parent.glob(f"{path.name}*"):
            shutil.copy(part, copy)
        require_whole(copy / path.name)
        shutil.rmtree(copy)
    text = (folder / "text.txt").read_bytes().decode()
    require(text in (START, TEXTS[-1]), f"the file holds {text!r}")
    require(text == START or answered == len(COMMANDS), "the file was written before everything was answered")
    listed = run(folder, "recover", "--list", "--json")
    require(listed.code == 0, f"recover --list ended with {listed.code}: {listed.err}")
    left = json.loads(listed.out)
    require(left or answered == 0 or text == TEXTS[-1], "nothing is there to be recovered")
    if left:
        recovered = run(folder, "recover", str(folder / "text.txt"))
        require(recovered.code == 0, f"recover ended with {recovered.code}: {recovered.err}")
        require(
            recovered.out.decode() in TEXTS[answered : answered + 2],
            f"{recovered.out.decode()!r} is not the text after {answered} answers",
        )


def check_end(folder: Path, before: list[bytes], after: Ended) -> None:
    """Check the session that went on, its journal, and that undoing everything leads to the start."""
    require(after.code == 0, f"going on ended with {after.code}: {after.err}")
    require(answers(after)[: len(before)] == before, f"{before} became {answers(after)}")
    statuses = [json.loads(line)["status"] for line in answers(after)]
    require(statuses == ["completed", "completed", "failed", "completed", "completed"], f"{statuses}")
    file = folder / "text.txt"
    require(file.read_bytes().decode() == TEXTS[-1], f"the file holds {file.read_bytes()!r}")
    verified = run(folder, "journal", "verify", str(file))
    require(verified.code == 0, f"verify does not agree: {verified.err}")
    undo = b'{"command": "edit.undo"}\n' * (len(COMMANDS) + 1)
    undone = run(folder, "exec", str(file), "--write", stdin=undo)
    require(undone.code == 0, f"undoing ended with {undone.code}: {undone.err}")
    require(file.read_bytes().decode() == START, f"undoing everything leads to {file.read_bytes()!r}")


def new_folder() -> Path:
    """Return a new folder with the file in it."""
    folder = Path(tempfile.mkdtemp(prefix="editorapp-step-"))
    (folder / "text.txt").write_bytes(START.encode())
    return folder


def rehearse() -> list[str]:
    """Live once without a death; return the steps in their order."""
    folder = new_folder()
    ended = live(folder, Stops())
    require(ended.code == 0, f"a life without a death ended with {ended.code}: {ended.err}")
    steps = (folder / "steps").read_text().splitlines()
    check_end(folder, [], ended)
    shutil.rmtree(folder)
    return steps


def die_at(step: str) -> int:
    """Die at a step, go on, and check; return how many commands had been answered."""
    folder = new_folder()
    try:
        died = live(folder, Stops(step))
        require(died.code == -9, f"it was not killed there but ended with {died.code}: {died.err}")
        before = answers(died)
        check_what_is_left(folder, len(before))
        check_end(folder, before, live(folder, Stops(), "--recover"))
    except Exception as error:
        raise StepFailedError(f"{step}: {error} (everything is left in {folder})") from error
    shutil.rmtree(folder)
    return len(before)


def main() -> int:
    """Die at the steps."""
    parser = argparse.ArgumentParser(description="Kill `editorapp exec` at every step.")
    parser.add_argument("--step", choices=STEPS, help="only this one", metavar="NAME")
    parser.add_argument("--list", action="store_true", help="list every step and do nothing")
    options = parser.parse_args()
    if options.step:
        answered = die_at(STEPS[options.step])
        print(f"{options.step}: {answered} commands were answered, 0 lost.")
        return 0
    steps = rehearse()
    unknown = set(STEPS.values()) - set(steps)
    require(options.list or not unknown, f"never reached: {sorted(unknown)}")
    if options.list:
        print("\n".join(steps))
        return 0
    answered = sum(die_at(step) for step in steps)
    print(f"{len(steps)} steps, {answered} answered commands, 0 lost.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
