"""Owns how a program's service is opened in a folder of its own, by one process at a time.

Does not own what is in the folder.
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import Any, Final

from editorapp.bus.domain import Domain
from editorapp.storage.errors import Owner
from editorapp.storage.messages.database import MessageDatabase
from editorapp.storage.messages.errors import DatabaseBusyError
from editorapp.storage.messages.seal import KeySeal
from editorapp.storage.messages.service import Service
from editorapp.storage.messages.workers import WORKERS, Workers
from editorapp.storage.ownership import Ownership
from editorapp.storage.profile import private_folder

DATABASE_NAME = "messages.sqlite"
READ_MODELS_NAME = "read_models.sqlite"
KEY_NAME = "secrets.key"

_BETWEEN_LOOKS: Final = 0.005
"""Seconds; a look asks the database for a few counts."""


class OpenService(Service):
    """A service in a folder that this process holds until `close`; with threads, if there are to be any."""

    def __init__(
        self, domain: Domain, folder: Path, *, workers: int = 0, synced: bool = False, **ports: Any
    ) -> None:
        """Open a program's service; see `open_service`."""
        private_folder(folder)
        owner = Ownership.acquire(folder, Owner(os.getpid()))
        if isinstance(owner, Owner):
            raise DatabaseBusyError(f"Process {owner.pid} runs on {folder} already.")
        self._ownership = owner
        self._is_closed = False
        with contextlib.ExitStack() as undoing:
            undoing.callback(owner.release)
            database = MessageDatabase(folder / DATABASE_NAME, synced=synced)
            undoing.callback(database.close)
            ports.setdefault("seal", KeySeal(folder / KEY_NAME))
            super().__init__(domain, database, read_models=folder / READ_MODELS_NAME, **ports)
            undoing.pop_all()
        self._workers = Workers(self, workers).start() if workers else None

    def wait_until_idle(self, timeout: float = 60.0) -> bool:
        """Wait until the workers have done what waits, and what follows from it; without workers, do it here.

        Args:
            timeout: seconds after which to give up, such as when a job has to wait for its time.

        Returns:
            Whether everything is done and every read model has caught up.
        """
        if self._workers is None:
            self.run_until_idle()
            return self.is_idle()
        until = time.monotonic() + timeout
        while not self.is_idle():
            if time.monotonic() > until:
                return False
            time.sleep(_BETWEEN_LOOKS)
        return True

    def close(self) -> None:
        """End the threads after the jobs that they are at, close the databases, and give the folder up, once."""
        if self._is_closed:
            return
        self._is_closed = True
        if self._workers is not None:
            self._workers.stop()
        super().close()
        self._ownership.release()


def open_service(
    domain: Domain, folder: Path, *, workers: int = WORKERS, synced: bool = False, **ports: Any
) -> OpenService:
    """Open a program in a folder of its own, and clean up after a process that died there.

    Args:
        domain: what the program says of itself.
        folder: where its messages, read models and key are; it is made where it is missing.
        workers: how many jobs are done at once in threads; 0 for no threads: then call `run_until_idle`.
        synced: whether every commit waits until the disk has it (power failure), not only the system.
        ports: more of what `Service` takes, such as `clock`, `observe` or `handlers`.

    Raises:
        DatabaseBusyError: another living process runs on this folder.
        MessageDatabaseError: the database cannot be used.
        DomainError: the program's messages do not fit together.
    """
    return OpenService(domain, folder, workers=workers, synced=synced, **ports)
