"""Owns `Relay`, which passes on what somebody asks for to whoever listens, as a plain call.

Not for what crosses threads, nor for what Qt itself connects to: for these there are its signals.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, ParamSpec

P = ParamSpec("P")


class Relay(Generic[P]):
    """A list of listeners.

    A signal turns what it carries into Qt's types and back, which a key would wait for, and which strings with half
    surrogate pairs do not survive.
    """

    __slots__ = ("_listeners",)

    def __init__(self) -> None:
        """Begin without listeners."""
        self._listeners: tuple[Callable[P, object], ...] = ()

    def connect(self, listener: Callable[P, object]) -> None:
        """Call a listener each time from now on, after those that came before it."""
        self._listeners = (*self._listeners, listener)

    def clear(self) -> None:
        """Forget all listeners, and with them whatever they hold."""
        self._listeners = ()

    def emit(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call all listeners."""
        for listener in self._listeners:
            listener(*args, **kwargs)
