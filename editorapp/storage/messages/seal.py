"""Owns `KeySeal`: the cipher that hides secret fields in a message database, and the file with its key.

Does not know which fields are secret.

The key lies beside the database, readable by its user only: it keeps secrets out of copies of the database, exports
and bug reports, not from somebody who can read the user's own files. Without it sealed messages go to quarantine.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken


class KeySeal:
    """Seals with a key from a file, which is made when it is first needed; implements `Seal`."""

    def __init__(self, path: Path) -> None:
        """Take the file of the key."""
        self._path = path
        self._cipher: Fernet | None = None

    def seal(self, plain: bytes) -> str:
        """Return the sealed form."""
        return self._opened().encrypt(plain).decode()

    def open(self, sealed: str) -> bytes:
        """Return what was sealed.

        Raises:
            ValueError: it was sealed with another key, or is damaged.
        """
        try:
            return self._opened().decrypt(sealed.encode())
        except InvalidToken as error:
            raise ValueError("it was sealed with another key, or is damaged") from error

    def _opened(self) -> Fernet:
        if self._cipher is None:
            self._cipher = Fernet(self._key())
        return self._cipher

    def _key(self) -> bytes:
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return self._path.read_bytes()
        key = Fernet.generate_key()
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        return key
