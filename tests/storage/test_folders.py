"""Profile, path index and macros: the small things that are kept in folders."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from editorapp.commands.macro import Step
from editorapp.session.macros import Macro, MacroError
from editorapp.storage.macro_folder import MacroFolder, read_macro
from editorapp.storage.path_index import PathIndex
from editorapp.storage.profile import PROFILE_VARIABLE, Profile, private_folder
from tests.desk import REGISTRY

MACRO = Macro("mine", (Step("text.insert", {"text": "a\udc80"}), Step("clipboard.paste")))


# --- profile -----------------------------------------------------------------------------------------------


def test_all_of_a_profile_is_below_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = Profile.find(str(tmp_path))
    for folder in (given.documents, given.paths, given.quarantine, given.macros, given.config, given.cache):
        assert folder.is_relative_to(tmp_path)
    monkeypatch.setenv(PROFILE_VARIABLE, str(tmp_path))
    assert Profile.find() == given
    assert Profile.find(str(tmp_path / "other")) != given
    monkeypatch.delenv(PROFILE_VARIABLE)
    assert "editorapp" in str(Profile.find().state)


@pytest.mark.skipif(os.name == "nt", reason="modes as POSIX has them")
def test_every_folder_that_is_made_is_for_the_user_alone(tmp_path: Path) -> None:
    private_folder(tmp_path / "a" / "b" / "c")
    for folder in ("a", "a/b", "a/b/c"):
        assert stat.S_IMODE((tmp_path / folder).stat().st_mode) == 0o700
    assert private_folder(tmp_path / "a") == tmp_path / "a"


# --- path index --------------------------------------------------------------------------------------------


@pytest.fixture
def index(tmp_path: Path) -> PathIndex:
    return PathIndex(Profile.find(str(tmp_path)))


def test_a_path_leads_to_one_document_and_other_paths_to_others(index: PathIndex) -> None:
    here, there = Path("/here/file.txt"), Path("/there/file.txt")
    assert index.document_id(here) == index.document_id(here)
    assert index.document_id(here) != index.document_id(there)
    assert index.document_id(here).startswith("file.txt-")


@pytest.mark.parametrize("name", ["a/ä ö:ü*?.txt", "a/" + "x" * 250, "a/...", "a/\udc80"])
def test_any_name_makes_an_id_that_is_a_folder_name(index: PathIndex, name: str) -> None:
    document_id = index.document_id(Path("/") / name)
    assert document_id.isascii()
    assert len(document_id) < 60
    assert not document_id.startswith(".")
    assert "/" not in document_id


def test_a_document_can_move_to_another_path(index: PathIndex) -> None:
    old, new = Path("/old.txt"), Path("/new.txt")
    document_id = index.document_id(old)
    index.move(document_id, new)
    assert index.document_id(new) == document_id
    index.move("other", new)
    assert index.document_id(new) == "other"


def test_an_entry_that_cannot_be_read_does_not_matter(index: PathIndex, tmp_path: Path) -> None:
    path = Path("/new.txt")
    usual = index.document_id(path)
    index.move("other", path)
    (entry,) = Profile.find(str(tmp_path)).paths.iterdir()
    for content in (b"nonsense", b"[]", b'{"path": "/another", "document": "x"}', b"{}"):
        entry.write_bytes(content)
        assert index.document_id(path) == usual


# --- macros ------------------------------------------------------------------------------------------------


@pytest.fixture
def macros(tmp_path: Path) -> MacroFolder:
    return MacroFolder(tmp_path / "macros", REGISTRY)


def test_a_macro_is_kept_replaced_listed_and_deleted(macros: MacroFolder) -> None:
    assert macros.names() == []
    macros.save(Macro("other", MACRO.steps[:1]))
    macros.save(Macro("mine", MACRO.steps[:1]))
    macros.save(MACRO)
    assert macros.names() == ["mine", "other"]
    assert macros.load("mine") == MACRO
    assert macros.path_of("mine").read_text(encoding="utf-8").startswith("# editorapp macro\n")
    macros.delete("mine")
    assert macros.names() == ["other"]


@pytest.mark.parametrize("name", ["none", "../mine", "", "mine/../mine"])
def test_a_name_that_is_not_kept_is_not_loaded_or_deleted(
    macros: MacroFolder, tmp_path: Path, name: str
) -> None:
    macros.save(MACRO)
    (tmp_path / "mine.macro").write_text("text.insert {}")
    with pytest.raises(MacroError, match="no macro named"):
        macros.load(name)
    with pytest.raises(MacroError, match="no macro named"):
        macros.delete(name)


def test_a_file_that_is_no_macro_is_said(macros: MacroFolder, tmp_path: Path) -> None:
    macros.save(MACRO)
    macros.path_of("mine").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(MacroError, match="not a text file"):
        macros.load("mine")
    macros.path_of("mine").write_text("text.explode {}\n")
    with pytest.raises(MacroError, match="Line 1"):
        macros.load("mine")
    for path in (tmp_path, tmp_path / "none.macro"):
        with pytest.raises(MacroError, match="cannot be read"):
            read_macro(path, REGISTRY)


def test_a_macro_that_cannot_be_saved_leaves_nothing_behind(macros: MacroFolder, tmp_path: Path) -> None:
    (tmp_path / "macros").mkdir()
    (tmp_path / "macros" / "mine.macro").mkdir()
    with pytest.raises(MacroError, match="cannot be saved"):
        macros.save(MACRO)
    assert [path.name for path in (tmp_path / "macros").iterdir()] == ["mine.macro"]
