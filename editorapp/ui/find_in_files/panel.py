"""Owns `FileFindPanel`, where a person says what to find in which files, sees the matches, and chooses among them.

Does not search, open or change files: wishes go out, what was found comes in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QTreeView, QVBoxLayout, QWidget

from editorapp.session.finding.file_matches import LineMatch
from editorapp.session.finding.file_search import Found, Query
from editorapp.session.finding.scope import Scope, patterns_of
from editorapp.session.work.particulars import Particulars
from editorapp.ui.find_in_files.form import FileFindForm
from editorapp.ui.find_in_files.result_delegate import ResultDelegate
from editorapp.ui.find_in_files.result_model import ResultModel, matches_text
from editorapp.ui.find_in_files.search_work import MOST, SoFar
from editorapp.ui.history_edit import LINE_BREAK
from editorapp.ui.status_bar import counted

_OPENED_AT_FIRST: Final = 400
"""So many rows of matches are open without being asked for."""


@dataclass(frozen=True)
class SearchWish:
    """What a person wants to be found: what, in which folder, and which of its files."""

    query: Query
    folder: str
    scope: Scope


@dataclass(frozen=True)
class ReplaceWish:
    """What a person wants to be replaced: the query, and each file with what holds for it alone."""

    query: Query
    files: tuple[tuple[str, Particulars], ...]


class FileFindPanel(QWidget):
    """Finds in files."""

    search_wanted = Signal(object)
    """A SearchWish."""

    stop_wanted = Signal()
    """The search is to end."""

    replace_wanted = Signal(object)
    """A ReplaceWish."""

    open_wanted = Signal(str, object)
    """A file is to be opened, at a LineMatch or None."""

    left = Signal()
    """A person wants to go back to the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._shown: SearchWish | None = None
        self._is_busy = self._is_whole = False
        self._opened_rows = 0
        self.form: FileFindForm = FileFindForm(self)
        self.model = ResultModel(self)
        self.tree = QTreeView(self)
        self.tree.setAccessibleName("Matches in files")
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.setExpandsOnDoubleClick(False)
        self.tree.setIndentation(14)
        self.tree.setModel(self.model)
        self.tree.setItemDelegate(ResultDelegate(self.tree))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 2, 6, 4)
        layout.setSpacing(3)
        layout.addLayout(self.form.layout)
        layout.addWidget(self.tree, 1)
        self._connect()
        self.setFocusProxy(self.form.pattern)
        self._enable()

    def _connect(self) -> None:
        form = self.form
        for edit in form.edits:
            edit.entered.connect(lambda _: self.search())
            edit.textChanged.connect(self._enable)
        for toggle in form.toggles:
            toggle.toggled.connect(self._enable)
        form.replacing.toggled.connect(self._switch_replacing)
        form.find.clicked.connect(self._find_or_stop)
        form.replace.clicked.connect(self._replace)
        form.choose_folder.clicked.connect(self._ask_folder)
        self.tree.activated.connect(self._open)
        self.model.rowsInserted.connect(self._open_rows)
        self.model.dataChanged.connect(lambda *_: self._enable())
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(self._escape)

    def minimumSizeHint(self) -> QSize:
        """Let it become lower than it is with all that it shows in much room."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), 300), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take in how much room there is."""
        super().resizeEvent(event)
        self.form.fit(self.width())

    # --- what is entered ---------------------------------------------------------------------------------

    def wish(self) -> SearchWish:
        """Return what is entered."""
        form = self.form
        replacement = (
            form.replacement.text().replace(LINE_BREAK, "\n") if form.replacing.isChecked() else None
        )
        query = Query(
            form.pattern.text().replace(LINE_BREAK, "\n"),
            form.regex.isChecked(),
            form.case.isChecked(),
            form.word.isChecked(),
            replacement,
            form.preserve_case.isChecked() and replacement is not None,
        )
        scope = Scope(
            patterns_of(form.include.text()),
            patterns_of(form.exclude.text()),
            form.hidden.isChecked(),
            form.ignored.isChecked(),
        )
        return SearchWish(query, form.folder.text().strip(), scope)

    def begin(self, selected: str, folder: str, *, is_replacing: bool) -> None:
        """Take the keyboard.

        Args:
            selected: the text that is selected in the document, which is searched for if it is one line.
            folder: where to look if that was not entered before.
            is_replacing: whether the line for the replacement is wanted.
        """
        form = self.form
        if selected:
            form.pattern.setText(selected)
        if not form.folder.text():
            form.folder.setText(folder)
        if is_replacing:
            form.set_replacing(True)
        form.pattern.setFocus(Qt.FocusReason.ShortcutFocusReason)
        form.pattern.selectAll()

    def _switch_replacing(self, is_replacing: bool) -> None:
        self.form.set_replacing(is_replacing)
        self._enable()

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, "Folder to Search", self.form.folder.text())
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.filesSelected.connect(lambda folders: self.form.folder.setText(folders[0]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # --- searching ---------------------------------------------------------------------------------------

    def search(self) -> None:
        """Search for what is entered."""
        if not self.form.pattern.text():
            return
        for edit in self.form.edits:
            edit.remember()
        wish = self._shown = self.wish()
        self._opened_rows = 0
        self._is_busy, self._is_whole = True, False
        self.model.begin(wish.folder, is_checkable=wish.query.replacement is not None)
        self.form.status.show_text("Searching …")
        self._enable()
        self.search_wanted.emit(wish)

    def take(self, found: list[Found], so_far: SoFar) -> None:
        """Show what was found next."""
        self.model.add(found)
        self.form.status.show_text(f"{_count_text(so_far)} …")

    def end(self, so_far: SoFar) -> None:
        """The search has come to its end."""
        self._is_busy, self._is_whole = False, not so_far.is_cut
        text = f"{_count_text(so_far)}."
        if so_far.is_cut:
            text = f"The search was ended after {MOST:,} matches; a longer text, or fewer files, has fewer."
        self.form.status.show_text(text, is_error=so_far.is_cut or not so_far.found)
        self._enable()

    def fail(self, words: str) -> None:
        """The search could not be done."""
        self._is_busy = False
        self.form.status.show_text(words, is_error=True)
        self._enable()

    def _find_or_stop(self) -> None:
        if self._is_busy:
            self._stop()
        else:
            self.search()

    def _stop(self) -> None:
        self._is_busy = False
        self.stop_wanted.emit()
        self.form.status.show_text(f"Stopped. {self.form.status.text().removesuffix(' …')} so far.")
        self._enable()

    def _escape(self) -> None:
        if self._is_busy:
            self._stop()
        else:
            self.left.emit()

    def _enable(self, *_: object) -> None:
        form = self.form
        form.find.setText("Sto&p" if self._is_busy else "Fi&nd")
        form.find.setEnabled(self._is_busy or bool(form.pattern.text() and form.folder.text().strip()))
        if not form.replacing.isChecked():
            return
        # What is replaced is what was looked at.
        count = self.model.chosen_count() if self._is_whole and self._shown == self.wish() else 0
        form.replace.setEnabled(count > 0)
        form.replace.setText(f"Replace &All ({count:,})" if count else "Replace &All")
        form.replace.setToolTip("" if count else "Press Enter first, to see what would be replaced")

    def _open_rows(self, parent: QModelIndex, first: int, last: int) -> None:
        """Open the rows of the first files; those behind them are opened by hand, which keeps it quick."""
        if parent.isValid():
            return
        for row in range(first, last + 1):
            if self._opened_rows >= _OPENED_AT_FIRST:
                return
            index = self.model.index(row, 0)
            self._opened_rows += self.model.rowCount(index)
            self.tree.expand(index)

    # --- what becomes of it ------------------------------------------------------------------------------

    def go(self, *, forward: bool) -> bool:
        """Go to the next match, or to the previous one, and open it; return whether there is any."""
        index = self.model.next_match(self.tree.currentIndex(), forward=forward)
        if not index.isValid():
            return False
        self.tree.setCurrentIndex(index)
        self.tree.scrollTo(index)
        self._open(index)
        return True

    def _open(self, index: QModelIndex) -> None:
        file = self.model.file_of(index)
        if file is not None:
            match: LineMatch | None = self.model.match_of(index)
            self.open_wanted.emit(file.path, match)

    def _replace(self) -> None:
        if self._shown is None:
            return
        files = tuple(
            (file.path, Particulars(file.digest, except_at)) for file, except_at in self.model.chosen()
        )
        self._is_whole = False
        self._enable()
        self.replace_wanted.emit(ReplaceWish(self._shown.query, files))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colors of a new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "form"):
            self.form.draw_icons()


def _count_text(so_far: SoFar) -> str:
    where = f" in {counted(so_far.with_matches, 'file')}" if so_far.found else ""
    found = matches_text(so_far.found) if so_far.found else "No matches"
    passed = f", {so_far.passed_over:,} passed over" if so_far.passed_over else ""
    return f"{found}{where}; {counted(so_far.searched, 'file')} searched{passed}"
