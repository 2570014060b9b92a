"""Owns how the service of a window's outside work is opened.

Does not own who does the work.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from editorapp.bus.errors import LogError
from editorapp.session.work.domain import Performers, editor_domain
from editorapp.storage.messages.database import MessageDatabase
from editorapp.storage.messages.errors import MessageDatabaseError
from editorapp.storage.messages.opening import open_service
from editorapp.storage.messages.service import Service
from editorapp.storage.messages.workers import WORKERS, Workers
from editorapp.storage.pipeline_file import WORK_FOLDER


class ServiceInMemory(Service):
    """The service of a window whose folder cannot be used: what it is asked is done, but not remembered."""

    def __init__(self, performers: Performers, **ports: Any) -> None:
        """Begin with nothing to do."""
        super().__init__(editor_domain(performers), MessageDatabase(None), **ports)
        self._workers = Workers(self, WORKERS).start()

    def close(self) -> None:
        """End the threads after the jobs that they are at."""
        self._workers.stop()
        super().close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_work(
    folder: Path | None, performers: Performers, report: Callable[[str], None], **ports: Any
) -> Service:
    """Open the service of a window, and go on with what was left there.

    Args:
        folder: the folder of the window; None where there is none.
        performers: who does the work.
        report: is told why nothing can be remembered, if so.
        ports: more of what `Service` takes.
    """
    if folder is None:
        return ServiceInMemory(performers, **ports)
    try:
        return open_service(editor_domain(performers), folder / WORK_FOLDER, **ports)
    except (MessageDatabaseError, LogError, OSError) as error:
        report(f"Saves and other work outside are done, but not remembered over a crash: {error}")
        return ServiceInMemory(performers, **ports)
