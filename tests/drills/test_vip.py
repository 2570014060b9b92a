"""VIPs on a real database and a real socket: made once, and congratulated once, however long the server is down."""

from __future__ import annotations

import email
import socket
import threading
import time
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from editorapp.bus.errors import CommandError
from editorapp.bus.job import Job, JobKind, JobState
from editorapp.storage.messages.opening import OpenService, open_service
from tests.drills.vip import (
    CustomerBecameVip,
    History,
    OrderRecorded,
    PlaceOrder,
    RecordOrder,
    SmtpServer,
    histories,
    orders,
    vip_program,
)

ANNA = histories.target("anna")
SECOND = 1_000_000


class Clock:
    """Stands still until it is moved; microseconds."""

    def __init__(self) -> None:
        self.now = 1_000 * SECOND

    def __call__(self) -> int:
        return self.now

    def pass_seconds(self, seconds: float) -> None:
        self.now += round(seconds * SECOND)


class MailServer:
    """A mail server on a socket of this machine. Its port is its own from the start, but it is down before `start`.

    Attributes:
        port: where it is.
        delivered: the e-mails that it has taken.
        greeting: what it says first.
        answer: what it says to an e-mail; nothing, and hangs up, where that is empty.
    """

    def __init__(self) -> None:
        self.delivered: list[Message] = []
        self.greeting = b"220 ready"
        self.answer = b"250 taken"
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def start(self) -> None:
        self._socket.listen()
        self._thread.start()

    def stop(self) -> None:
        if self._thread.is_alive():
            self._socket.shutdown(socket.SHUT_RDWR)
            self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as lines:
            connection.sendall(self.greeting + b"\r\n")
            for line in lines:
                if not line.upper().startswith(b"DATA"):
                    connection.sendall(b"250 well\r\n")
                    continue
                connection.sendall(b"354 go on\r\n")
                text = b"".join(iter(lines.readline, b".\r\n"))
                if self.answer[:1] not in (b"4", b"5"):
                    self.delivered.append(email.message_from_bytes(text))
                if not self.answer:
                    return
                connection.sendall(self.answer + b"\r\n")


@pytest.fixture
def server() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.stop()


@pytest.fixture
def clock() -> Clock:
    return Clock()


Opening = Callable[[], OpenService]


@pytest.fixture
def opening(tmp_path: Path, server: MailServer, clock: Clock) -> Opening:
    """Opens the program, without threads; again after it was closed: a restart."""
    program = vip_program(SmtpServer("127.0.0.1", server.port))
    return lambda: open_service(program, tmp_path, workers=0, clock=clock)


@pytest.fixture
def service(opening: Opening) -> Iterator[OpenService]:
    with opening() as service:
        yield service


def order_of(customer: str, service: OpenService, *numbers: int) -> None:
    """Let a customer place orders, and everything that follows from them happen."""
    for number in numbers:
        service.send(orders.target(f"{customer}-{number}"), PlaceOrder(customer, "pen", price=150))
        service.run_until_idle()


def events(service: OpenService, event_type: type) -> list[Any]:
    batch = service.log.events(wanted=frozenset({event_type}))
    assert batch.error is None
    return [(recorded.target, recorded.event) for recorded in batch.events]


def congratulation(service: OpenService) -> Job:
    (job,) = [job for job in service.jobs.latest(1000) if job.kind is JobKind.EFFECT]
    return job


def wait_for_next(service: OpenService, clock: Clock) -> float:
    """Let time pass until the next job is due, and do it; return how many seconds that were."""
    seconds = service.seconds_to_next()
    assert seconds is not None, "nothing waits"
    clock.pass_seconds(seconds)
    service.run_until_idle()
    return seconds


# --- the history ---------------------------------------------------------------------------------------------


def test_the_third_order_makes_a_vip_and_no_other_does(service: OpenService) -> None:
    order_of("anna", service, 1, 2)
    assert not service.state(ANNA).is_vip
    assert events(service, CustomerBecameVip) == []
    order_of("anna", service, 3)
    assert service.state(ANNA).is_vip
    order_of("anna", service, 4, 5, 6, 7)
    assert events(service, CustomerBecameVip) == [(ANNA, CustomerBecameVip("order/anna-3"))]
    assert len(events(service, OrderRecorded)) == 7


def test_each_customer_has_a_history(service: OpenService) -> None:
    order_of("anna", service, 1, 2)
    order_of("ben", service, 1, 2)
    assert events(service, CustomerBecameVip) == []
    assert service.state(ANNA) == History(("order/anna-1", "order/anna-2"))
    order_of("ben", service, 3)
    assert [target for target, _ in events(service, CustomerBecameVip)] == ["history/ben"]


def test_the_becoming_is_part_of_the_command_that_recorded_the_order(service: OpenService) -> None:
    order_of("anna", service, 1, 2, 3)
    wanted = frozenset({OrderRecorded, CustomerBecameVip})
    third = service.log.events(wanted=wanted).events[-2:]
    assert [type(recorded.event) for recorded in third] == [OrderRecorded, CustomerBecameVip]
    assert third[0].seq == third[1].seq


def test_an_order_that_is_sent_twice_counts_once(service: OpenService) -> None:
    for _ in range(3):
        service.send("order/1", PlaceOrder("anna", "pen", price=150), command_id="order 1")
    service.run_until_idle()
    assert service.state(ANNA).orders == ("order/1",)


def test_an_order_is_in_the_history_once(service: OpenService) -> None:
    order_of("anna", service, 1)
    with pytest.raises(CommandError) as refusal:
        service.send(ANNA, RecordOrder("order/anna-1"))
    assert (refusal.value.code, refusal.value.field) == ("already_recorded", "order")


def test_a_restart_between_the_order_and_its_recording_loses_nothing_and_counts_nothing_twice(
    opening: Opening,
) -> None:
    for number in range(1, 6):
        with opening() as service:
            service.send(orders.target(number), PlaceOrder("anna", "pen", price=150))
    with opening() as service:
        service.run_until_idle()
        assert len(service.state(ANNA).orders) == 5
        assert events(service, CustomerBecameVip) == [(ANNA, CustomerBecameVip("order/3"))]


# --- the e-mail ----------------------------------------------------------------------------------------------


def test_a_vip_is_congratulated(service: OpenService, server: MailServer) -> None:
    server.start()
    order_of("anna", service, 1, 2)
    assert server.delivered == []
    order_of("anna", service, 3, 4)
    (mail,) = server.delivered
    assert mail["To"] == "anna@customers.example"
    assert "order/anna-3" in str(mail.get_payload())
    assert congratulation(service).state is JobState.DONE


def test_while_the_server_is_down_the_e_mail_waits_longer_and_longer(
    service: OpenService, clock: Clock
) -> None:
    order_of("anna", service, 1, 2, 3)
    waits = [wait_for_next(service, clock) for _ in range(9)]
    for wait, shortest in zip(waits, [0.5, 1, 2, 4, 8, 16, 32, 60, 60], strict=True):
        assert shortest <= wait <= shortest + 0.5
    job = congratulation(service)
    assert (job.state, job.attempts) == (JobState.WAITING, 10)
    assert job.failure is not None
    assert "cannot be reached" in job.failure.message


def test_nothing_is_tried_before_its_time(service: OpenService, clock: Clock) -> None:
    order_of("anna", service, 1, 2, 3)
    clock.pass_seconds(0.4)
    service.run_until_idle()
    assert congratulation(service).attempts == 1


def test_when_the_server_is_back_the_e_mail_is_delivered_once(
    service: OpenService, server: MailServer, clock: Clock
) -> None:
    order_of("anna", service, 1, 2, 3)
    for _ in range(5):
        wait_for_next(service, clock)
    server.start()
    wait_for_next(service, clock)
    assert [mail["To"] for mail in server.delivered] == ["anna@customers.example"]
    job = congratulation(service)
    assert (job.state, job.attempts) == (JobState.DONE, 7)
    assert service.is_idle()
    clock.pass_seconds(1_000_000)
    service.run_until_idle()
    assert len(server.delivered) == 1


def test_orders_go_on_while_the_server_is_down(service: OpenService) -> None:
    order_of("anna", service, 1, 2, 3, 4)
    order_of("ben", service, 1, 2)
    assert len(service.state(ANNA).orders) == 4
    assert len(service.state("history/ben").orders) == 2


def test_an_e_mail_waits_through_restarts_and_goes_on_where_it_was(
    opening: Opening, server: MailServer, clock: Clock
) -> None:
    with opening() as service:
        order_of("anna", service, 1, 2, 3)
    for attempts in range(2, 6):
        with opening() as service:
            service.run_until_idle()
            assert congratulation(service).attempts == attempts - 1
            wait_for_next(service, clock)
            assert congratulation(service).attempts == attempts
    server.start()
    with opening() as service:
        wait_for_next(service, clock)
    assert len(server.delivered) == 1


def test_a_delivered_e_mail_is_never_delivered_again_after_restarts(
    opening: Opening, server: MailServer, clock: Clock
) -> None:
    server.start()
    with opening() as service:
        order_of("anna", service, 1, 2, 3)
    for number in range(4, 9):
        with opening() as service:
            clock.pass_seconds(100_000)
            service.run_until_idle()
            order_of("anna", service, number)
    assert len(server.delivered) == 1


@pytest.mark.parametrize("moment", ["greeting", "answer"])
def test_a_server_that_is_busy_is_asked_again_later(
    service: OpenService, server: MailServer, clock: Clock, moment: str
) -> None:
    usual = getattr(server, moment)
    setattr(server, moment, b"451 too much to do")
    server.start()
    order_of("anna", service, 1, 2, 3)
    assert congratulation(service).state is JobState.WAITING
    setattr(server, moment, usual)
    wait_for_next(service, clock)
    assert len(server.delivered) == 1


def test_a_server_that_refuses_is_not_asked_again(service: OpenService, server: MailServer) -> None:
    server.answer = b"550 no such customer"
    server.start()
    order_of("anna", service, 1, 2, 3)
    job = congratulation(service)
    assert job.state is JobState.DEAD
    assert job.failure is not None
    assert job.failure.message == "The mail server said 550 no such customer"


def test_an_e_mail_whose_answer_is_lost_is_in_doubt_and_not_sent_again(
    opening: Opening, server: MailServer, clock: Clock
) -> None:
    server.answer = b""
    server.start()
    with opening() as service:
        order_of("anna", service, 1, 2, 3)
        assert congratulation(service).state is JobState.DOUBT
    for _ in range(3):
        with opening() as service:
            clock.pass_seconds(100_000)
            service.run_until_idle()
            assert congratulation(service).state is JobState.DOUBT
    assert len(server.delivered) == 1


@pytest.mark.parametrize(
    ("verdict", "state", "delivered"),
    [("done", JobState.DONE, 1), ("failed", JobState.DISCARDED, 1), ("again", JobState.DONE, 2)],
)
def test_a_person_settles_what_is_in_doubt(
    service: OpenService, server: MailServer, verdict: str, state: JobState, delivered: int
) -> None:
    usual, server.answer = server.answer, b""
    server.start()
    order_of("anna", service, 1, 2, 3)
    server.answer = usual
    service.queue.settle(congratulation(service).id, verdict)
    service.run_until_idle()
    assert congratulation(service).state is state
    assert len(server.delivered) == delivered
    assert len({mail["Message-ID"] for mail in server.delivered}) == 1


def test_a_server_that_stays_down_too_long_makes_a_dead_letter_that_can_be_tried_again(
    service: OpenService, server: MailServer, clock: Clock
) -> None:
    def give_up() -> int:
        tries = 0
        while congratulation(service).state is JobState.WAITING:
            wait_for_next(service, clock)
            tries += 1
        assert congratulation(service).state is JobState.DEAD
        return tries

    order_of("anna", service, 1, 2, 3)
    assert give_up() == 120
    assert clock.now > 7_000 * SECOND
    service.queue.retry(congratulation(service).id)
    assert give_up() == 121, "a retry has as many attempts as a new one"
    server.start()
    service.queue.retry(congratulation(service).id)
    service.run_until_idle()
    assert congratulation(service).state is JobState.DONE
    assert len(server.delivered) == 1


# --- with threads --------------------------------------------------------------------------------------------


def test_four_workers_make_and_congratulate_each_vip_once(tmp_path: Path, server: MailServer) -> None:
    server.start()
    customers = [f"customer-{number}" for number in range(10)]
    with open_service(vip_program(SmtpServer("127.0.0.1", server.port)), tmp_path) as service:
        for number in range(5):
            for customer in customers:
                service.submit(orders.target(f"{customer}-{number}"), PlaceOrder(customer, "pen", price=150))
        end = time.monotonic() + 60
        while not service.is_idle():
            assert time.monotonic() < end, "the work has not ended for a minute"
            time.sleep(0.01)
        made = [histories.key(target) for target, _ in events(service, CustomerBecameVip)]
        assert sorted(made) == customers
        assert all(len(service.state(histories.target(customer)).orders) == 5 for customer in customers)
    addresses = sorted(str(mail["To"]) for mail in server.delivered)
    assert addresses == [f"{customer}@customers.example" for customer in customers]
