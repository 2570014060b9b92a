"""A process that trades and is killed at a chosen point: python -m tests.drills.dying_trade FOLDER FRONT POINT NUMBER

FRONT is `send` or `queue` (with four workers). NUMBER says at which command of this process it dies, from 1, and
POINT where on that command's way:

    accepted   it is on disk, and its handler is just about to decide
    executed   its handler has decided, and the order has changed, in memory
    recorded   its outcome is on disk too, but the queue has not been told
"""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from editorapp.bus.aggregate import AggregateType, Handler
from editorapp.bus.domain import Domain
from editorapp.bus.errors import CommandError
from editorapp.bus.trace import CommandTrace
from editorapp.storage.messages.opening import open_service
from tests.drills.orders import orders
from tests.drills.trading_day import trading_day

ORDERS = 30


def die() -> None:
    """End this process as a failure of power would: nothing is written or closed any more."""
    os.kill(os.getpid(), signal.SIGKILL)


def watched(kind: AggregateType, gate: Callable[[], None]) -> AggregateType:
    """Return a kind of aggregate whose every handler goes through a gate first."""

    def behind_gate(handler: Handler) -> Handler:
        def handle(state: Any, command: Any) -> Any:
            gate()
            return handler(state, command)

        return handle

    handles = [dataclasses.replace(entry, handler=behind_gate(entry.handler)) for entry in kind.handles]
    return AggregateType(kind.name, kind.initial, handles, kind.evolves)


def main(folder: Path, front: str, point: str, number: int) -> None:
    """Trade until death."""
    decided, traced = itertools.count(1), itertools.count(1)

    def gate() -> None:
        if next(decided) == number and point == "accepted":
            die()

    def observe(trace: object) -> None:
        if isinstance(trace, CommandTrace) and next(traced) == number and point != "accepted":
            if point == "recorded":
                service.flush()
            die()

    # No workers before everything is queued, so that the queue is the same every time.
    domain = Domain([watched(orders, gate)])
    service = open_service(domain, folder, workers=0, observe=observe)
    for wish in trading_day(ORDERS):
        if front == "queue":
            service.submit(wish.target, wish.payload, command_id=wish.id)
        else:
            with contextlib.suppress(CommandError):
                service.send(wish.target, wish.payload, command_id=wish.id)
    service.close()
    service = open_service(domain, folder, workers=4, observe=observe)
    service.wait_until_idle()
    service.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
