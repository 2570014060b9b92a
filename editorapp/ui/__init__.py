"""The front with a window; the only importer of PySide6.

Turns what a person does into commands, and shows what became of them.
"""
