"""Owns the text of a date and time in a format.

Does not know what time it is.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from typing import Final

from editorapp.bus.errors import CommandError

_ISO: Final = "iso"
_LOCAL: Final = "local"
_MILLION: Final = 1_000_000
_ALLOWED: Final = re.compile(r"(?:[^%\0\ud800-\udfff]|%[-_0^#]?[A-Za-z%])*")
"""What a format may hold; widths, which would make texts of any length, are not among it."""


def moment_text(format: str, time: int, zone: tzinfo | None = None) -> str:
    """Return a moment as text.

    Args:
        format: `iso`, `local` for the way of this computer, or a format of `strftime`.
        time: microseconds since 1970 in UTC.
        zone: the zone to tell the time of; that of this computer if None.

    Raises:
        CommandError: it is no such format; the field is `format`.
    """
    moment = datetime.fromtimestamp(time // _MILLION, UTC).astimezone(zone)
    if format == _ISO:
        return moment.isoformat()
    if format == _LOCAL:
        return moment.strftime("%x %X")
    if _ALLOWED.fullmatch(format) is None:
        raise CommandError("invalid_argument", f"{format!r} is no format of a date.", "format")
    try:
        return moment.strftime(format)
    except (ValueError, UnicodeError) as error:
        raise CommandError(
            "invalid_argument", f"{format!r} is no format of a date: {error}.", "format"
        ) from error
