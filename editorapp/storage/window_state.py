"""Owns what a window looks like from one start to the next: its tabs, its place, its zoom; a folder for each.

Does not own the documents themselves, nor what a window does with its state.

A folder belongs to the living process that holds its lock. A new process takes over the newest folder that
nobody holds, be it left by a crash or by a closed window.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from editorapp.bus.json_text import from_json, to_json
from editorapp.session.view_options import Scheme, ViewOptions
from editorapp.storage.errors import Owner
from editorapp.storage.ownership import Ownership, is_held, read_owner
from editorapp.storage.profile import Profile, private_folder

_STATE: Final = "state.json"


class PaneState(msgspec.Struct, frozen=True, omit_defaults=True):
    """A pane of a tab that is split, or a split with panes and other splits in it.

    Attributes:
        ranges: the selection of a pane, pairs of anchor and head in code points.
        line: the first line in a pane, from 0.
        left: how far a pane was scrolled to the right, in pixels.
        is_current: whether it is the pane that has the keyboard when the tab has it.
        parts: what is in a split, from left to right or from top to bottom; empty for a pane.
        is_beside: whether the parts of a split lie beside each other, and not one below the other.
        sizes: how wide or how high the parts of a split are, in pixels.
        folds: the lines that are folded in a pane, first and last of each, from 0.
    """

    ranges: tuple[tuple[int, int], ...] = ((0, 0),)
    line: int = 0
    left: int = 0
    is_current: bool = False
    parts: tuple[PaneState, ...] = ()
    is_beside: bool = False
    sizes: tuple[int, ...] = ()
    folds: tuple[tuple[int, int], ...] = ()


class TabState(msgspec.Struct, frozen=True, omit_defaults=True):
    """One tab.

    Attributes:
        document: the id of its document.
        name: what a person calls it.
        path: its file, or None for an untitled one.
        ranges: its selection, pairs of anchor and head in code points.
        line: the first line in the window, from 0.
        left: how far it was scrolled to the right, in pixels.
        is_kept: whether it has unsaved changes that were kept for the next start.
        panes: how it is split, or None where it is not.
        folds: the lines that are folded, first and last of each, from 0.
    """

    document: str
    name: str
    path: str | None = None
    ranges: tuple[tuple[int, int], ...] = ((0, 0),)
    line: int = 0
    left: int = 0
    is_kept: bool = False
    panes: PaneState | None = None
    folds: tuple[tuple[int, int], ...] = ()


class FileFindState(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was entered to find in files.

    Attributes:
        pattern: what was looked for.
        replacement: what was to come in its place.
        folder: where.
        include: which files, as it was entered.
        exclude: which files not, as it was entered.
        is_replacing: whether the line for the replacement was shown.
        case: whether upper and lower case were told apart.
        word: whether only whole words counted.
        regex: whether the pattern was a regular expression.
        preserve_case: whether a replacement took the case of what it replaced.
        hidden: whether hidden files counted.
        ignored: whether files counted that ignore files leave out.
    """

    pattern: str = ""
    replacement: str = ""
    folder: str = ""
    include: str = ""
    exclude: str = ""
    is_replacing: bool = False
    case: bool = False
    word: bool = False
    regex: bool = False
    preserve_case: bool = False
    hidden: bool = False
    ignored: bool = False


class WindowState(msgspec.Struct, frozen=True, omit_defaults=True):
    """A window.

    Attributes:
        tabs: its tabs in order.
        current: the index of the tab that was shown.
        geometry: size and place, as the window itself writes them, in base 64.
        zoom: how much larger the text is than usual, in points.
        closed: the tabs that were closed, the last one last.
        auto_close: whether brackets and quotes are closed as they are typed.
        view: how text is shown.
        completion: whether words are suggested while somebody types.
        auto_reload: whether files that other programs change are read again without a question.
        scheme: whether it is light, dark, or as the desktop is.
        find_in_files: what was entered to find in files.
    """

    tabs: tuple[TabState, ...] = ()
    current: int = 0
    geometry: str = ""
    zoom: int = 0
    closed: tuple[TabState, ...] = ()
    auto_close: bool = True
    view: ViewOptions = ViewOptions()
    completion: bool = True
    auto_reload: bool = True
    scheme: Scheme = Scheme.SYSTEM
    find_in_files: FileFindState = FileFindState()


class WindowFolder:
    """The folder of one window, held by this process until `release`.

    Attributes:
        folder: where it is.
        state: what the window was like when its folder was taken over.
    """

    def __init__(self, folder: Path, ownership: Ownership, state: WindowState) -> None:
        """Take the parts; use `take`."""
        self.folder = folder
        self.state = state
        self._ownership = ownership

    @classmethod
    def take(cls, profile: Profile, owner: Owner, report: Callable[[str], None]) -> WindowFolder:
        """Take over the newest folder that no living process holds, or make one.

        Args:
            profile: where the folders are.
            owner: this process.
            report: is told of a state that could not be read.

        Raises:
            OSError: there can be no folder.
        """
        windows = private_folder(profile.state / "windows")
        newest_look = WindowState()
        for folder in _newest_first(windows):
            ownership = Ownership.acquire(folder, owner)
            if isinstance(ownership, Ownership):
                return cls(folder, ownership, _read(folder, report))
            if newest_look == WindowState():
                newest_look = _glance(folder)
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
        folder = private_folder(windows / f"{stamp}-{secrets.token_hex(3)}")
        ownership = Ownership.acquire(folder, owner)
        if isinstance(ownership, Owner):
            raise FileExistsError(f"{folder} is held by process {ownership.pid}")
        # A second window looks like the first one, a little aside.
        return cls(
            folder,
            ownership,
            WindowState(
                zoom=newest_look.zoom,
                auto_close=newest_look.auto_close,
                view=newest_look.view,
                completion=newest_look.completion,
                auto_reload=newest_look.auto_reload,
                scheme=newest_look.scheme,
            ),
        )

    @property
    def was_left(self) -> bool:
        """Whether the process that had the window before has died."""
        return self._ownership.was_left

    def write(self, state: WindowState, *, synced: bool = False) -> None:
        """Keep a state, wholly or not at all; it touches the disk, so it is not for the thread of a window.

        Args:
            state: what to keep.
            synced: whether to wait until the disk has it.

        Raises:
            OSError: it cannot be written; the state before it is still there.
        """
        unfinished = self.folder / f"{_STATE}.unfinished"
        with open(unfinished, "wb", opener=_private) as file:
            file.write(to_json(state).encode())
            if synced:
                file.flush()
                os.fsync(file.fileno())
        unfinished.replace(self.folder / _STATE)

    def release(self) -> None:
        """Give the folder up in order, for the next window to take over."""
        self._ownership.release()


def open_windows(profile: Profile) -> list[tuple[Owner, WindowState]]:
    """Return the windows that are open with what they were like lately, the one that was used last first."""
    windows = profile.state / "windows"
    folders = _newest_first(windows) if windows.is_dir() else []
    return [(read_owner(folder), _glance(folder)) for folder in folders if is_held(folder)]


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _newest_first(windows: Path) -> list[Path]:
    def written(folder: Path) -> int:
        with contextlib.suppress(OSError):
            return (folder / _STATE).stat().st_mtime_ns
        return 0

    return sorted((path for path in windows.iterdir() if path.is_dir()), key=written, reverse=True)


def _glance(folder: Path) -> WindowState:
    """Return the state of a window that another process has, as far as it can be read."""
    with contextlib.suppress(OSError, msgspec.DecodeError):
        return from_json((folder / _STATE).read_bytes(), WindowState)
    return WindowState()


def _read(folder: Path, report: Callable[[str], None]) -> WindowState:
    path = folder / _STATE
    try:
        return from_json(path.read_bytes(), WindowState)
    except FileNotFoundError:
        return WindowState()
    except (OSError, msgspec.DecodeError) as error:
        aside = folder / f"{_STATE}.{secrets.token_hex(3)}.unreadable"
        with contextlib.suppress(OSError):
            path.replace(aside)
        report(
            f"The tabs of the last session could not be read ({error})."
            f" No text is lost by that; what was there is kept in {aside}."
        )
        return WindowState()
