"""Owns `KeySeal`: the cipher that hides secret fields in a message database, and the file with its key.

Does not know which fields are secret.

The key lies beside the database, readable by its user only: it keeps secrets out of copies of the database, exports
and bug reports, not from somebody who can read the user's own files. Without it sealed messages go to quarantine.
"""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from editorapp.bus.errors import LogError
from editorapp.bus.secret import Seal


class KeySeal:
    """Seals with a key from a file, which is made when something is sealed first; implements `Seal`."""

    def __init__(self, path: Path) -> None:
        """Take the file of the key."""
        self._path = path
        self._cipher: Fernet | None = None
        self._lock = threading.Lock()

    def seal(self, plain: bytes) -> str:
        """Return the sealed form.

        Raises:
            LogError: there is no key to seal with, and none can be made.
        """
        try:
            return self._opened(may_be_made=True).encrypt(plain).decode()
        except (OSError, ValueError) as error:
            raise LogError(
                f"Secrets cannot be sealed with {self._path}: {error}. Nothing was done."
            ) from error

    def open(self, sealed: str) -> bytes:
        """Return what was sealed.

        Raises:
            ValueError: it was sealed with another key, is damaged, or there is no key.
        """
        try:
            return self._opened(may_be_made=False).decrypt(sealed.encode())
        except InvalidToken as error:
            raise ValueError("it was sealed with another key, or is damaged") from error
        except OSError as error:
            raise ValueError(f"its key cannot be read: {error}") from error

    def _opened(self, *, may_be_made: bool) -> Fernet:
        with self._lock:
            if self._cipher is None:
                if may_be_made and not self._path.exists():
                    self._make()
                self._cipher = Fernet(self._path.read_bytes())
            return self._cipher

    def _make(self) -> None:
        """Make the file, whole or not at all."""
        draft = self._path.with_name(f"{self._path.name}.new")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(Fernet.generate_key())
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            draft.rename(self._path)


class PassingSeal:
    """Opens what another seal has sealed, and seals with a key that nobody keeps; implements `Seal`.

    It is for a copy in memory, which must not make a file.
    """

    def __init__(self, other: Seal) -> None:
        """Take the other seal."""
        self._other = other
        self._cipher = Fernet(Fernet.generate_key())

    def seal(self, plain: bytes) -> str:
        """Return the sealed form."""
        return self._cipher.encrypt(plain).decode()

    def open(self, sealed: str) -> bytes:
        """Return what this one or the other one has sealed.

        Raises:
            ValueError: neither can open it.
        """
        try:
            return self._cipher.decrypt(sealed.encode())
        except InvalidToken:
            return self._other.open(sealed)
