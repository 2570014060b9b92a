"""Invoices on a real database, with a card company in a process of its own: no card is charged twice.

The processes that are killed here are real, and die by SIGKILL.
"""

from __future__ import annotations

import logging
import random
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from editorapp.bus.errors import CommandError, UnknownJobError
from editorapp.bus.job import Job, JobKind, JobState
from editorapp.storage.messages.database import MessageDatabase
from editorapp.storage.messages.lines import export_lines
from editorapp.storage.messages.opening import DATABASE_NAME, OpenService, open_service
from tests.drills.invoice import (
    CardCompanyProgram,
    InvoicePaid,
    InvoicePaymentFailed,
    PayInvoice,
    PaymentRequested,
    RecordPayment,
    SendInvoice,
    Stage,
    invoice_program,
    invoices,
)
from tests.drills.invoice_office import DECLINED_CARD, GOOD_CARD, card_of, cents_of
from tests.drills.invoice_processes import Company, Office, wait_for

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither SIGKILL nor flock")

INVOICE = invoices.target(0)


@pytest.fixture
def company(tmp_path: Path) -> Company:
    """A company that charges once for each key, and can be asked."""
    return Company(tmp_path / "company", is_forgetful=False)


@pytest.fixture
def forgetful(tmp_path: Path) -> Company:
    """A company that charges as often as it is told to, and cannot be asked."""
    return Company(tmp_path / "forgetful", is_forgetful=True)


@pytest.fixture(params=["company", "forgetful"])
def either(request: pytest.FixtureRequest) -> Company:
    company: Company = request.getfixturevalue(request.param)
    return company


def opened(tmp_path: Path, company: Company, **ports: Any) -> OpenService:
    """Open the program in this process, without threads."""
    program = invoice_program(CardCompanyProgram(company.words))
    return open_service(program, tmp_path / "office", workers=0, **ports)


def pay(service: OpenService, card: str = GOOD_CARD) -> None:
    service.send(INVOICE, SendInvoice(cents_of(0)))
    service.send(INVOICE, PayInvoice(card))


def payment(service: OpenService) -> Job:
    """Return the job that charges, of which there must be one."""
    (job,) = [job for job in service.jobs.latest(1000) if job.kind is JobKind.EFFECT]
    return job


def outcomes(service: OpenService) -> list[Any]:
    batch = service.log.events(wanted=frozenset({InvoicePaid, InvoicePaymentFailed}))
    assert batch.error is None
    return [recorded.event for recorded in batch.events]


# --- nothing goes wrong ----------------------------------------------------------------------------------------


def test_success_comes_back_as_a_command(tmp_path: Path, either: Company) -> None:
    with opened(tmp_path, either) as service:
        pay(service)
        assert service.state(INVOICE).stage is Stage.PAYING
        service.run_until_idle()
        assert service.state(INVOICE).stage is Stage.PAID
        job = payment(service)
        assert job.state is JobState.DONE
        assert outcomes(service) == [InvoicePaid(job.id)]
        assert either.charges() == [job.id]
        answer = service.jobs.latest(1)[0]
        assert (answer.name, answer.cause) == ("invoice.record_payment", job.id)


def test_failure_comes_back_as_a_command(tmp_path: Path, either: Company) -> None:
    with opened(tmp_path, either) as service:
        pay(service, DECLINED_CARD)
        service.run_until_idle()
        assert service.state(INVOICE).stage is Stage.SENT
        assert outcomes(service) == [InvoicePaymentFailed("The card [secret] is declined.")]
        assert either.charges() == []
        assert service.jobs.latest(1)[0].name == "invoice.record_failed_payment"


def test_after_a_failure_another_card_may_be_tried(tmp_path: Path, either: Company) -> None:
    with opened(tmp_path, either) as service:
        pay(service, DECLINED_CARD)
        service.run_until_idle()
        service.send(INVOICE, PayInvoice(GOOD_CARD))
        service.run_until_idle()
        assert [type(event) for event in outcomes(service)] == [InvoicePaymentFailed, InvoicePaid]
        assert len(either.charges()) == 1


def test_while_a_payment_is_under_way_or_done_there_is_no_other(tmp_path: Path, either: Company) -> None:
    with opened(tmp_path, either) as service:
        pay(service)
        for stage in ("paying", "paid"):
            with pytest.raises(CommandError, match=f"it is {stage}") as refusal:
                service.send(INVOICE, PayInvoice(GOOD_CARD))
            assert refusal.value.code == "not_to_be_paid"
            service.run_until_idle()
        assert len(either.charges()) == 1


def test_an_outcome_without_a_payment_is_refused(tmp_path: Path, company: Company) -> None:
    with opened(tmp_path, company) as service, pytest.raises(CommandError) as refusal:
        service.send(INVOICE, RecordPayment("made up"))
    assert refusal.value.code == "no_payment"


def test_a_closed_company_is_asked_again_and_charges_once(tmp_path: Path, either: Company) -> None:
    now = 1_000_000_000

    def clock() -> int:
        return now

    either.close()
    with opened(tmp_path, either, clock=clock) as service:
        pay(service)
        service.run_until_idle()
        job = payment(service)
        assert (job.state, job.attempts) == (JobState.WAITING, 1)
        either.open()
        now = job.due
        service.run_until_idle()
        assert payment(service).state is JobState.DONE
        assert len(outcomes(service)) == len(either.charges()) == 1


def test_a_payment_that_is_cancelled_before_it_was_made_has_failed(tmp_path: Path, company: Company) -> None:
    company.close()
    with opened(tmp_path, company) as service:
        pay(service)
        service.run_until_idle()
        service.queue.cancel(payment(service).id)
        service.run_until_idle()
        assert outcomes(service) == [InvoicePaymentFailed("It was cancelled before it was done.")]
        assert service.state(INVOICE).stage is Stage.SENT


# --- a crash in between ----------------------------------------------------------------------------------------


def crash_after_the_charge(tmp_path: Path, company: Company) -> None:
    """Kill an office after a card was charged, and before it has heard of that."""
    with company.no_answers():
        office = Office(tmp_path / "office", 1, company)
        wait_for(company.charges)
        office.kill_only()
    office.wait_for_what_it_started()
    assert len(company.charges()) == 1


def test_a_crash_after_the_charge_is_cleared_up_by_asking_the_company(
    tmp_path: Path, company: Company
) -> None:
    crash_after_the_charge(tmp_path, company)
    with opened(tmp_path, company) as service:
        assert outcomes(service) == []
        service.run_until_idle()
        assert outcomes(service) == [InvoicePaid(company.charges()[0])]
        assert service.state(INVOICE).stage is Stage.PAID
    assert company.requests() == 1


def test_a_crash_after_the_charge_is_in_doubt_where_the_company_cannot_be_asked(
    tmp_path: Path, forgetful: Company
) -> None:
    crash_after_the_charge(tmp_path, forgetful)
    for _ in range(3):
        with opened(tmp_path, forgetful) as service:
            service.run_until_idle()
            (doubt,) = service.jobs.in_state(JobState.DOUBT)
            assert doubt.name == "invoice.charge_card"
            assert doubt.failure is not None
            assert doubt.failure.code == "in_doubt"
            assert service.state(INVOICE).stage is Stage.PAYING
            with pytest.raises(CommandError, match="it is paying"):
                service.send(INVOICE, PayInvoice(GOOD_CARD))
    assert forgetful.requests() == 1


@pytest.mark.parametrize(
    ("verdict", "stage", "charges"),
    [("done", Stage.PAID, 1), ("failed", Stage.SENT, 1), ("again", Stage.PAID, 2)],
)
def test_a_person_settles_it(
    tmp_path: Path, forgetful: Company, verdict: str, stage: Stage, charges: int
) -> None:
    crash_after_the_charge(tmp_path, forgetful)
    with opened(tmp_path, forgetful) as service:
        service.run_until_idle()
        job = payment(service)
        service.queue.settle(job.id, verdict)
        service.run_until_idle()
        assert service.state(INVOICE).stage is stage
        expected = InvoicePaymentFailed("Somebody has settled that it did not happen.")
        assert outcomes(service) == [expected if verdict == "failed" else InvoicePaid(job.id)]
        with pytest.raises(UnknownJobError):
            service.queue.settle(job.id, verdict)
    assert len(forgetful.charges()) == charges, "only who says `again` has a card charged again"


def test_a_charge_that_is_under_way_at_a_crash_is_not_made_twice(tmp_path: Path, company: Company) -> None:
    with company.no_charges():
        office = Office(tmp_path / "office", 1, company)
        wait_for(company.requests)
        office.kill_only()
        # The company has got the request of the dead office, and makes the charge when it can.
    with opened(tmp_path, company) as service:
        service.run_until_idle()
        assert service.state(INVOICE).stage is Stage.PAID
    office.wait_for_what_it_started()
    assert len(company.charges()) == 1


def test_a_charge_that_is_under_way_at_a_crash_is_in_doubt_and_cannot_be_cancelled(
    tmp_path: Path, forgetful: Company
) -> None:
    with forgetful.no_charges():
        office = Office(tmp_path / "office", 1, forgetful)
        wait_for(forgetful.requests)
        office.kill_only()
        with opened(tmp_path, forgetful) as service:
            with pytest.raises(UnknownJobError, match="begun"):
                service.queue.cancel(payment(service).id)
            service.run_until_idle()
            assert payment(service).state is JobState.DOUBT
            assert forgetful.charges() == []
    office.wait_for_what_it_started()
    assert len(forgetful.charges()) == 1


def test_a_company_whose_program_breaks_leaves_it_in_doubt(tmp_path: Path, forgetful: Company) -> None:
    program = invoice_program(CardCompanyProgram([sys.executable, "-c", "raise SystemExit(99)"]))
    with open_service(program, tmp_path / "office", workers=0) as service:
        pay(service)
        service.run_until_idle()
        assert payment(service).state is JobState.DOUBT


# --- many crashes ----------------------------------------------------------------------------------------------

COUNT = 12


@pytest.mark.parametrize("seed", range(2))
def test_through_random_kills_no_card_is_charged_twice(tmp_path: Path, either: Company, seed: int) -> None:
    chance = random.Random(seed)
    kills, is_ended = 0, False
    while not is_ended:
        was_killed = Office(tmp_path / "office", COUNT, either).kill_after(chance.randint(1, 10))
        is_ended = not settle(tmp_path, either, chance) and not was_killed
        kills += was_killed
        assert kills < 200, "it does not come to an end"
    with opened(tmp_path, either) as service:
        stages = [service.state(invoices.target(number)).stage for number in range(COUNT)]
        paid = [number for number in range(COUNT) if stages[number] is Stage.PAID]
        assert service.is_idle()
        assert all(stages[number] is Stage.SENT for number in range(COUNT) if number not in paid)
        assert len(outcomes(service)) == COUNT
    assert kills >= 3
    assert either.charges_of_invoices() == Counter(paid)
    assert not any(card_of(number) == DECLINED_CARD for number in paid)


def settle(tmp_path: Path, company: Company, chance: random.Random) -> bool:
    """Settle what is in doubt as somebody who can look into the ledger, and try dead letters again.

    Nobody is charging any more: what the killed office has started was waited for. Returns whether there was any.
    """
    with opened(tmp_path, company) as service:
        doubts = service.jobs.in_state(JobState.DOUBT)
        for job in doubts:
            not_charged = chance.choice(["failed", "again"])
            service.queue.settle(job.id, "done" if job.id in company.charges() else not_charged)
        dead_letters = service.jobs.in_state(JobState.DEAD)
        for job in dead_letters:
            assert job.failure is not None
            assert job.failure.code == "poison", job.failure
            service.queue.retry(job.id)
    return bool(doubts or dead_letters)


# --- the number of the card --------------------------------------------------------------------------------------


def test_the_number_of_the_card_is_nowhere_in_clear(
    tmp_path: Path, company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(event: PaymentRequested) -> None:
        raise RuntimeError(f"cannot handle {event.card}")

    traces: list[Any] = []
    with caplog.at_level(logging.DEBUG), opened(tmp_path, company, observe=traces.append) as service:
        service.subscribe(PaymentRequested, broken, "broken")
        pay(service, DECLINED_CARD)
        service.run_until_idle()
        service.submit(INVOICE, PayInvoice(GOOD_CARD))
        service.run_until_idle()
        assert service.state(INVOICE).stage is Stage.PAID
        assert [job.state for job in service.jobs.in_state(JobState.DEAD)] == [JobState.DEAD] * 2
        jobs = repr(service.jobs.latest(1000))
        with closing(MessageDatabase(tmp_path / "office" / DATABASE_NAME, read_only=True)) as database:
            exported = "\n".join(export_lines(database))
        shown = [caplog.text, repr(traces), jobs, exported]
        stored = [file.read_bytes() for file in (tmp_path / "office").iterdir()]
    assert "broken failed" in caplog.text
    assert len(exported) > 1000
    stored += [file.read_bytes() for file in (tmp_path / "office").iterdir()]
    for card in (GOOD_CARD, DECLINED_CARD):
        assert not any(card in text for text in shown)
        assert not any(card.encode() in content for content in stored)


def test_the_number_of_the_card_is_not_in_the_words_of_a_refusal(tmp_path: Path, company: Company) -> None:
    with opened(tmp_path, company) as service:
        service.send(INVOICE, SendInvoice(1000))
        with pytest.raises(CommandError) as refusal:
            service.send(INVOICE, PayInvoice("4111-1111-1111-1111"))
        assert refusal.value.field == "card"
        assert refusal.value.message == "[secret] is not the number of a card."


def test_a_sealed_number_is_read_again_after_a_restart(tmp_path: Path, company: Company) -> None:
    with opened(tmp_path, company) as service:
        pay(service)
    with opened(tmp_path, company) as service:
        service.run_until_idle()
        assert service.state(INVOICE).stage is Stage.PAID
