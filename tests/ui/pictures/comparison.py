"""Compares a picture with its reference: what may differ from machine to machine does not count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QColor, QImage

SLIGHT = 40
"""Edges of letters may differ by so much, of 255 in each of the three colors, between versions of libraries."""

MOST_PIXELS = 12
"""So many pixels may differ by more; a caret has three times as many."""


@dataclass(frozen=True)
class Difference:
    """How two pictures differ.

    Attributes:
        pixels: how many pixels differ by more than is slight.
        picture: the first picture, faint, with these pixels in red; None where the sizes differ.
        summary: a sentence about it.
    """

    pixels: int
    picture: QImage | None
    summary: str


def difference(actual: QImage, reference: QImage) -> Difference | None:
    """Return how a picture differs from what it should be; None where that does not matter."""
    if actual.size() != reference.size():
        sizes = [f"{image.width()} x {image.height()}" for image in (actual, reference)]
        return Difference(-1, None, f"it is {sizes[0]} pixels large, not {sizes[1]}")
    actual, reference = (image.convertToFormat(QImage.Format.Format_RGB888) for image in (actual, reference))
    places = [(x, y) for y in range(actual.height()) for x in _different(actual, reference, y)]
    if len(places) <= MOST_PIXELS:
        return None
    left, right = min(x for x, _ in places), max(x for x, _ in places)
    summary = f"{len(places)} pixels differ, from x {left} to {right} and y {places[0][1]} to {places[-1][1]}"
    return Difference(len(places), _shown(actual, places), summary)


def _different(actual: QImage, reference: QImage, y: int) -> list[int]:
    """The x of the pixels of a row that differ by more than is slight."""
    one, other = _row(actual, y), _row(reference, y)
    if one == other:
        return []
    return sorted({i // 3 for i, (a, b) in enumerate(zip(one, other, strict=True)) if abs(a - b) > SLIGHT})


def _row(image: QImage, y: int) -> bytes:
    line: Any = image.constScanLine(y)  # the stubs say object; it is a view of the bytes
    return bytes(line[: image.width() * 3])


def _shown(actual: QImage, places: list[tuple[int, int]]) -> QImage:
    shown = actual.convertToFormat(QImage.Format.Format_Grayscale8).convertToFormat(
        QImage.Format.Format_RGB32
    )
    for x, y in places:
        shown.setPixelColor(x, y, QColor("red"))
    return shown
