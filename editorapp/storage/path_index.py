"""Owns which document belongs to which path: one small file for each path.

Does not hold anything that is not in the journals too.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from pathlib import Path
from typing import Any

import msgspec

from editorapp.bus.json_text import from_json, to_json
from editorapp.storage.profile import Profile, private_folder


class PathIndex:
    """Leads from the real path of a file to the id of its document."""

    def __init__(self, profile: Profile) -> None:
        """Take the profile that it is in."""
        self._profile = profile

    def document_id(self, path: Path) -> str:
        """Return the id of a file's document, the one that it would get if it has none yet."""
        with contextlib.suppress(OSError, msgspec.DecodeError, TypeError, KeyError):
            entry = from_json(self._file(path).read_bytes(), dict[str, Any])
            if entry["path"] == str(path):
                return str(entry["document"])
        stem = re.sub(r"[^A-Za-z0-9._-]+", "_", path.name)[:40].strip(".") or "file"
        return f"{stem}-{_hash(path)[:10]}"

    def move(self, document_id: str, path: Path) -> None:
        """Note that a document belongs to a path from now on, whatever the path led to before.

        Raises:
            OSError: it cannot be written.
        """
        private_folder(self._profile.paths)
        target = self._file(path)
        unfinished = target.with_suffix(f".{os.getpid()}.unfinished")
        unfinished.write_text(to_json({"path": str(path), "document": document_id}), encoding="utf-8")
        unfinished.replace(target)

    def _file(self, path: Path) -> Path:
        return self._profile.paths / f"{_hash(path)}.json"


def _hash(path: Path) -> str:
    return hashlib.blake2b(os.fsencode(path), digest_size=16).hexdigest()
