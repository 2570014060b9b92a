"""Owns the folder of saved macros, one readable text file each.

Does not know what the steps mean.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from editorapp.commands.registry import Registry
from editorapp.session.macros import Macro, MacroError, format_macro, parse_macro
from editorapp.storage.profile import private_folder

SUFFIX: Final = ".macro"


class MacroFolder:
    """Macros kept as files; implements `MacroStore`."""

    def __init__(self, folder: Path, registry: Registry) -> None:
        """Take the folder, which need not be there yet, and the commands that macros are made of."""
        self._folder = folder
        self._registry = registry

    def names(self) -> list[str]:
        """Return the names of all macros, sorted."""
        if not self._folder.is_dir():
            return []
        return sorted(path.stem for path in self._folder.glob(f"*{SUFFIX}"))

    def path_of(self, name: str) -> Path:
        """Return the file that a macro of this name has or would have."""
        return self._folder / f"{name}{SUFFIX}"

    def load(self, name: str) -> Macro:
        """Return a macro.

        Raises:
            MacroError: there is none of this name, or its file is no macro.
        """
        path = self.path_of(name)
        if name not in self.names():
            raise MacroError(f"There is no macro named {name!r}.")
        return read_macro(path, self._registry)

    def save(self, macro: Macro) -> None:
        """Keep a macro under its name, in place of one of the same name.

        Raises:
            MacroError: its file cannot be written; an older one is unchanged.
        """
        target = self.path_of(macro.name)
        unfinished: Path | None = None
        try:
            private_folder(self._folder)
            with tempfile.NamedTemporaryFile(
                "w", dir=self._folder, suffix=".unfinished", delete=False, encoding="utf-8"
            ) as file:
                unfinished = Path(file.name)
                file.write(format_macro(macro))
            unfinished.replace(target)
        except (OSError, UnicodeError) as error:
            if unfinished is not None:
                unfinished.unlink(missing_ok=True)
            raise MacroError(f"The macro {macro.name!r} cannot be saved: {error}.") from error

    def delete(self, name: str) -> None:
        """Forget a macro.

        Raises:
            MacroError: there is none of this name, or its file cannot be removed.
        """
        if name not in self.names():
            raise MacroError(f"There is no macro named {name!r}.")
        try:
            self.path_of(name).unlink()
        except OSError as error:
            raise MacroError(f"The macro {name!r} cannot be deleted: {error.strerror}.") from error


def read_macro(path: Path, registry: Registry) -> Macro:
    """Read a macro from a file.

    Raises:
        MacroError: it cannot be read, or is no macro; the message names the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeError as error:
        raise MacroError(f"{path} is no macro: it is not a text file.") from error
    except OSError as error:
        raise MacroError(f"The macro {path} cannot be read: {error.strerror}.") from error
    return parse_macro(path.stem, text, registry)
