"""A card company, as a program of its own: it knows nothing of the bus, and goes on when its caller is dead.

    card_company.py LEDGER charge KEY CENTS     reads the number of the card, a line; charges once for each key
    card_company.py LEDGER find KEY             ends with 0 if there was such a charge, with 1 if not
    card_company.py --forgetful LEDGER ...      knows no keys: charges whenever it is told to, finds nothing

Each charge is a line of the ledger. `charge` ends with 0 when it has charged, with 3 when it declines the card, and
with 4 while there is a file LEDGER.closed. Whoever has locked LEDGER.lock keeps charges from being made, and whoever
has locked LEDGER.line keeps answers from arriving.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sys
from pathlib import Path

CHARGED, DECLINED, CLOSED, CANNOT_TELL, INCOMPLETE = 0, 3, 4, 5, 6


def main(words: list[str]) -> int:
    """Do what the words say, and return what the program ends with."""
    is_forgetful = words[0] == "--forgetful"
    path, verb, key, *rest = words[is_forgetful:]
    ledger = Path(path)
    if verb == "find":
        return CANNOT_TELL if is_forgetful else int(not is_charged(ledger, key))
    number = sys.stdin.readline()
    if not number.endswith("\n"):
        return INCOMPLETE  # The caller has died in the middle of it.
    with ledger.with_suffix(".asked").open("a") as asked:
        asked.write(f"{key}\n")
    status, answer = charge(ledger, key, number.strip(), rest[0], is_forgetful)
    with ledger.with_suffix(".line").open("a") as line:
        fcntl.flock(line, fcntl.LOCK_SH)
    with contextlib.suppress(BrokenPipeError):  # The caller may be dead.
        os.write(sys.stdout.fileno(), answer.encode())
    return status


def charge(ledger: Path, key: str, card: str, cents: str, is_forgetful: bool) -> tuple[int, str]:
    """Charge a card if that can be done; return what to end with, and what to say."""
    if ledger.with_suffix(".closed").exists():
        return CLOSED, "The card company is closed."
    if card.endswith("0002"):
        return DECLINED, f"The card {card} is declined."
    with ledger.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_forgetful or not is_charged(ledger, key):
            with ledger.open("a") as lines:
                lines.write(f"{key} {cents}\n")
    return CHARGED, "charged"


def is_charged(ledger: Path, key: str) -> bool:
    """Return whether the ledger has a charge under a key."""
    return ledger.exists() and any(line.split()[0] == key for line in ledger.read_text().splitlines())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
