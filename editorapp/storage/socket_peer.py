"""Owns who is at the other end of a local socket: whether it is the same person.

Does not own the sockets. The folders that they are in are private already; this holds if one of them is not.
"""

from __future__ import annotations

import os
import socket
import struct
from typing import Final

_CREDENTIALS: Final = struct.Struct("3i")
"""Process, user and group, as Linux gives them."""


def is_same_person(descriptor: int) -> bool:
    """Tell whether the process at the other end belongs to this user; where that cannot be told, it is assumed.

    Args:
        descriptor: of a connected local socket, which stays open.

    Raises:
        OSError: this is no connected socket.
    """
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    with socket.socket(fileno=os.dup(descriptor)) as connection:
        found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return bool(_CREDENTIALS.unpack(found)[1] == os.getuid())
