"""The colors of syntax can be read on every ground that text can stand on."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from editorapp.session.syntax.scopes import _SCOPES
from editorapp.ui.view.colors import Colors

LEAST = 4.5
"""What the Web Content Accessibility Guidelines ask of text."""


def luminance(color: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF())


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colors", [Colors.light(), Colors.dark()], ids=["light", "dark"])
def test_every_scope_can_be_read_on_every_ground(colors: Colors) -> None:
    grounds = (
        colors.background,
        colors.current_line,
        colors.selection,
        colors.selection_inactive,
        colors.match,
    )

    faint = {
        scope: round(contrast(style.color, ground), 2)
        for scope, style in colors.syntax.items()
        for ground in grounds
        if contrast(style.color, ground) < LEAST
    }

    assert faint == {}


@pytest.mark.parametrize("colors", [Colors.light(), Colors.dark()], ids=["light", "dark"])
def test_every_scope_that_grammars_tell_of_has_a_color(colors: Colors) -> None:
    assert {scope for scope in _SCOPES.values() if scope} <= set(colors.syntax)


def test_black_on_white_has_the_most_contrast_there_is() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
