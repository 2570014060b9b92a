"""Owns `FontChoice`: in which font somebody wants to see text, how large, and whether with ligatures.

Does not measure fonts: see `typeface.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

_SMALLEST: Final = 4.0
"""Points."""

_LIGATURES: Final = ("liga", "clig", "calt", "dlig")


@dataclass(frozen=True)
class FontChoice:
    """A wanted font.

    Attributes:
        base: the font, which should be of fixed pitch.
        zoom: by how many points the text is larger than that; below 0 it is smaller.
        ligatures: whether signs may be joined to one.
    """

    base: QFont
    zoom: int = 0
    ligatures: bool = True

    @classmethod
    def of_system(cls) -> FontChoice:
        """Return the desktop's font of fixed pitch."""
        return cls(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))

    def font(self) -> QFont:
        """Return the font to lay out text with."""
        font = QFont(self.base)
        font.setPointSizeF(max(_SMALLEST, QFontInfo(self.base).pointSizeF() + self.zoom))
        if not self.ligatures:
            for feature in _LIGATURES:
                font.setFeature(QFont.Tag(feature), 0)
        return font
