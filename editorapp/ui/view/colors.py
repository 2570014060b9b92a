"""Owns `Colors`, every color that the text view paints with, as a light and a dark set.

Does not know which of them is wanted, nor the colors of the rest of the window.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor


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

    @classmethod
    def light(cls) -> Colors:
        """Return the colors for dark text on a light ground."""
        return cls(
            text=QColor("#1f2328"),
            background=QColor("#ffffff"),
            current_line=QColor("#f3f6fa"),
            selection=QColor("#b4d5fe"),
            selection_inactive=QColor("#dbdfe5"),
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
        )

    @classmethod
    def dark(cls) -> Colors:
        """Return the colors for light text on a dark ground."""
        return cls(
            text=QColor("#d9dde3"),
            background=QColor("#1b1e23"),
            current_line=QColor("#24282f"),
            selection=QColor("#24446f"),
            selection_inactive=QColor("#3a3f48"),
            caret=QColor("#8ab4f8"),
            match=QColor("#4d400e"),
            match_border=QColor("#b8952a"),
            mark=QColor("#d7b24a"),
            invalid=QColor("#ff8a80"),
            drop_caret=QColor("#ff8a80"),
            margin=QColor("#1b1e23"),
            line_number=QColor("#828a95"),
            line_number_current=QColor("#e6e9ee"),
            margin_border=QColor("#2c3139"),
        )
