"""The front with a window; the only importer of PySide6.

Turns what a person does into commands, and shows what became of them.
"""

import builtins

import PySide6.QtCore  # noqa: F401

# PySide6 puts itself into every import, to look in the source of the module for `__feature__`, which would give Qt
# other names. Nothing here wants them, and reading all sources takes a twentieth of the start.
builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
