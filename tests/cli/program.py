"""Owns the program as a real process for tests, and short ways to write commands."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass
class Result:
    """How a process ended."""

    code: int
    out: bytes
    err: str

    @property
    def json(self) -> Any:
        """What it wrote to stdout, as JSON."""
        return json.loads(self.out)

    @property
    def answers(self) -> list[dict[str, Any]]:
        """The lines that it wrote to stdout, as JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Program:
    """The editor's command line on a profile of its own."""

    profile: Path

    def command(self, *words: str | Path) -> list[str]:
        """Return the words that start it."""
        return [sys.executable, "-m", "editorapp", "--profile", str(self.profile), *map(str, words)]

    def run(self, *words: str | Path, stdin: bytes = b"", folder: Path | None = None) -> Result:
        """Run it to its end, in a folder if one is given."""
        done = subprocess.run(
            self.command(*words), input=stdin, capture_output=True, check=False, timeout=60, cwd=folder
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return Result(done.returncode, done.stdout, done.stderr.decode())

    def exec(self, file: Path, *commands: Any, options: Sequence[str] = ()) -> Result:
        """Run `exec` on a file with commands, which are dicts or raw lines."""
        lines = [c if isinstance(c, bytes) else json.dumps(c).encode() for c in commands]
        return self.run("exec", file, *options, stdin=b"".join(line + b"\n" for line in lines))

    def exec_and_die(self, file: Path, *commands: dict[str, Any], options: Sequence[str] = ()) -> list[Any]:
        """Run `exec`, and kill it when the last command is answered; return the answers."""
        process = subprocess.Popen(
            self.command("exec", file, *options), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdin is not None
        assert process.stdout is not None
        answers = []
        for command in commands:
            process.stdin.write(json.dumps(command).encode() + b"\n")
            process.stdin.flush()
            answers.append(json.loads(process.stdout.readline()))
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()
        return answers


def insert(text: str, **more: Any) -> dict[str, Any]:
    """Return the command that inserts a text."""
    return {"command": "text.insert", "args": {"text": text}, **more}


def replace(start: int, end: int, text: str, **more: Any) -> dict[str, Any]:
    """Return the command that replaces a stretch of text."""
    return {"command": "text.replace", "args": {"start": start, "end": end, "text": text}, **more}


def plain(command: str, **args: Any) -> dict[str, Any]:
    """Return a command with its arguments."""
    return {"command": command, "args": args}
