"""Owns the menus: which there are and in which order, made of the places that commands name.

Does not own the actions in them.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from editorapp.ui.actions import ActionSet, CommandAction

ORDER: Final = ("File", "Edit", "Text", "Selection", "Search", "View", "Macro", "Help")
_TITLES: Final = {"Selection": "Select&ion"}
"""Menus whose first letter is that of another one; the find bar has the letters of Search."""

_CONTEXT: Final = (
    ("edit.undo", "edit.redo"),
    ("clipboard.cut", "clipboard.copy", "clipboard.paste"),
    ("selection.all",),
)


def place_of(menu: str) -> tuple[str, int, str]:
    """Return the menu, the group in it and the submenu that a specification's `menu` names."""
    name, _, rest = menu.partition("/")
    group, _, submenu = rest.partition("/")
    return name, int(group or 0), submenu


def _place(action: CommandAction) -> tuple[str, int]:
    return place_of(action.spec.menu)[:2]


def fill_menu_bar(bar: QMenuBar, actions: ActionSet) -> dict[str, QMenu]:
    """Make the menus, with a line between groups, and return them by their names.

    Raises:
        ValueError: a command names a menu that there is not.
    """
    unknown = {_place(action)[0] for action in actions} - set(ORDER)
    if unknown:
        raise ValueError(f"there is no menu for {', '.join(sorted(unknown))}")
    menus = {}
    for name in ORDER:
        own = sorted((action for action in actions if _place(action)[0] == name), key=_place)
        if not own:
            continue
        menu = bar.addMenu(_TITLES.get(name, f"&{name}"))
        menu.setToolTipsVisible(False)
        for number, (_, group) in enumerate(groupby(own, key=_place)):
            if number:
                menu.addSeparator()
            _add_group(menu, group)
        mark_keys(menu)
        menu.aboutToShow.connect(lambda menu=menu: mark_keys(menu))
        menus[name] = menu
    return menus


def _add_group(menu: QMenu, group: Iterable[CommandAction]) -> None:
    """Add the actions of one group; a submenu stands where the first of its actions would."""
    submenus: dict[str, QMenu] = {}
    for action in group:
        submenu = place_of(action.spec.menu)[2]
        if submenu and submenu not in submenus:
            made = submenus[submenu] = menu.addMenu(submenu)
            made.setToolTipsVisible(False)
            made.aboutToShow.connect(lambda made=made: mark_keys(made))
        (submenus[submenu] if submenu else menu).addAction(action)


def mark_keys(menu: QMenu) -> None:
    """Give each entry a letter of its own that chooses it, the first of its letters that is free."""
    taken: set[str] = set()
    for action in menu.actions():
        label = action.text().replace("&", "")
        for index, letter in enumerate(label):
            if letter.isalnum() and letter.lower() not in taken:
                taken.add(letter.lower())
                action.setText(f"{label[:index]}&{label[index:]}")
                break


def context_menu(actions: ActionSet, parent: QWidget) -> QMenu:
    """Make the menu that a right click on the text shows."""
    menu = QMenu(parent)
    for number, group in enumerate(_CONTEXT):
        if number:
            menu.addSeparator()
        for name in group:
            menu.addAction(actions[name])
    return menu
