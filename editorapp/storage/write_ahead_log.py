"""Owns telling whether the write-ahead log of a dead process's database has lost commits to damage.

Does not read what is in it. The database itself takes a damaged log for one that ends there, says nothing, and
later writes over the rest; what was committed behind the damage would be gone without a word.

The layout is that of https://www.sqlite.org/fileformat2.html#the_write_ahead_log.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Final

_HEADER: Final = struct.Struct(">8I")
_FRAME: Final = struct.Struct(">6I")
_MAGIC: Final = {0x377F0682: "<", 0x377F0683: ">"}
"""The first word of a log, with the order of bytes of its checksums."""


def has_lost_commits(path: Path, read_frames: int) -> bool:
    """Tell whether a log holds commits that the database could not read.

    The commit that was being written at the death may be cut anywhere, and nobody was told that it was done. But
    where frames follow behind the end of a commit, that commit was complete once.

    Args:
        path: the log, as the dead process has left it; it need not be there.
        read_frames: how many of its frames the database has read.

    Raises:
        OSError: it cannot be read.
    """
    if not path.exists():
        return False
    with path.open("rb") as file:
        header = file.read(_HEADER.size)
        if not header:
            return False
        if not _is_whole(header):
            return True
        _, _, page_size, _, salt_1, salt_2, _, _ = _HEADER.unpack(header)
        file.seek(_HEADER.size + read_frames * (_FRAME.size + page_size))
        has_ended = False
        while len(frame := file.read(_FRAME.size)) == _FRAME.size:
            _, pages_after_commit, frame_salt_1, frame_salt_2, _, _ = _FRAME.unpack(frame)
            if (frame_salt_1, frame_salt_2) != (salt_1, salt_2):
                return False  # it is from an earlier round of the log
            if has_ended:
                return True
            has_ended = pages_after_commit != 0
            file.seek(page_size, 1)
    return False


def _is_whole(header: bytes) -> bool:
    if len(header) < _HEADER.size:
        return False
    magic, *_, sum_1, sum_2 = _HEADER.unpack(header)
    order = _MAGIC.get(magic)
    if order is None:
        return False
    words = struct.unpack(f"{order}6I", header[:24])
    first = second = 0
    for index in range(0, 6, 2):
        first = (first + words[index] + second) & 0xFFFFFFFF
        second = (second + words[index + 1] + first) & 0xFFFFFFFF
    return (first, second) == (sum_1, sum_2)
