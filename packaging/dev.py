#!/usr/bin/env python3
"""Set up editorapp in this checkout, and run, test or measure it. Needs Python 3.11 or newer, nothing else.

python3 packaging/dev.py run [FILE...]      set up what is missing, then open the editor, which gets the rest
python3 packaging/dev.py test [--fast] [-k EXPR] [PATH...] [-- PYTEST-ARGUMENT...]
                                            run every check; --fast leaves out the slow tests;
                                            -k or a path runs just those tests and no other check
python3 packaging/dev.py bench [NAME [ARGUMENT...]]
                                            run tests/bench/bench_NAME.py; without a name, list them
python3 packaging/dev.py setup              only set up what `run` needs
"""

import sys

# Older Pythons must get as far as this message: nothing newer than Python 3.6 is imported or used above it.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "editorapp needs Python 3.11 or newer; this is Python %d.%d (%s).\n"  # noqa: UP031
        "Install a newer one and start this with it, for example: python3.11 packaging/dev.py run"
        % (sys.version_info[0], sys.version_info[1], sys.executable)
    )

import os
import subprocess
import tomllib
from pathlib import Path

import checks
import environment
import system_packages
from setup_error import SetupError

ROOT = Path(__file__).resolve().parent.parent

MEASURED_BESIDE = {"bus": "eventsourcing"}
"""By measurement, the module of the extra `bench` that does the same work beside it."""


def say(line: str) -> None:
    """Tell about one step of the set-up; on stderr, because stdout belongs to the program that is set up."""
    print(line, file=sys.stderr, flush=True)


def report(line: str) -> None:
    """Tell about a check, in order with what the check itself prints on stdout."""
    print(line, flush=True)


def set_up(needs: tuple[system_packages.Need, ...]) -> Path:
    """Bring what the system and the checkout lack, and return the Python to run editorapp with."""
    system_packages.bring(needs, say)
    python = environment.prepare(ROOT, say)
    environment.compile_sources(ROOT, python)
    return python


def become(command: list[str]) -> int:
    """Run `command` in the place of this process where the system can; return its exit code where not."""
    if os.name == "posix":
        os.execv(command[0], command)
    return subprocess.call(command)


def run(arguments: list[str]) -> int:
    """Open the editor; the arguments are its own."""
    python = set_up(system_packages.to_run())
    return become([str(python), "-P", "-m", "editorapp", *arguments])


def test(arguments: list[str]) -> int:
    """Run the checks that the arguments ask for."""
    request = checks.parse(arguments)
    python = set_up(system_packages.to_test())
    return checks.run(ROOT, python, request, report)


def bench(arguments: list[str]) -> int:
    """Run one measurement, or list them."""
    folder = ROOT / "tests" / "bench"
    names = sorted(path.stem.removeprefix("bench_") for path in folder.glob("bench_*.py"))
    if not arguments:
        print("\n".join(names))
        return 0
    name, *rest = arguments
    if name not in names:
        raise SetupError(f"There is no measurement called {name}. There are: {', '.join(names) or 'none'}.")
    python = set_up(system_packages.to_test())
    if name in MEASURED_BESIDE:
        bring_rival(python, MEASURED_BESIDE[name])
    return become([str(python), str(folder / f"bench_{name}.py"), *rest])


def bring_rival(python: Path, module: str) -> None:
    """Install what a measurement compares with, where it is missing; without it, it measures editorapp alone."""
    if subprocess.run([str(python), "-I", "-c", f"import {module}"], capture_output=True).returncode == 0:
        return
    say(f"Installing {module} to measure beside it")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pip = [str(python), "-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run(
        [*pip, *project["optional-dependencies"]["bench"]], capture_output=True, text=True, errors="replace"
    )
    if done.returncode != 0:
        say(f"{module} could not be installed, so editorapp is measured alone. pip said:\n{done.stderr}")


def setup(arguments: list[str]) -> int:
    """Set up what `run` needs, and start nothing."""
    if arguments:
        raise SetupError("setup takes no arguments.")
    python = set_up(system_packages.to_run())
    say(f"Ready: {python}")
    return 0


VERBS = {"run": run, "test": test, "bench": bench, "setup": setup}


def main(arguments: list[str]) -> int:
    """Do what the command line asks; return the exit code (0 done, 1 failed, 2 not understood)."""
    if arguments and arguments[0] in ("-h", "--help", "help"):
        print(__doc__, end="")
        return 0
    if not arguments or arguments[0] not in VERBS:
        print(__doc__, end="", file=sys.stderr)
        return 2
    try:
        return VERBS[arguments[0]](arguments[1:])
    except SetupError as error:
        say(f"dev.py: {error}")
        return 1
    except KeyboardInterrupt:
        say("dev.py: interrupted; start it again to go on")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
