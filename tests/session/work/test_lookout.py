"""When files are glanced at, and which of them are worth a look."""

from __future__ import annotations

from editorapp.session.work.lookout import MISSING, Lookout, Stamp

KNOWN, LONGER, LONGEST = Stamp(3, 10), Stamp(5, 20), Stamp(9, 30)


class Disk:
    """A file that is watched, with a clock in tenths of a second."""

    def __init__(self) -> None:
        self.now = 0.0
        self.stamp = KNOWN
        self.lookout = Lookout()
        self.lookout.watch("notes", KNOWN)
        self.glances: list[float] = []
        self.looks: list[float] = []
        self.effort = 0.0

    def sign(self) -> None:
        self.lookout.sign("notes", self.now)

    def write(self, stamp: Stamp) -> None:
        self.stamp = stamp
        self.sign()

    def pass_time(self, seconds: float) -> None:
        for _ in range(round(seconds * 20)):
            self.now = round(self.now + 0.05, 2)
            for document in self.lookout.due(self.now):
                self.glances.append(self.now)
                if self.lookout.glanced(document, self.stamp, self.now):
                    self.looks.append(self.now)
                    self.now = round(self.now + self.effort, 2)
                    self.lookout.looked(document, self.now, self.stamp)


def test_without_a_sign_nothing_is_glanced_at() -> None:
    disk = Disk()
    disk.stamp = LONGER
    disk.pass_time(60)
    assert disk.glances == []
    assert disk.lookout.next_glance() is None


def test_a_file_that_is_as_it_was_is_glanced_at_once_and_not_looked_at() -> None:
    disk = Disk()
    disk.sign()
    disk.pass_time(60)
    assert len(disk.glances) == 1
    assert disk.looks == []


def test_a_file_that_has_changed_is_looked_at_well_within_a_second() -> None:
    disk = Disk()
    disk.write(LONGER)
    disk.pass_time(60)
    (look,) = disk.looks
    assert look <= 0.5


def test_many_signs_are_one() -> None:
    disk = Disk()
    for _ in range(100):
        disk.sign()
    disk.pass_time(1)
    assert len(disk.glances) == 1


def test_a_file_that_is_still_being_written_is_waited_for() -> None:
    disk = Disk()
    for size in range(4, 9):
        disk.write(Stamp(size, size))
        disk.pass_time(0.1)
    assert disk.looks == []
    disk.pass_time(1)
    assert len(disk.looks) == 1


def test_a_file_that_never_keeps_still_is_looked_at_each_second_and_not_more_often() -> None:
    disk = Disk()
    for size in range(4, 204):
        disk.write(Stamp(size, size))
        disk.pass_time(0.1)
    pauses = [later - earlier for earlier, later in zip(disk.looks, disk.looks[1:], strict=False)]
    assert disk.looks[0] <= 1.1
    assert min(pauses) >= 1.0
    assert max(pauses) <= 2.2


def test_what_takes_long_to_read_is_read_less_often() -> None:
    disk = Disk()
    disk.effort = 0.5
    for size in range(4, 204):
        disk.write(Stamp(size, size))
        disk.pass_time(0.1)
    pauses = [later - earlier for earlier, later in zip(disk.looks, disk.looks[1:], strict=False)]
    assert min(pauses) >= 5.0


def test_a_file_that_is_deleted_and_made_anew_is_never_missed() -> None:
    disk = Disk()
    disk.write(MISSING)
    disk.pass_time(0.15)
    disk.write(KNOWN)
    disk.pass_time(5)
    assert disk.looks == []


def test_a_file_that_stays_away_is_missed() -> None:
    disk = Disk()
    disk.write(MISSING)
    disk.pass_time(5)
    assert len(disk.looks) == 1


def test_what_was_looked_at_is_known_from_then_on() -> None:
    disk = Disk()
    disk.write(LONGER)
    disk.pass_time(2)
    disk.sign()
    disk.pass_time(2)
    assert len(disk.looks) == 1


def test_a_change_during_a_look_is_looked_at_after_it() -> None:
    lookout = Lookout()
    lookout.watch("notes", KNOWN)
    lookout.sign("notes", 0.0)
    lookout.due(1.0)
    lookout.glanced("notes", LONGER, 1.0)
    lookout.due(2.0)
    assert lookout.glanced("notes", LONGER, 1.2)
    lookout.sign("notes", 1.3)
    assert lookout.next_glance() is None
    lookout.looked("notes", 1.4)
    assert lookout.next_glance() is not None


def test_a_save_of_ones_own_is_known_before_its_sign_comes() -> None:
    disk = Disk()
    disk.lookout.watch("notes", LONGEST)
    disk.write(LONGEST)
    disk.pass_time(5)
    assert disk.looks == []


def test_a_document_that_is_closed_is_forgotten() -> None:
    disk = Disk()
    disk.write(LONGER)
    disk.lookout.forget("notes")
    disk.pass_time(5)
    disk.sign()
    assert disk.glances == []
