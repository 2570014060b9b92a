"""Owns `Colors`, every color that the text view paints with, as a light and a dark set.

Does not know which of them is wanted, nor the colors of the rest of the window.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QColor

from editorapp.ui.view.line_styles import SyntaxStyle

# Each scope: light color, dark color, and how it is set beside its color. On every ground that text can stand
# on here, its contrast is at least 4.5 to 1.
_SYNTAX: Final = {
    "comment": ("#58626c", "#a1a8b1", "italic"),
    "string": ("#0a6640", "#8ccf9f", ""),
    "escape": ("#9a4b00", "#e3a76b", ""),
    "number": ("#0b5cad", "#79b8ff", ""),
    "constant": ("#0b5cad", "#79b8ff", ""),
    "keyword": ("#a3195b", "#ff8fb1", ""),
    "operator": ("#5a4a78", "#b9a6d9", ""),
    "punctuation": ("#59626e", "#a5adb8", ""),
    "function": ("#6f42c1", "#c9a6ff", ""),
    "type": ("#865700", "#e6c07b", ""),
    "variable": ("#1f2328", "#d9dde3", ""),
    "property": ("#005f73", "#86c8d8", ""),
    "tag": ("#a3195b", "#ff8fb1", ""),
    "attribute": ("#865700", "#e6c07b", ""),
    "heading": ("#0b57d0", "#8ab4f8", "bold"),
    "emphasis": ("#1f2328", "#d9dde3", "italic"),
    "strong": ("#1f2328", "#d9dde3", "bold"),
    "link": ("#0b57d0", "#8ab4f8", ""),
    "error": ("#ba2626", "#ff8a80", ""),
}


def _syntax(is_dark: bool) -> Mapping[str, SyntaxStyle]:
    return {
        scope: SyntaxStyle(QColor(dark if is_dark else light), bold=look == "bold", italic=look == "italic")
        for scope, (light, dark, look) in _SYNTAX.items()
    }


@dataclass(frozen=True)
class Colors:
    """The colors of a text view.

    Attributes:
        text: the text.
        background: what lies under it.
        current_line: the line of the primary caret.
        selection: selected text while the view has the keyboard.
        selection_inactive: selected text while it has not.
        caret: the carets.
        match: what was found, under the text.
        match_border: the outline of what was found.
        mark: the outline and label of what cannot be shown as text: control characters and the like.
        invalid: the same for bytes that are no valid text.
        drop_caret: where dragged text would be put.
        margin: what lies under the line numbers.
        line_number: the line numbers.
        line_number_current: the number of the line of the primary caret.
        margin_border: the line between line numbers and text.
        whitespace: the marks of spaces, tabs and line ends.
        guide: the lines that show how far text is indented.
        bracket: the boxes around a bracket and its partner.
        fold: the box behind a line that hides others, and the triangle beside it.
        bookmark: the marks of lines with bookmarks.
        syntax: what the scopes of `LineStyles` look like.
    """

    text: QColor
    background: QColor
    current_line: QColor
    selection: QColor
    selection_inactive: QColor
    caret: QColor
    match: QColor
    match_border: QColor
    mark: QColor
    invalid: QColor
    drop_caret: QColor
    margin: QColor
    line_number: QColor
    line_number_current: QColor
    margin_border: QColor
    whitespace: QColor
    guide: QColor
    bracket: QColor
    fold: QColor
    bookmark: QColor
    syntax: Mapping[str, SyntaxStyle]

    @classmethod
    def light(cls) -> Colors:
        """Return the colors for dark text on a light ground."""
        return cls(
            text=QColor("#1f2328"),
            background=QColor("#ffffff"),
            current_line=QColor("#f3f6fa"),
            selection=QColor("#c9e0ff"),
            selection_inactive=QColor("#dfe3e8"),
            caret=QColor("#0b57d0"),
            match=QColor("#ffe9a8"),
            match_border=QColor("#d9a400"),
            mark=QColor("#7a5b00"),
            invalid=QColor("#c62828"),
            drop_caret=QColor("#b3261e"),
            margin=QColor("#fafbfc"),
            line_number=QColor("#68707a"),
            line_number_current=QColor("#1f2328"),
            margin_border=QColor("#e4e7eb"),
            whitespace=QColor("#a9b2bd"),
            guide=QColor("#e3e7ec"),
            bracket=QColor("#7d8894"),
            fold=QColor("#5c6672"),
            bookmark=QColor("#2e7d32"),
            syntax=_syntax(is_dark=False),
        )

    @classmethod
    def dark(cls) -> Colors:
        """Return the colors for light text on a dark ground."""
        return cls(
            text=QColor("#d9dde3"),
            background=QColor("#1b1e23"),
            current_line=QColor("#24282f"),
            selection=QColor("#1f3d66"),
            selection_inactive=QColor("#343941"),
            caret=QColor("#8ab4f8"),
            match=QColor("#40360f"),
            match_border=QColor("#b8952a"),
            mark=QColor("#d7b24a"),
            invalid=QColor("#ff8a80"),
            drop_caret=QColor("#ff8a80"),
            margin=QColor("#1b1e23"),
            line_number=QColor("#828a95"),
            line_number_current=QColor("#e6e9ee"),
            margin_border=QColor("#2c3139"),
            whitespace=QColor("#596270"),
            guide=QColor("#31363f"),
            bracket=QColor("#8d97a3"),
            fold=QColor("#a9b2bd"),
            bookmark=QColor("#6fbf73"),
            syntax=_syntax(is_dark=True),
        )
