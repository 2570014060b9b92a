"""Owns the subcommands of the command line: their options, and what runs each.

Does not own what a subcommand does, nor how the command line ends. A start of the window does not load it.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from editorapp import __version__
from editorapp.cli import exec as exec_command
from editorapp.cli import export, find, history, jobs, journal, macro, readmodels, recover, send
from editorapp.cli.command_line import NAMES, PROGRAM_EPILOG, USAGE, global_options
from editorapp.cli.output import Exit, say
from editorapp.cli.subparser import subparser
from editorapp.commands.families import all_commands
from editorapp.commands.macro import MOST_RUNS
from editorapp.session.syntax.late_syntax import LateSyntax
from editorapp.storage.document_store import DocumentStore, Left
from editorapp.storage.errors import Owner
from editorapp.storage.profile import Profile
from editorapp.text.encoding import Encoding, find_encoding

_EXEC_EPILOG: Final = """\
A line of input is a command as JSON; `args` and `id` may be left out:
  {"id": "7", "command": "text.insert", "args": {"text": "a"}}
A line of output answers it, as soon as the command is journaled and done, in
order:
  {"id": "7", "seq": 1, "status": "completed", "revision": 1}
  {"id": "8", "seq": 2, "status": "failed",
   "error": {"code": "...", "message": "...", "field": "..."}}
What was answered survives the death of the process, and with --durability
power that of the machine. The same id again is answered again and not done
again. A line that is no command is answered with an error and changes nothing;
the exit code tells of the session, not of single commands. `editorapp commands`
lists the commands.
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of all subcommands."""
    top = argparse.ArgumentParser(
        prog="editorapp",
        usage=USAGE,
        description="A text editor in which every action is a command, journaled before it runs.",
        epilog=PROGRAM_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[global_options(None)],
    )
    top.add_argument("--version", action="version", version=f"editorapp {__version__}")
    top.set_defaults(answers_lines=False)
    subparsers = top.add_subparsers(
        prog="editorapp", title="subcommands", metavar="SUBCOMMAND", required=True
    )
    for name in NAMES:
        SUBCOMMANDS[name](subparsers, name, global_options(argparse.SUPPRESS))
    return top


_Add = Callable[["argparse._SubParsersAction[argparse.ArgumentParser]", str, argparse.ArgumentParser], None]


def _add_exec(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    shared: argparse.ArgumentParser,
) -> None:
    parser = subparser(
        subparsers, name, shared, "run commands on a file without a window, a line of JSON each", _EXEC_EPILOG
    )
    parser.add_argument("file", metavar="FILE", help="the file; it need not be there yet")
    parser.add_argument("--write", action="store_true", help="save the file at the end of the input")
    parser.add_argument(
        "--durability",
        choices=("process", "power"),
        default="process",
        help="what an answered command survives: the death of the process (default), or also of the machine",
    )
    parser.add_argument(
        "--encoding", type=_encoding, metavar="NAME", help="read the file in this encoding, as one undo step"
    )
    left = parser.add_mutually_exclusive_group()
    left.add_argument(
        "--recover", action="store_true", help="go on from what a dead process has left unsaved"
    )
    left.add_argument(
        "--discard", action="store_true", help="go back to the file; the history keeps the rest"
    )
    parser.set_defaults(run=_run_exec, answers_lines=True)


def _run_exec(profile: Profile, options: argparse.Namespace) -> Exit:
    registry = all_commands()
    left = Left.RECOVER if options.recover else Left.DISCARD if options.discard else Left.REFUSE
    store = DocumentStore(
        profile,
        registry,
        Owner(os.getpid()),
        synced=options.durability == "power",
        journals_moves=True,
        report=lambda text: say(f"editorapp: {text}"),
        syntax=LateSyntax(),
    )
    return exec_command.execute(
        store, registry, Path(options.file), left, options.encoding, writes=options.write
    )


def _add_recover(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    shared: argparse.ArgumentParser,
) -> None:
    parser = subparser(
        subparsers, name, shared, "list or print what processes that died have left; changes nothing"
    )
    parser.add_argument(
        "document", metavar="DOCUMENT", nargs="?", help="its id, the start of it, or its file"
    )
    parser.add_argument("--list", action="store_true", help="list the documents with unsaved changes")
    parser.add_argument("--output", metavar="FILE", help="write the text to FILE, not to stdout")
    parser.set_defaults(run=recover.run)


def _add_history(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    shared: argparse.ArgumentParser,
) -> None:
    parser = subparser(
        subparsers, name, shared, "list the revisions of a file, print one, or find text in all history"
    )
    parser.add_argument("file", metavar="FILE", nargs="?", help="a file; it may be gone by now")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--revision", metavar="N", type=int, help="print the text of revision N")
    what.add_argument(
        "--groups", action="store_true", help="list what one undo takes back as one, with its text"
    )
    what.add_argument(
        "--search",
        metavar="TEXT",
        help="list the changes that inserted or removed TEXT, in FILE or everywhere",
    )
    parser.set_defaults(run=history.run)


def _add_macro(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    shared: argparse.ArgumentParser,
) -> None:
    parser = subparser(subparsers, name, shared, "list, show and run macros")
    verbs = parser.add_subparsers(title="what to do", metavar="VERB", required=True)
    lister = verbs.add_parser("list", parents=[shared], help="list the saved macros")
    lister.set_defaults(run=macro.run_list)
    shower = verbs.add_parser("show", parents=[shared], help="print the steps of a macro")
    shower.add_argument("macro", metavar="MACRO", help="the name of a saved macro, or a macro file")
    shower.set_defaults(run=macro.run_show)
    runner = verbs.add_parser("run", parents=[shared], help="run a macro on files")
    runner.add_argument("macro", metavar="MACRO", help="the name of a saved macro, or a macro file")
    runner.add_argument("files", metavar="FILE", nargs="+", help="the result of one file goes to stdout")
    times = runner.add_mutually_exclusive_group()
    times.add_argument("--times", metavar="N", type=_runs, default=1, help="run it N times (default 1)")
    times.add_argument("--to-end", action="store_true", help="run it until the end of the document")
    runner.add_argument("--diff", action="store_true", help="print what would change, as a unified diff")
    target = runner.add_mutually_exclusive_group()
    target.add_argument("--in-place", action="store_true", help="save the files; the history can undo it")
    target.add_argument("--output-dir", metavar="DIR", help="write the results to DIR, the files stay")
    runner.set_defaults(run=_run_macro)
    resumer = verbs.add_parser("resume", parents=[shared], help="go on with a run that was cut short")
    resumer.add_argument("run_id", metavar="RUN", nargs="?", help="which; may be left out if there is one")
    resumer.add_argument("--cancel", action="store_true", help="leave alone the files that are not done")
    resumer.set_defaults(run=_resume_macro)


def _run_macro(profile: Profile, options: argparse.Namespace) -> Exit:
    # What does such work is loaded only for it.
    from editorapp.cli.macro_run import run_run

    return run_run(profile, options)


def _resume_macro(profile: Profile, options: argparse.Namespace) -> Exit:
    from editorapp.cli.macro_run import run_resume

    return run_resume(profile, options)


def _add_export(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    shared: argparse.ArgumentParser,
) -> None:
    parser = subparser(subparsers, name, shared, "write a copy of a file, as text or as a page for a browser")
    parser.add_argument("file", metavar="FILE", help="a file")
    parser.add_argument(
        "--format", choices=("text", "html"), default="html", help="what the copy is (default html)"
    )
    parser.add_argument("--output", metavar="COPY", help="write to COPY, not to stdout")
    parser.add_argument(
        "--from-encoding", type=_encoding, metavar="NAME", help="the encoding of FILE (default: found out)"
    )
    parser.add_argument(
        "--encoding",
        type=_encoding,
        metavar="NAME",
        help="the encoding of a copy of the text (default: that of FILE)",
    )
    parser.add_argument("--mark", action="store_true", help="with --encoding: begin with a byte-order mark")
    parser.set_defaults(run=export.run)


def _encoding(word: str) -> Encoding:
    found = find_encoding(word)
    if found is None:
        raise argparse.ArgumentTypeError(f"no encoding {word!r} is known")
    return found


def _positive(word: str) -> int:
    number = int(word) if word.isascii() and word.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError("must be a whole number, 1 or more")
    return number


def _runs(word: str) -> int:
    number = _positive(word)
    if number > MOST_RUNS:
        raise argparse.ArgumentTypeError(f"must be {MOST_RUNS} or less")
    return number


def _add_journal(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    shared: argparse.ArgumentParser,
) -> None:
    parser = subparser(subparsers, name, shared, "look into the journal of a file")
    verbs = parser.add_subparsers(title="what to do", metavar="VERB", required=True)
    stats = verbs.add_parser(
        "stats", parents=[shared], help="count what is in it, or what goes through all pipelines"
    )
    stats.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        help="a file, or the id of a document; without it, figures of commands, queues and read models",
    )
    stats.set_defaults(run=journal.run_stats)
    verifier = verbs.add_parser("verify", parents=[shared], help="run its commands again and compare")
    verifier.add_argument("file", metavar="FILE", help="a file, or the id of a document")
    verifier.set_defaults(run=journal.run_verify)
    exporter = verbs.add_parser("export", parents=[shared], help="write it as readable lines of JSON")
    exporter.add_argument("file", metavar="FILE", help="a file, or the id of a document")
    exporter.add_argument("--output", metavar="LINES", help="write to LINES, not to stdout")
    exporter.set_defaults(run=journal.run_export)
    importer = verbs.add_parser("import", parents=[shared], help="make a document of exported lines")
    importer.add_argument("lines", metavar="LINES", help="the file with the lines")
    importer.set_defaults(run=journal.run_import)
    tail = verbs.add_parser("tail", parents=[shared], help="show the last commands, a line of JSON each")
    tail.add_argument("file", metavar="FILE", help="a file, or the id of a document")
    tail.add_argument("--lines", metavar="N", type=_positive, default=10, help="how many (default 10)")
    tail.add_argument("--follow", action="store_true", help="go on with those that come")
    tail.set_defaults(run=journal.run_tail)


def _add_commands(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    shared: argparse.ArgumentParser,
) -> None:
    parser = subparser(subparsers, name, shared, "list every command with its arguments")
    parser.set_defaults(run=macro.run_commands)


SUBCOMMANDS: Final[dict[str, _Add]] = {
    "exec": _add_exec,
    "send": send.add,
    "recover": _add_recover,
    "history": _add_history,
    "export": _add_export,
    "find": find.add,
    "macro": _add_macro,
    "journal": _add_journal,
    "jobs": jobs.add,
    "readmodels": readmodels.add,
    "commands": _add_commands,
}
