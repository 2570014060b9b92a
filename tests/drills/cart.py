"""Carts: what was put in is recorded; what is looked at is a read model, which may be away for a while.

A cart takes `AddItemToCart` and `RemoveItemFromCart`. Whoever wants to see one asks `GetCart`, which is answered by
the view and never touches the cart: the view may lag behind, or not be there, and customers go on shopping.
"""

from __future__ import annotations

import msgspec

from editorapp.bus.aggregate import AggregateType, Evolves, Handles
from editorapp.bus.domain import Domain
from editorapp.bus.errors import CommandError
from editorapp.bus.message import RecordedEvent
from editorapp.bus.projection import Projection, Rows

# --- messages ------------------------------------------------------------------------------------------------


class AddItemToCart(msgspec.Struct, frozen=True):
    """A customer wants some of an article; `price` is that of one piece, in cents."""

    article: str
    pieces: int
    price: int


class RemoveItemFromCart(msgspec.Struct, frozen=True):
    """A customer does not want an article any more."""

    article: str


class ItemAddedToCart(msgspec.Struct, frozen=True):
    """So many pieces of an article came into the cart."""

    article: str
    pieces: int
    price: int


class ItemRemovedFromCart(msgspec.Struct, frozen=True):
    """All pieces of an article left the cart."""

    article: str


# --- a cart decides ------------------------------------------------------------------------------------------


class Cart(msgspec.Struct, frozen=True):
    """What a cart has to know in order to decide: how many pieces of what are in it."""

    pieces: dict[str, int] = {}


def add(cart: Cart, command: AddItemToCart) -> ItemAddedToCart:
    """Take some pieces in."""
    if command.pieces < 1:
        raise CommandError("invalid_argument", "At least one piece must be added.", "pieces")
    return ItemAddedToCart(command.article, command.pieces, command.price)


def remove(cart: Cart, command: RemoveItemFromCart) -> ItemRemovedFromCart:
    """Let an article go that is in the cart."""
    if command.article not in cart.pieces:
        raise CommandError("not_in_cart", f"There is no {command.article} in the cart.", "article")
    return ItemRemovedFromCart(command.article)


def added(cart: Cart, event: ItemAddedToCart) -> Cart:
    """Count the pieces."""
    return Cart({**cart.pieces, event.article: cart.pieces.get(event.article, 0) + event.pieces})


def removed(cart: Cart, event: ItemRemovedFromCart) -> Cart:
    """Forget the article."""
    return Cart({article: pieces for article, pieces in cart.pieces.items() if article != event.article})


carts = AggregateType(
    "cart",
    Cart(),
    handles=[
        Handles("cart.add_item", AddItemToCart, add),
        Handles("cart.remove_item", RemoveItemFromCart, remove),
    ],
    evolves=[
        Evolves("cart.item_added", ItemAddedToCart, added),
        Evolves("cart.item_removed", ItemRemovedFromCart, removed),
    ],
)

# --- a cart is looked at -------------------------------------------------------------------------------------


class GetCart(msgspec.Struct, frozen=True):
    """What is in a cart? It is answered with a `CartView`; a cart that the view does not know is an empty one."""

    cart: str


class Line(msgspec.Struct, frozen=True):
    """An article in a cart: how many pieces, and what they cost together, in cents."""

    article: str
    pieces: int
    cost: int


class CartView(msgspec.Struct, frozen=True):
    """A cart as it is shown: a row of the read model."""

    lines: tuple[Line, ...] = ()

    @property
    def total(self) -> int:
        """What everything costs together, in cents."""
        return sum(line.cost for line in self.lines)


def show_added(rows: Rows, recorded: RecordedEvent) -> None:
    """Add to the article's line, or write one."""
    event: ItemAddedToCart = recorded.event
    view: CartView = rows.get(recorded.target) or CartView()
    lines = {line.article: line for line in view.lines}
    line = lines.get(event.article, Line(event.article, 0, 0))
    cost = line.cost + event.pieces * event.price
    lines[event.article] = Line(event.article, line.pieces + event.pieces, cost)
    rows.put(recorded.target, CartView(tuple(lines.values())))


def show_removed(rows: Rows, recorded: RecordedEvent) -> None:
    """Strike the article's line."""
    view: CartView = rows.get(recorded.target)
    lines = tuple(line for line in view.lines if line.article != recorded.event.article)
    rows.put(recorded.target, CartView(lines))


def get_cart(rows: Rows, query: GetCart) -> CartView:
    """Answer `GetCart`."""
    return rows.get(query.cart) or CartView()


cart_view = Projection(
    "cart_view",
    CartView,
    projects={ItemAddedToCart: show_added, ItemRemovedFromCart: show_removed},
    queries={GetCart: get_cart},
)

shop = Domain([carts], projections=[cart_view])
