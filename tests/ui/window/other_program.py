"""What another program does to files: a process of its own, which has ended when a function returns."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def run(code: str, *paths: Path) -> None:
    """Run some lines of Python that find their paths in `a` and `b`."""
    begin = "import os, sys; from pathlib import Path; a, b = (list(map(Path, sys.argv[1:])) * 2)[:2]\n"
    subprocess.run([sys.executable, "-S", "-c", begin + code, *map(str, paths)], check=True, timeout=60)


def write(path: Path, text: str) -> None:
    """Write over a file in place."""
    run(f"a.write_bytes({text.encode()!r})", path)


def append(path: Path, text: str) -> None:
    """Write behind the end of a file."""
    run(f"a.open('ab').write({text.encode()!r})", path)


def replace(path: Path, text: str) -> None:
    """Put a new file in the place of a file, as most editors save."""
    run(f"b.write_bytes({text.encode()!r}); b.replace(a)", path, path.with_name("unfinished"))


def delete(path: Path) -> None:
    """Delete a file."""
    run("a.unlink()", path)


def move(path: Path, to: Path) -> None:
    """Give a file another name."""
    run("a.rename(b)", path, to)
