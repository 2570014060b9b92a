"""Owns the status bar: what is counted, where the caret is, how the text is written, journal and recorder.

Does not find these things out, nor ask how the text is to be written: who presses a field wants to be asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPalette, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QSizePolicy, QStatusBar, QToolButton, QWidget

from editorapp.text.document import Document, LineEnding
from editorapp.ui.choices import indentation_label, language_label

_PASSING: Final = 6000
"""Milliseconds that something said in passing can be read."""

_MARGIN: Final = 6
"""Pixels on both sides of a field."""

_AROUND: Final = 40
"""Pixels that the edges of the bar, the grip in its corner and what is between left and right take."""

_LINE_ENDINGS: Final = {LineEnding.LF: "LF", LineEnding.CRLF: "CRLF", LineEnding.CR: "CR"}
_PRESS: Final = "Press to choose another one."
_SYSTEMS: Final = {
    LineEnding.LF: "New lines end with a line feed, as on Linux and macOS",
    LineEnding.CRLF: "New lines end with carriage return and line feed, as on Windows",
    LineEnding.CR: "New lines end with a carriage return, as on old Macintoshes",
}


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class Forms(NamedTuple):
    """A text in several lengths, and all that there is to say.

    Attributes:
        lengths: the text, from its longest form to its shortest.
        tip: all of it.
    """

    lengths: tuple[str, ...]
    tip: str


class StatusBar(QStatusBar):
    """The status bar of the window.

    On the left is what is counted, over which things said in passing are shown; on the right are the fields.
    Where there is no room for everything, it goes in the order of `_fit`. Recorder, position and journal stay.
    """

    cancel_wanted = Signal()
    """A person wants to end what is under way."""

    encoding_wanted = Signal()
    """A person wants another encoding."""

    line_ending_wanted = Signal()
    """A person wants another line ending."""

    indentation_wanted = Signal()
    """A person wants another indentation."""

    language_wanted = Signal()
    """A person wants another language."""

    left = Signal()
    """The keyboard goes back to the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._forms = Forms((), "")
        self._breaks: Mapping[LineEnding, int] = {}
        self._ending: LineEnding | None = None
        self._statistics = _label("Statistics")
        self._statistics.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.addWidget(self._statistics, 1)
        fields = QWidget()
        self._row = QHBoxLayout(fields)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._work = self._button("Under way", self.cancel_wanted)
        self._macro = self._field("Macro recorder")
        self._position = self._field("Line and column")
        self._indentation = self._button("Indentation", self.indentation_wanted)
        self._encoding = self._button("Encoding", self.encoding_wanted)
        self._line_ending = self._button("Line ending", self.line_ending_wanted)
        self._language = self._button("Language", self.language_wanted)
        self._journal = self._field("Journal")
        self.addPermanentWidget(fields)
        # What has no room is left out, so nothing keeps the bar from being narrow.
        layout = self.layout()
        if layout is not None:
            layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.left.emit)
        # As an argument of the constructor it is ignored.
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        # Qt leaves what is counted where it is if something is said before the window is shown.
        self.messageChanged.connect(lambda text: self._statistics.setVisible(not text))

    def _field(self, name: str) -> QLabel:
        label = _label(name)
        self._row.addWidget(label)
        return label

    def _button(self, name: str, wanted: SignalInstance) -> QToolButton:
        button = _Button(name)
        button.clicked.connect(wanted)
        self._row.addWidget(button)
        return button

    def _fields(self) -> tuple[Field, ...]:
        return (
            self._work,
            self._macro,
            self._position,
            self._indentation,
            self._encoding,
            self._line_ending,
            self._language,
            self._journal,
        )

    def has_keyboard(self) -> bool:
        """Tell whether a field that can be pressed has the keyboard."""
        return any(field.hasFocus() for field in self._fields())

    def take_keyboard(self) -> bool:
        """Give the keyboard to the first field that can be pressed, and tell whether there is one; Tab goes on."""
        for field in self._fields():
            if isinstance(field, QToolButton) and field.isVisible():
                field.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
        return False

    def say(self, text: str) -> None:
        """Show something for a short time."""
        self.showMessage(text, _PASSING)

    def texts(self) -> dict[str, str]:
        """Return what there is room to read, by the names of the fields."""
        fields = [field for field in self._fields() if not field.isHidden()]
        return {field.accessibleName(): field.text() for field in (self._statistics, *fields) if field.text()}

    # --- what is shown -----------------------------------------------------------------------------------

    def show_document(self, document: Document | None) -> None:
        """Show where the caret of a document is and what its new lines end with."""
        if document is None:
            for field in (self._position, self._indentation, self._line_ending, self._language):
                self._show(field, "", "")
            self._ending = None
            return
        buffer, head = document.buffer, document.selection.main.head
        line = buffer.line_at(head)
        column = head - buffer.line_start(line) + 1
        tip = f"Line {line + 1:,} of {buffer.line_count:,}, column {column:,}"
        self._show(self._position, f"{line + 1}:{column}", tip)
        layout = document.layout
        indentation, language = indentation_label(layout), language_label(layout)
        if layout.line_ending is not self._ending:
            self._ending = layout.line_ending
            self._show_ending()
        self._show(self._indentation, indentation, f"A step of indentation: {indentation}. {_PRESS}")
        self._show(self._language, language, f"The language of the text: {language}. {_PRESS}")

    def show_line_breaks(self, breaks: Mapping[LineEnding, int]) -> None:
        """Show whether the document mixes line breaks, given how many it has of each kind; empty if unknown."""
        if breaks != self._breaks:
            self._breaks = breaks
            self._show_ending()

    def _show_ending(self) -> None:
        ending = self._ending
        if ending is None:
            return
        text, tip = _LINE_ENDINGS[ending], f"{_SYSTEMS[ending]}. {_PRESS}"
        others = [kind for kind, number in self._breaks.items() if kind is not ending and number]
        if others:
            text = f"{text} (mixed)"
            numbers = ", ".join(f"{number:,} {_LINE_ENDINGS[kind]}" for kind, number in self._breaks.items())
            tip = (
                f"Not all lines end alike: {numbers}; new lines end with {_LINE_ENDINGS[ending]}.\n"
                "Saving keeps each as it is. Press to make all of them the same."
            )
        self._show(self._line_ending, text, tip)

    def show_statistics(self, forms: Forms | None) -> None:
        """Show what was counted, in the longest form that there is room for."""
        forms = forms or Forms((), "")
        if forms != self._forms:
            self._forms = forms
            self._statistics.setToolTip(forms.tip)
            self._fit()

    def show_encoding(self, label: str) -> None:
        """Show how the file is written as bytes; empty for none."""
        self._show(self._encoding, label, f"The file is written as {label}. {_PRESS}")

    def show_journal(self, text: str, tip: str) -> None:
        """Show how safe the changes are."""
        self._show(self._journal, text, tip)

    def show_macro(self, text: str) -> None:
        """Show what the recorder does; empty while it is idle."""
        self._show(self._macro, text, "")

    def show_work(self, label: str) -> None:
        """Show the label of what is under way, and how it is ended; empty for nothing."""
        tip = "The text can be changed again when this is done. Press to cancel it."
        self._show(self._work, f"{label}\u2026 Escape cancels" if label else "", tip)

    def _show(self, field: Field, text: str, tip: str) -> None:
        if field.toolTip() != tip:
            field.setToolTip(tip)
        before = field.text()
        if before != text:
            field.setText(text)
            if _width(field, before) != _width(field, text):
                self._fit()

    # --- room --------------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """The window may be as narrow as it likes: what has no room is not shown."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what there is room for now."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Another font needs another room."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        """Leave out as little as there is no room for, what says least about the text first."""
        lengths = self._forms.lengths or ("",)
        longest, middle, short = (lengths[min(index, len(lengths) - 1)] for index in range(3))
        facts = (self._indentation, self._line_ending, self._language, self._encoding)
        steps = (
            (longest, ()),
            (middle, ()),
            (middle, facts[:1]),
            (short, facts[:1]),
            (short, facts[:2]),
            (short, facts[:3]),
            (lengths[-1], facts[:3]),
            ("", facts[:3]),
            ("", facts),
        )
        room = self.width() - _AROUND
        for form, left_out in steps:
            shown = [field for field in self._fields() if field.text() and field not in left_out]
            if _width(self._statistics, form) + sum(_width(field, field.text()) for field in shown) <= room:
                break
        self._statistics.setText(form)
        for field in self._fields():
            field.setVisible(field in shown)


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setAccessibleName(name)
    label.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


class _Button(QToolButton):
    """A field that can be pressed; it takes no more room than one that cannot."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAutoRaise(True)
        # A press with the mouse leaves the keyboard with the text.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """As a label of the same text."""
        return QSize(_width(self, self.text()), self.fontMetrics().height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show where the keyboard is."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setPen(self.palette().color(QPalette.ColorRole.Highlight))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def minimumSizeHint(self) -> QSize:
        """The window may be as narrow as it likes; without room for all of it, it is not shown."""
        return QSize(0, self.sizeHint().height())


Field = QLabel | QToolButton


def _width(label: QWidget, text: str) -> int:
    """Return the room in pixels that a label needs for a text; none for no text."""
    return label.fontMetrics().horizontalAdvance(text) + 2 * _MARGIN + 2 if text else 0
