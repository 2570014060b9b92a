"""Owns `Particulars`: what holds for one file of a run, where that is not the same for all.

Does not own runs.
"""

from __future__ import annotations

import msgspec


class Particulars(msgspec.Struct, frozen=True, omit_defaults=True):
    """What holds for one file.

    Attributes:
        digest: what its text must have; one that has changed since it was looked at is left alone. Empty for any.
        except_at: the positions where matches start that are not replaced.
        undoes: the id of the command that is taken back, in the place of playing anything; else empty.
    """

    digest: str = ""
    except_at: tuple[int, ...] = ()
    undoes: str = ""


NONE = Particulars()
"""Nothing that does not hold for all files."""
