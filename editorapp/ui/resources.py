"""Owns where the files are that come with the program: icons and the like.

Does not read them.
"""

from __future__ import annotations

from pathlib import Path

import editorapp


def resource(*parts: str) -> Path:
    """Return the path of a file or folder below `resources`, as in `resource("icons", "save.svg")`.

    The folder lies inside an installed package, and beside the package in a checkout.
    """
    package = Path(editorapp.__file__).parent
    installed = package / "resources"
    folder = installed if installed.is_dir() else package.parent / "resources"
    return folder.joinpath(*parts)
