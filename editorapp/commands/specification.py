"""Owns what is said about a command besides its arguments: name, label, menu, key, whether a macro may hold it.

Does not hold the commands themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

import msgspec

from editorapp.bus.catalog import Upcast
from editorapp.commands.context import Context
from editorapp.commands.decision import Decision
from editorapp.text.document import Transaction


class Nature(StrEnum):
    """What a command acts on: the text, the selection, or the application around the document."""

    EDIT = "edit"
    MOVE = "move"
    APPLICATION = "application"


class Reach(StrEnum):
    """What a command may look at: what is near the ranges, all that they hold, or the whole text.

    A command that edits looks at all that the ranges hold in any case, since it takes their place.
    """

    CARETS = "carets"
    SELECTION = "selection"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Specification:
    """What menus, palette, keymap, macros, help and journal need to know of a command.

    Attributes:
        name: its stable name, `family.verb`.
        label: what a person reads in menus and undo labels.
        nature: what it acts on.
        menu: the menu that shows it, as `Menu`, `Menu/group number` or `Menu/group number/Submenu`, or empty
            for none.
        key: its default shortcut in portable notation such as `Ctrl+S`, or empty; several apart by spaces.
        not_recorded: why a macro cannot hold it; empty where it can.
        icon: the name of its icon, or empty.
        version: the version of its arguments, from 1.
        upcasts: by version, what leads from its arguments to those of the next one; each below the present one.
        reach: what it may look at, which tells whether it can take long.
    """

    name: str
    label: str
    nature: Nature
    menu: str = ""
    key: str = ""
    not_recorded: str = ""
    icon: str = ""
    version: int = 1
    upcasts: Mapping[int, Upcast] = field(default_factory=dict)
    reach: Reach = Reach.CARETS


class DocumentCommand(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A command on one document; its fields are its arguments."""

    spec: ClassVar[Specification]

    def run(self, context: Context) -> Transaction | Decision:
        """Decide what happens; a pure function of this command and the context.

        Raises:
            CommandError: the command does not fit the document.
        """
        raise NotImplementedError


class ApplicationCommand(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A command on the application around the documents; a front performs it once it is accepted."""

    spec: ClassVar[Specification]


AnyCommand = DocumentCommand | ApplicationCommand


def arguments_of(command: AnyCommand) -> dict[str, Any]:
    """Return a command's arguments as plain data, without those that have their default."""
    plain: dict[str, Any] = msgspec.to_builtins(command)
    return plain
