"""Starts the program: `python -m editorapp`, and the command `editorapp`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from editorapp.cli.main import main as run_command_line
from editorapp.storage.profile import Profile


def _open_window(profile: Profile, files: Sequence[str]) -> int:
    # Qt is only loaded for the window, so that subcommands start quickly and run where there is no Qt.
    from editorapp.app import open_window

    return open_window(profile, files)


def main() -> int:
    """Do what the command line says and return the exit code."""
    return run_command_line(sys.argv[1:], _open_window)


if __name__ == "__main__":
    sys.exit(main())
