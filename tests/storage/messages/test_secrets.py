"""Fields marked secret are in clear nowhere: not in the files, exports, logs, errors, dead letters or traces."""

from __future__ import annotations

import base64
import logging
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypedDict

import msgspec
import pytest

from editorapp.bus.aggregate import AggregateType, Evolves, Handles
from editorapp.bus.domain import Domain
from editorapp.bus.effect import Attempt, Effect
from editorapp.bus.errors import CommandError, DomainError
from editorapp.bus.job import JobState
from editorapp.bus.message import RecordedEvent
from editorapp.bus.process_manager import ProcessManager
from editorapp.bus.projection import Projection, Rows
from editorapp.bus.redaction import redacting
from editorapp.bus.secret import SECRET
from editorapp.storage.messages.database import MessageDatabase
from editorapp.storage.messages.lines import export_lines, import_lines
from editorapp.storage.messages.opening import KEY_NAME, OpenService, open_service
from editorapp.storage.messages.service import Service
from tests.storage.messages.bakery import Clock, after_crash, steady

WORDS = [f"hush-{name}" for name in ("one", "two", "three", "four", "five", "six")]
ODD = "hush-'quoted'\n\"ü\""
SAFE = "safe/a"

Hidden = Annotated[str, SECRET]


class Card(msgspec.Struct, frozen=True):
    """A struct inside."""

    owner: str
    number: Hidden


class Hide(msgspec.Struct, frozen=True):
    """Secrets at every depth."""

    plain: str
    word: Hidden
    card: Card
    cards: list[Card]
    by_name: dict[str, Hidden]
    maybe: Annotated[str, SECRET] | None = None
    listed: Annotated[list[str], SECRET] = []


class Hid(msgspec.Struct, frozen=True):
    """The event of it."""

    content: Hide


class Fail(msgspec.Struct, frozen=True):
    """A command whose handler quotes a secret in its error."""

    word: Hidden
    how: str


class Note(msgspec.Struct, frozen=True):
    """A command that need not be replayed as it was."""

    text: str


class Noted(msgspec.Struct, frozen=True):
    """The event of it."""

    text: str


class Row(msgspec.Struct, frozen=True):
    """A row of a read model with a secret."""

    word: Hidden


class Ask(msgspec.Struct, frozen=True):
    """Ask for the row."""


def content(plain: str = "plain") -> Hide:
    one, two, three, four, five, six = WORDS
    return Hide(plain, one, Card("Anna", two), [Card("Ben", three)], {"x": four}, five, [six, ODD])


def fail(state: Any, command: Fail) -> Any:
    if command.how == "refusal":
        raise CommandError("wrong", f"{command.word} and {command.word!r} are no good.", "word")
    raise RuntimeError(f"{command!r} went wrong")


def keep(rows: Rows, recorded: RecordedEvent) -> None:
    if recorded.event.content.plain == "bad row":
        raise ValueError(recorded.event.content.card.number)
    rows.put("row", Row(recorded.event.content.word))


def remember(state: Row | None, recorded: RecordedEvent) -> tuple[Row, list[Any]]:
    if recorded.event.content.plain == "bad process":
        raise ValueError(recorded.event.content.card.number)
    return Row(recorded.event.content.word), []


def tell(event: Hid, attempt: Attempt) -> None:
    attempt.report(1, 2, f"calling {event.content.word}")
    raise RuntimeError(f"no answer about {event.content!r}")


def vault() -> Domain:
    safe = AggregateType(
        "safe",
        (),
        [
            Handles("safe.hide", Hide, lambda state, command: Hid(command)),
            Handles("safe.fail", Fail, fail),
            Handles("safe.note", Note, lambda state, command: Noted(command.text), is_replayed=False),
            Handles("safe.keep", Card, lambda state, command: Noted(command.number)),
        ],
        [
            Evolves("safe.hid", Hid, lambda state, event: (*state, event.content)),
            Evolves("safe.noted", Noted, lambda state, event: (*state, event.text)),
        ],
    )
    return Domain(
        [safe],
        [ProcessManager("memory", Row, {Hid: remember})],
        [Effect("tell", Hid, tell)],
        [Projection("words", Row, {Hid: keep}, {Ask: lambda rows, query: rows.get("row")})],
        [redacting(r"pin \d+", "pin …")],
    )


@pytest.fixture
def traces() -> list[Any]:
    return []


@pytest.fixture
def service(tmp_path: Path, traces: list[Any]) -> Iterator[OpenService]:
    with open_service(
        vault(), tmp_path / "vault", workers=0, clock=Clock(), observe=traces.append, policy=steady()
    ) as service:
        yield service


def forms(word: str) -> set[bytes]:
    """Return how a word would look in files: as it is, escaped in JSON or by repr, or in base64."""
    plain = word.encode()
    return {plain, repr(word)[1:-1].encode(), msgspec.json.encode(word)[1:-1], base64.b64encode(plain)[:8]}


def assert_hidden(text: bytes | str, where: object) -> None:
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    for word in [*WORDS, ODD]:
        assert not [form for form in forms(word) if form in raw], f"{word!r} is in {where}"


def assert_hidden_everywhere(service: OpenService, folder: Path, traces: list[Any], log: str) -> None:
    service.flush()
    for path in folder.rglob("*"):
        assert_hidden(path.read_bytes(), path.name)
    assert_hidden("\n".join(export_lines(service.database)), "the export")
    assert_hidden(log, "the log")
    assert_hidden(repr(traces), "the traces")
    assert_hidden(repr(service.health()), "the health")
    for state in JobState:
        assert_hidden(repr(service.jobs.in_state(state)), "the jobs")


# --- hidden ------------------------------------------------------------------------------------------------


def test_a_secret_is_in_clear_in_no_file_export_log_trace_or_job(
    service: OpenService, tmp_path: Path, traces: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    def deaf(event: Hid) -> None:
        raise RuntimeError(f"deaf to {event!r}")

    service.subscribe(Hid, deaf, "deaf")
    service.send(SAFE, content(), command_id="a")
    service.submit(SAFE, content("queued"), command_id="b")
    service.submit(SAFE, content("waiting"), command_id="c", delay=60)
    service.run_until_idle()
    assert [service.state(SAFE)[index].plain for index in (0, 1)] == ["plain", "queued"]
    assert service.ask(Ask()) == Row(WORDS[0])
    assert len(service.jobs.in_state(JobState.DOUBT)) == 2
    assert len(service.jobs.in_state(JobState.DEAD)) == 2
    assert_hidden_everywhere(service, tmp_path / "vault", traces, caplog.text)


@pytest.mark.parametrize("plain", ["bad row", "bad process"])
def test_projections_and_process_managers_that_fail_do_not_quote_it(
    service: OpenService, tmp_path: Path, traces: list[Any], caplog: pytest.LogCaptureFixture, plain: str
) -> None:
    service.send(SAFE, content(plain))
    service.run_until_idle()
    assert [health.name for health in service.health() if "[secret]" in health.error]
    assert_hidden_everywhere(service, tmp_path / "vault", traces, caplog.text)


@pytest.mark.parametrize("word", [WORDS[0], ODD])
@pytest.mark.parametrize("how", ["refusal", "bug"])
@pytest.mark.parametrize("way", ["send", "submit"])
def test_errors_that_quote_it_are_scrubbed(
    service: OpenService, tmp_path: Path, traces: list[Any], caplog: pytest.LogCaptureFixture, word: str, how: str,
    way: str,
) -> None:  # fmt: skip
    if way == "send":
        with pytest.raises(CommandError) as caught:
            service.send(SAFE, Fail(word, how))
        assert "[secret]" in caught.value.message
        assert_hidden(caught.value.message, "the error")
    else:
        service.submit(SAFE, Fail(word, how))
        service.run_until_idle()
        (letter,) = service.jobs.in_state(JobState.DEAD)
        assert "[secret]" in str(letter.failure)
    assert_hidden_everywhere(service, tmp_path / "vault", traces, caplog.text)


def test_a_value_that_is_refused_is_not_quoted(service: OpenService) -> None:
    bad: Any = [WORDS[0]]
    with pytest.raises(CommandError) as caught:
        service.send(SAFE, Fail(bad, "x"))
    assert caught.value.field == "word"
    assert_hidden(caught.value.message, "the error")


class Birth(msgspec.Struct, frozen=True):
    """Secrets of other types: a command, and what handlers, processes and queries know."""

    word: Hidden
    day: Annotated[date, SECRET]
    cents: Annotated[Decimal, SECRET]


class Born(msgspec.Struct, frozen=True):
    """The event of it."""

    birth: Birth


class Quote(msgspec.Struct, frozen=True):
    """A command to quote the state, and a query to quote the row."""

    how: str


class Quoted(msgspec.Struct, frozen=True):
    """An event that makes everybody quote what they know."""


BIRTH = Birth(WORDS[0], date(1971, 3, 14), Decimal("12.50"))


def quote(known: Birth | None, how: str) -> Any:
    assert known is not None
    if how == "refusal":
        raise CommandError("wrong", f"{known.word} {known.day} {known.cents}")
    if how == "bug":
        raise ValueError(known)
    return Quoted()


def registry() -> Domain:
    births = AggregateType(
        "births",
        None,
        [
            Handles("births.note", Birth, lambda state, command: Born(command)),
            Handles("births.quote", Quote, lambda state, command: quote(state, command.how)),
        ],
        [
            Evolves("births.noted", Born, lambda state, event: event.birth),
            Evolves("births.quoted", Quoted, lambda state, event: state),
        ],
    )
    process: dict[type, Any] = {
        Born: lambda state, recorded: (recorded.event.birth, []),
        Quoted: lambda state, recorded: quote(state, "bug"),
    }
    projects: dict[type, Any] = {
        Born: lambda rows, recorded: rows.put("row", recorded.event.birth),
        Quoted: lambda rows, recorded: quote(rows.get("row"), "bug"),
    }
    queries: dict[type, Any] = {
        Quote: lambda rows, query: quote(dict(rows.items())["row"], query.how),
        Hide: lambda rows, query: quote(query, "bug"),
    }
    return Domain(
        [births],
        [ProcessManager("memory", Birth, process)],
        projections=[Projection("births", Birth, projects, queries)],
    )


def test_what_handlers_processes_and_queries_know_is_not_quoted_either(
    tmp_path: Path, traces: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    hidden = (*WORDS, "1971-03-14", "1971, 3, 14", "12.50")
    with open_service(
        registry(), tmp_path / "births", workers=0, clock=Clock(), observe=traces.append
    ) as service:
        service.send("births/a", BIRTH)
        service.run_until_idle()
        told = []
        asked: list[Any] = [Quote("bug"), Quote("refusal")]
        for known in asked:
            with pytest.raises(CommandError) as caught:
                service.send("births/a", known)
            told.append(caught.value)
        for query in [*asked, content()]:
            with pytest.raises(CommandError) as caught:
                service.ask(query)
            told.append(caught.value)
        service.send("births/a", Quote("event"))
        service.run_until_idle()
        assert ["[secret]" in health.error for health in service.health()] == [True, True]
        service.flush()
        tracebacks = ["".join(traceback.format_exception(error)) for error in told]
        for text in (
            *tracebacks,
            caplog.text,
            repr(traces),
            repr(service.health()),
            *export_lines(service.database),
        ):
            assert not [word for word in hidden if word in text]
        raw = b"".join(path.read_bytes() for path in (tmp_path / "births").rglob("*"))
        assert not [word for word in hidden if word.encode() in raw]


# --- and yet there -----------------------------------------------------------------------------------------


def test_what_is_sealed_is_replayed_and_the_same_id_is_known_again(
    service: OpenService, tmp_path: Path
) -> None:
    first = service.send(SAFE, content(), command_id="a")
    assert service.replay().states == {SAFE: (content(),)}
    assert service.dry_run().state(SAFE) == (content(),)
    with open_service(vault(), after_crash(tmp_path / "vault"), workers=0) as again:
        assert again.state(SAFE) == (content(),)
        assert again.send(SAFE, content(), command_id="a") == first


def test_an_export_stays_sealed_and_is_opened_with_the_key(service: OpenService, tmp_path: Path) -> None:
    service.send(SAFE, content())
    service.run_until_idle()
    lines = list(export_lines(service.database))
    assert_hidden("\n".join(lines), "the export")
    other = tmp_path / "other"
    other.mkdir()
    import_lines(lines, other / "messages.sqlite")
    (other / KEY_NAME).write_bytes((tmp_path / "vault" / KEY_NAME).read_bytes())
    with open_service(vault(), other, workers=0) as again:
        assert again.state(SAFE) == (content(),)


@pytest.mark.parametrize("key", [None, b"", b"damaged", base64.urlsafe_b64encode(bytes(32))])
def test_without_its_key_a_message_goes_to_quarantine_and_the_rest_opens(
    service: OpenService, tmp_path: Path, key: bytes | None
) -> None:
    service.send(SAFE, content())
    service.send("safe/b", Note("open"))
    copy = after_crash(tmp_path / "vault")
    (copy / KEY_NAME).unlink()
    if key is not None:
        (copy / KEY_NAME).write_bytes(key)
    with open_service(vault(), copy, workers=0) as again:
        again.run_until_idle()
        assert again.state("safe/b") == ("open",)
        with pytest.raises(CommandError, match="cannot be rebuilt"):
            again.state(SAFE)
        ((name, reason),) = again.database.rows("select distinct name, reason from quarantine where part = 0")
        assert name == "safe.hid"
        assert "key" in reason
        assert set(again.replay().unreadable) == {SAFE}
    # With the key back, nothing is missing.
    (copy / KEY_NAME).write_bytes((tmp_path / "vault" / KEY_NAME).read_bytes())
    with open_service(vault(), copy, workers=0) as again:
        assert again.state(SAFE) == (content(),)


def test_a_dry_run_makes_no_key(tmp_path: Path) -> None:
    with open_service(vault(), tmp_path / "vault", workers=0) as service:
        copy = service.dry_run()
        copy.send(SAFE, content())
        assert copy.state(SAFE) == (content(),)
        assert not (tmp_path / "vault" / KEY_NAME).exists()


def test_secrets_that_nothing_seals_are_an_error_at_start(tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="there is no seal"):
        Service(vault(), MessageDatabase(None))
    plain = AggregateType("safe", (), [], [Evolves("safe.noted", Noted, lambda state, event: state)])
    for parts in (
        {"projections": [Projection("words", Row, {Noted: keep})]},
        {"process_managers": [ProcessManager("memory", Row, {Noted: remember})]},
    ):
        domain: Any = Domain([plain], **parts)
        with pytest.raises(DomainError, match="has secret fields"):
            Service(domain, MessageDatabase(None))


# --- where secrets are -------------------------------------------------------------------------------------


class Node(msgspec.Struct):
    """A type that holds itself."""

    word: Hidden
    inner: list[Node] = []


@dataclass
class Data:
    """A dataclass."""

    word: Hidden


class Typed(TypedDict):
    """A dictionary with known keys."""

    word: Hidden


class Named(NamedTuple):
    """A tuple with names, which is a list in JSON."""

    plain: str
    word: Hidden


class Listed(msgspec.Struct, array_like=True):
    """A struct that is a list in JSON."""

    plain: str
    word: Hidden


class Odd(msgspec.Struct):
    """Everything that a secret can be in."""

    node: Node
    data: Data
    typed: Typed
    named: Named
    listed: Listed
    keyed: dict[Hidden, int]
    numbered: dict[int, Hidden]
    raw: Annotated[bytes, SECRET]
    number: Annotated[int, SECRET]
    surrogate: Hidden


class Keep(msgspec.Struct):
    """The event and the command of it."""

    odd: Odd


class Kept(msgspec.Struct):
    """The event of it."""

    odd: Odd


def test_a_secret_is_found_in_every_kind_of_type(tmp_path: Path) -> None:
    one, two, three, four, five, six = WORDS
    odd = Odd(
        Node(one, [Node(two, [Node(three)])]), Data(four), {"word": five}, Named("plain", six), Listed("plain", one),
        {two: 1}, {7: three}, four.encode(), 98765432123, "hush-\ud800",
    )  # fmt: skip
    kept = AggregateType(
        "safe",
        None,
        [Handles("safe.keep", Keep, lambda state, command: Kept(command.odd))],
        [Evolves("safe.kept", Kept, lambda state, event: event.odd)],
    )
    with open_service(Domain([kept]), tmp_path / "vault", workers=0) as service:
        service.send(SAFE, Keep(odd))
        service.flush()
        for path in (tmp_path / "vault").iterdir():
            assert_hidden(path.read_bytes(), path.name)
            assert b"98765432123" not in path.read_bytes()
            assert b"hush" not in path.read_bytes()
        with open_service(Domain([kept]), after_crash(tmp_path / "vault"), workers=0) as again:
            assert again.state(SAFE) == odd


# --- redaction ---------------------------------------------------------------------------------------------


def test_a_filter_redacts_before_acceptance_where_the_payload_need_not_be_replayed(
    service: OpenService, tmp_path: Path
) -> None:
    first = service.send(SAFE, Note("the pin 1234 of Anna"), command_id="a")
    assert service.send(SAFE, Note("the pin 1234 of Anna"), command_id="a") == first
    service.submit(SAFE, Note("the pin 5678"), command_id="b")
    service.submit(SAFE, Note("the pin 5678"), command_id="b")
    service.run_until_idle()
    assert service.state(SAFE) == ("the pin … of Anna", "the pin …")
    for path in (tmp_path / "vault").iterdir():
        assert b"1234" not in path.read_bytes()
        assert b"5678" not in path.read_bytes()


def test_a_filter_touches_nothing_that_is_replayed(service: OpenService) -> None:
    service.send(SAFE, Card("Anna", "pin 1234"))
    assert service.state(SAFE) == ("pin 1234",)
