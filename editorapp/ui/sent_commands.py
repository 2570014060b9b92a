"""Owns what becomes of the commands that other processes send to this window: in which document, and when answered.

Does not own the connections, nor what a line asks for and how an answer is written.

The lines of a connection are done in order, a short while at a time, so that the window stays at hand for its person.
A save, and the opening of a file, are answered when they are done; another command on the window when it is
accepted, and the next line waits until no file is being opened or closed any more.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QTimer

from editorapp.bus.errors import CommandError
from editorapp.bus.json_text import to_json
from editorapp.commands.document import Open, Save
from editorapp.commands.specification import AnyCommand, ApplicationCommand
from editorapp.session import command_lines
from editorapp.session.command_lines import Done, FailedAnswer, Request, Script
from editorapp.session.editor import APPLICATION
from editorapp.ui.instance_server import InstanceServer
from editorapp.ui.line_connection import LineConnection
from editorapp.ui.message import Message
from editorapp.ui.opening_watch import OpeningWatch
from editorapp.ui.parts import Parts

_SLICE: Final = 0.008
"""Seconds for lines at a turn of the event loop: with what their changes take to paint, about a frame."""
_ROUNDS: Final = 4
"""How often no file must be under way before a wish to open one counts as settled; some are tried again."""


@dataclass(eq=False)
class _Sender:
    """A connection, and where its commands go.

    Attributes:
        connection: lines and answers.
        document: the id of the document that they go to, or None if there is none.
        follows: whether that is another one after a command of its own that shows another tab.
        waits: whether a command of it is still under way.
    """

    connection: LineConnection
    document: str | None = None
    follows: bool = False
    waits: bool = True

    @property
    def can_go_on(self) -> bool:
        connection = self.connection
        return not self.waits and connection.is_open and connection.has_room and connection.has_line()

    def answer(self, answered: command_lines.Answer | FailedAnswer) -> None:
        self.connection.write(command_lines.encode(answered))


class SentCommands(QObject):
    """Does what other processes send."""

    def __init__(
        self,
        parts: Parts,
        server: InstanceServer,
        parent: QObject,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what is sent to a server from now on.

        Args:
            parts: the window.
            server: where other processes send.
            parent: Qt's owner of this object.
            now: returns seconds that only grow.
        """
        super().__init__(parent)
        self._parts = parts
        self._now = now
        self._script = Script(parts.given.editor)
        self._turns: deque[_Sender] = deque()
        self._answering: str | None = None
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._take_turn)
        parts.given.editor.application.revision_of = self._revision
        server.sending.connect(self._begin)

    def _revision(self) -> int:
        """Return what commands on the window are answered with: the revision of the sender's document."""
        held = self._parts.workspace.held(self._answering)
        return 0 if held is None else held.document.revision

    # --- a connection begins -----------------------------------------------------------------------------

    def _begin(self, connection: LineConnection, path: str | None) -> None:
        sender = _Sender(connection, follows=path is None)
        if path is None:
            self._when_settled(lambda: self._start(sender, self._parts.tabs.current_id))
            return
        held = self._parts.workspace.at_path(path)
        if held is not None:
            self._start(sender, held.id)
            return
        watch = OpeningWatch(self._parts.workspace, path)
        self._parts.dispatcher.submit(Open(path), "other-process")

        def settled() -> None:
            reason = watch.end()
            held = self._parts.workspace.at_path(path)
            if held is not None:
                self._start(sender, held.id)
            else:
                self._refuse(sender, reason)

        self._when_settled(settled)

    def _start(self, sender: _Sender, document: str | None) -> None:
        sender.document = document
        sender.waits = False
        sender.connection.write(b'{"ok":true,"ready":true}\n')
        sender.connection.flush()
        sender.connection.changed.connect(lambda: self._schedule(sender))
        self._schedule(sender)

    def _refuse(self, sender: _Sender, reason: str) -> None:
        sender.connection.write(to_json({"ok": False, "error": reason}).encode() + b"\n")
        sender.connection.close()

    # --- lines -------------------------------------------------------------------------------------------

    def _schedule(self, sender: _Sender) -> None:
        if sender not in self._turns and sender.can_go_on:
            self._turns.append(sender)
            self._timer.start()

    def _take_turn(self) -> None:
        sender = self._turns.popleft()
        until = self._now() + _SLICE
        try:
            with self._parts.tabs.together():
                while sender.can_go_on:
                    self._do_line(sender)
                    if self._now() >= until:
                        break
        finally:
            sender.connection.flush()
            self._schedule(sender)
            if self._turns:
                self._timer.start()

    def _do_line(self, sender: _Sender) -> None:
        try:
            line = sender.connection.take_line()
        except CommandError as error:
            sender.answer(command_lines.refusal(None, error))
            return
        request = command_lines.parse_line(line, self._parts.given.editor.registry)
        if isinstance(request, FailedAnswer):
            sender.answer(request)
            return
        command = request.command
        watch = OpeningWatch(self._parts.workspace, command.path) if isinstance(command, Open) else None
        try:
            done = self._submit(sender, request)
        except CommandError as error:
            if watch is not None:
                watch.end()
            sender.answer(command_lines.refusal(request.id, error))
            return
        self._follow(sender, request, done, watch)

    def _submit(self, sender: _Sender, request: Request) -> Done:
        parts = self._parts
        if parts.window.may_close:
            raise CommandError("window_closing", "The window is closing; nothing was done.")
        held = parts.workspace.held(sender.document)
        self._check(sender, request.command)
        if command_lines.needs_window(request.command):
            parts.tabs.catch_up()
            if held is not None:
                # It acts on the document that is shown.
                parts.tabs.show_tab(held.id)
        self._answering = sender.document
        try:
            return self._script.submit(request.command, sender.document or APPLICATION, request.id)
        finally:
            self._answering = None

    def _check(self, sender: _Sender, command: AnyCommand) -> None:
        """Refuse what has no document, or what would have to wait for a person to choose a file.

        Raises:
            CommandError: it is refused.
        """
        held = self._parts.workspace.held(sender.document)
        if held is None and not isinstance(command, ApplicationCommand):
            text = (
                "The document is not open in the window any more"
                if sender.document
                else "No document is shown"
            )
            raise CommandError("unknown_document", f"{text}; nothing was done.")
        if held is not None and held.path is None and isinstance(command, Save):
            text = f"{held.name} has no file yet: give it one with document.save_as."
            raise CommandError("save_failed", text)

    # --- what takes longer -------------------------------------------------------------------------------

    def _follow(self, sender: _Sender, request: Request, done: Done, watch: OpeningWatch | None) -> None:
        """Answer at once, or when it is known whether a file was saved or opened."""
        if done.saves and sender.document is not None:
            self._wait_for_save(sender, sender.document, request.id, done)
        elif done.exports and sender.document is not None:
            self._wait_for_export(sender, sender.document, request.id, done)
        elif watch is not None:
            self._wait_for_opening(sender, request.id, done, watch)
        else:
            sender.answer(command_lines.answer(request.id, done))
            if done.is_new and command_lines.needs_window(request.command):
                sender.waits = True
                self._when_settled(lambda: self._go_on(sender))

    def _wait_for_save(self, sender: _Sender, document: str, command_id: str | None, done: Done) -> None:
        reasons: list[str] = []

        def told(message: Message) -> None:
            if message.document == document:
                reasons.append(message.text)

        def settled(saved: bool) -> None:
            self._parts.saving.told.disconnect(told)
            reason = reasons[-1] if reasons else "It was not saved."
            sender.answer(command_lines.answer(command_id, done if saved else done.but_not_saved(reason)))
            sender.waits = False
            self._schedule(sender)

        sender.waits = True
        self._parts.saving.told.connect(told)
        self._parts.saving.tell_when_settled(document, settled)

    def _wait_for_export(self, sender: _Sender, document: str, command_id: str | None, done: Done) -> None:
        def ended(reason: str) -> None:
            answered = done.but_not_saved(reason, command_lines.EXPORT_FAILED) if reason else done
            sender.answer(command_lines.answer(command_id, answered))
            sender.waits = False
            self._schedule(sender)

        sender.waits = True
        self._parts.exporting.tell_when_ended(document, ended)

    def _wait_for_opening(
        self, sender: _Sender, command_id: str | None, done: Done, watch: OpeningWatch
    ) -> None:
        def settled() -> None:
            reason = watch.end()
            if reason and done.is_new:
                sender.answer(command_lines.refusal(command_id, CommandError("not_opened", reason, "path")))
            else:
                sender.answer(command_lines.answer(command_id, done))
            self._go_on(sender)

        sender.waits = True
        self._when_settled(settled)

    def _when_settled(self, then: Callable[[], None], rounds: int = _ROUNDS) -> None:
        """Call something when no file is being opened, written or closed any more."""
        again = then if rounds == 1 else lambda: self._when_settled(then, rounds - 1)
        self._parts.worker.when_idle(again)

    def _go_on(self, sender: _Sender) -> None:
        if sender.follows:
            sender.document = self._parts.tabs.current_id
        sender.waits = False
        self._schedule(sender)
