"""Owns `KeyboardRound`: the way of the keyboard from the text to messages and status bar and back, with F6.

Does not know what is there; the Tab key cannot lead there, since it belongs to the text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


class Stop(Protocol):
    """A part of the window that can have the keyboard."""

    def has_keyboard(self) -> bool:
        """Tell whether it has it now."""
        ...

    def take_keyboard(self) -> bool:
        """Take it, and tell whether there was something to take it."""
        ...


class KeyboardRound(QObject):
    """Leads the keyboard round: F6 forward, Shift+F6 backward; behind the last stop comes the text."""

    def __init__(self, window: QWidget, stops: Sequence[Stop], focus_text: Callable[[], None]) -> None:
        """Take the stops in their order, and what gives the keyboard to the text."""
        super().__init__(window)
        self._stops = stops
        self._focus_text = focus_text
        QShortcut(QKeySequence("F6"), window, lambda: self._go_on(1))
        QShortcut(QKeySequence("Shift+F6"), window, lambda: self._go_on(-1))

    def _go_on(self, step: int) -> None:
        count = len(self._stops)
        now = next((at for at, stop in enumerate(self._stops) if stop.has_keyboard()), None)
        at = (-1 if step > 0 else count) if now is None else now
        while 0 <= at + step < count:
            at += step
            if self._stops[at].take_keyboard():
                return
        self._focus_text()
