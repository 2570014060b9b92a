"""Owns replay from the log: every aggregate as its recorded events make it, touching nothing else.

Does not run commands, and cannot reach the outside: it is given no effects. To let a program go on where it
stopped, with its pending effects, open its service; to try it out, use `Service.dry_run`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from editorapp.bus.domain import Domain
from editorapp.bus.errors import UnreadableError
from editorapp.bus.secret import Seal
from editorapp.storage.messages.database import MessageDatabase

_events_decoder = msgspec.json.Decoder(tuple[tuple[str, int, msgspec.Raw], ...])


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
    decode = _events_decoder.decode
    evolutions: dict[str, dict[type, Callable[[Any, Any], Any]]] = {}
    states, revisions = world.states, world.revisions
    for seq, target, text in database.scan("select seq, target, events from completed order by seq"):
        world.seq = seq
        kind_name = target.partition("/")[0]
        evolve = evolutions.get(kind_name)
        if evolve is None:
            evolve = evolutions[kind_name] = domain.kind_of(target).evolutions
        if target in world.unreadable:
            continue
        state = states[target] if target in states else domain.kind_of(target).initial
        try:
            for name, version, raw in decode(text):
                event = read(name, version, raw)
                state = evolve[type(event)](state, event)
                revisions[target] = revisions.get(target, 0) + 1
                world.events += 1
        except UnreadableError as error:
            world.unreadable[target] = error
            states.pop(target, None)
            continue
        states[target] = state
    return world
