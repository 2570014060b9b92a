"""Owns which commands a few typed letters find, and in which order they are shown.

Does not show them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from editorapp.ui.fuzzy_match import Fit, fit

_FOUND_IN_LABEL = 20
"""A word that is found in the label of a command counts so much more than one found in its menu."""


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """A command that can be found.

    Attributes:
        name: its name.
        label: what a person reads.
        menu: the menu that it is in.
        keys: what brings it about at the keyboard, or empty.
        reason: why it cannot be done now; empty if it can.
    """

    name: str
    label: str
    menu: str
    keys: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """A command that was found, and which letters of its label made that."""

    entry: PaletteEntry
    places: frozenset[int] = frozenset()


def ordered(entries: Sequence[PaletteEntry], typed: str, ranks: Mapping[str, float]) -> list[FoundEntry]:
    """Return the commands that fit what was typed.

    Args:
        entries: all commands, in the order of the menus.
        typed: words, each of which must be found in the label or the menu of a command; none for all.
        ranks: how much each command is used, by name; those that are not there were not used.

    Returns:
        The best fit first; of those that fit alike the one that is used most, then the one with the shortest
        label; without letters in the order of the menus.
    """
    found = []
    words = typed.split()
    for index, entry in enumerate(entries):
        fits = _fits(entry, words)
        if fits is not None:
            usage = ranks.get(entry.name, float("-inf"))
            key = (-fits.score, -usage, len(entry.label) if words else 0, index)
            found.append((key, FoundEntry(entry, frozenset(fits.places))))
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]


def _fits(entry: PaletteEntry, words: list[str]) -> Fit | None:
    score = 0
    places: set[int] = set()
    for word in words:
        in_label = fit(word, entry.label)
        # The names of menus are few and short: letters that are scattered in one say nothing.
        in_menu = len(word) if entry.menu.casefold().startswith(word.casefold()) else 0
        if in_label is not None:
            score += in_label.score + _FOUND_IN_LABEL
            places.update(in_label.places)
        elif in_menu:
            score += in_menu
        else:
            return None
    return Fit(score, tuple(sorted(places)))
