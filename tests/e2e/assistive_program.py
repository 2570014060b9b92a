"""A stand-in for a screen reader, run by the system's Python: it sees the editor through AT-SPI, and nothing else.

It takes a line of JSON at a time, [question, argument...], and answers each with a line of JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE = 20.0


def found(root: Any, role: Any) -> Any:
    """Return the first thing of a role below another, or None."""
    for index in range(root.get_child_count()):
        child = root.get_child_at_index(index)
        if child is None:
            continue
        if child.get_role() == role and child.get_state_set().contains(Atspi.StateType.MULTI_LINE):
            return child
        below = found(child, role)
        if below is not None:
            return below
    return None


def text_view() -> Any:
    """Wait for the text of the editor."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            try:
                application = desktop.get_child_at_index(index)
                if "editorapp" in application.get_name():
                    view = found(application, Atspi.Role.TEXT)
                    if view is not None:
                        return view
            except (GLib.Error, AttributeError):
                continue  # it is about to come or has just gone
        time.sleep(0.1)
    raise SystemExit("no text was found")


def state(view: Any) -> dict[str, Any]:
    """Return what a screen reader would tell of the text."""
    text = view.get_text_iface()
    selections = [text.get_selection(number) for number in range(text.get_n_selections())]
    caret = text.get_caret_offset()
    line = text.get_string_at_offset(caret, Atspi.TextGranularity.LINE)
    word = text.get_string_at_offset(caret, Atspi.TextGranularity.WORD)
    rectangle = text.get_character_extents(caret, Atspi.CoordType.SCREEN)
    return {
        "name": view.get_name(),
        "role": view.get_role_name(),
        "text": text.get_text(0, text.get_character_count()),
        "caret": caret,
        "selections": [[selection.start_offset, selection.end_offset] for selection in selections],
        "line": line.content,
        "word": word.content,
        "has_place": rectangle.width > 0 and rectangle.height > 0,
        "is_editable": view.get_state_set().contains(Atspi.StateType.EDITABLE),
    }


def main() -> None:
    """Answer until the input ends."""
    view = text_view()
    heard: list[list[Any]] = []

    def hear(event: Any) -> None:
        value = event.any_data if isinstance(event.any_data, str) else None
        heard.append([event.type, event.detail1, value])

    listener = Atspi.EventListener.new(hear)
    for kind in ("object:text-changed", "object:text-caret-moved", "object:text-selection-changed"):
        listener.register(kind)
    tell("ready")
    context = GLib.MainContext.default()
    for line in sys.stdin:
        question, *arguments = json.loads(line)
        if question == "heard":
            while context.iteration(False):
                pass
            tell(list(heard))
            heard.clear()
        else:
            tell(ANSWERS[question](view, *arguments))


def tell(answer: Any) -> None:
    """Give an answer."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def select(view: Any, start: int, end: int) -> bool:
    """Select a range; the one that is selected changes."""
    text = view.get_text_iface()
    done: bool = (
        text.set_selection(0, start, end) if text.get_n_selections() else text.add_selection(start, end)
    )
    return done


def insert(view: Any, offset: int, text: str) -> bool:
    """Insert a text."""
    done: bool = view.get_editable_text_iface().insert_text(offset, text, len(text.encode()))
    return done


ANSWERS: dict[str, Callable[..., Any]] = {
    "state": state,
    "set_caret": lambda view, offset: view.get_text_iface().set_caret_offset(offset),
    "select": select,
    "insert": insert,
    "delete": lambda view, start, end: view.get_editable_text_iface().delete_text(start, end),
}

main()
