"""Owns which keys the text view takes, as a table, and what text a key event types.

Keys of menus and toolbars are not here: they belong to the window's actions and pass the view untouched.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

Arguments = dict[str, Any]


PAGE: Final = 1_000_000
"""Stands in the table for the lines of a page, which a view knows."""


def _move(unit: str, direction: str) -> Arguments:
    return {"unit": unit, "direction": direction}


def _delete(direction: str, unit: str) -> Arguments:
    return {"direction": direction, "unit": unit}


MOTIONS: Final[tuple[tuple[str, Arguments], ...]] = (
    ("Left", _move("grapheme", "backward")),
    ("Right", _move("grapheme", "forward")),
    ("Up", _move("line", "backward")),
    ("Down", _move("line", "forward")),
    ("Home", _move("line_text", "backward")),
    ("End", _move("line_boundary", "forward")),
    ("PgUp", _move("page", "backward")),
    ("PgDown", _move("page", "forward")),
    ("Ctrl+Left", _move("word", "backward")),
    ("Ctrl+Right", _move("word", "forward")),
    ("Ctrl+Alt+Left", _move("sub_word", "backward")),
    ("Ctrl+Alt+Right", _move("sub_word", "forward")),
    ("Ctrl+Home", _move("document", "backward")),
    ("Ctrl+End", _move("document", "forward")),
)
"""Keys that move; with Shift they extend the selection."""

COMMANDS: Final[tuple[tuple[str, str, Arguments], ...]] = (
    ("Return", "text.type_newline", {}),
    ("Enter", "text.type_newline", {}),
    ("Shift+Return", "text.type_newline", {}),
    ("Shift+Enter", "text.type_newline", {}),
    ("Tab", "text.indent", {}),
    ("Shift+Tab", "text.unindent", {}),
    ("Shift+Backtab", "text.unindent", {}),
    ("Backspace", "text.type_backspace", {}),
    ("Shift+Backspace", "text.type_backspace", {}),
    ("Ctrl+Backspace", "text.delete", _delete("backward", "word")),
    ("Alt+Backspace", "text.delete", _delete("backward", "sub_word")),
    ("Ctrl+Shift+Backspace", "text.delete", _delete("backward", "line")),
    ("Del", "text.delete", _delete("forward", "grapheme")),
    ("Ctrl+Del", "text.delete", _delete("forward", "word")),
    ("Alt+Del", "text.delete", _delete("forward", "sub_word")),
    ("Ctrl+Shift+Del", "text.delete", _delete("forward", "line")),
    ("Ctrl+Up", "view.scroll", {"lines": -1, "columns": 0}),
    ("Ctrl+Down", "view.scroll", {"lines": 1, "columns": 0}),
    ("Ctrl+Shift+M", "selection.to_bracket", {"extend": True}),
    ("Alt+Shift+Up", "selection.extend_columns", {"side": "up"}),
    ("Alt+Shift+Down", "selection.extend_columns", {"side": "down"}),
    ("Alt+Shift+Left", "selection.extend_columns", {"side": "left"}),
    ("Alt+Shift+Right", "selection.extend_columns", {"side": "right"}),
    ("Alt+Shift+PgUp", "selection.extend_columns", {"side": "up", "lines": PAGE}),
    ("Alt+Shift+PgDown", "selection.extend_columns", {"side": "down", "lines": PAGE}),
    ("Ctrl+Shift+Up", "selection.move", {**_move("paragraph", "backward"), "extend": True}),
    ("Ctrl+Shift+Down", "selection.move", {**_move("paragraph", "forward"), "extend": True}),
)

# Numbers, since modifiers as Qt's flags cost a key several times what all the rest of this module does.
_NOT_OF_A_COMMAND: Final = (
    Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier
).value
_OF_A_COMMAND: Final = Qt.KeyboardModifier.KeyboardModifierMask.value & ~(
    Qt.KeyboardModifier.ShiftModifier.value | _NOT_OF_A_COMMAND
)
_ALT_GR: Final = (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier).value


def _combination(keys: str) -> int:
    return QKeySequence(keys, QKeySequence.SequenceFormat.PortableText)[0].toCombined()  # type: ignore[index]


def _table() -> dict[int, tuple[str, Arguments]]:
    table = {_combination(keys): (name, arguments) for keys, name, arguments in COMMANDS}
    for keys, arguments in MOTIONS:
        shifted = keys.replace("Ctrl+", "Ctrl+Shift+") if "Ctrl+" in keys else f"Shift+{keys}"
        table[_combination(keys)] = ("selection.move", {**arguments, "extend": False})
        table[_combination(shifted)] = ("selection.move", {**arguments, "extend": True})
    return table


_TABLE: Final = _table()


def is_command(event: QKeyEvent) -> bool:
    """Tell whether a key stands for a command."""
    return event.keyCombination().toCombined() & ~_NOT_OF_A_COMMAND in _TABLE


def command_of(event: QKeyEvent, page_lines: Callable[[], int]) -> tuple[str, Arguments] | None:
    """Return the command and arguments that a key stands for, or None.

    Args:
        event: the key.
        page_lines: returns the lines of one page, for motions by pages.
    """
    found = _TABLE.get(event.keyCombination().toCombined() & ~_NOT_OF_A_COMMAND)
    if found is None:
        return None
    name, arguments = found
    if arguments.get("unit") == "page" or arguments.get("lines") == PAGE:
        return name, {**arguments, "lines": page_lines()}
    return name, dict(arguments)


def typed_text(event: QKeyEvent) -> str:
    """Return the text that a key event types, or nothing."""
    modifiers = event.modifiers().value & _OF_A_COMMAND
    if modifiers and modifiers != _ALT_GR:
        return ""
    text = event.text()
    if text.isascii():
        return text if text.isprintable() else ""
    # Zero-width joiners and direction marks are typed, too, though Python calls them not printable.
    is_text = all(ord(c) >= 0x20 and c != "\x7f" and not 0xD800 <= ord(c) <= 0xDFFF for c in text)
    return text if is_text else ""
