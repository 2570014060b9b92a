"""Owns replay from the log: every aggregate as its recorded events make it, touching nothing else.

Does not run commands, and cannot reach the outside: it is given no effects. To let a program go on where it
stopped, with its pending effects, open its service; to try it out, use `Service.dry_run`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from editorapp.bus.domain import Domain
from editorapp.bus.errors import UnreadableError
from editorapp.bus.secret import Seal
from editorapp.storage.messages import event_text
from editorapp.storage.messages.database import MessageDatabase


class World(msgspec.Struct):
    """What a log leads to.

    Attributes:
        states: the state of every aggregate by its id.
        revisions: how many events led to each.
        seq: the number of the last outcome.
        events: how many events were replayed.
        unreadable: the aggregates that could not be rebuilt, with the reason.
    """

    states: dict[str, Any]
    revisions: dict[str, int]
    seq: int = 0
    events: int = 0
    unreadable: dict[str, UnreadableError] = {}


def replay(domain: Domain, database: MessageDatabase, seal: Seal | None = None) -> World:
    """Rebuild the state of every aggregate from the recorded events alone."""
    world = World({}, {}, unreadable={})
    read = domain.catalog(seal).read
    states, revisions = world.states, world.revisions
    for seq, target, text in database.scan("select seq, target, events from completed order by seq"):
        world.seq = seq
        if target in world.unreadable:
            continue
        kind = domain.aggregates.get(target.partition("/")[0])
        try:
            if kind is None:
                raise UnreadableError(target, 1, text.encode(), "no kind of aggregate of this name is known")
            state = states.get(target, kind.initial)
            parts = event_text.parts_of(text)
            for name, version, raw in parts:
                state = kind.state_after(state, read(name, version, raw))
        except UnreadableError as error:
            world.unreadable[target] = error
            states.pop(target, None)
            revisions.pop(target, None)
            continue
        world.events += len(parts)
        revisions[target] = revisions.get(target, 0) + len(parts)
        states[target] = state
    return world
