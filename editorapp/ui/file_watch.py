"""Owns `FileWatch`: where signs come from that the file of an open document may have changed.

Does not own what a sign leads to, see `session/work/lookout.py`, nor read files.

Files and their folders are watched by the system, which tells within milliseconds. Where the system tells nothing,
on file systems of other machines, a thread asks for the stamps every few seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QStorageInfo, QTimer, Signal

from editorapp.session.work.lookout import MISSING, Lookout, Stamp
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.work.file_looker import FileLooker
from editorapp.ui.file_worker import FileWorker
from editorapp.ui.workspace import Workspace

_POLL: Final = 3000
"""Milliseconds from one question to the next where the system does not watch."""

_REMOTE: Final = (
    "nfs",
    "cifs",
    "smb",
    "fuse",
    "9p",
    "afs",
    "ceph",
    "glusterfs",
    "webdav",
    "davfs",
    "ncp",
    "virtiofs",
)
"""How the names begin of file systems that are changed by other machines."""


class FileWatch(QObject):
    """Watches the files of the open documents."""

    look_wanted = Signal(str)
    """The file of the document of this id is to be looked at; `looked` is to be called in the end."""

    def __init__(
        self,
        workspace: Workspace,
        worker: FileWorker,
        looker: FileLooker,
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Watch what is opened from now on; `clock` gives seconds."""
        super().__init__(parent)
        self._workspace = workspace
        self._worker = worker
        self._looker = looker
        self._clock = clock
        self._lookout = Lookout()
        self._paths: dict[str, Path] = {}
        self._polled: set[str] = set()
        self._system = QFileSystemWatcher(self)
        self._system.fileChanged.connect(self._file_changed)
        self._system.directoryChanged.connect(self._folder_changed)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._glance)
        self._poll = QTimer(self, interval=_POLL)
        self._poll.timeout.connect(lambda: self._sign(self._polled))
        workspace.opened.connect(lambda held, _: self.refresh(held))
        workspace.closed.connect(self._forget)

    # --- what is watched ---------------------------------------------------------------------------------

    def refresh(self, held: HeldDocument) -> None:
        """Take in which file a document has, and what is known to be in it."""
        if held.path is None:
            return
        saved = held.document.saved
        known = Stamp(saved.size, saved.modified) if saved.digest else MISSING
        self._lookout.watch(held.id, known)
        if self._paths.get(held.id) == held.path:
            return
        path = self._paths[held.id] = held.path
        self._unwatch_others()
        self._worker.run(
            f"glance {held.id}", lambda: _is_remote(path), lambda remote: self._begin(held.id, remote)
        )

    def _begin(self, document_id: str, is_remote: bool) -> None:
        if document_id not in self._paths:
            return
        if is_remote:
            self._polled.add(document_id)
            self._poll.start()
        else:
            self._watch_folder(self._paths[document_id])
        # It may have changed since it was read.
        self._sign([document_id])

    def _watch_folder(self, path: Path) -> None:
        if str(path.parent) not in self._system.directories():
            self._system.addPath(str(path.parent))

    def _forget(self, held: HeldDocument) -> None:
        self._lookout.forget(held.id)
        self._paths.pop(held.id, None)
        self._polled.discard(held.id)
        if not self._polled:
            self._poll.stop()
        self._unwatch_others()

    def _unwatch_others(self) -> None:
        """Let the system watch no more than what is open."""
        wanted = {str(path) for path in self._paths.values()}
        wanted |= {str(path.parent) for path in self._paths.values()}
        unwanted = [
            path for path in (*self._system.files(), *self._system.directories()) if path not in wanted
        ]
        if unwanted:
            self._system.removePaths(unwanted)

    # --- signs -------------------------------------------------------------------------------------------

    def sign_all(self) -> None:
        """Take in that any file may have changed, as while the person was away."""
        self._sign(list(self._paths))

    def sign(self, document_id: str) -> None:
        """Take in that the file of a document may have changed."""
        self._sign([document_id])

    def _file_changed(self, name: str) -> None:
        self._sign([document_id for document_id, path in self._paths.items() if str(path) == name])

    def _folder_changed(self, name: str) -> None:
        self._sign([document_id for document_id, path in self._paths.items() if str(path.parent) == name])

    def _sign(self, documents: list[str] | set[str]) -> None:
        now = self._clock()
        for document_id in documents:
            self._lookout.sign(document_id, now)
        self._arm()

    def _arm(self) -> None:
        at = self._lookout.next_glance()
        if at is not None:
            self._timer.start(max(0, round((at - self._clock()) * 1000) + 1))

    # --- glances and looks -------------------------------------------------------------------------------

    def _glance(self) -> None:
        for document_id in self._lookout.due(self._clock()):
            self._glance_at(document_id, str(self._paths[document_id]))
        self._arm()

    def _glance_at(self, document_id: str, path: str) -> None:
        self._worker.run(
            f"glance {document_id}",
            lambda: self._looker.glance(document_id, path),
            lambda found: self._glanced(document_id, *found),
        )

    def _glanced(self, document_id: str, stamp: Stamp, is_ours: bool) -> None:
        path = self._paths.get(document_id)
        if path is None:
            return
        if stamp != MISSING and document_id not in self._polled and str(path) not in self._system.files():
            # The system stops to watch a file that is replaced or deleted.
            self._system.addPath(str(path))
        if is_ours:
            self._lookout.watch(document_id, stamp)
        if self._lookout.glanced(document_id, stamp, self._clock()):
            self.look_wanted.emit(document_id)
        self._arm()

    def looked(self, document_id: str, stamp: Stamp | None = None) -> None:
        """Take in that a look, and what followed from it, has ended.

        Args:
            document_id: the id of the document.
            stamp: what the file was then; None for what the glance has found that led to the look.
        """
        self._lookout.looked(document_id, self._clock(), stamp)
        self._arm()


def _is_remote(path: Path) -> bool:
    """Return whether other machines may change a file; runs in a thread, since they may be slow to answer."""
    kind = bytes(QStorageInfo(str(path.parent)).fileSystemType().data()).decode(errors="replace").lower()
    return kind.startswith(_REMOTE)
