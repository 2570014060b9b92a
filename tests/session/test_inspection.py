"""What is under way in several services, looked at and settled through one port."""

from __future__ import annotations

import pytest

from editorapp.bus.errors import CommandError, UnknownJobError
from editorapp.bus.job import Job, JobKind, JobState
from editorapp.bus.projection import Health
from editorapp.session.inspection import Pipelines
from editorapp.session.pipeline import Pipeline
from tests.desk import Clock


class Source:
    """A service that writes down what is wanted of it."""

    def __init__(self, name: str, jobs: tuple[str, ...] = (), models: tuple[str, ...] = ()) -> None:
        self.name = name
        self.wanted: list[tuple[str, ...]] = []
        self.problem = ""
        self._jobs, self._models = jobs, models

    def jobs(self) -> list[Job]:
        if self.problem:
            raise CommandError("database_unavailable", self.problem)
        return [_job(job_id) for job_id in self._jobs]

    def health(self) -> list[Health]:
        if self.problem:
            raise CommandError("database_unavailable", self.problem)
        return [Health(name, 1, 0) for name in self._models]

    def change(self, verb: str, job_id: str, verdict: str = "") -> Job:
        self.wanted.append((verb, job_id, verdict))
        if job_id not in self._jobs:
            raise UnknownJobError(f"There is no job {job_id!r}.")
        return _job(job_id)

    def rebuild(self, name: str) -> None:
        self.wanted.append(("rebuild", name))


def _job(job_id: str) -> Job:
    return Job(
        id=job_id,
        kind=JobKind.EFFECT,
        name="mail",
        target="order/1",
        lane="mail",
        message="placed",
        version=1,
        payload="{}",
        state=JobState.DEAD,
    )


@pytest.fixture
def window() -> Source:
    """The service of a window."""
    return Source("window", ("a", "both"), ("carts", "same"))


@pytest.fixture
def other() -> Source:
    """Another service."""
    return Source("other", ("b", "both"), ("orders", "same"))


@pytest.fixture
def pipelines(window: Source, other: Source) -> Pipelines:
    """The port to both."""
    found = Pipelines(Pipeline(Clock()))
    found.add(window)
    found.add(other)
    return found


def test_a_snapshot_holds_the_jobs_and_read_models_of_all_services(pipelines: Pipelines) -> None:
    snapshot = pipelines.snapshot()
    assert [(listed.work, listed.job.id) for listed in snapshot.jobs] == [
        ("window", "a"),
        ("window", "both"),
        ("other", "b"),
        ("other", "both"),
    ]
    assert snapshot.models is not None
    assert [listed.health.name for listed in snapshot.models] == ["carts", "same", "orders", "same"]


def test_read_models_are_only_looked_at_where_somebody_wants_to_see_them(pipelines: Pipelines) -> None:
    assert pipelines.snapshot(with_models=False).models is None


def test_a_service_that_cannot_tell_does_not_hide_the_others(pipelines: Pipelines, window: Source) -> None:
    window.problem = "The disk is gone."
    snapshot = pipelines.snapshot()
    assert [listed.job.id for listed in snapshot.jobs] == ["b", "both"]
    assert snapshot.problems == ("The disk is gone.",)


def test_how_one_service_is_doing(pipelines: Pipelines, other: Source) -> None:
    assert [health.name for health in pipelines.health("other")] == ["orders", "same"]
    other.problem = "The disk is gone."
    assert pipelines.health("other") == []
    assert pipelines.health("nowhere") == []


def test_services_that_end_are_shown_no_more(pipelines: Pipelines) -> None:
    pipelines.clear()
    assert pipelines.snapshot().jobs == []


def test_a_job_is_settled_by_the_service_that_has_it(pipelines: Pipelines, other: Source) -> None:
    pipelines.change("settle", "b", "done")
    assert other.wanted == [("settle", "b", "done")]


def test_a_job_that_several_have_must_be_told_apart(pipelines: Pipelines, other: Source) -> None:
    with pytest.raises(UnknownJobError, match="Several services"):
        pipelines.change("retry", "both")
    pipelines.change("retry", "both", work="other")
    assert other.wanted == [("retry", "both", "")]


def test_an_unknown_job_is_said(pipelines: Pipelines) -> None:
    with pytest.raises(UnknownJobError, match="no job 'c'"):
        pipelines.change("retry", "c")
    with pytest.raises(UnknownJobError, match="no job 'a'"):
        pipelines.change("retry", "a", work="nowhere")


def test_a_read_model_is_built_anew_by_the_service_that_has_it(pipelines: Pipelines, window: Source) -> None:
    pipelines.rebuild("carts")
    assert window.wanted == [("rebuild", "carts")]
    pipelines.rebuild("same", "window")
    assert window.wanted[-1] == ("rebuild", "same")


@pytest.mark.parametrize(
    ("name", "words"), [("same", "Several services"), ("nothing", "no read model 'nothing'")]
)
def test_a_read_model_that_is_not_one_is_said(pipelines: Pipelines, name: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        pipelines.rebuild(name)
