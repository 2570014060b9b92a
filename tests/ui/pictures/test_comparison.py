"""What counts as a difference between two pictures."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter

from tests.ui.pictures.comparison import MOST_PIXELS, SLIGHT, difference


def picture(*boxes: tuple[QRect, QColor]) -> QImage:
    image = QImage(61, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    for box, color in boxes:
        painter.fillRect(box, color)
    painter.end()
    return image


def test_a_caret_that_is_missing_is_a_difference_and_is_shown() -> None:
    found = difference(picture((QRect(10, 5, 2, 19), QColor("blue"))), picture())

    assert found is not None
    assert found.pixels == 38
    assert found.summary == "38 pixels differ, from x 10 to 11 and y 5 to 23"
    assert found.picture is not None
    assert found.picture.pixelColor(11, 5) == QColor("red")
    assert found.picture.pixelColor(12, 5) == QColor("white")


def test_slightly_other_edges_of_letters_are_none() -> None:
    gray = 255 - SLIGHT
    assert difference(picture((QRect(0, 0, 61, 40), QColor(gray, gray, gray))), picture()) is None


def test_a_few_pixels_are_none() -> None:
    assert difference(picture((QRect(0, 0, MOST_PIXELS, 1), QColor("black"))), picture()) is None
    assert difference(picture((QRect(0, 0, MOST_PIXELS + 1, 1), QColor("black"))), picture()) is not None


def test_another_size_is_a_difference() -> None:
    found = difference(picture().copy(0, 0, 60, 40), picture())

    assert found is not None
    assert found.summary == "it is 60 x 40 pixels large, not 61 x 40"
    assert found.picture is None
