"""Owns `IdleGarbage`, which has Python look for garbage where nobody waits: shortly behind a key, and when keys rest.

Does not set when it looks by itself (`app.py`), which stays as it is for everything but keys.

What lets some thousand objects pile up looks through them all at once, in whatever thread comes to the limit, and no
other goes on meanwhile: twenty milliseconds for fifty thousand objects, now and then in the middle of a key.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

from editorapp.ui.key_watch import KeyWatch

_BEHIND_A_KEY: Final = 30
"""Milliseconds; by then what a key leads to is done, and the next one is mostly still to come."""

_REST: Final = 3000
"""Milliseconds without keys from which on there is time for what has lasted longer."""

_YOUNG: Final = 2000
"""Objects that are looked through in less than a millisecond."""

_OLDER: Final = 20
"""So many times only young objects are looked through before the older ones are."""


class IdleGarbage(QObject):
    """Looks for garbage behind keys."""

    def __init__(self, keys: KeyWatch, parent: QObject | None = None) -> None:
        """Begin to follow the keys."""
        super().__init__(parent)
        self._behind = QTimer(self, singleShot=True, interval=_BEHIND_A_KEY)
        self._behind.timeout.connect(self._look_at_young)
        self._resting = QTimer(self, singleShot=True, interval=_REST)
        self._resting.timeout.connect(self._look_at_older)
        keys.ended.connect(self._behind.start)

    def _look_at_young(self) -> None:
        if gc.get_count()[0] >= _YOUNG and gc.isenabled():
            gc.collect(0)
        self._resting.start()

    def _look_at_older(self) -> None:
        if gc.get_count()[1] >= _OLDER and gc.isenabled():
            gc.collect(1)
