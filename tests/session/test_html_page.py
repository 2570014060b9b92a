"""A text as a page for a browser: what a reader sees there is the text, whatever is in it."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from editorapp.session.html_page import escaped, html_page


class _Reader(HTMLParser):
    """Reads a page as a browser does: the text of its title and of its body, and which elements it has."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: dict[str, str] = {}
        self.tags: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        if tag != "meta":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        place = "pre" if "pre" in self._open else self._open[-1] if self._open else ""
        self.texts[place] = self.texts.get(place, "") + data


def _page(*chunks: str, title: str = "notes") -> str:
    return "".join(html_page(title, chunks))


def _shown(*chunks: str) -> str:
    text = _Reader(_page(*chunks)).texts["pre"]
    assert text.startswith("\n")
    return text[1:]  # a browser passes over the line break that begins a pre


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")) | st.sampled_from("\t\n<>&\"';x")))
def test_a_reader_sees_the_text(text: str) -> None:
    assert _shown(text) == text


@given(st.text(st.characters(), max_size=20), st.integers(0, 20))
def test_every_text_can_be_encoded_and_split_anywhere(text: str, place: int) -> None:
    page = _page(text[:place], text[place:])
    page.encode("utf-8")
    assert page == _page(text)


def test_text_cannot_become_markup() -> None:
    page = _Reader(_page("</pre><script>x</script>", title="</title><b>"))
    assert page.texts["pre"] == "\n</pre><script>x</script>"
    assert page.texts["title"] == "</title><b>"
    assert page.tags == ["html", "head", "meta", "meta", "title", "style", "body", "pre"]


def test_an_empty_line_at_the_start_stays() -> None:
    assert _shown("\n\none") == "\n\none"


def test_bytes_that_are_no_text_and_control_characters_are_shown_by_what_they_are() -> None:
    assert _shown("a\udc80\udcffb\x07\x7f\x85") == "a\\x80\\xFFb␇␡�"
    assert "a byte that is no text" in escaped("\udc80")


def test_a_page_is_light_or_dark_as_the_desktop_and_in_a_fixed_pitch() -> None:
    page = "".join(html_page("notes", ["a"], tab_width=3))
    assert "color-scheme: light dark" in page
    assert "tab-size: 3" in page
    assert "monospace" in page
    assert '<meta charset="utf-8">' in page
