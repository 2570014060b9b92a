"""Owns the command line: whether a window is wanted or a subcommand, and how each ends.

Does not own the subcommands, nor the window.
"""

from __future__ import annotations

import argparse
import contextlib
import os
from collections.abc import Callable, Sequence

from editorapp.bus.errors import CommandError
from editorapp.cli.command_line import NAMES, global_options
from editorapp.cli.output import CliError, Exit, say, show_json
from editorapp.storage.errors import FileError, JournalError
from editorapp.storage.profile import Profile

OpenWindow = Callable[[Profile, Sequence[str]], int]


def main(arguments: Sequence[str], open_window: OpenWindow) -> int:
    """Do what the command line says.

    Args:
        arguments: the words behind the program's name.
        open_window: opens the window on a profile with files as the person wrote them; returns the exit code.

    Returns:
        The exit code.
    """
    options = _parse(arguments)
    profile = Profile.find(options.profile)
    try:
        if options.run is None:
            return open_window(profile, options.files)
        return int(options.run(profile, options))
    except CliError as error:
        return _failed(options, str(error), error.code)
    except (FileError, JournalError) as error:
        return _failed(options, str(error), Exit.UNREADABLE)
    except CommandError as error:
        return _failed(options, error.message, Exit.FAILED)
    except BrokenPipeError:
        # Whoever read the result has enough. What is still held back must not fail once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return int(Exit.FAILED)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return _failed(options, f"{where}{error.strerror or error}.", Exit.FAILED)
    except KeyboardInterrupt:
        say("editorapp: stopped.")
        return 130


def _failed(options: argparse.Namespace, message: str, code: Exit) -> int:
    """Say what went wrong; a program that reads JSON is told there too, but for those that write answers."""
    say(f"editorapp: {message}")
    if options.json and options.run is not None and not options.answers_lines:
        with contextlib.suppress(OSError, CliError):
            show_json({"error": {"message": message, "exit_code": int(code)}})
    return int(code)


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    if _first_word(arguments) in NAMES or {"-h", "--help", "--version"} & set(arguments):
        # A start of the window needs none of it, and its first paint would wait for it.
        from editorapp.cli.subcommands import parser

        return parser().parse_args(arguments)
    window = argparse.ArgumentParser(prog="editorapp", parents=[global_options(None)], add_help=False)
    window.add_argument("files", nargs="*", metavar="FILE[:LINE[:COLUMN]]")
    window.set_defaults(run=None)
    return window.parse_args(arguments)


def _first_word(arguments: Sequence[str]) -> str | None:
    """Return the first word that is neither an option nor the value of one."""
    words = iter(arguments)
    for word in words:
        if word == "--profile":
            next(words, None)
        elif not word.startswith("-"):
            return word
    return None
