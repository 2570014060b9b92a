"""Owns how runs of macros over many files are joined to the window: asked for, shown, stopped, told of at their end.

Does not own the runs, nor the dialogs themselves.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from editorapp.bus.errors import CommandError
from editorapp.commands.macro import PlayMacro, RunOnFilesDialog, Step
from editorapp.session import macro_steps
from editorapp.session.editor import Editor
from editorapp.session.macros import MacroError, MacroStore
from editorapp.session.moment import moment_text
from editorapp.session.work.macro_runs import (
    KIND,
    Application,
    CancelMacroRun,
    MacroFileDone,
    MacroFileFailed,
    MacroRunCancelled,
    MacroRunFinished,
    MacroRunStarted,
    StartMacroRun,
)
from editorapp.session.work.particulars import Particulars
from editorapp.storage.document_store import wall_clock
from editorapp.storage.work.macro_applier import MacroApplier
from editorapp.ui.message import Message, Severity
from editorapp.ui.performing import Performers
from editorapp.ui.window_work import WindowWork
from editorapp.ui.workspace import Workspace

_EVENTS = (MacroRunStarted, MacroFileDone, MacroFileFailed, MacroRunCancelled, MacroRunFinished)


class MacroRuns(QObject):
    """What a person sees of runs."""

    told = Signal(object)
    """A Message for the person."""

    noted = Signal(str)
    """Something to say in passing."""

    open_wanted = Signal(list)
    """The paths of files to open."""

    def __init__(
        self,
        window: QWidget,
        editor: Editor,
        macros: MacroStore,
        workspace: Workspace,
        work: WindowWork,
        applier: MacroApplier,
    ) -> None:
        """Take what it joins."""
        super().__init__(window)
        self._window = window
        self._editor = editor
        self._macros = macros
        self._workspace = workspace
        self._work = work
        self._applier = applier
        self._shown: dict[str, Any] = {}
        for event_type in _EVENTS:
            work.listen(event_type, self._take)

    def performers(self) -> Performers:
        """Return what this part does."""
        return {RunOnFilesDialog: lambda _: self._work.look(self._macros.names, self._ask)}

    # --- asking ------------------------------------------------------------------------------------------

    def _ask(self, names: list[str]) -> None:
        from editorapp.storage.work.macro_preview import preview
        from editorapp.ui.macro_run_dialog import MacroRunDialog

        registry, recorded = self._editor.registry, self._editor.recorder.last
        clipboard = self._editor.clipboard.text()
        tabs = {str(held.path): held.document.document for held in self._workspace if held.path is not None}
        folder = next((str(Path(path).parent) for path in tabs), os.getcwd())  # noqa: PTH109

        def complete(name: str | None, times: int, to_end: bool) -> PlayMacro:
            return self._complete(recorded, clipboard, name, times, to_end)

        dialog = MacroRunDialog(
            names,
            len(recorded),
            complete,
            lambda path, play: preview(path, play, registry, tabs),
            folder,
            self._window,
        )
        dialog.run_wanted.connect(
            lambda wish: self._work.look(
                lambda: complete(wish.name, wish.times, wish.to_end), lambda play: self._start(wish, play)
            )
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _complete(
        self, recorded: tuple[Step, ...], clipboard: str, name: str | None, times: int, to_end: bool
    ) -> PlayMacro:
        """May be called by any thread."""

        def load(inner: str) -> tuple[Step, ...]:
            return self._macros.load(inner).steps

        try:
            given = macro_steps.completed(recorded if name is None else load(name), load, (name or "",))
            steps = macro_steps.dated(given, lambda format: moment_text(format, wall_clock()))
        except CommandError as error:
            raise MacroError(error.message) from error
        return PlayMacro(name, times, to_end, steps, clipboard if macro_steps.paste(steps) else None)

    def _start(self, wish: Any, play: PlayMacro) -> None:
        macro = wish.name or "the macro recorded last"
        application = Application(macro, play.steps or [], play.times, play.to_end, play.clipboard)
        self.start(application, list(wish.files))

    def start(
        self, application: Application, files: list[str], particulars: Sequence[Particulars] = ()
    ) -> None:
        """Begin a run.

        Args:
            application: what is done in each file.
            files: the files, by their whole paths.
            particulars: what holds for each of these alone, or nothing.
        """
        run = secrets.token_hex(6)

        def failed(error: Exception) -> None:
            words = f"{application.macro} was not run: {error} No file was changed."
            self.told.emit(Message(f"macro run {run}", words))

        command = StartMacroRun(run, application, files, list(particulars))
        self._work.send(KIND.target(run), command, "dialog", failed)

    # --- taking back -------------------------------------------------------------------------------------

    def undo(self, run: str) -> None:
        """Take a run back, in each file in which nothing came after it; that is a run, too."""
        service: Any = self._work.service
        if service is not None:
            self._work.look(lambda: list(service.log.events_of(KIND.target(run))), self._undo)

    def undo_latest(self, macro: str) -> None:
        """Take the latest run of a macro back, which is there under this name."""
        service: Any = self._work.service
        if service is not None:
            self._work.look(lambda: _latest(service.log, macro), self._undo)

    def _undo(self, events: list[Any]) -> None:
        changed = [event for event in events if isinstance(event, MacroFileDone) and event.changes]
        if not changed:
            self.noted.emit("There is no such run, or it has changed nothing.")
            return
        started = events[0]
        undoes = [Particulars(undoes=f"{event.run}:{event.number}") for event in changed]
        name = f"Undo {started.application.macro}"
        self.start(Application(name, []), [event.path for event in changed], undoes)

    # --- what happens ------------------------------------------------------------------------------------

    def _take(self, event: Any) -> None:
        if isinstance(event, MacroRunStarted):
            self._show(event)
        shown = self._shown.get(event.run)
        if shown is not None:
            shown.take(event)
        if isinstance(event, MacroRunFinished):
            self._tell_end(event)

    def _show(self, started: MacroRunStarted, events: tuple[Any, ...] = ()) -> None:
        from editorapp.ui.macro_run_results import MacroRunResults

        dialog = MacroRunResults(started, self._window)
        self._shown[started.run] = dialog
        for event in events:
            dialog.take(event)
        dialog.open_wanted.connect(self.open_wanted)
        dialog.stop_wanted.connect(self._stop)
        dialog.undo_wanted.connect(self.undo)
        dialog.finished.connect(lambda: self._closed(started.run, dialog))
        dialog.show()

    def _closed(self, run: str, dialog: QWidget) -> None:
        self._shown.pop(run, None)
        dialog.deleteLater()

    def _stop(self, run: str) -> None:
        self._applier.stop(run)
        # It may have come to its end meanwhile, which is as good.
        self._work.send(KIND.target(run), CancelMacroRun(), "dialog", lambda error: None)

    def _tell_end(self, event: MacroRunFinished) -> None:
        from editorapp.ui.macro_run_results import summary

        text = f"Ran {event.macro}: {summary(event)}"
        if event.run in self._shown:
            self.noted.emit(text)
            return
        severity = Severity.WARNING if event.failed else Severity.NOTE
        answers = (("Show", lambda: self._look_back(event.run)),)
        self.told.emit(Message(f"macro run {event.run}", text, severity, answers))

    def _look_back(self, run: str) -> None:
        service: Any = self._work.service
        if service is not None:
            self._work.look(
                lambda: list(service.log.events_of(KIND.target(run))),
                lambda events: self._show(events[0], tuple(events[1:])),
            )


def _latest(log: Any, macro: str) -> list[Any]:
    """Return the events of the latest run of a macro; runs in a thread."""
    latest, after = None, 0
    while True:
        batch = log.events(after, wanted=frozenset((MacroRunStarted,)))
        runs = [each.event for each in batch.events if each.event.application.macro == macro]
        latest = runs[-1] if runs else latest
        if batch.reached == after:
            break
        after = batch.reached
    return [] if latest is None else list(log.events_of(KIND.target(latest.run)))
