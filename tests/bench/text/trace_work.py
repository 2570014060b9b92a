"""Rows `trace` and `undo`: a recorded editing session applied to a buffer, undone and redone as a person does."""

from __future__ import annotations

import gc
import os
import tempfile
import time
from pathlib import Path

from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from editorapp.app import COLLECTOR
from editorapp.cli.exec import ExecSession
from editorapp.commands.edit import Redo, Undo
from editorapp.commands.families import all_commands
from editorapp.commands.selection import SetSelection
from editorapp.commands.text import DeleteText, DeletionUnit, InsertText
from editorapp.storage.document_store import DocumentStore
from editorapp.storage.errors import Owner
from editorapp.storage.profile import Profile
from editorapp.text.buffer import Buffer
from editorapp.text.change import Change, ChangeSet
from editorapp.text.motion import Direction
from tests.bench.text.files import trace
from tests.bench.text.rows import Figure, Findings, Found, Row, Setting

TRACE = "seph-blog1"
Patch = tuple[int, int, str]


def _apply(start: str, patches: list[Patch]) -> tuple[float, Buffer, list[ChangeSet], Buffer]:
    """Return patches a second, the text, the undo steps and the text that they began with."""
    buffer = first = Buffer(start)
    done: list[ChangeSet] = []
    gc.collect()
    began = time.perf_counter()
    for position, deleted, inserted in patches:
        end = position + deleted
        step = ChangeSet((Change(position, buffer.slice(position, end) if deleted else "", inserted),))
        buffer = step.apply(buffer)
        done.append(step)
    return len(patches) / (time.perf_counter() - began), buffer, done, first


class _Rival:
    """The document of a `QPlainTextEdit`, with the layout that it has there; nothing is painted."""

    def __init__(self, start: str) -> None:
        # A widget wants an application, but no screen.
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        self._application = QApplication.instance() or QApplication([])
        self._edit = QPlainTextEdit(start)
        self.document: QTextDocument = self._edit.document()

    def apply(self, patches: list[Patch]) -> float:
        """Return patches a second."""
        cursor = QTextCursor(self.document)
        began = time.perf_counter()
        for position, deleted, inserted in patches:
            cursor.setPosition(position)
            if deleted:
                cursor.setPosition(position + deleted, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(inserted)
        return len(patches) / (time.perf_counter() - began)

    def walk(self) -> tuple[float, float]:
        """Undo everything and redo it; return the seconds of both."""
        document = self.document
        seconds = []
        for is_there, walk in (
            (document.isUndoAvailable, document.undo),
            (document.isRedoAvailable, document.redo),
        ):
            began = time.perf_counter()
            while is_there():
                walk()
            seconds.append(time.perf_counter() - began)
        return seconds[0], seconds[1]


def _note(is_shared: bool) -> str:
    return "" if is_shared else "a made-up trace: the shared one is not there"


def measure_trace(setting: Setting) -> Findings:
    """One patch at a time, each with its undo step; the undo steps are checked to lead back.

    The collector of garbage rests as long as it does in the program.
    """
    gc.set_threshold(*COLLECTOR)
    start, patches, is_shared = trace(TRACE, setting.size.patches)
    few = patches[: setting.size.rival_patches]
    found = Found(note=_note(is_shared))
    for number in range(setting.runs):
        rate, buffer, steps, first = _apply(start, patches)
        found.ours.append(rate)
        found.rival.append(_Rival(start).apply(few))
        if number == 0:
            for step in reversed(steps):
                buffer = step.inverted().apply(buffer)
            assert buffer == first, "the undo steps do not lead back"
    if len(few) < len(patches):
        found.note = "; ".join(filter(None, [found.note, f"rival: the first {len(few):,} patches"]))
    return {"patches": found}


class _Typist:
    """Types a trace into a session as a person would have, so that its changes lie in groups."""

    def __init__(self, session: ExecSession) -> None:
        self._submit = session.editor.submit
        self._target = session.held.id
        self._caret = -1

    def type(self, position: int, deleted: int, inserted: str) -> None:
        if deleted == 1 and not inserted and self._caret == position + 1:
            erase = DeleteText(Direction.BACKWARD, DeletionUnit.GRAPHEME)
            self._submit(erase, self._target, "keyboard")
        else:
            if deleted or self._caret != position:
                self._submit(SetSelection([(position, position + deleted)]), self._target, "mouse")
            self._submit(InsertText(inserted), self._target, "keyboard")
        self._caret = position + len(inserted)


def _walk(session: ExecSession, command: Undo | Redo) -> tuple[float, int]:
    """Undo or redo until it is refused; return the seconds, and how often it was not."""
    submit, target = session.editor.submit, session.held.id
    count = 0
    gc.collect()
    began = time.perf_counter()
    while submit(command, target, "keyboard").status == "completed":
        count += 1
    return time.perf_counter() - began, count


def measure_undo(setting: Setting) -> Findings:
    """The whole trace typed into a journaled document, undone group by group, and redone."""
    gc.set_threshold(*COLLECTOR)
    start, patches, is_shared = trace(TRACE, setting.size.patches)
    few = patches[: setting.size.rival_patches]
    undo, redo = Found(note=_note(is_shared)), Found()
    for _ in range(setting.runs):
        with tempfile.TemporaryDirectory(dir=setting.files.folder) as name:
            folder = Path(name)
            path = folder / "text.txt"
            path.write_text(start, encoding="utf-8")
            registry = all_commands()
            profile = Profile.find(str(folder / "profile"))
            store = DocumentStore(profile, registry, Owner(os.getpid()), journals_moves=True)
            held = store.open_file(path)
            session = ExecSession(store, held, registry)
            typist = _Typist(session)
            for patch in patches:
                typist.type(*patch)
            typed, began_with = held.document.document.buffer, Buffer(start)
            seconds, groups = _walk(session, Undo())
            assert held.document.document.buffer == began_with
            undo.ours.append(seconds)
            redo.ours.append(_walk(session, Redo())[0])
            assert held.document.document.buffer == typed
            held.close(0)
        rival = _Rival(start)
        rival.apply(few)
        for found, rival_seconds in zip((undo, redo), rival.walk(), strict=True):
            found.rival.append(rival_seconds * len(patches) / len(few))
    undo.note = "; ".join(filter(None, [undo.note, f"{groups:,} groups, journaled"]))
    if len(few) < len(patches):
        redo.note = f"rival: the first {len(few):,} patches, scaled up"
    return {"undo all": undo, "redo all": redo}


ROWS = (
    Row("trace", (Figure("patches", "edits/s", 500_000, more_is_better=True),), measure_trace),
    Row("undo", (Figure("undo all", "s", 2.0), Figure("redo all", "s", 2.0)), measure_undo),
)
