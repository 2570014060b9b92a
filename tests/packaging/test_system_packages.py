"""What the system lacks: how it is found, and what a person who must install it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

import system_packages
from setup_error import SetupError
from system_packages import Need

CURSOR = Need("library", "libxcb-cursor.so.0", "libxcb-cursor0")
KEYSYMS = Need("library", "libxcb-keysyms.so.1", "libxcb-keysyms1")
SERVER = Need("program", "Xvfb", "xvfb")
ABSENT = Need("library", "libno-such-thing.so.0", "libno-such-thing0")


def test_only_what_is_not_present_is_missing_and_in_order() -> None:
    assert system_packages.missing([SERVER, CURSOR, KEYSYMS], lambda need: need is CURSOR) == [
        SERVER,
        KEYSYMS,
    ]


def test_each_package_is_named_once_and_sorted() -> None:
    shared = Need("library", "libxcb-cursor-more.so.0", "libxcb-cursor0")
    assert system_packages.package_names([SERVER, CURSOR, shared]) == ["libxcb-cursor0", "xvfb"]


def test_whoever_may_use_sudo_by_hand_gets_the_whole_command() -> None:
    told = system_packages.as_apt_command([SERVER, CURSOR], with_sudo=True)
    assert "Missing system packages: 2." in told
    assert (
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends libxcb-cursor0 xvfb\n" in told
    )


def test_without_sudo_the_command_is_for_root() -> None:
    told = system_packages.as_apt_command([CURSOR], with_sudo=False)
    assert "as root" in told
    assert "sudo" not in told
    assert "\n  apt-get update && apt-get install -y --no-install-recommends libxcb-cursor0\n" in told


def test_without_apt_things_are_named_in_words() -> None:
    told = system_packages.in_words([CURSOR, SERVER])
    assert "the library libxcb-cursor.so.0" in told
    assert "the program Xvfb" in told


def test_a_library_is_present_when_the_loader_finds_it() -> None:
    assert not system_packages.is_present(ABSENT)


def test_a_program_is_present_when_it_is_on_the_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "Xvfb"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not system_packages.is_present(SERVER)
    program.touch(mode=0o755)
    assert system_packages.is_present(SERVER)


def test_a_module_is_present_when_python_finds_it() -> None:
    assert system_packages.is_present(Need("module", "venv", "python3-venv"))
    assert not system_packages.is_present(Need("module", "no_such_module", "none"))


def test_a_file_is_present_when_its_path_leads_to_one(tmp_path: Path) -> None:
    need = Need("file", f"{tmp_path}/*/known.typelib", "gir1.2-known")
    assert not system_packages.is_present(need)
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "known.typelib").touch()
    assert system_packages.is_present(need)


def test_a_font_is_present_when_any_folder_below_holds_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    font = Need("font", "any", "fonts-dejavu-core")
    monkeypatch.setattr(system_packages, "FONT_FOLDERS", (str(tmp_path / "none"), str(tmp_path)))
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype" / "README.txt").touch()
    assert not system_packages.is_present(font)
    (tmp_path / "truetype" / "Mono.ttf").touch()
    assert system_packages.is_present(font)


def test_what_the_tests_need_includes_what_the_editor_needs() -> None:
    assert set(system_packages.to_run()) <= set(system_packages.to_test())


def test_someone_who_may_not_install_gets_the_names_and_nothing_is_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started = tmp_path / "started"
    apt = tmp_path / "apt-get"
    apt.write_text(f"#!/bin/sh\ntouch {started}\n")
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("os.geteuid", lambda: 1000, raising=False)
    said: list[str] = []
    with pytest.raises(SetupError, match="Only root may install them") as stopped:
        system_packages.bring([ABSENT], said.append)
    assert "libno-such-thing0" in str(stopped.value)
    assert said == []
    assert not started.exists()
