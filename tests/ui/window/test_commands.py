"""Every command that has a place in a menu can be chosen there, and does something or says why it cannot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu

from editorapp.commands.families import all_commands
from editorapp.commands.specification import ApplicationCommand
from editorapp.session.application import ApplicationRequested
from editorapp.session.open_document import DocumentAdvanced
from editorapp.ui.menus import ORDER, mark_keys, place_of
from tests.ui.window.opened_window import OpenedWindow

IN_MENUS = [command.spec for command in all_commands() if command.spec.menu]
NAMES = [spec.name for spec in IN_MENUS]
Step = Callable[[OpenedWindow], Any]


def _actions(menu: QMenu) -> list[str]:
    """The names of the commands in a menu and its submenus, in order."""
    names = []
    for action in menu.actions():
        submenu = action.menu()
        if isinstance(submenu, QMenu):
            names += _actions(submenu)
        elif action.objectName():
            names.append(action.objectName())
    return names


def test_every_menu_entry_of_the_registry_is_in_its_menu(window: OpenedWindow) -> None:
    for spec in IN_MENUS:
        assert spec.name in _actions(window.parts.menus[spec.menu.partition("/")[0]])


def test_menus_are_in_their_usual_order_with_quit_at_the_end_of_the_first(window: OpenedWindow) -> None:
    titles = [action.text().replace("&", "") for action in window.parts.window.menuBar().actions()]
    assert titles == list(ORDER)
    assert _actions(window.parts.menus["File"])[-1] == "application.quit"


def test_groups_of_a_menu_are_apart_by_lines(window: OpenedWindow) -> None:
    for name, menu in window.parts.menus.items():
        groups = {place_of(spec.menu)[1] for spec in IN_MENUS if place_of(spec.menu)[0] == name}
        assert sum(action.isSeparator() for action in menu.actions()) == len(groups) - 1


def test_no_two_commands_have_the_same_key() -> None:
    keys = [QKeySequence(key).toString() for spec in IN_MENUS for key in spec.key.split()]
    assert len(keys) == len(set(keys))


def test_every_entry_of_a_menu_has_a_letter_of_its_own(window: OpenedWindow) -> None:
    for menu in window.parts.menus.values():
        mark_keys(menu)
    for shown in (window.parts.window.menuBar(), *window.parts.menus.values()):
        letters = [
            action.text()[action.text().index("&") + 1].lower()
            for action in shown.actions()
            if "&" in action.text()
        ]
        assert len(letters) == len(set(letters))


def test_no_key_of_the_find_bar_opens_a_menu(window: OpenedWindow) -> None:
    bar = window.parts.find_bar
    menus = [QKeySequence.mnemonic(action.text()) for action in window.parts.window.menuBar().actions()]
    labels = [QKeySequence.mnemonic(each.text()) for each in bar.findChildren(QLabel)]
    buttons = [each.shortcut() for each in bar.findChildren(QAbstractButton)]
    own = [each.key() for each in bar.findChildren(QShortcut)]
    keys = [key.toString() for key in (*menus, *labels, *buttons, *own) if not key.isEmpty()]
    assert len(keys) == len(set(keys))


def test_somebody_does_every_command_on_the_application(window: OpenedWindow) -> None:
    for command in all_commands():
        if issubclass(command, ApplicationCommand):
            assert command in window.parts.performing, command.spec.name


def _chosen(name: str) -> Step:
    return lambda window: window.choose(name)


def _requested(name: str, arguments: dict[str, Any]) -> Step:
    return lambda window: window.parts.dispatcher.request(name, arguments, "menu")


def _recorded(window: OpenedWindow) -> None:
    window.choose("macro.record")
    window.write("x")
    window.choose("macro.stop")


def _second_tab(window: OpenedWindow) -> None:
    window.choose("document.new")
    window.write("more")


def _closed_tab(window: OpenedWindow) -> None:
    window.choose("document.close")
    window.answer_question("Discard")


def _gone_back(window: OpenedWindow) -> None:
    _second_tab(window)
    window.choose("jump.back")


_IN_C = _requested("document.set_language", {"language": "c"})
_SPLIT = _chosen("view.split_beside")
BEFORE: Final[dict[str, Step]] = {
    "edit.redo": _chosen("edit.undo"),
    "macro.stop": _chosen("macro.record"),
    "macro.play": _recorded,
    "macro.save": _recorded,
    "jump.back": _second_tab,
    "jump.forward": _gone_back,
    "view.next_tab": _second_tab,
    "view.previous_tab": _second_tab,
    "view.close_split": _SPLIT,
    "view.next_pane": _SPLIT,
    "view.previous_pane": _SPLIT,
    "view.equal_panes": _SPLIT,
    "document.reopen_closed": _closed_tab,
    "selection.undo_caret": _requested("selection.set", {"ranges": [[0, 0], [2, 2]]}),
    "selection.to_bracket": lambda window: window.write(" (a"),
    "comments.toggle": _IN_C,
    "comments.toggle_block": _IN_C,
    "numbers.increase": lambda window: window.write(" 1"),
    "numbers.decrease": lambda window: window.write(" 1"),
    "find.repeat": lambda window: window.parts.find_bar.show_find("some"),
    "find.repeat_backward": lambda window: window.parts.find_bar.show_find("some"),
}
"""What must have happened so that a command can be chosen."""


def _prepare(window: OpenedWindow, name: str) -> None:
    window.write("some words")
    if name.startswith("bookmark.") and name != "bookmark.toggle":
        window.choose("bookmark.toggle")
    BEFORE.get(name, lambda window: None)(window)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("document.save_all",)])
def test_choosing_a_command_submits_it(window: OpenedWindow, name: str) -> None:
    _prepare(window, name)
    done: list[str] = []
    bus = window.parts.given.editor.bus
    bus.subscribe(DocumentAdvanced, lambda event: done.append(event.command.name))
    bus.subscribe(ApplicationRequested, lambda event: done.append(event.command.name))

    window.choose(name)
    window.settle()

    if name == "macro.save":  # its name is asked for first, so that the command is complete
        window.wait(window.has_dialog)
    else:
        assert name in done


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("edit.undo", "nothing to undo"),
        ("edit.redo", "nothing to redo"),
        ("macro.stop", "no macro is being recorded"),
        ("macro.play", "no macro was recorded"),
        ("macro.save", "no macro was recorded"),
        ("document.reopen_closed", "no tab was closed"),
        ("document.save_all", "no file has unsaved changes"),
        ("view.next_tab", "only one tab"),
        ("view.previous_tab", "only one tab"),
        ("view.next_pane", "the tab is not split"),
    ],
)
def test_what_cannot_be_chosen_says_why(window: OpenedWindow, name: str, reason: str) -> None:
    window.parts.availability.refresh()
    action = window.parts.actions[name]
    assert not action.isEnabled()
    assert reason in action.statusTip()
    assert reason in action.toolTip()


def test_in_a_new_window_everything_else_can_be_chosen(window: OpenedWindow) -> None:
    window.parts.availability.refresh()
    disabled = {action.spec.name for action in window.parts.actions if not action.isEnabled()}
    assert disabled == {
        "edit.undo",
        "edit.redo",
        "macro.stop",
        "macro.play",
        "macro.save",
        "document.reopen_closed",
        "document.save_all",
        "jump.back",
        "jump.forward",
        "jump.last_edit",
        "view.next_tab",
        "view.previous_tab",
        "view.close_split",
        "view.next_pane",
        "view.previous_pane",
        "view.equal_panes",
    }


def test_undo_and_redo_say_what_they_undo_and_redo(window: OpenedWindow) -> None:
    window.write("words")
    window.wait(lambda: window.parts.actions["edit.undo"].text().replace("&", "") == "Undo Typing")
    window.choose("edit.undo")
    window.wait(lambda: window.parts.actions["edit.redo"].text().replace("&", "") == "Redo Typing")
    assert window.text == ""
    window.choose("edit.redo")
    assert window.text == "words"


def test_typing_is_one_step_to_undo_and_what_a_menu_does_another(window: OpenedWindow) -> None:
    window.write("one")
    window.choose("text.indent_lines")
    window.write("two")
    window.choose("edit.undo")
    assert window.text == "    one"
    window.choose("edit.undo")
    window.choose("edit.undo")
    assert window.text == ""


def test_a_refused_command_is_said_in_the_status_bar(window: OpenedWindow) -> None:
    window.write("some words")
    window.parts.dispatcher.request("find.next", {"pattern": "absent"}, "find-bar")
    assert "'absent' was not found" in window.status()


def test_cut_and_paste_go_through_the_clipboard(window: OpenedWindow) -> None:
    window.write("words")
    window.choose("selection.all")
    window.choose("clipboard.cut")
    assert window.text == ""
    window.choose("clipboard.paste")
    window.choose("clipboard.paste")
    assert window.text == "wordswords"
