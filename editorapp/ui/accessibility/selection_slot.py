"""Owns letting Python answer the one question about selections that PySide6 does not pass on.

Does not know what is selected.

`QAccessibleTextInterface::selection` has two results, which PySide6 leaves out: its class answers with nothing. The
question is a virtual function of plain numbers and pointers, so the table of such functions of one object is copied
and the entry changed there. Where the table is not known to look so, nothing is done.
"""

from __future__ import annotations

import ctypes
import platform
import sys
from collections.abc import Callable
from typing import Any, Final

import shiboken6
from PySide6.QtGui import QAccessibleTextInterface

Answer = Callable[[int], tuple[int, int]]
"""Returns start and end of the selection of a number from 0."""

_ENTRIES: Final = 18
"""What Qt 6 declares in `QAccessibleTextInterface`, with two for the destructor where there is one."""

_BEFORE: Final = 2
"""Entries before the first function, about the type of the object."""

_Selection: Final = ctypes.CFUNCTYPE(
    None, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int)
)


def answer_selection(interface: QAccessibleTextInterface, answer: Answer) -> Any:
    """Let a function answer what the selections of an interface are.

    Args:
        interface: an object of a class of Python.
        answer: the function.

    Returns:
        What has to live as long as the interface.
    """
    if platform.machine().lower() not in ("x86_64", "amd64", "aarch64", "arm64"):
        return None
    slot = 1 if sys.platform == "win32" else 2

    def selection(_: int, number: int, start: Any, end: Any) -> None:
        start[0], end[0] = answer(number)

    function = _Selection(selection)
    address = shiboken6.getCppPointer(interface)[0]
    table_pointer = ctypes.cast(address, ctypes.POINTER(ctypes.c_void_p))
    size = _BEFORE + _ENTRIES
    original = (ctypes.c_void_p * size).from_address(
        int(table_pointer[0] or 0) - _BEFORE * ctypes.sizeof(ctypes.c_void_p)
    )
    table = (ctypes.c_void_p * size)(*original)
    table[_BEFORE + slot] = ctypes.cast(function, ctypes.c_void_p)
    table_pointer[0] = ctypes.addressof(table) + _BEFORE * ctypes.sizeof(ctypes.c_void_p)
    return function, table
