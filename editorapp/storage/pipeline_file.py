"""Owns the file in which a process leaves what went through its pipelines, for those who look from outside.

Does not own the figures, nor when they are written: a process writes them now and then, and when it ends.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

import msgspec

from editorapp.bus.projection import Health
from editorapp.session.pipeline import PipelineFigures
from editorapp.storage.profile import private_folder

WORK_FOLDER: Final = "work"
"""The folder of the service within that of a window, which is where the file of a window is."""

_NAME: Final = "pipeline.json"


class PipelineSummary(msgspec.Struct, frozen=True):
    """What there is to say of the process that ran last on a folder; times are microseconds since 1970.

    Attributes:
        process: its number.
        began: when it began.
        written: when this was written.
        figures: of its commands, queries and jobs.
        health: of its process managers and read models.
    """

    process: int
    began: int
    written: int
    figures: PipelineFigures = PipelineFigures()
    health: tuple[Health, ...] = ()


def write_summary(folder: Path, summary: PipelineSummary) -> None:
    """Write the file, wholly or not at all.

    Raises:
        OSError: it cannot be written.
    """
    unfinished = private_folder(folder) / f"{_NAME}.unfinished"
    with open(unfinished, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(msgspec.json.encode(summary))
    unfinished.replace(folder / _NAME)


def read_summary(folder: Path) -> PipelineSummary | None:
    """Return what the process that ran last on a folder has left, or None where that is nothing that can be read."""
    with contextlib.suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode((folder / _NAME).read_bytes(), type=PipelineSummary)
    return None
