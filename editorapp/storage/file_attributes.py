"""Owns what a file has besides its bytes, and giving it to the file that takes its place: owner, mode, attributes.

Does not write bytes.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from pathlib import Path
from typing import Final

_MADE_ANEW: Final = ("security.capability", "security.ima", "security.evm")
"""Attributes that the system takes away or makes anew when a file is written to."""

_ACCESS_LIST: Final = "system.posix_acl_access"


class AttributesLostError(Exception):
    """A new file could not be given what the old one has; the message says what, to follow on "because"."""


def keep_attributes(target: Path, descriptor: int) -> str:
    """Give a new file the owner, mode and extended attributes of the old one, where there is one.

    Args:
        target: the old file.
        descriptor: the new one, open.

    Returns:
        What a person should know of it; empty for nothing.

    Raises:
        AttributesLostError: something cannot be given to it.
    """
    if not hasattr(os, "fchmod"):
        return ""
    try:
        old = target.stat()
    except FileNotFoundError:
        return ""
    _keep_owner(old, descriptor)
    mode = stat.S_IMODE(old.st_mode)
    cleared = 0 if os.geteuid() == 0 else _cleared_by_writing(mode)
    os.fchmod(descriptor, mode & ~cleared)
    if sys.platform == "linux":
        _keep_extended(target, descriptor)
    if cleared:
        return "it does not run as its owner or group any more (setuid, setgid): the system takes that away"
    return ""


def _keep_owner(old: os.stat_result, descriptor: int) -> None:
    new = os.fstat(descriptor)
    if (new.st_uid, new.st_gid) == (old.st_uid, old.st_gid):
        return
    with contextlib.suppress(PermissionError):
        os.fchown(descriptor, old.st_uid, old.st_gid)
        return
    raise AttributesLostError("a new file could not have its owner and group")


def _cleared_by_writing(mode: int) -> int:
    """Return those bits of a mode that the system clears when somebody other than root writes to a file."""
    group = stat.S_ISGID if mode & stat.S_IXGRP else 0
    return mode & (stat.S_ISUID | group)


def _keep_extended(target: Path, descriptor: int) -> None:
    try:
        names = set(os.listxattr(target)) - set(_MADE_ANEW)
    except OSError:
        return  # the file system has none
    for name in sorted(names):
        try:
            value = os.getxattr(target, name)
        except OSError:
            continue  # it is gone, or nobody but the system may read it
        try:
            if name not in os.listxattr(descriptor) or os.getxattr(descriptor, name) != value:
                os.setxattr(descriptor, name, value)
        except OSError as error:
            raise AttributesLostError(f"a new file could not have its attribute {name}") from error
    if _ACCESS_LIST not in names:
        # A folder may give new files a list of their own.
        with contextlib.suppress(OSError):
            os.removexattr(descriptor, _ACCESS_LIST)
