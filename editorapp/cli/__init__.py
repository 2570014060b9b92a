"""The front without a window: one file for each subcommand.

Knows nothing of Qt.
"""
