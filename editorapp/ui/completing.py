"""Owns `Completing`: when words are offered while somebody writes, and what the keys do as long as they are.

Does not write: a word that is taken goes out as the command `text.complete`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent

from editorapp.commands.completion import CompleteNext, CompletePrevious, SuggestWords
from editorapp.session.completion import offer, part_to_complete
from editorapp.session.open_document import DocumentAdvanced
from editorapp.storage.held_document import HeldDocument
from editorapp.text.document import Document
from editorapp.text.word_index import folded, typed_part
from editorapp.ui.accessibility.announcing import say
from editorapp.ui.completion_list import CompletionList
from editorapp.ui.dispatcher import Dispatcher
from editorapp.ui.known_words import KnownWords
from editorapp.ui.performing import Performers
from editorapp.ui.tab_area import TabArea
from editorapp.ui.typing_options import TypingOptions
from editorapp.ui.view import TextView
from editorapp.ui.workspace import Workspace

_LETTERS: Final = 3
"""So many letters of a word are written before others are offered that nobody has asked for."""

_AFTER_KEY: Final = 30
"""Milliseconds from a key to the list: what was typed is painted first, and the colors are looked for."""

_NO_WORD: Final = "There is no word to complete this with."
_TYPING: Final = ("text.type", "text.insert")
_NARROWING: Final = (*_TYPING, "text.type_backspace")
_MOVING: Final = {
    Qt.Key.Key_Up: lambda words: words.move_by(-1),
    Qt.Key.Key_Down: lambda words: words.move_by(1),
    Qt.Key.Key_PageUp: lambda words: words.move_page(-1),
    Qt.Key.Key_PageDown: lambda words: words.move_page(1),
}
_CLOSING: Final = (
    QEvent.Type.FocusOut,
    QEvent.Type.Hide,
    QEvent.Type.Resize,
    QEvent.Type.Wheel,
    QEvent.Type.MouseButtonPress,
)


@dataclass(frozen=True, slots=True)
class _Cycle:
    """The words that one place is completed with, one after the other.

    Attributes:
        document: the document as it was left by the last of them.
        words: the words; what was typed is the last one.
        index: which of them stands there.
    """

    document: Document
    words: tuple[str, ...]
    index: int


class Completing(QObject):
    """Offers words for what was begun."""

    noted = Signal(str)
    """Something to say in passing."""

    def __init__(
        self,
        workspace: Workspace,
        tabs: TabArea,
        dispatcher: Dispatcher,
        typing: TypingOptions,
        parent: QObject | None = None,
    ) -> None:
        """Take what it works with; nothing is offered yet."""
        super().__init__(parent)
        self._workspace = workspace
        self._tabs = tabs
        self._dispatcher = dispatcher
        self._typing = typing
        self.known = KnownWords(workspace, self)
        self._list: CompletionList | None = None
        self._view: TextView | None = None
        self._is_asked = False
        self._waits_for_answer = False
        self._looked_at: Document | None = None
        self._cycle: _Cycle | None = None
        self._soon = QTimer(self, singleShot=True, interval=_AFTER_KEY)
        self._soon.timeout.connect(self._look)
        self.known.gathered.connect(self._more_is_known)
        tabs.current_changed.connect(self.close)
        tabs.pane_changed.connect(self.close)

    def performers(self) -> Performers:
        """Return what this part does."""
        return {
            SuggestWords: lambda _: self._ask(),
            CompleteNext: lambda _: self._go_on(1),
            CompletePrevious: lambda _: self._go_on(-1),
        }

    @property
    def words(self) -> list[str]:
        """The words that are offered now."""
        return [] if self._list is None or not self.is_open else self._list.words()

    @property
    def is_open(self) -> bool:
        """Whether words are offered."""
        return self._view is not None

    @property
    def is_looking(self) -> bool:
        """Whether words are still looked for."""
        return self._soon.isActive() or self.known.is_busy

    def follow(self, event: DocumentAdvanced) -> None:
        """Take in what a command has done: what is typed opens the list or narrows it, all else closes it."""
        self.known.follow(event)
        command = event.command
        if command.source == "keyboard" and event.target == self._tabs.current_id:
            wanted = _NARROWING if self.is_open else _TYPING if self._typing.completion else ()
            if command.name in wanted:
                self._soon.start()
                return
        if event.target == self._tabs.current_id:
            self.close()

    # --- what is offered ---------------------------------------------------------------------------------

    def _ask(self) -> None:
        """A person wants to see words."""
        self._is_asked = self._waits_for_answer = True
        self._look()

    def _more_is_known(self) -> None:
        view = self._tabs.view(self._tabs.current_id)
        if view is not None and self._looked_at is view.document:
            self._look()

    def _look(self) -> None:
        """Offer what fits at the caret now, or nothing."""
        self._soon.stop()
        self._tabs.catch_up()
        held = self._workspace.held(self._tabs.current_id)
        view = self._tabs.view(self._tabs.current_id)
        if held is None or view is None or view.is_composing or not view.hasFocus():
            self.close()
            return
        document, main = view.document, view.document.selection.main
        letters = 0 if self._is_asked else _LETTERS
        part = part_to_complete(document.buffer, main.head, letters=letters) if main.is_caret else None
        if part is None:
            self._answer(has_words=False)
            self.close()
            return
        words = offer(document.buffer, main.head, part, self.known.vocabularies(held)).words
        if words:
            self._show(view, words, main.head - len(part))
        else:
            self._hide()
        self._looked_at = document
        self.known.gather(held)
        if words or not self.known.is_busy:
            self._answer(has_words=bool(words))

    def _answer(self, *, has_words: bool) -> None:
        """Tell whoever has asked for words that there are none."""
        waited, self._waits_for_answer = self._waits_for_answer, False
        if waited and not has_words:
            self.noted.emit(_NO_WORD)

    def _show(self, view: TextView, words: tuple[str, ...], start: int) -> None:
        words_list = self._list_over(view)
        corner = view.viewport().mapTo(view.window(), view.caret_rect(start).topLeft().toPoint())
        size = view.caret_rect(start).toAlignedRect().size()
        font = view.inputMethodQuery(Qt.InputMethodQuery.ImFont)
        before = words_list.word if self.is_open else ""
        words_list.offer(words, QRect(corner, size), font, keep=self.is_open)
        if self._view is not view:
            self._hide_filter()
            self._view = view
            view.installEventFilter(self)
            view.viewport().installEventFilter(self)
        if words_list.word != before:
            self._say()

    def _say(self) -> None:
        """The keyboard stays with the text, so who does not see the list is told the word that is marked."""
        if self._view is not None and self._list is not None:
            say(self._view, self._list.word)

    def _list_over(self, view: TextView) -> CompletionList:
        if self._list is None:
            self._list = CompletionList(view.window())
            self._list.taken.connect(self._take)
        return self._list

    def close(self, *_: object) -> None:
        """Offer nothing any more, until somebody types again."""
        self._soon.stop()
        self._is_asked = self._waits_for_answer = False
        self._looked_at = None
        self._hide()

    def _hide(self) -> None:
        self._hide_filter()
        if self._list is not None:
            self._list.hide()

    def _hide_filter(self) -> None:
        view, self._view = self._view, None
        if view is not None:
            view.removeEventFilter(self)
            view.viewport().removeEventFilter(self)

    # --- keys --------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the list before the text does, as long as it is there."""
        kind = event.type()
        if kind in _CLOSING:
            self.close()
        elif kind == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            if event.preeditString():
                self.close()
        elif isinstance(event, QKeyEvent) and self._is_for_list(event):
            if kind == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if kind == QEvent.Type.KeyPress:
                return self._press(event)
        return False

    def _is_for_list(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers:
            return False
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # Whoever has not looked at the list wants a new line.
            return self._is_asked
        return event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Escape, *_MOVING)

    def _press(self, event: QKeyEvent) -> bool:
        assert self._list is not None
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key in _MOVING:
            self._is_asked = True
            _MOVING[key](self._list)
            self._say()
        else:
            if self._soon.isActive():
                self._look()
            if not self.is_open:
                return False
            self._take(self._list.word)
        return True

    def _take(self, word: str) -> None:
        self.close()
        self._dispatcher.request("text.complete", {"word": word}, "keyboard")

    # --- without the list --------------------------------------------------------------------------------

    def _go_on(self, step: int) -> None:
        """Complete the word at the caret, or put the next one in the place of the last one."""
        held = self._workspace.held(self._tabs.current_id)
        view = self._tabs.view(self._tabs.current_id)
        if held is None or view is None:
            return
        self._tabs.catch_up()
        cycle = self._cycle
        arguments: dict[str, object] = {}
        if cycle is not None and cycle.document is view.document:
            arguments["prefix"] = len(cycle.words[cycle.index])
        else:
            cycle = self._begun(held, view.document)
            if cycle is None:
                return
        index = (cycle.index + step) % len(cycle.words)
        outcome = self._dispatcher.request(
            "text.complete", {"word": cycle.words[index], **arguments}, "keyboard"
        )
        self._tabs.catch_up()
        # Carets that stand behind different words were not all completed: the next key begins anew.
        is_done = outcome is not None and outcome.error is None and _are_same_parts(view.document)
        self._cycle = _Cycle(view.document, cycle.words, index) if is_done else None

    def _begun(self, held: HeldDocument, document: Document) -> _Cycle | None:
        head = document.selection.main.head
        part = part_to_complete(document.buffer, head, letters=0)
        if not part:
            self.noted.emit("There is no word before the caret.")
            return None
        self.known.gather(held)
        words = offer(document.buffer, head, part, self.known.vocabularies(held)).words
        starting = tuple(word for word in words if folded(word).startswith(folded(part)))
        if not starting:
            self.noted.emit(_NO_WORD)
            return None
        return _Cycle(document, (*starting, part), len(starting))


def _are_same_parts(document: Document) -> bool:
    selection = document.selection
    if not all(current.is_caret for current in selection.ranges):
        return False
    return len({typed_part(document.buffer, current.head) for current in selection.ranges[:1000]}) == 1
