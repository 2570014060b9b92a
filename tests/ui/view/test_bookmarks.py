"""Marked lines are seen in the margin."""

from __future__ import annotations

from collections.abc import Callable

from editorapp.text.document import Document
from editorapp.ui.view.margin import LineNumberMargin
from tests.ui.view.desk import Desk


def marked_rows(desk: Desk) -> list[int]:
    """The lines, from 0, beside which there is a mark."""
    margin = desk.view.findChild(LineNumberMargin)
    assert isinstance(margin, LineNumberMargin)
    image = margin.grab().toImage()
    ratio = image.devicePixelRatio()
    first = desk.view.caret_rect(0)
    height = first.height()
    color = desk.view._appearance.colors.bookmark.name()
    middles = [first.center().y() + line * height for line in range(5)]
    return [
        line
        for line, y in enumerate(middles)
        if image.pixelColor(round(4 * ratio), round(y * ratio)).name() == color
    ]


def test_a_mark_is_shown_beside_its_line_as_soon_as_it_is_there(desk_with: Callable[..., Desk]) -> None:
    desk = desk_with("a\nb\nc\nd\ne")
    assert marked_rows(desk) == []
    document = desk.view.document

    desk.view.show_document(Document(document.buffer, document.selection, bookmarks=(2, 8)))
    assert marked_rows(desk) == [1, 4]
    desk.view.show_document(Document(document.buffer, document.selection))
    assert marked_rows(desk) == []
