"""Owns the errors of message databases.

Does not own those of the bus.
"""

from __future__ import annotations


class MessageDatabaseError(Exception):
    """A message database cannot be read or used; its words say why."""


class DatabaseBusyError(MessageDatabaseError):
    """Another living process runs on this message database."""
