"""Starts the program: `python -m editorapp`, and the command `editorapp`."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import Final

from editorapp.cli.main import main as run_command_line
from editorapp.cli.output import CliError
from editorapp.storage.profile import Profile

_SCREENS: Final = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def _open_window(profile: Profile, files: Sequence[str]) -> int:
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in _SCREENS):
        # Qt itself would end the process without a word that helps.
        raise CliError("There is no screen to open a window on. `editorapp --help` shows what works without.")
    # Loading makes much that stays and no cycles that go; looking for those takes a twentieth of the start. It
    # begins again behind the first paint.
    gc.disable()
    # Qt is only loaded for the window, so that subcommands start quickly and run where there is no Qt.
    from editorapp.app import open_window

    return open_window(profile, files)


def main() -> int:
    """Do what the command line says and return the exit code."""
    return run_command_line(sys.argv[1:], _open_window)


if __name__ == "__main__":
    sys.exit(main())
