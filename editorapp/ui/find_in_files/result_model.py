"""Owns `ResultModel`: what was found in files, as a tree of files and their matches, and which of these are chosen.

Does not search, nor paint.

Only so many files are shown as somebody has scrolled to; the others follow when they are wanted.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QGuiApplication

from editorapp.session.finding.file_matches import FileMatches, LineMatch, SkippedFile
from editorapp.session.finding.file_search import Found
from editorapp.ui.theme import error_color
from editorapp.ui.view.utf16 import without_lone_surrogates

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_FILES_AT_ONCE: Final = 100
_ROLE = Qt.ItemDataRole

ROW: Final = _ROLE.UserRole
"""The role that gives the FoundFile or the LineMatch of a row."""


@dataclass(eq=False, slots=True)
class FoundFile:
    """A file with matches, or with a reason why it was not searched.

    Attributes:
        path: the file.
        shown: what is read of its path.
        digest: tells its text from any other.
        matches: what was found in it.
        left_out: the numbers of the matches that are not to be replaced.
        problem: why it was not searched, or empty.
    """

    path: str
    shown: str
    digest: str = ""
    matches: list[LineMatch] = field(default_factory=list)
    left_out: set[int] = field(default_factory=set)
    problem: str = ""

    @property
    def checked(self) -> Qt.CheckState:
        """Whether all of its matches are chosen, or none, or some."""
        if not self.left_out:
            return Qt.CheckState.Checked
        is_none = len(self.left_out) == len(self.matches)
        return Qt.CheckState.Unchecked if is_none else Qt.CheckState.PartiallyChecked


class ResultModel(QAbstractItemModel):
    """Files and their matches."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._folder = ""
        self._files: list[FoundFile] = []
        self._count = 0
        self._is_checkable = False

    # --- what it holds -----------------------------------------------------------------------------------

    @property
    def files(self) -> list[FoundFile]:
        """All files, also those that are not shown yet."""
        return self._files

    def begin(self, folder: str, *, is_checkable: bool) -> None:
        """Forget everything; what follows was found in a folder."""
        self.beginResetModel()
        self._folder = folder if folder.endswith(os.sep) else folder + os.sep
        self._files, self._count, self._is_checkable = [], 0, is_checkable
        self.endResetModel()

    def add(self, found: Iterable[Found]) -> None:
        """Take in what was found next."""
        for each in found:
            if isinstance(each, FileMatches) and each.is_more:
                self._add_matches(len(self._files) - 1, each.matches)
            elif isinstance(each, FileMatches):
                self._files.append(
                    FoundFile(each.path, self._shown(each.path), each.digest, list(each.matches))
                )
            else:
                self._add_problem(each)
        self._show_more(_FILES_AT_ONCE)

    def _add_matches(self, row: int, matches: tuple[LineMatch, ...]) -> None:
        file = self._files[row]
        first = len(file.matches)
        is_shown = row < self._count
        if is_shown:
            self.beginInsertRows(self.index(row, 0), first, first + len(matches) - 1)
        file.matches += matches
        if is_shown:
            self.endInsertRows()

    def _add_problem(self, skipped: SkippedFile) -> None:
        last = self._files[-1] if self._files else None
        if last is not None and last.path == skipped.path:
            # Some of its matches were found before the search in it was given up.
            last.problem = skipped.words
            return
        self._files.append(FoundFile(skipped.path, self._shown(skipped.path), problem=skipped.words))

    def _shown(self, path: str) -> str:
        return without_lone_surrogates(path.removeprefix(self._folder))

    def _show_more(self, most: int) -> None:
        """Show files until so many are shown."""
        last = min(most, len(self._files))
        if last > self._count:
            self.beginInsertRows(_NOWHERE, self._count, last - 1)
            self._count = last
            self.endInsertRows()

    def next_match(self, index: Index, *, forward: bool) -> QModelIndex:
        """Return the match behind one, or before it; from the one end it goes on at the other."""
        if not any(file.matches for file in self._files):
            return QModelIndex()
        file, match = self._place(index)
        if not index.isValid():
            file, match = (0, -1) if forward else (0, 0)
        match += 1 if forward else -1
        while not 0 <= match < len(self._files[file].matches):
            file = (file + (1 if forward else -1)) % len(self._files)
            match = 0 if forward else len(self._files[file].matches) - 1
        self._show_more(file + 1)
        return self.index(match, 0, self.index(file, 0))

    def _place(self, index: Index) -> tuple[int, int]:
        """Return the numbers of the file and of the match of a row; -1 stands for the file itself."""
        if not index.isValid():
            return 0, -1
        return (index.row(), -1) if not index.internalId() else (index.internalId() - 1, index.row())

    def file_of(self, index: Index) -> FoundFile | None:
        """Return the file of a row."""
        return self._files[self._place(index)[0]] if index.isValid() else None

    def match_of(self, index: Index) -> LineMatch | None:
        """Return the match of a row; of that of a file the first one, if any."""
        if not index.isValid():
            return None
        file, match = self._place(index)
        matches = self._files[file].matches
        return matches[max(match, 0)] if matches else None

    def chosen(self) -> Iterator[tuple[FoundFile, tuple[int, ...]]]:
        """Yield the files in which something is to be replaced, with where matches start that are not."""
        for file in self._files:
            if file.matches and len(file.left_out) < len(file.matches):
                yield file, tuple(sorted(file.matches[number].start for number in file.left_out))

    def chosen_count(self) -> int:
        """Return how many matches are to be replaced."""
        return sum(len(file.matches) - len(file.left_out) for file in self._files)

    # --- what Qt asks ------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        """Return the index of a row: that of a file has 0, that of a match the number of its file, from 1."""
        if column or row < 0 or row >= self.rowCount(parent):
            return QModelIndex()
        return self.createIndex(row, 0, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]
        """Return the file that a match is in."""
        if not index.isValid() or not index.internalId():
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, 0)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many files are shown, or matches of a file."""
        if not parent.isValid():
            return self._count
        return 0 if parent.internalId() else len(self._files[parent.row()].matches)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """There is one."""
        return 1

    def canFetchMore(self, parent: Index) -> bool:
        """Tell whether there are files that are not shown yet."""
        return not parent.isValid() and self._count < len(self._files)

    def fetchMore(self, parent: Index) -> None:
        """Show more files."""
        if not parent.isValid():
            self._show_more(self._count + _FILES_AT_ONCE)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say what can be done with a row."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        file = self.file_of(index)
        if self._is_checkable and file is not None and file.matches:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Return what stands in a row, or how."""
        if not index.isValid():
            return None
        number, match = self._place(index)
        file = self._files[number]
        if role == _ROLE.CheckStateRole:
            return self._checked(file, match)
        return _of_file(file, role) if match < 0 else _of_match(file, file.matches[match], role)

    def _checked(self, file: FoundFile, match: int) -> Qt.CheckState | None:
        if not self._is_checkable or not file.matches:
            return None
        if match < 0:
            return file.checked
        return Qt.CheckState.Unchecked if match in file.left_out else Qt.CheckState.Checked

    def setData(self, index: Index, value: Any, role: int = _ROLE.EditRole) -> bool:
        """Choose a match, or all of a file, or not."""
        if role != _ROLE.CheckStateRole or not index.isValid() or not self._is_checkable:
            return False
        number, match = self._place(index)
        file = self._files[number]
        is_chosen = Qt.CheckState(value) == Qt.CheckState.Checked
        if match < 0:
            file.left_out = set() if is_chosen else set(range(len(file.matches)))
        elif is_chosen:
            file.left_out.discard(match)
        else:
            file.left_out.add(match)
        top = self.index(number, 0)
        self.dataChanged.emit(top, top, [role])
        self.dataChanged.emit(self.index(0, 0, top), self.index(len(file.matches) - 1, 0, top), [role])
        return True


def matches_text(count: int) -> str:
    """Return a number of matches in words."""
    return f"{count:,} match{'' if count == 1 else 'es'}"


def _of_file(file: FoundFile, role: int) -> Any:
    if role in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
        if not file.matches:
            return f"{file.shown}: {file.problem}"
        return f"{file.shown} ({matches_text(len(file.matches))})"
    if role == _ROLE.ToolTipRole:
        return f"{without_lone_surrogates(file.path)}\n{file.problem}".strip()
    if role == _ROLE.ForegroundRole and file.problem:
        return QBrush(error_color(QGuiApplication.palette()))
    return file if role == ROW else None


def _of_match(file: FoundFile, match: LineMatch, role: int) -> Any:
    if role == _ROLE.DisplayRole:
        return f"{match.line + 1}: {without_lone_surrogates(match.text.strip())}"
    if role == _ROLE.AccessibleTextRole:
        becomes = "" if match.replacement is None else f", becomes {match.replacement}"
        found = without_lone_surrogates(f"{match.text[match.first : match.last]}{becomes}")
        return f"Line {match.line + 1}: {without_lone_surrogates(match.text.strip())}; match {found}"
    if role == _ROLE.ToolTipRole:
        return f"{file.shown}, line {match.line + 1}, column {match.column + 1}"
    return match if role == ROW else None
