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
"""Blocks that may wait to be hashed."""


class BlockHasher:
    """Hashes blocks of bytes in the order in which they are added; from the second one on in a thread of its own.

    Hashing long blocks lets other threads run, so what the caller does with a block costs no additional time.
    Used in a `with` statement, at whose end the thread has ended.

    Attributes:
        size: the bytes that were added.
    """

    def __init__(self) -> None:
        """Begin with no bytes."""
        self.size = 0
        self._digest = hashlib.blake2b(digest_size=32)
        self._blocks: queue.Queue[bytes | memoryview | None] = queue.Queue(_AHEAD)
        self._thread: threading.Thread | None = None

    def __enter__(self) -> BlockHasher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._finish()

    def add(self, block: bytes | memoryview) -> None:
        """Add the next bytes, which must not change before `wait` or `hexdigest` has returned."""
        is_first = self.size == 0
        self.size += len(block)
        if is_first:
            self._digest.update(block)
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="hash", daemon=True)
            self._thread.start()
        self._blocks.put(block)

    def _run(self) -> None:
        while (block := self._blocks.get()) is not None:
            self._digest.update(block)
            self._blocks.task_done()

    def hexdigest(self) -> str:
        """Wait until all is hashed and return the hash of all bytes; nothing can be added after that."""
        self._finish()
        return self._digest.hexdigest()

    def _finish(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            self._blocks.put(None)
            thread.join()
