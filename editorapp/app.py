"""Owns how the program is put together: the composition root, the one file that knows every package.

Does not do anything itself.
"""

from __future__ import annotations

import gc
import logging
import os
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from editorapp.commands.decision import SaveDocument
from editorapp.commands.families import all_commands
from editorapp.session.editor import Editor
from editorapp.session.inspection import Pipelines
from editorapp.session.pipeline import Pipeline
from editorapp.session.syntax.late_syntax import LateSyntax
from editorapp.storage.application_log import ApplicationLog
from editorapp.storage.document_store import DocumentStore, wall_clock
from editorapp.storage.errors import Owner
from editorapp.storage.file_place import parse_place
from editorapp.storage.instance_client import hand_over
from editorapp.storage.journal_read_models import open_journal_read_models
from editorapp.storage.log_file import begin_log, log_path
from editorapp.storage.macro_folder import MacroFolder
from editorapp.storage.profile import CHECK_VARIABLE, TRACE_VARIABLE, Profile
from editorapp.storage.recorded_event import event_expression
from editorapp.storage.window_state import WindowFolder

if TYPE_CHECKING:
    from editorapp.session.work.domain import Performers
    from editorapp.storage.messages.service import Service
    from editorapp.storage.trace_log import TraceLog
    from editorapp.ui.editor_window import EditorWindow
    from editorapp.ui.failures import Failures


def open_window(profile: Profile, files: Sequence[str]) -> int:
    """Open a window and stay until it is closed; files that another one holds are shown there.

    Args:
        profile: where everything is kept.
        files: the files as a person wrote them, `FILE[:LINE[:COLUMN]]`.

    Returns:
        The exit code: 0, also where all files were handed over to other windows.
    """
    places = [parse_place(file) for file in files]
    remaining = hand_over(profile, places)
    if places and not remaining:
        return 0
    # Not before: a process that only hands files over needs no Qt, and is done sooner without it.
    from editorapp.ui.application import EndSignals, make_application
    from editorapp.ui.failures import Failures

    application = make_application()
    log = begin_log(profile)
    failures = Failures(log_path(profile), lambda message: event_expression(profile, message))
    stop_watching = failures.watch()
    window = build_window(profile, failures, application.quit)
    end_signals = EndSignals(window.end_now)
    try:
        window.start(remaining)
        window.first_paint.then(_collect_garbage)
        return application.exec()
    finally:
        end_signals.close()
        stop_watching()
        logging.getLogger("editorapp").removeHandler(log)
        log.close()
        # Gives what was copied to whoever keeps it on this desktop, before Python takes things apart.
        application.shutdown()


COLLECTOR: Final = (50_000, 20, 100)
"""Thresholds of the cyclic garbage collector. A key typed at 10,000 carets makes 20,000 small objects without cycles,
which with Python's usual thresholds would be gone through some thirty times."""


def _collect_garbage() -> None:
    """Look for garbage from now on, but not in what was loaded: that stays, and is much to go through."""
    from editorapp.ui.idle_garbage import IdleGarbage
    from editorapp.ui.key_watch import KeyWatch

    gc.freeze()
    gc.set_threshold(*COLLECTOR)
    gc.enable()
    keys = KeyWatch.of_application()
    IdleGarbage(keys, keys)


def build_window(profile: Profile, failures: Failures, ended: Callable[[], None]) -> EditorWindow:
    """Put a window together; `ended` is called when it has gone and everything is written."""
    from editorapp.ui.application import make_application
    from editorapp.ui.clipboard import DesktopClipboard
    from editorapp.ui.editor_window import EditorWindow
    from editorapp.ui.instance_server import InstanceServer
    from editorapp.ui.parts import Surroundings
    from editorapp.ui.theme import Theme

    application = make_application()
    server = InstanceServer(profile)
    owner = Owner(os.getpid(), server.address)
    folder = _window_folder(profile, owner, failures)
    registry = all_commands()
    macros = MacroFolder(profile.macros, registry)
    log_folder = profile.state if folder is None else folder.folder
    application_log = ApplicationLog(log_folder / "application.sqlite", failures.warn)
    store = DocumentStore(
        profile, registry, owner, checkpoints=False, report=failures.warn, syntax=LateSyntax()
    )

    def save(document_id: str, request: SaveDocument) -> None:
        window.parts.saving.save(document_id, request)

    def end() -> None:
        application_log.close()
        if trace is not None:
            trace.close()
        ended()

    trace = _trace_log(profile)
    pipelines = Pipelines(Pipeline(wall_clock, None if trace is None else trace.observe))
    journal_models = open_journal_read_models(profile, report=failures.report_work)
    journal_models.observe_queries(pipelines.pipeline.observe, time.perf_counter_ns)
    editor = Editor(
        registry,
        DesktopClipboard(),
        wall_clock,
        macros,
        application_log,
        save,
        failures.report,
        ticks=time.perf_counter_ns,
        observe=pipelines.pipeline.observe,
    )

    def open_window_work(performers: Performers) -> Service:
        # Behind the first paint: loading it takes as long as showing a window.
        from editorapp.storage.work.opening import open_work

        where = None if folder is None else folder.folder
        return open_work(where, performers, failures.warn, observe=pipelines.pipeline.observe)

    theme = Theme(application)
    window = EditorWindow(
        Surroundings(
            profile,
            editor,
            store,
            macros,
            owner,
            folder,
            server,
            theme,
            failures,
            application_log,
            journal_models,
            open_window_work,
            pipelines,
        ),
        end,
    )
    if os.environ.get(CHECK_VARIABLE):
        from editorapp.ui.way_check import WayCheck  # for whoever looks for a fault only

        WayCheck(window.parts, lambda error: failures.report_work("the check of the way", error), window)
    return window


def _trace_log(profile: Profile) -> TraceLog | None:
    if not os.environ.get(TRACE_VARIABLE):
        return None
    # Loads what else nobody needs before the first paint.
    from editorapp.storage.trace_log import begin_trace

    return begin_trace(profile)


def _window_folder(profile: Profile, owner: Owner, failures: Failures) -> WindowFolder | None:
    try:
        return WindowFolder.take(profile, owner, failures.warn)
    except OSError as error:
        failures.warn(
            f"{profile.state} cannot be used ({error.strerror or error}): tabs will not come back at the next"
            " start, and text can only be changed where a journal can be written."
        )
        return None
