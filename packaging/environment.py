"""The virtual environment of the checkout, `.venv`: made, brought up to date, and mended when left half-made.

What the operating system has to bring is not its affair: that is system_packages.py's.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from setup_error import SetupError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

Say = Callable[[str], None]

STAMP = "editorapp-stamp"


def program(venv: Path, name: str) -> Path:
    """Where the program `name` ("python", "lint-imports") of the virtual environment `venv` lies."""
    return venv / "Scripts" / f"{name}.exe" if os.name == "nt" else venv / "bin" / name


def fingerprint(root: Path, python: Path) -> str:
    """A short text that changes whenever the environment has to be brought up to date.

    It covers the project's declared dependencies, the interpreter behind `python`, which an upgrade of the
    system can exchange, and the place of the checkout, which the environment's scripts hold.
    """
    facts = (str(root).encode(), str(python.resolve()).encode(), (root / "pyproject.toml").read_bytes())
    return hashlib.sha256(b"\0".join(facts)).hexdigest()


def is_current(root: Path) -> bool:
    """Whether the environment of the checkout `root` is whole and up to date."""
    venv = root / ".venv"
    python = program(venv, "python")
    return python.exists() and _stamp_of(venv) == fingerprint(root, python)


def prepare(root: Path, say: Say) -> Path:
    """Make sure that the environment of the checkout `root` is whole and up to date.

    A second set-up in the same checkout waits for the first.

    Returns:
        the environment's Python.

    Raises:
        SetupError: it could not be made; the message holds what venv or pip said.
    """
    python = program(root / ".venv", "python")
    if is_current(root):
        return python
    try:
        with _alone(root / ".venv.lock", say) as held:
            if not is_current(root):
                _make_or_mend(root, say, held)
    except OSError as error:
        raise SetupError(f"The set-up needs to write into {root}, but: {error}") from error
    return python


def compile_sources(root: Path, python: Path) -> None:
    """Compile what has changed of the program to byte-code, which takes hundredths of a second where little has.

    Python keeps byte-code by itself, but not where PYTHONDONTWRITEBYTECODE is set, and only at the first start,
    which then takes half as long again. Where it cannot be written, starts take longer, and nothing else happens.
    """
    command = [str(python), "-I", "-m", "compileall", "-q", str(root / "editorapp")]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def _make_or_mend(root: Path, say: Say, held: tuple[int, ...]) -> None:
    venv = root / ".venv"
    python = program(venv, "python")
    if os.path.lexists(venv) and not is_usable(venv):
        say("Removing .venv: its set-up was not finished, or its Python is gone")
        _remove(venv)
    if not venv.exists():
        version = ".".join(map(str, sys.version_info[:3]))
        say(f"Making .venv with Python {version}")
        # The interpreter behind this one, in case this one lies in the .venv that has just been removed.
        base = getattr(sys, "_base_executable", sys.executable)
        _do([base, "-m", "venv", str(venv)], "Python could not make .venv", root, held)
    say("Installing editorapp and its tools into .venv (the first time some 150 MB are fetched)")
    # From here until the new stamp is written, the environment counts as half-made.
    (venv / STAMP).unlink(missing_ok=True)
    install = [str(python), "-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    _do([*install, "--editable", ".[dev]"], "pip could not install what editorapp needs", root, held)
    (venv / STAMP).write_text(fingerprint(root, python), encoding="utf-8")


def is_usable(venv: Path) -> bool:
    """Whether `venv` was once finished, and its interpreter still runs and finds its own packages."""
    if _stamp_of(venv) is None:
        return False
    check = f"import pip, sys; sys.exit(sys.version_info < (3, 11) or {str(venv)!r} not in pip.__file__)"
    try:
        done = subprocess.run([program(venv, "python"), "-I", "-c", check], capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


def _stamp_of(venv: Path) -> str | None:
    try:
        return (venv / STAMP).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _remove(venv: Path) -> None:
    if venv.is_dir() and not venv.is_symlink():
        shutil.rmtree(venv)
    else:
        venv.unlink()


def _do(command: list[str], failure: str, folder: Path, held: tuple[int, ...]) -> None:
    """Run `command` silently; when it fails, raise a SetupError of `failure` and everything it printed.

    The command keeps the descriptors `held` open: when this process is killed and the command is not, it goes
    on writing, and the lock must not be free before it ends.
    """
    done = subprocess.run(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        pass_fds=held,
    )
    if done.returncode != 0:
        raise SetupError(f"{failure}. It said:\n\n{done.stdout}\nMend that and start again; nothing is lost.")


@contextlib.contextmanager
def _alone(lock: Path, say: Say) -> Iterator[tuple[int, ...]]:
    """Hold the lock file `lock`; the system lets go of it when this process ends, however it ends.

    Yields:
        the descriptors through which other processes can hold it too, where the system knows such.
    """
    with lock.open("a") as file:
        if not _try_lock(file, wait=False):
            say("Another set-up of this checkout is running; waiting for it")
            while not _try_lock(file, wait=True):
                pass
        yield () if os.name == "nt" else (file.fileno(),)


def _try_lock(file: IO[str], *, wait: bool) -> bool:
    try:
        if sys.platform == "win32":
            file.seek(0)
            # LK_LOCK gives up after ten seconds, so the caller has to ask again.
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
