"""What is open: documents with their undo trees, macros, recovery.

Knows no database and no window; journals, files and clipboards come in through ports.
"""
