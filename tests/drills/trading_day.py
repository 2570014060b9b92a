"""A day's commands for the orders, some of which will be refused; the same every time."""

from __future__ import annotations

import random

import msgspec

from tests.drills.orders import CancelOrder, FulfilOrder, PlaceOrder, orders


class Wish(msgspec.Struct, frozen=True):
    """A command as its sender has it, who may send it again and again under the same id."""

    id: str
    target: str
    payload: PlaceOrder | FulfilOrder | CancelOrder


def trading_day(count: int) -> list[Wish]:
    """Return the commands of a number of orders; those of one order in their order, all orders mixed."""
    chance = random.Random(1)
    lives = [_life(orders.target(number), chance) for number in range(count)]
    return mixed(lives, chance)


def mixed(lives: list[list[Wish]], chance: random.Random) -> list[Wish]:
    """Return the commands of all orders in one list, in which each order has kept its own order."""
    turns = [number for number, life in enumerate(lives) for _ in life]
    chance.shuffle(turns)
    following = [iter(life) for life in lives]
    return [next(following[turn]) for turn in turns]


def by_order(wishes: list[Wish]) -> list[list[Wish]]:
    """Return the commands of each order by themselves."""
    lives: dict[str, list[Wish]] = {}
    for wish in wishes:
        lives.setdefault(wish.target, []).append(wish)
    return list(lives.values())


def _life(target: str, chance: random.Random) -> list[Wish]:
    article = chance.choice(["coffee", "sugar", "tea"])
    payloads: list[PlaceOrder | FulfilOrder | CancelOrder] = [
        PlaceOrder(chance.choice(["anna", "bert"]), article, chance.randint(3, 9), chance.randint(100, 900))
    ]
    # A delivery that came twice would show: each takes off what is open, and none brings it to the same value.
    payloads += [FulfilOrder(chance.randint(1, 4)) for _ in range(chance.randint(0, 4))]
    if chance.random() < 0.4:
        payloads.append(CancelOrder("too late"))
    return [Wish(f"{target}:{number}", target, payload) for number, payload in enumerate(payloads)]
