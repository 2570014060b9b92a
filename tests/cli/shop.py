"""Owns a shop on the bus for tests: orders, and mails about them by a server that may say no or say nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec

from editorapp.bus.aggregate import AggregateType, Evolves, Handles
from editorapp.bus.domain import Domain
from editorapp.bus.effect import Effect, Found
from editorapp.bus.errors import CommandError
from editorapp.bus.message import Intent, RecordedEvent
from editorapp.bus.projection import Projection, Rows
from editorapp.bus.secret import SECRET
from editorapp.storage.messages.opening import OpenService, open_service


class Place(msgspec.Struct, frozen=True):
    """Order something."""

    item: str
    card: Annotated[str, SECRET] = ""


class Placed(msgspec.Struct, frozen=True):
    """Something was ordered."""

    item: str
    card: Annotated[str, SECRET] = ""


class NoteMail(msgspec.Struct, frozen=True):
    """Note whether a mail was sent."""

    was_sent: bool


class MailNoted(msgspec.Struct, frozen=True):
    """It is known whether a mail was sent."""

    was_sent: bool


class Count(msgspec.Struct):
    """A row: how often an item was ordered."""

    orders: int = 0


def _place(state: int, command: Place) -> Placed:
    if not command.item:
        raise CommandError("no_item", f"Nothing was ordered with {command.card}.", "item")
    return Placed(command.item, command.card)


def _count(rows: Rows, recorded: RecordedEvent) -> None:
    known = rows.get(recorded.event.item) or Count()
    rows.put(recorded.event.item, Count(known.orders + 1))


def _perform(event: Placed, attempt: Any) -> None:
    raise ConnectionError("the server has not answered")


def shop(perform: Any = _perform) -> Domain:
    """Return the domain; unless told otherwise, of no mail it is known whether it was sent."""
    orders = AggregateType(
        "order",
        0,
        [
            Handles("shop.place", Place, _place),
            Handles("shop.note_mail", NoteMail, lambda state, command: MailNoted(command.was_sent)),
        ],
        [
            Evolves("shop.placed", Placed, lambda state, event: state + 1),
            Evolves("shop.mail_noted", MailNoted, lambda state, event: state),
        ],
    )
    mail = Effect(
        "mail",
        Placed,
        perform,
        lambda event, key: Found.UNKNOWN,
        lambda event, result: Intent("order/1", NoteMail(result.happened)),
    )
    return Domain([orders], effects=[mail], projections=[Projection("sold items", Count, {Placed: _count})])


def open_shop(profile: Path, place: str = "windows/today/work", **ports: Any) -> OpenService:
    """Open the shop's service in a work folder of a profile, without threads unless there are to be `workers`."""
    return open_service(ports.pop("domain", shop()), profile / "state" / place, **{"workers": 0, **ports})
