"""An office that sends invoices and pays them, as a process that tests kill.

    python -m tests.drills.invoice_office FOLDER COUNT COMPANY...

It has four workers, begins again where a killed one has stopped, prints a line for everything that happens, and ends
when there is nothing left to do. COMPANY is the program of the card company with its first arguments.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from editorapp.storage.messages.opening import open_service
from tests.drills.invoice import CardCompanyProgram, PayInvoice, SendInvoice, invoice_program, invoices

GOOD_CARD = "4111111111111111"
DECLINED_CARD = "4000000000000002"


def cents_of(number: int) -> int:
    """Return how much an invoice asks for; each another amount, so that its charges are known in the ledger."""
    return 1000 + number


def card_of(number: int) -> str:
    """Return the card that an invoice is paid with; every fourth one will not do."""
    return DECLINED_CARD if number % 4 == 3 else GOOD_CARD


def tell(trace: object) -> None:
    """Say that something has happened, in a line."""
    sys.stdout.write(f"{type(trace).__name__}\n")
    sys.stdout.flush()


def main(folder: Path, count: int, company: list[str]) -> None:
    program = invoice_program(CardCompanyProgram(company))
    with open_service(program, folder, observe=tell) as service:
        for number in range(count):
            invoice = invoices.target(number)
            service.send(invoice, SendInvoice(cents_of(number)), command_id=f"send {number}")
            service.submit(invoice, PayInvoice(card_of(number)), command_id=f"pay {number}")
        while not service.is_idle():
            time.sleep(0.01)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
