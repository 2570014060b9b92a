"""Messages as lines of Python: what is pasted into a shell is what was logged."""

from __future__ import annotations

import ast
import datetime
import uuid
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from editorapp.bus.expression import expression
from editorapp.bus.job import JobKind


class Parcel(msgspec.Struct, frozen=True):
    """A message of all sorts."""

    content: Any


def typed_in_a_shell(line: str) -> object:
    *statements, shown = ast.parse(line).body
    assert isinstance(shown, ast.Expr)
    names: dict[str, object] = {}
    exec(compile(ast.Module(statements, []), "<shell>", "exec"), names)
    return eval(compile(ast.Expression(shown.value), "<shell>", "eval"), names)


@pytest.mark.parametrize(
    "content",
    [
        None,
        'it\'s "quoted";\n and broken',
        b"\x00\xff",
        [1, (2.5,), {"a": {3, 4}}],
        Parcel(Parcel(())),
        JobKind.EFFECT,
        datetime.datetime(2031, 5, 1, 12, 30, tzinfo=datetime.UTC),
        datetime.timedelta(days=3),
        Decimal("0.10"),
        uuid.UUID(int=7),
    ],
    ids=repr,
)
def test_a_message_comes_back_equal(content: object) -> None:
    assert typed_in_a_shell(expression(Parcel(content))) == Parcel(content)
