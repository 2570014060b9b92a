"""Owns the made-up files that are measured with, and the folder where they are for the time of a measurement.

Does not open any of them.
"""

from __future__ import annotations

import gzip
import importlib
import json
import os
import shutil
from pathlib import Path
from typing import Any, Final

_BLOCK_LINES: Final = 50_000
_SPARE: Final = 2_000_000_000
"""Bytes of the disk that must stay free."""
_MARK: Final = b"@@@@@"
NAMES: Final = {
    1_000: "1 KB",
    1_000_000: "1 MB",
    10_000_000: "10 MB",
    100_000_000: "100 MB",
    1_000_000_000: "1 GB",
}


def size_name(size: int) -> str:
    """Return a size in bytes in words."""
    return NAMES.get(size, f"{size:,} bytes")


def _log_line(number: int) -> bytes:
    """A line of 80 columns with its line break."""
    level = ("INFO ", "INFO ", "DEBUG", "INFO ", "WARN ", "ERROR")[number * 7919 % 6]
    text = f"2026-03-0{number % 9 + 1} 12:{number % 60:02}:{number * 7 % 60:02} @@@@@ {level} worker-{number % 16:02}"
    text += f" request {number * 2654435761 % 2**32:08x} took {number * 37 % 1000:3} ms"
    return text.ljust(79, ".")[:79].encode() + b"\n"


def _code_line(number: int) -> bytes:
    """A line of Python of 80 columns."""
    text = f'value_{number % 1000:03} = measure("@@@@@ of a text", {number % 997}, scale={number % 13}.5)'
    return (text + "  # counted again").ljust(79)[:79].encode() + b"\n"


def _match_line(number: int) -> bytes:
    """A line of 100 bytes with one match of `needle`."""
    return f"{_MARK.decode()} {number:06} needle ".ljust(99, "-").encode() + b"\n"


_LINES: Final = {"log": _log_line, "py": _code_line, "txt": _match_line}


class Files:
    """The files of one measurement."""

    def __init__(self, folder: Path) -> None:
        """Take the folder where they are made."""
        self.folder = folder

    def made(self, kind: str, size: int) -> Path:
        """Return a file of about `size` bytes: `log`, `py` (Python) or `txt` (a `needle` in each 100 bytes).

        Raises:
            OSError: the disk has not enough room.
        """
        path = self.folder / f"{kind}-{size}.{kind}"
        if path.exists():
            return path
        free = shutil.disk_usage(self.folder).free
        if free < size + _SPARE:
            raise OSError(f"{self.folder} has only {free / 1e9:.1f} GB free for a file of {size_name(size)}")
        lines = [_LINES[kind](number) for number in range(min(_BLOCK_LINES, size // 80 + 1))]
        block = b"".join(lines)
        with path.open("wb") as file:
            written = 0
            number = 0
            while written < size:
                part = block.replace(_MARK, b"%05d" % (number % 100_000))
                if written + len(part) > size:
                    part = part[: part.rfind(b"\n", 0, size - written) + 1]
                    size = 0
                written += file.write(part)
                number += 1
        return path

    def warm(self, path: Path) -> None:
        """Read a file once, so that it lies in the memory of the system."""
        with path.open("rb") as file:
            while file.read(1 << 22):
                pass


def trace_file(name: str) -> Path | None:
    """Return where a shared editing trace is, or None: `EDITORAPP_BENCH_DATA`, or beside the checkout."""
    given = os.environ.get("EDITORAPP_BENCH_DATA")
    folder = Path(given) if given else Path(__file__).parents[4] / "shared" / "data"
    path = folder / f"{name}.json.gz"
    return path if path.exists() else None


def trace(name: str, most: int | None) -> tuple[str, list[tuple[int, int, str]], bool]:
    """Return the text at the start and the patches (position, deleted, inserted) of an editing trace.

    Args:
        name: of a shared trace.
        most: at most so many patches; None for all.

    Returns:
        the text, the patches, and whether they are of the shared trace, not made up.
    """
    path = trace_file(name)
    if path is None:
        generated: dict[str, Any] = importlib.import_module("tests.bench.bench_exec").generated_trace(
            most or 100_000
        )
        data, is_shared = generated, False
    else:
        data, is_shared = json.loads(gzip.decompress(path.read_bytes())), True
    patches = [tuple(patch) for transaction in data["txns"] for patch in transaction["patches"]]
    return data["startContent"], patches[:most], is_shared
