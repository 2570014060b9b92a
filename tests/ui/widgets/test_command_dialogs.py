"""The dialogs that ask for options of commands on text show what these would do, and ask for them complete."""

from __future__ import annotations

from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QSpinBox

from editorapp.ui.command_dialog import CommandDialog, sample_of
from editorapp.ui.sequence_dialog import SequenceDialog
from editorapp.ui.sort_dialog import SortDialog
from editorapp.ui.wrap_dialog import WrapDialog
from tests.desk import REGISTRY, Desk
from tests.marked_text import document

Part = TypeVar("Part", bound=QObject)


def preview(dialog: CommandDialog) -> str:
    return part(dialog, QPlainTextEdit).toPlainText()


def part(dialog: CommandDialog, kind: type[Part]) -> Part:
    """The first part of a kind that is no part of a field itself."""
    found = dialog.findChildren(kind)
    return next(each for each in found if not isinstance(each.parent(), QAbstractSpinBox))


def asked(dialog: CommandDialog) -> list[tuple[str, dict[str, Any]]]:
    wanted: list[tuple[str, dict[str, Any]]] = []
    dialog.command_requested.connect(lambda name, arguments: wanted.append((name, arguments)))
    dialog.accept()
    return wanted


@pytest.mark.usefixtures("qapp")
class TestDialogs:
    def test_sorting_is_shown_and_asked_for(self) -> None:
        start = document("b 1\na 2\nc 3|\n")
        dialog = SortDialog(start, REGISTRY)
        assert preview(dialog).split("\n")[:3] == ["a 2", "b 1", "c 3"]
        reverse, *_ = dialog.findChildren(QCheckBox)
        reverse.setChecked(True)
        part(dialog, QLineEdit).setText(r"\d")
        assert preview(dialog).split("\n")[:3] == ["c 3", "a 2", "b 1"]
        ((name, arguments),) = asked(dialog)
        assert Desk(start).do(name, **arguments) == "c 3|\na 2\nb 1\n"

    def test_what_is_wrong_is_said_and_cannot_be_asked_for(self) -> None:
        dialog = SortDialog(document("a|"), REGISTRY)
        part(dialog, QLineEdit).setText("(")
        assert asked(dialog) == []
        part(dialog, QLineEdit).setText("")
        assert len(asked(dialog)) == 1

    def test_a_sequence_goes_to_carets_or_to_selected_lines(self) -> None:
        carets = SequenceDialog(document("|a|b|"), REGISTRY)
        assert preview(carets) == "1\n2\n3"
        lines = SequenceDialog(document("[a\nb>\nc"), REGISTRY)
        part(lines, QLineEdit).setText("{:02}. ")
        assert preview(lines) == "01. a\n02. b"
        ((name, arguments),) = asked(lines)
        assert Desk("[a\nb>\nc").do(name, **arguments) == "01. [a\n02. b>\nc"
        assert carets.findChildren(QComboBox)

    def test_wrapping_is_shown(self) -> None:
        dialog = WrapDialog(document("[one two three>"), REGISTRY)
        part(dialog, QSpinBox).setValue(8)
        assert preview(dialog) == "one two\nthree"
        assert asked(dialog) == [("text.wrap", {"column": 8, "join": True})]

    def test_bytes_that_are_no_text_can_be_shown(self) -> None:
        assert preview(SortDialog(document("a\udc80|"), REGISTRY)) == "a\ufffd"


def test_only_the_first_lines_are_looked_at() -> None:
    sample = sample_of(document("|" + "a\n" * 100_000))
    assert 100 < sample.buffer.line_count < 300
    assert len(sample_of(document("|" + "a" * 1_000_000)).buffer) <= 20_000
    assert str(sample_of(document("a\n[b\nc>\nd")).buffer) == "b\nc"
