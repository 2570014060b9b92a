"""Owns the text of a date and time in a format.

Does not know what time it is.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Final

from editorapp.commands.insertion import is_date_format

_MILLION: Final = 1_000_000


def moment_text(format: str, time: int, zone: tzinfo | None = None) -> str | None:
    """Return a moment as text, or None for a format that is none.

    Args:
        format: `iso`, `local` for the way of this computer, or a format of `strftime`.
        time: microseconds since 1970 in UTC.
        zone: the zone to tell the time of; that of this computer if None.
    """
    if not is_date_format(format):
        return None
    moment = datetime.fromtimestamp(time // _MILLION, UTC).astimezone(zone)
    if format == "iso":
        return moment.isoformat()
    try:
        return moment.strftime("%x %X" if format == "local" else format)
    except (ValueError, UnicodeError):
        return None
