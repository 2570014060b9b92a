"""The bank on the real database: through the queue, replayed, tried out, and started again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorapp.bus.aggregate import AggregateType, Handles
from editorapp.bus.domain import Domain
from editorapp.bus.errors import CommandError
from editorapp.bus.job import JobState
from editorapp.storage.messages.opening import OpenService, open_service
from tests.drills.bank import Account, Credit, Credited, Debit, accounts, bank

ANNA = accounts.target("anna")
BERT = accounts.target("bert")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[OpenService]:
    """A bank with one worker at its queue."""
    with open_service(bank, tmp_path / "bank", workers=1) as service:
        yield service


def test_credits_and_debits_go_through_the_queue_to_a_worker(service: OpenService) -> None:
    jobs = [
        service.submit(ANNA, Credit(10_000)),
        service.submit(ANNA, Debit(2_500)),
        service.submit(BERT, Credit(1)),
    ]
    assert service.wait_until_idle()
    assert service.state(ANNA) == Account(7_500)
    assert service.state(BERT) == Account(1)
    assert service.jobs.counts() == {"done": len(jobs)}


def test_the_worker_keeps_the_order_of_an_account(service: OpenService) -> None:
    # In any other order some of the debits would find the account empty.
    for _ in range(50):
        service.submit(ANNA, Credit(100))
        service.submit(ANNA, Debit(100))
    assert service.wait_until_idle()
    assert service.jobs.counts() == {"done": 100}
    assert service.state(ANNA) == Account(0)


def test_replay_from_the_log_gives_the_same_world(service: OpenService) -> None:
    chance = random.Random(4)
    targets = [accounts.target(number) for number in range(5)]
    for _ in range(200):
        command = chance.choice([Credit, Debit])(chance.randint(1, 500))
        service.submit(chance.choice(targets), command)
    assert service.wait_until_idle()
    refused = service.jobs.counts()["dead"]
    assert 0 < refused < 200
    world = service.replay()
    assert world.states == {account: service.state(account) for account in targets}
    assert world.events == 200 - refused


def test_the_same_world_is_there_after_a_restart(service: OpenService, tmp_path: Path) -> None:
    service.submit(ANNA, Credit(300))
    service.submit(ANNA, Debit(20))
    assert service.wait_until_idle()
    world = service.replay()
    service.close()
    with open_service(bank, tmp_path / "bank") as again:
        assert again.state(ANNA) == Account(280)
        assert again.replay() == world


def test_what_was_queued_before_a_restart_is_done_after_it(tmp_path: Path) -> None:
    with open_service(bank, tmp_path, workers=0) as nobody_works:
        nobody_works.submit(ANNA, Credit(300))
        assert nobody_works.state(ANNA) == Account(0)
    with open_service(bank, tmp_path, workers=1) as service:
        assert service.wait_until_idle()
        assert service.state(ANNA) == Account(300)


def test_an_overdraft_is_refused_to_the_sender_with_the_field_at_fault(service: OpenService) -> None:
    service.send(ANNA, Credit(100))
    with pytest.raises(CommandError, match="holds 100 cents") as refusal:
        service.send(ANNA, Debit(101))
    assert (refusal.value.code, refusal.value.field) == ("overdrawn", "amount")
    assert service.state(ANNA) == Account(100)


def test_an_overdraft_that_was_queued_goes_to_the_dead_letters_and_can_be_retried(
    service: OpenService,
) -> None:
    job = service.submit(ANNA, Debit(50))
    assert service.wait_until_idle()
    (dead,) = service.jobs.in_state(JobState.DEAD)
    assert dead.id == job.id
    assert dead.failure is not None
    assert dead.failure.code == "overdrawn"
    service.send(ANNA, Credit(50))
    service.queue.retry(job.id)
    assert service.wait_until_idle()
    assert service.jobs.counts() == {"done": 1}
    assert service.state(ANNA) == Account(0)


def test_a_credit_with_the_same_id_is_paid_in_once_and_answered_twice(service: OpenService) -> None:
    first = service.send(ANNA, Credit(100), command_id="pay day")
    assert service.send(ANNA, Credit(100), command_id="pay day") == first
    service.submit(ANNA, Credit(100), command_id="pay day")
    assert service.wait_until_idle()
    assert service.state(ANNA) == Account(100)


@pytest.mark.parametrize(("target", "payload"), [(BERT, Credit(100)), (ANNA, Credit(7)), (ANNA, Debit(100))])
def test_an_id_cannot_be_used_for_something_else(
    service: OpenService, target: str, payload: Credit | Debit
) -> None:
    service.send(ANNA, Credit(100), command_id="pay day")
    service.submit(ANNA, Credit(100), command_id="bonus")
    assert service.wait_until_idle()
    with pytest.raises(CommandError, match="different command"):
        service.send(target, payload, command_id="pay day")
    with pytest.raises(CommandError, match="different command"):
        service.submit(target, payload, command_id="bonus")
    assert service.wait_until_idle()
    assert service.replay().states == {ANNA: Account(200)}


@pytest.mark.parametrize("nonsense", [0, -5, "5", 0.5])
def test_an_amount_that_is_none_is_refused_before_anything_is_recorded(
    service: OpenService, nonsense: int
) -> None:
    for give in (service.send, service.submit):
        with pytest.raises(CommandError) as refusal:
            give(ANNA, Credit(nonsense))
        assert (refusal.value.code, refusal.value.field) == ("invalid_argument", "amount")
    assert service.log.last_seq == 0
    assert service.jobs.counts() == {}


def test_an_event_that_could_not_be_read_again_fails_its_command_and_is_not_recorded(tmp_path: Path) -> None:
    def careless(account: Account, command: Credit) -> Credited:
        return Credited(command.amount / 3)  # type: ignore[arg-type]  # the mistake that is made here

    mistaken = AggregateType(
        "account", Account(), [Handles("bank.credit", Credit, careless)], accounts.evolves
    )
    with open_service(Domain([mistaken]), tmp_path, workers=0) as service:
        with pytest.raises(CommandError, match=r"bank\.credited does not fit its type.*amount"):
            service.send(ANNA, Credit(100))
        assert service.replay().states == {}


def test_what_a_target_does_not_take_is_refused_before_it_is_queued(service: OpenService) -> None:
    # Credited is a message of the bank, but nothing that may be wished for.
    with pytest.raises(CommandError, match=r"account takes no bank\.credited"):
        service.submit(ANNA, Credited(1))
    assert service.jobs.counts() == {}


def test_a_dry_run_tries_everything_and_changes_nothing(service: OpenService) -> None:
    service.send(ANNA, Credit(100))
    with service.dry_run() as trial:
        trial.send(ANNA, Debit(60))
        trial.submit(BERT, Credit(60))
        trial.run_until_idle()
        assert trial.replay().states == {ANNA: Account(40), BERT: Account(60)}
    assert service.replay().states == {ANNA: Account(100)}


@given(st.lists(st.tuples(st.sampled_from([Credit, Debit]), st.integers(1, 100)), max_size=30))
def test_no_account_is_ever_overdrawn_and_no_cent_is_lost(
    tmp_path_factory: pytest.TempPathFactory, wishes: list[tuple[type[Credit] | type[Debit], int]]
) -> None:
    expected = 0
    with open_service(bank, tmp_path_factory.mktemp("bank"), workers=0) as service:
        for kind, amount in wishes:
            change = amount if kind is Credit else -amount
            service.submit(ANNA, kind(amount))
            expected += change if expected + change >= 0 else 0
        service.run_until_idle()
        assert service.state(ANNA) == Account(expected)
        assert service.replay().states.get(ANNA, Account()) == Account(expected)
