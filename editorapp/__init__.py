"""A desktop text editor in which every user action is a command: journaled, undoable, replayable.

This module owns the version number and nothing else; importing it has no side effects.
"""

__version__ = "0.1.0"
