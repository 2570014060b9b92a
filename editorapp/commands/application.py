"""Owns the commands on the window itself: find bar, zoom, tabs, recovery, quit.

Does not perform them: the front with a window does.
"""

from __future__ import annotations

from typing import ClassVar

from editorapp.commands.document import OF_THE_WINDOW
from editorapp.commands.specification import ApplicationCommand, Nature, Specification


def _window(name: str, label: str, menu: str = "", key: str = "", icon: str = "") -> Specification:
    return Specification(name, label, Nature.APPLICATION, menu, key, OF_THE_WINDOW, icon)


class ShowFind(ApplicationCommand, frozen=True):
    """Show the find bar."""

    spec: ClassVar = _window("find.show", "Find...", "Search/1", "Ctrl+F", "find")


class ShowReplace(ApplicationCommand, frozen=True):
    """Show the find bar with its line for the replacement."""

    spec: ClassVar = _window("find.show_replace", "Replace...", "Search/1", "Ctrl+H", "replace")


class RepeatFind(ApplicationCommand, frozen=True):
    """Find what the find bar holds, behind the selection; issues `find.next`, which a macro holds."""

    spec: ClassVar = _window("find.repeat", "Find Next", "Search/1", "F3")


class RepeatFindBackward(ApplicationCommand, frozen=True):
    """Find what the find bar holds, before the selection; issues `find.next`, which a macro holds."""

    spec: ClassVar = _window("find.repeat_backward", "Find Previous", "Search/1", "Shift+F3")


class GoToLineDialog(ApplicationCommand, frozen=True):
    """Ask for a line and go there."""

    spec: ClassVar = _window("selection.go_to_line_dialog", "Go to Line...", "Search/2", "Ctrl+G")


class Zoom(ApplicationCommand, frozen=True):
    """Make the text larger or smaller by points; 0 brings the size of the settings back."""

    spec: ClassVar = _window("view.zoom", "Zoom")
    steps: int


class ZoomIn(ApplicationCommand, frozen=True):
    """Make the text larger."""

    spec: ClassVar = _window("view.zoom_in", "Zoom In", "View/1", "Ctrl++ Ctrl+=")


class ZoomOut(ApplicationCommand, frozen=True):
    """Make the text smaller."""

    spec: ClassVar = _window("view.zoom_out", "Zoom Out", "View/1", "Ctrl+-")


class ZoomReset(ApplicationCommand, frozen=True):
    """Bring the text back to its usual size."""

    spec: ClassVar = _window("view.zoom_reset", "Usual Size", "View/1", "Ctrl+0")


class Scroll(ApplicationCommand, frozen=True):
    """Scroll by lines and columns; the caret stays."""

    spec: ClassVar = _window("view.scroll", "Scroll")
    lines: int = 0
    columns: int = 0


class NextTab(ApplicationCommand, frozen=True):
    """Show the next tab."""

    spec: ClassVar = _window("view.next_tab", "Next Tab", "View/2", "Ctrl+Tab Ctrl+PgDown")


class PreviousTab(ApplicationCommand, frozen=True):
    """Show the previous tab."""

    spec: ClassVar = _window("view.previous_tab", "Previous Tab", "View/2", "Ctrl+Shift+Tab Ctrl+PgUp")


class ShowStatistics(ApplicationCommand, frozen=True):
    """Show how many words, characters and lines are in the document and what is selected of it."""

    spec: ClassVar = _window("document.statistics", "Statistics...", "View/3")


class ShowHistorySearch(ApplicationCommand, frozen=True):
    """Ask for a text and show where it was ever inserted or removed, in whichever document."""

    spec: ClassVar = _window("history.search", "Find in History...", "Search/3", "Ctrl+Alt+F")


class NoteRecent(ApplicationCommand, frozen=True):
    """Note that a file was opened or saved here, which puts it at the front of the recent files."""

    spec: ClassVar = _window("recent.note", "Note Recent File")
    path: str


class ClearRecent(ApplicationCommand, frozen=True):
    """Forget the recent files of all windows."""

    spec: ClassVar = _window("recent.clear", "Clear Recent Files")


class ShowPalette(ApplicationCommand, frozen=True):
    """Show all commands, to find one by a few of its letters."""

    spec: ClassVar = _window("application.palette", "All Commands...", "Help/0", "Ctrl+Shift+A F1")


class ShowRecovery(ApplicationCommand, frozen=True):
    """Show the documents that a process which died has left."""

    spec: ClassVar = _window("recovery.show", "Recover Documents...", "File/3")


class SetAutosave(ApplicationCommand, frozen=True):
    """Save documents of files whenever you pause or go to another program, or no longer; without `on` it is turned
    round."""

    spec: ClassVar = _window("application.autosave", "Save Automatically", "File/2")
    on: bool | None = None


class SetAutoReload(ApplicationCommand, frozen=True):
    """Read files again that other programs change, where there are no unsaved changes, or ask; without `on` it is
    turned round."""

    spec: ClassVar = _window("application.auto_reload", "Reload Changed Files Automatically", "File/2")
    on: bool | None = None


class SetAutoClose(ApplicationCommand, frozen=True):
    """Close brackets and quotes as they are typed, or no longer; without `on` it is turned round."""

    spec: ClassVar = _window("application.auto_close", "Close Brackets and Quotes", "Edit/6")
    on: bool | None = None


class About(ApplicationCommand, frozen=True):
    """Tell what this program is."""

    spec: ClassVar = _window("application.about", "About editorapp", "Help/1")


class Quit(ApplicationCommand, frozen=True):
    """Close the window; what is open comes back at the next start."""

    spec: ClassVar = _window("application.quit", "Quit", "File/5", "Ctrl+Q")
