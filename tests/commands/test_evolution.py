"""Commands that were written by older and newer versions of the program."""

from __future__ import annotations

from types import ModuleType
from typing import Any, ClassVar

import pytest

from editorapp.bus.errors import UnreadableError
from editorapp.commands.context import Context
from editorapp.commands.decision import Decision
from editorapp.commands.registry import Registry
from editorapp.commands.specification import DocumentCommand, Nature, Specification


def _family(command_type: type[DocumentCommand]) -> ModuleType:
    family = ModuleType(command_type.__module__)
    vars(family)[command_type.__name__] = command_type
    return family


def _in_words(arguments: dict[str, Any]) -> dict[str, Any]:
    return {"lines": arguments["count"]}


def _with_direction(arguments: dict[str, Any]) -> dict[str, Any]:
    return arguments | {"direction": "down"}


class Scroll(DocumentCommand, frozen=True):
    """Once `count`, then `lines`, now with a direction."""

    spec: ClassVar = Specification(
        "old.scroll", "Scroll", Nature.MOVE, version=3, upcasts={1: _in_words, 2: _with_direction}
    )
    lines: int
    direction: str

    def run(self, context: Context) -> Decision:
        return Decision()


REGISTRY = Registry([_family(Scroll)])


@pytest.mark.parametrize(
    ("version", "arguments"),
    [(1, b'{"count":3}'), (2, b'{"lines":3}'), (3, b'{"lines":3,"direction":"down"}')],
)
def test_a_command_of_any_older_version_is_read_as_the_present_one(version: int, arguments: bytes) -> None:
    assert REGISTRY.read_stored("old.scroll", version, arguments) == Scroll(3, "down")


@pytest.mark.parametrize(
    ("name", "version", "arguments", "reason"),
    [
        ("old.teleport", 1, b'{"to":1}', "no command of this name is known"),
        ("old.scroll", 4, b'{"lines":3}', "a newer version of the program"),
        ("old.scroll", 0, b'{"lines":3}', "a newer version of the program"),
        ("old.scroll", 1, b'{"lines":3}', "it does not fit"),
        ("old.scroll", 3, b'{"lines":"many","direction":"down"}', "it does not fit"),
        ("old.scroll", 2, b'{"lines":', "it does not fit"),
    ],
)
def test_what_cannot_be_read_keeps_its_bytes_and_says_why(
    name: str, version: int, arguments: bytes, reason: str
) -> None:
    with pytest.raises(UnreadableError, match=reason) as caught:
        REGISTRY.read_stored(name, version, arguments)
    assert (caught.value.name, caught.value.version, caught.value.raw) == (name, version, arguments)


def test_a_command_without_the_way_from_an_older_version_is_refused_at_start() -> None:
    class Jump(DocumentCommand, frozen=True):
        spec: ClassVar = Specification("old.jump", "Jump", Nature.MOVE, version=2)

    with pytest.raises(ValueError, match=r"old\.jump needs one upcast"):
        Registry([_family(Jump)])
