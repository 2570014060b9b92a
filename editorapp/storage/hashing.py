"""Owns `BlockHasher`: the hash of a file's bytes, taken beside the work on them.

Does not read or write files.
"""

from __future__ import annotations

import hashlib
import queue
import threading
from types import TracebackType
from typing import Final

_AHEAD: Final = 4
"""Parts that may wait to be hashed."""

_PART: Final = 1 << 17
"""Bytes from which on it is worth it to hand them to another thread."""


class BlockHasher:
    """Hashes blocks of bytes in the order in which they are added, many of them in a thread of its own.

    Hashing long parts lets other threads run, so what the caller does with a block costs no additional time.
    Used in a `with` statement, at whose end the thread has ended.

    Attributes:
        size: the bytes that were added.
    """

    def __init__(self) -> None:
        """Begin with no bytes."""
        self.size = 0
        self._digest = hashlib.blake2b(digest_size=32)
        self._waiting: list[bytes] = []
        self._waiting_size = 0
        self._parts: queue.Queue[bytes | None] = queue.Queue(_AHEAD)
        self._thread: threading.Thread | None = None

    def __enter__(self) -> BlockHasher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end_thread()

    def add(self, block: bytes) -> None:
        """Add the next bytes."""
        self.size += len(block)
        self._waiting.append(block)
        self._waiting_size += len(block)
        if self._waiting_size >= _PART:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="hash", daemon=True)
                self._thread.start()
            self._parts.put(self._gathered())

    def _gathered(self) -> bytes:
        part = self._waiting[0] if len(self._waiting) == 1 else b"".join(self._waiting)
        self._waiting.clear()
        self._waiting_size = 0
        return part

    def _run(self) -> None:
        while (part := self._parts.get()) is not None:
            self._digest.update(part)

    def hexdigest(self) -> str:
        """Wait until all is hashed and return the hash of all bytes; nothing can be added after that."""
        self._end_thread()
        if self._waiting:
            self._digest.update(self._gathered())
        return self._digest.hexdigest()

    def _end_thread(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            self._parts.put(None)
            thread.join()
