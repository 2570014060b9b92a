"""Light and dark: as the system has it, or as a person wants it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPalette

from editorapp.session.view_options import Scheme
from editorapp.ui.icons import icon, program_icon
from editorapp.ui.resources import resource
from editorapp.ui.theme import Theme, dark_palette, is_dark, light_palette
from editorapp.ui.view.colors import Colors


class System(QObject):
    """A desktop that can be light or dark, and does what it is asked if it can."""

    colorSchemeChanged = Signal(Qt.ColorScheme)

    def __init__(self, scheme: Qt.ColorScheme, *, obeys: bool = False) -> None:
        super().__init__()
        self._own = self._scheme = scheme
        self._obeys = obeys

    def colorScheme(self) -> Qt.ColorScheme:
        return self._scheme

    def setColorScheme(self, scheme: Qt.ColorScheme) -> None:
        if self._obeys:
            self._become(self._own if scheme == Qt.ColorScheme.Unknown else scheme)

    def turn(self, scheme: Qt.ColorScheme) -> None:
        self._own = scheme
        self._become(scheme)

    def _become(self, scheme: Qt.ColorScheme) -> None:
        if scheme != self._scheme:
            self._scheme = scheme
            self.colorSchemeChanged.emit(scheme)


@pytest.fixture
def application(qapp):
    yield qapp
    qapp.setPalette(QPalette())


def test_a_dark_system_makes_the_window_dark_where_the_platform_does_not(application):
    theme = Theme(application, System(Qt.ColorScheme.Dark))
    assert theme.is_dark
    assert is_dark(application.palette())
    assert theme.colors() == Colors.dark()
    assert theme.icon_color().lightness() > 150


def test_a_light_system_keeps_the_palette_of_the_platform(application):
    before = QPalette(application.palette())
    theme = Theme(application, System(Qt.ColorScheme.Light))
    assert not theme.is_dark
    assert application.palette() == before
    assert theme.colors() == Colors.light()


def test_where_the_system_says_nothing_the_palette_of_the_platform_decides(application):
    theme = Theme(application, System(Qt.ColorScheme.Unknown))
    assert theme.is_dark == is_dark(application.palette())


def test_it_follows_when_the_system_changes(application, qtbot):
    system = System(Qt.ColorScheme.Light)
    theme = Theme(application, system)
    with qtbot.waitSignal(theme.changed):
        system.turn(Qt.ColorScheme.Dark)
    assert is_dark(application.palette())
    with qtbot.waitSignal(theme.changed):
        system.turn(Qt.ColorScheme.Light)
    assert not is_dark(application.palette())


@pytest.mark.parametrize("obeys", [False, True])
def test_what_a_person_wants_outweighs_the_system(application, qtbot, obeys):
    system = System(Qt.ColorScheme.Light, obeys=obeys)
    theme = Theme(application, system)
    with qtbot.waitSignal(theme.changed):
        theme.set_scheme(Scheme.DARK)
    assert is_dark(application.palette())
    assert theme.scheme is Scheme.DARK
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_scheme(Scheme.DARK)
    with qtbot.waitSignal(theme.changed):
        theme.set_scheme(Scheme.SYSTEM)
    assert not is_dark(application.palette())


def test_a_dark_system_can_have_a_light_window(application):
    theme = Theme(application, System(Qt.ColorScheme.Dark))
    theme.set_scheme(Scheme.LIGHT)
    assert not theme.is_dark
    assert not is_dark(application.palette())


def test_the_system_as_it_really_is_can_be_followed(application):
    assert Theme(application).is_dark == is_dark(application.palette())


@pytest.mark.parametrize("palette", [light_palette(), dark_palette()], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (QPalette.ColorRole.WindowText, QPalette.ColorRole.Window),
        (QPalette.ColorRole.Text, QPalette.ColorRole.Base),
        (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Button),
        (QPalette.ColorRole.ToolTipText, QPalette.ColorRole.ToolTipBase),
        (QPalette.ColorRole.HighlightedText, QPalette.ColorRole.Highlight),
        (QPalette.ColorRole.PlaceholderText, QPalette.ColorRole.Base),
        (QPalette.ColorRole.Link, QPalette.ColorRole.Base),
    ],
)
def test_text_can_be_read_on_its_ground(palette, text, ground):
    assert contrast(palette.color(text), palette.color(ground)) >= 4.5


def contrast(one: QColor, other: QColor) -> float:
    """The contrast of two colors as WCAG defines it, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(color: QColor) -> float:
    shares = (color.redF(), color.greenF(), color.blueF())
    parts = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


# ------------------------------------------------------------------------------------------------------ icons

NAMES = sorted(path.stem for path in resource("icons").glob("*.svg") if path.stem != "editorapp")


def opaque_colors(image: QImage) -> set[str]:
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def test_every_command_with_an_icon_has_one(registry):
    assert {command.spec.icon for command in registry if command.spec.icon} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_takes_the_color_of_the_palette(qapp, name):
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.ButtonText, QColor("#12ab34"))
    colors = opaque_colors(icon(name, palette).pixmap(64, 64).toImage())
    assert "#12ab34" in colors
    assert "#000000" not in colors


@pytest.mark.parametrize("size", [16, 20, 24])
def test_an_icon_is_drawn_in_the_pixels_of_a_fine_screen(qapp, size):
    drawn = icon("save", light_palette()).pixmap(QSize(size, size), 2.0)
    assert drawn.size() == QSize(2 * size, 2 * size)
    assert drawn.devicePixelRatio() == 2.0


def test_a_disabled_icon_is_pale(qapp):
    drawn = icon("save", light_palette())
    strongest = [
        max(image.pixelColor(x, y).alpha() for x in range(32) for y in range(32))
        for image in (
            drawn.pixmap(QSize(32, 32), mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled)
        )
    ]
    assert strongest[0] == 255
    assert strongest[1] < 128


def test_an_icon_that_there_is_not_is_an_error(qapp):
    with pytest.raises(FileNotFoundError):
        icon("nonsense", light_palette())


def test_the_program_has_its_own_icon(qapp):
    assert "#ffb454" in opaque_colors(program_icon().pixmap(64, 64).toImage())
