"""Owns how the inspector is joined to the window: when it looks, in which thread, and who does what it asks for.

Does not own what it shows, nor the queues and read models that it looks at.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMainWindow

from editorapp.bus.errors import CommandError
from editorapp.bus.projection import Health
from editorapp.commands.inspection import (
    CancelJob,
    DiscardJob,
    RebuildReadModel,
    RetryJob,
    SettleJob,
    ShowInspector,
)
from editorapp.session.inspection import ListedModel, Pipelines, Snapshot
from editorapp.session.ports import Clock
from editorapp.session.statistics import DocumentStatistics
from editorapp.storage.pipeline_file import PipelineSummary, write_summary
from editorapp.ui.dispatcher import Dispatcher
from editorapp.ui.failures import Failures
from editorapp.ui.file_worker import FileWorker
from editorapp.ui.latest_work import LatestWork
from editorapp.ui.performing import Performers

if TYPE_CHECKING:
    from editorapp.ui.inspector.dock import InspectorDock

INTERVAL: Final = 500
"""Milliseconds between two looks at what is under way, while somebody sees them."""

_SUMMARY_INTERVAL: Final = 10_000
"""Milliseconds between two writings of the figures for those who look from outside."""

WINDOW: Final = "window"
"""What the service of the window is called, and the read models that live in its memory."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """What there is to look at.

    Attributes:
        pipelines: everything that may be looked at by any thread.
        statistics: the read model that lives in the thread of the window.
        folder: where the figures of this process are left for others; None for nowhere.
    """

    pipelines: Pipelines
    statistics: DocumentStatistics
    folder: Path | None


class Inspection(QObject):
    """Shows what is under way, and has done about it what a person wants."""

    def __init__(
        self,
        window: QMainWindow,
        inspected: Inspected,
        dispatcher: Dispatcher,
        worker: FileWorker,
        failures: Failures,
        clock: Clock,
        focus_text: Callable[[], None],
    ) -> None:
        """Take what it joins; nothing is made before somebody wants to see it.

        Args:
            window: where the inspector lies.
            inspected: what there is to look at.
            dispatcher: takes the commands of its buttons.
            worker: does what they want.
            failures: takes errors that nobody expected.
            clock: the time of day.
            focus_text: gives the keyboard back to the text.
        """
        super().__init__(window)
        self._window = window
        self._inspected = inspected
        self._dispatcher = dispatcher
        self._worker = worker
        self._failures = failures
        self._clock = clock
        self._focus_text = focus_text
        self._began = clock()
        self._written = -1
        self._has_ended = False
        self.dock: InspectorDock | None = None
        self._look = LatestWork(self)
        self._look.finished.connect(self._take)
        self._look.failed.connect(lambda error: failures.report_work("inspector", error))
        self._often = QTimer(self, interval=INTERVAL)
        self._often.timeout.connect(self.refresh)
        self._seldom = QTimer(self, interval=_SUMMARY_INTERVAL)
        self._seldom.timeout.connect(self.leave_summary)
        self._seldom.start()

    def performers(self) -> Performers:
        """Return what this part does."""
        return {
            ShowInspector: lambda _: self._toggle(),
            RetryJob: lambda command: self._change("retry", command, "is tried again"),
            DiscardJob: lambda command: self._change("discard", command, "is given up"),
            CancelJob: lambda command: self._change("cancel", command, "is cancelled"),
            SettleJob: lambda command: self._change(
                "settle", command, f"is settled: {command.verdict.value}"
            ),
            RebuildReadModel: self._rebuild,
        }

    # --- showing -----------------------------------------------------------------------------------------

    @property
    def is_shown(self) -> bool:
        """Whether the inspector is there."""
        return self.dock is not None and not self.dock.isHidden()

    def _toggle(self) -> None:
        if self.dock is None:
            self.dock = self._made()
        if self.is_shown:
            self.dock.hide()
            self._focus_text()
            return
        self.dock.settle_in(self._window.width())
        self.dock.show()
        self.dock.raise_()
        self.dock.panel.setFocus()

    def _made(self) -> InspectorDock:
        from editorapp.ui.inspector.dock import InspectorDock

        dock = InspectorDock(self._window)
        request = self._dispatcher.request
        dock.panel.command_requested.connect(lambda name, arguments: request(name, arguments, "dialog"))
        dock.panel.looked_elsewhere.connect(self.refresh)
        dock.panel.left.connect(self._focus_text)
        dock.close_wanted.connect(lambda: request("view.inspector", {}, "mouse"))
        dock.visibilityChanged.connect(self._follow_visibility)
        return dock

    def _follow_visibility(self, is_visible: bool) -> None:
        """Look only as long as somebody sees it."""
        if is_visible and not self._has_ended:
            self._often.start()
            self.refresh()
        else:
            self._often.stop()
            self._look.abandon()

    def refresh(self) -> None:
        """Look at what is under way now, in a thread; one look at a time."""
        if self.dock is None or self._look.is_busy or self._has_ended:
            return
        pipelines, with_models = self._inspected.pipelines, self.dock.panel.shows_models
        self._look.start(lambda _: pipelines.snapshot(with_models=with_models))

    def _take(self, snapshot: Snapshot) -> None:
        if self.dock is None or self._has_ended:
            return
        if snapshot.models is not None:
            models = [ListedModel(WINDOW, self._statistics_health()), *snapshot.models]
            snapshot = msgspec.structs.replace(snapshot, models=models)
        self.dock.panel.show_snapshot(snapshot)

    def _statistics_health(self) -> Health:
        model = self._inspected.statistics
        last = model.errors[-1] if model.errors else None
        has_failed = last is not None and last.document in model.failed
        return Health(
            model.name,
            model.position,
            model.lag,
            len(model.followed),
            len(model.errors),
            repr(last.error) if last is not None and has_failed else "",
            model.last_advance or 0,
        )

    # --- what is wanted ----------------------------------------------------------------------------------

    def _change(self, verb: str, command: Any, ended: str) -> None:
        pipelines = self._inspected.pipelines
        verdict = command.verdict.value if isinstance(command, SettleJob) else ""
        self._do(lambda: pipelines.change(verb, command.id, verdict, command.work), f"{command.id} {ended}.")

    def _rebuild(self, command: RebuildReadModel) -> None:
        statistics = self._inspected.statistics
        done = f"{command.name} is built anew."
        if command.name == statistics.name and command.work in ("", WINDOW):
            for target in statistics.followed:
                statistics.rebuild(target)
            self._say(done)
            return
        pipelines = self._inspected.pipelines
        self._do(lambda: pipelines.rebuild(command.name, command.work), done)

    def _do(self, work: Callable[[], Any], done: str) -> None:
        """Do something in a thread, since it writes to the disk, and say what became of it."""
        self._worker.run("jobs", work, lambda _: self._say(done), self._fail)

    def _say(self, words: str) -> None:
        if self.dock is not None:
            self.dock.panel.say(words)
        self.refresh()

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, CommandError):
            self._failures.report_work("jobs", error)
        elif self.is_shown and self.dock is not None:
            self.dock.panel.say(error.message, is_error=True)
        else:
            self._dispatcher.refused.emit(error.message)
        self.refresh()

    # --- for those who look from outside -----------------------------------------------------------------

    def leave_summary(self) -> None:
        """Write the figures of this process, in a thread, if there is anything new."""
        folder = self._inspected.folder
        if folder is not None:
            # At the end it comes before the services are closed, which is done under this key.
            key = "work" if self._has_ended else "pipeline"
            self._worker.run(key, lambda: self._write(folder), failed=lambda error: None)

    def _write(self, folder: Path) -> None:
        """Runs in a thread; what cannot be written now is written the next time."""
        pipelines = self._inspected.pipelines
        noted = pipelines.pipeline.noted
        if noted == self._written:
            return
        figures, health = pipelines.pipeline.figures(), tuple(pipelines.health(WINDOW))
        write_summary(folder, PipelineSummary(os.getpid(), self._began, self._clock(), figures, health))
        self._written = noted

    def finish(self) -> None:
        """Look no more, since the services end, and leave the last figures."""
        self._has_ended = True
        self._often.stop()
        self._seldom.stop()
        self._look.abandon()
        self.leave_summary()
