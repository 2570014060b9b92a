"""What the reference pictures show: each scene is a function that sets up a view, which is then taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QInputMethodEvent, QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleFactory

from editorapp.session.syntax.grammar import Grammars
from editorapp.session.view_options import ViewOptions, WrapMode
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document, Layout
from editorapp.text.folding import Folds
from editorapp.text.selection import Range, Selection
from editorapp.ui.highlighter import Highlighter
from editorapp.ui.view.scroll_marks import ScrollMarks
from tests.ui.view.desk import Desk

Scene = Callable[[Desk], None]

SCENES: dict[str, Scene] = {}

PROSE = (
    "The quick brown fox jumps over the lazy dog.\n"
    "Pack my box with five dozen liquor jugs.\n"
    "\n"
    "    How vexingly quick daft zebras jump; Ωμέγα, Ёлка, çåñé.\n"
    "Sphinx of black quartz, judge my vow: 0123456789 (Il1|O0).\n"
    "A line that goes on behind the edge of the window, where it is cut off until somebody scrolls.\n"
)
PYTHON = '''\
@dataclass(frozen=True)
class Shelf:
    """Books, in order."""

    books: list[str]  # by title
    limit: int = 0x40

    def add(self, title: str) -> bool:
        if len(self.books) >= self.limit:
            raise ValueError(f"full: {title!r}\\n")
        self.books.append(title)
        return True
'''


def scene(build: Scene) -> Scene:
    """Take a function as a scene; its name is that of the picture."""
    SCENES[build.__name__] = build
    return build


def show(
    desk: Desk,
    text: str,
    *ranges: tuple[int, int],
    layout: Layout | None = None,
    bookmarks: tuple[int, ...] = (),
    **options: Any,
) -> None:
    """Show a text with ranges selected, the last one the primary one, and options of the view."""
    desk.view.set_options(ViewOptions(smooth_scroll=False, **options))
    selection = Selection.of([Range(*pair) for pair in ranges], len(ranges) - 1) if ranges else None
    desk.view.show_document(Document(Buffer(text), selection, 0, layout, bookmarks))


def places(text: str, wanted: str) -> list[tuple[int, int]]:
    """Where a text holds another."""
    found, start = [], text.find(wanted)
    while start >= 0:
        found.append((start, start + len(wanted)))
        start = text.find(wanted, start + len(wanted))
    return found


@scene
def plain(desk: Desk) -> None:
    show(desk, PROSE, (9, 9))


@scene
def selection(desk: Desk) -> None:
    show(desk, PROSE, (10, 120))


@scene
def selection_inactive(desk: Desk) -> None:
    show(desk, PROSE, (10, 120))
    desk.view.clearFocus()


@scene
def many_carets(desk: Desk) -> None:
    words = "apple = 1\npear = 22\nplum = 333\n\nfig = 4444\n"
    carets = [(end, end) for _, end in places(words, " =")]
    show(desk, words, *carets, (0, 5), places(words, "fig")[0])


@scene
def soft_wrap(desk: Desk) -> None:
    text = (
        "Plain text that is wrapped where the window ends goes on at the left edge, in as many rows as it takes.\n"
        "    - Text that is indented goes on where it starts, so that what belongs together is seen together.\n"
        "\tThe same with a tab; and averylongwordthatdoesnotfitintoanyrowatallisbrokenwherevertheedgeofthewindowis.\n"
        "Short.\n"
    )
    show(desk, text, (60, 150), wrap=WrapMode.WINDOW)


@scene
def column_wrap(desk: Desk) -> None:
    text = "Wrapped at a column, rows end there and not at the edge of the window.\n    Indented text, too.\nShort.\n"
    show(desk, text, (5, 5), wrap=WrapMode.COLUMN, wrap_column=30)


@scene
def folds(desk: Desk) -> None:
    text = "one\n    two\n        three\n    four\nfive\n    six\n        seven\neight\n    nine\n"
    show(desk, text, (0, 0))
    desk.view.folding.hide(Folds([(0, 3), (5, 6)]))


@scene
def guides_and_blanks(desk: Desk) -> None:
    text = "if one:\n    if two:\n\n        three = 3  \n\n    four\n\tfive\t5\r\nsix\u00a0seven\u3000eight\n"
    show(desk, text, (14, 22), whitespace=True)


@scene
def right_to_left(desk: Desk) -> None:
    text = "שלום עולם\nהשורה השנייה ארוכה יותר\nمرحبا بالعالم\nالعربية تُكتب من اليمين\n"
    show(desk, text, (5, 20))


@scene
def right_to_left_wrapped(desk: Desk) -> None:
    text = "זוהי שורה ארוכה מאוד שנשברת בקצה החלון, וממשיכה בשורה הבאה כמו שצריך להיות בטקסט עברי.\n" * 2
    show(desk, text, (70, 100), wrap=WrapMode.WINDOW)


@scene
def mixed_directions(desk: Desk) -> None:
    text = "Latin עברית 123 Latin\nשלום (world) 42 עולם\nprice: ٤٢ دينار, or 42\nabc אבג def\n"
    show(desk, text, (3, 31), (places(text, "or")[0]), (places(text, "בג")[0]))


@scene
def wide_and_combined(desk: Desk) -> None:
    text = (
        "日本語テキスト|中文字|\n"
        "ａＢ１「全角」、幅。|\n"
        "e\u0301a\u0308o\u0302 n\u0303|z\u030c|\n"
        "a\tb\tcc\tddd\tdddd\t|\n"
    )
    show(desk, text, places(text, "キスト|中")[0])


@scene
def emoji(desk: Desk) -> None:
    text = "😀 👨\u200d👩\u200d👧 👍🏽 ❤\ufe0f 🇩🇪|\n😀\n"
    show(desk, text, places(text, "👧 👍🏽")[0])


@scene
def unshowable(desk: Desk) -> None:
    text = (
        "NUL \x00 ESC \x1b[1m DEL \x7f C1 \x85 end\n"
        "bytes \udcff\udcfe\udc80 in text\n"
        "BOM \ufeff LS \u2028 PS \u2029 end\n"
    )
    show(desk, text, (4, 9), places(text, "\udcfe")[0])


@scene
def found(desk: Desk) -> None:
    text = "one two one\nten (one + [none]) one\n" + "stone\n" * 2
    matches = places(text, "one")
    show(desk, text, matches[1])
    desk.view.set_matches(matches)


@scene
def brackets_and_bookmarks(desk: Desk) -> None:
    text = "call(one, [two, {three: 3}])\nbook\nmark\n\nlast\n"
    show(desk, text, (28, 28), bookmarks=(0, 36, 40))
    _wait_until(lambda: bool(desk.view._appearance.brackets))


@scene
def ligatures(desk: Desk) -> None:
    desk.view.set_editor_font(font_of("Fira Code"))
    show(desk, "a -> b => c\nx != y <= z\na === b && c ||\n", (3, 3))


@scene
def ligatures_off(desk: Desk) -> None:
    desk.view.set_editor_font(font_of("Fira Code"))
    show(desk, "a -> b => c\nx != y <= z\na === b && c ||\n", (3, 3), ligatures=False)


@scene
def syntax(desk: Desk) -> None:
    desk.view.resize(480, 260)
    highlighter = Highlighter(desk.view, Grammars())
    document = Document(Buffer(PYTHON), None, 0, Layout(language="python"))
    highlighter.follow(document, None)
    desk.view.show_document(document)
    _wait_until(lambda: highlighter.tree is not None and bool(highlighter.styles(0, "@dataclass")))


@scene
def scroll_marks(desk: Desk) -> None:
    text = "".join(f"line {number}\n" for number in range(400))
    matches = places(text, "7\n")
    show(desk, text, (0, 0), (1500, 1500), bookmarks=(600, 2500))
    desk.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    bar = desk.view.verticalScrollBar()
    bar.setStyle(QStyleFactory.create("Windows"))  # other styles draw bars otherwise in each version of Qt
    marks = ScrollMarks(bar, lambda: desk.view.colors)
    marks.show()
    buffer = desk.view.document.buffer
    marks.show_places("caret", buffer, [r.head for r in desk.view.document.selection.ranges])
    marks.show_places("bookmark", buffer, desk.view.document.bookmarks)
    marks.show_matches(buffer, lambda start, end: any(start <= first < end for first, _ in matches[::5]))
    _wait_until(lambda: bool(marks.match_rows()))
    desk.view.set_matches(matches)


@scene
def composed(desk: Desk) -> None:
    show(desk, "Text before  and behind\nsecond line\n", (12, 12))
    chosen = QTextCharFormat()
    chosen.setBackground(desk.view.palette().highlight())
    chosen.setForeground(desk.view.palette().highlightedText())
    underlined = QTextCharFormat()
    underlined.setFontUnderline(True)
    kinds = QInputMethodEvent.AttributeType
    attributes = [
        QInputMethodEvent.Attribute(kinds.TextFormat, 0, 2, chosen),
        QInputMethodEvent.Attribute(kinds.TextFormat, 2, 3, underlined),
        QInputMethodEvent.Attribute(kinds.Cursor, 2, 1, None),
    ]
    QApplication.sendEvent(desk.view, QInputMethodEvent("日本テキス", attributes))


def font_of(family: str) -> QFont:
    font = QFont(family)
    font.setPixelSize(14)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        QTest.qWait(10)
    raise AssertionError("what the scene shows did not come")
