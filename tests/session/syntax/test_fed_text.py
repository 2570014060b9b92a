"""What a parser reads has two bytes for each code point and a row for each line, whatever the text holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from editorapp.session.syntax.edits import Stretch, edits
from editorapp.session.syntax.fed_text import UNIT, FedText, fed
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet

odd_texts = st.text(st.sampled_from("ab é字😀𝒳\r\n\r\n\0\udc80\ud800"), max_size=40)


def read(buffer: Buffer, stretch: Stretch) -> bytes:
    source, parts = FedText(buffer, *stretch), b""
    while part := source(len(parts), None):
        parts += part
    return parts


@given(odd_texts)
def test_each_code_point_has_two_bytes_and_each_line_a_line_feed(text: str) -> None:
    buffer = Buffer(text)

    given_text = read(buffer, Stretch(0, len(text)))

    assert len(given_text) == UNIT * len(text)
    as_read = given_text.decode("utf-16-le")
    assert len(as_read) == len(text)
    assert as_read.count("\n") + 1 == buffer.line_count
    assert all(a == b for a, b in zip(as_read, text, strict=True) if b in "ab é字\n")


@given(odd_texts, st.data())
def test_a_stretch_is_read_as_it_is_read_in_the_whole(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    whole = fed(text)

    assert read(Buffer(text), Stretch(start, end)) == whole[start * UNIT : end * UNIT]


def test_letters_beyond_two_bytes_stay_letters() -> None:
    assert fed("𝒳").decode("utf-16-le").isalpha()
    assert not fed("😀").decode("utf-16-le").isalpha()


def point_at(fed_text: str, offset: int) -> tuple[int, int]:
    before = fed_text[:offset]
    return before.count("\n"), UNIT * (offset - (before.rfind("\n") + 1))


def test_a_carriage_return_is_read_anew_when_a_line_feed_comes_to_stand_behind_it() -> None:
    before = Buffer("ab\rcd")
    changes = ChangeSet.replacing(before, [(3, 3, "\n")])
    after = changes.apply(before)

    (edit,) = edits(before, after, changes, Stretch(0, 5), Stretch(0, 6), is_whole=True)

    assert edit == (4, 6, 8, (0, 4), (1, 0), (1, 0))


@given(odd_texts, st.data())
def test_edits_lead_from_what_was_read_to_what_is_read_now(text: str, data: st.DataObject) -> None:
    before = Buffer(text)
    places = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pairs = zip(places[::2], places[1::2], strict=False)
    changes = ChangeSet.replacing(before, [(start, end, data.draw(odd_texts)) for start, end in pairs])
    after = changes.apply(before)
    wanted = fed(str(after)).decode("utf-16-le")

    now = fed(text).decode("utf-16-le")
    whole = Stretch(0, len(before)), Stretch(0, len(after))
    for edit in edits(before, after, changes, *whole, is_whole=True):
        start, old_end, new_end = edit.start // UNIT, edit.old_end // UNIT, edit.new_end // UNIT
        assert edit.start_point == point_at(now, start)
        assert edit.old_end_point == point_at(now, old_end)
        now = now[:start] + wanted[start:new_end] + now[old_end:]
        assert edit.new_end_point == point_at(now, new_end)

    assert now == wanted
