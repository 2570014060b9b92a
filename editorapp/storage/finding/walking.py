"""Owns the walk through folders to the files that are searched, in order.

Does not read these files, nor say which patterns hold: `session/finding/` does.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from editorapp.session.finding.file_matches import Reason, SkippedFile
from editorapp.session.finding.ignoring import GIT_FILE, GIT_FOLDER, OWN_FILE, Ignoring
from editorapp.session.finding.scope import Scope
from editorapp.text.pause import Pause, go_on

_EXCLUDE: Final = f"{GIT_FOLDER}/info/exclude"

_Identity = tuple[int, int]


class _Folder(NamedTuple):
    """A folder that is walked through.

    Attributes:
        path: its path, with the sign behind it.
        start: how much of this is the folder that the search began in.
        ignoring: what the folders above it leave out.
        is_linked: whether a symbolic link led there.
    """

    path: str
    start: int
    ignoring: Ignoring
    is_linked: bool = False


class FileWalk:
    """The files below some folders, sorted by their names; a symbolic link leads nowhere twice."""

    def __init__(self, roots: Sequence[str], scope: Scope, pause: Pause = go_on) -> None:
        """Make ready.

        Args:
            roots: folders, or files, which then count in any case.
            scope: which files count.
            pause: called for each file and folder.

        Raises:
            PathPatternError: a pattern of the scope is none.
        """
        scope.check()
        self._roots = roots
        self._scope = scope
        self._pause = pause
        self._seen: set[_Identity] = set()
        self._own: set[_Identity] = set()

    def __iter__(self) -> Iterator[str | SkippedFile]:
        self._seen.clear()
        self._own = {identity for root in self._roots if (identity := _identity(root)) is not None}
        for root in self._roots:
            if not Path(root).is_dir():
                yield root
                continue
            path = root if root.endswith("/") else f"{root}/"
            ignoring = Ignoring() if self._scope.ignored else _above(path)
            yield from self._in_folder(_Folder(path, len(path), ignoring))

    def _in_folder(self, top: _Folder) -> Iterator[str | SkippedFile]:
        walks = [self._entries(top)]
        while walks:
            for each in walks[-1]:
                if isinstance(each, _Folder):
                    walks.append(self._entries(each))
                    break
                yield each
            else:
                walks.pop()

    def _entries(self, folder: _Folder) -> Iterator[str | SkippedFile | _Folder]:
        """Yield what counts in a folder, in order; of a folder in it only that it is there."""
        self._pause()
        try:
            with os.scandir(folder.path) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            yield _unreadable(folder.path, error)
            return
        ignoring = folder.ignoring
        if not self._scope.ignored:
            ignoring = _entered(ignoring, folder.path, {entry.name for entry in listed}, len(folder.path))
        leaves_out = ignoring.leaves_out if ignoring.own or ignoring.git else None
        for entry in listed:
            self._pause()
            is_folder = _is_folder(entry) if entry.is_symlink() else entry.is_dir(follow_symlinks=False)
            name = f"{entry.name}/" if is_folder else entry.name
            path = folder.path + name
            if not self._scope.takes(path[folder.start :], name):
                continue
            if leaves_out is not None and leaves_out(path, name):
                continue
            if entry.name == GIT_FOLDER and not self._scope.ignored:
                continue
            if is_folder:
                yield from self._folder(entry, folder, path, ignoring)
            elif entry.is_file(follow_symlinks=False) or (entry.is_symlink() and self._is_new_file(entry)):
                yield path

    def _folder(
        self, entry: os.DirEntry[str], above: _Folder, path: str, ignoring: Ignoring
    ) -> Iterator[_Folder]:
        is_linked = above.is_linked or entry.is_symlink()
        if is_linked:
            identity = _identity(entry.path)
            # Where the search goes by itself, or has been, and what it came from, is no place for a link to lead to.
            if identity is None or identity in self._seen or identity in self._own:
                return
            if entry.is_symlink() and self._leads_back(entry.path):
                return
            self._seen.add(identity)
        yield _Folder(path, above.start, ignoring, is_linked)

    def _leads_back(self, path: str) -> bool:
        """Tell whether a link leads into a folder that is searched, or to one that such a folder is in."""
        real = Path(os.path.realpath(path))
        roots = [Path(os.path.realpath(root)) for root in self._roots]
        return any(real.is_relative_to(root) or root.is_relative_to(real) for root in roots)

    def _is_new_file(self, entry: os.DirEntry[str]) -> bool:
        identity = _identity(entry.path)
        if identity is None or not entry.is_file() or identity in self._seen or self._leads_back(entry.path):
            return False
        self._seen.add(identity)
        return True


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _identity(path: str) -> _Identity | None:
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _entered(ignoring: Ignoring, folder: str, names: set[str], start: int, before: str = "") -> Ignoring:
    if names.isdisjoint((GIT_FILE, OWN_FILE, GIT_FOLDER)):
        return ignoring
    is_repository = GIT_FOLDER in names
    return ignoring.entered(
        start,
        before,
        git=_lines(folder + GIT_FILE) if GIT_FILE in names else (),
        own=_lines(folder + OWN_FILE) if OWN_FILE in names else (),
        exclude=_lines(folder + _EXCLUDE) if is_repository else (),
        is_repository=is_repository,
    )


def _above(path: str) -> Ignoring:
    """Return what the folders above one leave out, up to the top of the repository that it is in."""
    below = Path(path).absolute()
    folders = [below, *below.parents]
    count = next((number for number, each in enumerate(folders) if (each / GIT_FOLDER).exists()), 0)
    ignoring = Ignoring()
    for folder in reversed(folders[1 : count + 1]):
        names = {name for name in (GIT_FILE, OWN_FILE, GIT_FOLDER) if (folder / name).exists()}
        before = f"{below.relative_to(folder).as_posix()}/"
        ignoring = _entered(ignoring, f"{folder}/", names, len(path), before)
    return ignoring


def _lines(path: str) -> list[str]:
    try:
        data = Path(path).read_bytes()
    except OSError:
        # A search that finds more than it had to is better than one that fails.
        return []
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    return [line.removesuffix("\r") for line in text.split("\n")]


def _unreadable(path: str, error: OSError) -> SkippedFile:
    reason = Reason.GONE if isinstance(error, FileNotFoundError) else Reason.UNREADABLE
    return SkippedFile(path, reason, f"{path} cannot be read: {error.strerror or error}.")
