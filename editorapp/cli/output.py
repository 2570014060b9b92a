"""Owns what every subcommand shares: exit codes, and where words for people and for programs go.

Does not own any subcommand.
"""

from __future__ import annotations

import sys
from enum import IntEnum
from typing import Any

from editorapp.bus.json_text import to_json


class Exit(IntEnum):
    """How the program ends."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    UNREADABLE = 3


class CliError(Exception):
    """A subcommand cannot go on; its message is for the person, its code for the shell."""

    def __init__(self, message: str, code: Exit = Exit.FAILED) -> None:
        """Take the message and the exit code."""
        super().__init__(message)
        self.code = code


def say(text: str) -> None:
    """Say something to the person, on stderr."""
    sys.stderr.write(f"{text}\n")


def show(text: str) -> None:
    """Write a result for the person to stdout, as UTF-8 whatever the terminal is set to."""
    write_bytes((text + "\n").encode("utf-8", "surrogateescape"))


def show_json(value: Any) -> None:
    """Write a result for a program to stdout, as one line of JSON."""
    write_bytes(to_json(value).encode() + b"\n")


def write_bytes(data: bytes) -> None:
    """Write bytes to stdout."""
    if sys.stdout is None:
        raise CliError("There is no stdout to write to.")
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
