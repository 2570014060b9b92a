"""Owns `editorapp send`: commands in and answers out, a line each, done by a window that is open.

Does not know what the commands do, nor how the window is reached.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections import deque
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from typing import Final

from editorapp.cli.input_lines import read_lines
from editorapp.cli.output import CliError, Exit, say, write_bytes
from editorapp.cli.subparser import subparser
from editorapp.session.command_lines import readable_id
from editorapp.storage.command_stream import CommandStream, open_stream
from editorapp.storage.errors import WindowError
from editorapp.storage.instance_client import window_for
from editorapp.storage.profile import Profile

_EPILOG: Final = """\
Input and output are those of `editorapp exec`: a line of JSON for each command,
and a line of JSON that answers it, in order. The commands are done where the
window shows them, and can be undone there. Positions, the caret and the
clipboard are those of the window.

FILE is opened in the window if it is not open there. Without FILE the commands
go to the document that the window shows; after a command that shows another
one, such as document.open, to that one.

If the window ends before everything is answered, the exit code is 1, and stderr
tells which lines were answered and of which it is not known whether they were
done. The same line with the same id can be sent again: it is done once.
"""
_MOST_NAMED: Final = 10
"""So many ids are told of those whose outcome is not known."""


def add(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    shared: argparse.ArgumentParser,
) -> None:
    """Add the subcommand to the command line."""
    summary = "run commands in the window that is open, a line of JSON each"
    parser = subparser(subparsers, name, shared, summary, _EPILOG)
    parser.add_argument("file", metavar="FILE", nargs="?", help="the file; else the document that is shown")
    parser.add_argument("--window", metavar="PID", type=int, help="the process whose window is meant")
    parser.set_defaults(run=run, answers_lines=True)


def run(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp send`.

    Raises:
        CliError: there is no window to send to, or it ended before everything was answered.
    """
    if sys.stdin is None or sys.stdout is None:
        raise CliError("send reads commands from stdin and writes answers to stdout; one of them is closed.")
    path = None if options.file is None else os.path.realpath(options.file)
    try:
        stream = open_stream(window_for(profile, path, options.window), path)
    except WindowError as error:
        raise CliError(str(error)) from error
    exchange = Exchange(stream, read_lines(0))
    try:
        exchange.run()
    except BrokenPipeError:
        raise CliError(f"Nobody reads the answers any more. {exchange.account()}") from None
    except KeyboardInterrupt:
        say(f"editorapp: {exchange.account()}")
        raise
    finally:
        stream.close()
    return Exit.DONE


class _End:
    """Behind the last line: there is no more input, or it could not be read."""

    def __init__(self, error: OSError | None = None) -> None:
        self.error = error


class Exchange:
    """Lines that are sent and answers that come back, at the same time."""

    def __init__(self, stream: CommandStream, lines: Iterator[bytes]) -> None:
        """Take the connection and the input."""
        self._stream = stream
        self._lines = lines
        self._sent: SimpleQueue[bytes | _End] = SimpleQueue()
        self._open: deque[bytes] = deque()
        self._answered = 0
        self._may_send = threading.Semaphore(1)

    def run(self) -> None:
        """Send everything and write every answer to stdout.

        Raises:
            CliError: the window has ended before everything was answered.
            OSError: the input cannot be read, or the answers cannot be written.
        """
        threading.Thread(target=self._send, name="send", daemon=True).start()
        while True:
            line = self._sent.get()
            if isinstance(line, _End):
                if line.error is not None:
                    raise line.error
                return
            self._open.append(line)
            self._take_answers()

    def _send(self) -> None:
        """Runs in a thread of its own, since stdin and the window can each keep it waiting."""
        try:
            for line in self._lines:
                if not self._stream.is_duplex:
                    self._may_send.acquire()
                try:
                    self._stream.send(line)
                except OSError:
                    # Where it was cut off is not known. Whoever waits for its answer finds out that none comes.
                    self._sent.put(line)
                    return
                self._sent.put(line)
        except OSError as error:
            self._sent.put(_End(error))
        else:
            self._sent.put(_End())

    def _take_answers(self) -> None:
        answers = self._stream.receive()
        if not answers:
            raise CliError(f"The window has ended. {self.account()}")
        write_bytes(b"".join(answer + b"\n" for answer in answers))
        for _ in answers:
            if not self._open:
                # Its line is as good as noted: it was sent before it was answered.
                line = self._sent.get()
                assert not isinstance(line, _End)
                continue
            self._open.popleft()
        self._answered += len(answers)
        self._may_send.release()

    def account(self) -> str:
        """Say which lines were answered, and of which it is not known whether they were done."""
        try:
            while True:
                line = self._sent.get_nowait()
                if not isinstance(line, _End):
                    self._open.append(line)
        except Empty:
            pass
        answered = _counted(1, self._answered, "was answered", "were answered")
        if not self._open:
            return f"{answered} Nothing else was sent."
        first = self._answered + 1
        unknown = _counted(first, first + len(self._open) - 1, "was sent", "were sent")
        ids = [found for found in map(readable_id, self._open) if found is not None]
        named = (
            f" (ids: {', '.join(ids[:_MOST_NAMED])}{', ...' if len(ids) > _MOST_NAMED else ''})"
            if ids
            else ""
        )
        return f"{answered} {unknown[:-1]}, but whether it was done is unknown{named}."


def _counted(first: int, last: int, one: str, several: str) -> str:
    if last < first:
        return "No line was answered."
    return f"Line {first} {one}." if first == last else f"Lines {first} to {last} {several}."
