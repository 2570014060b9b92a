"""Long effects that are read in slices are those that were written."""

from __future__ import annotations

import msgspec
import pytest

from editorapp.bus.json_text import to_json
from editorapp.session.effects_reading import effects_of
from editorapp.session.entry import Effects, SelectionRecord

CARET = SelectionRecord(((0, 0),))


@pytest.mark.parametrize(
    "text", ["word", '],[12,"', "],[12,", ']],"step":"new', '"changes":[', 'a"],[1,"b', "\u00e9\n\\"]
)
def test_they_are_what_was_written_whatever_the_texts_are(text: str) -> None:
    changes = tuple((100 * number, text, f"{text}{number}") for number in range(40_000))
    effects = Effects(CARET, 3, changes, "new", 2, CARET)
    assert len(msgspec.json.encode(effects)) > 1 << 20
    assert effects_of(msgspec.json.encode(effects)) == effects


def test_one_long_change_is_read_too() -> None:
    effects = Effects(CARET, 3, ((5, "ab" * 500_000, "cd" * 500_000),), "walk")
    assert effects_of(msgspec.json.encode(effects)) == effects


def test_what_is_no_effects_is_refused_as_ever() -> None:
    effects = msgspec.json.encode(Effects(CARET, 3, ((5, "ab" * 600_000, ""),), "new"))
    with pytest.raises(msgspec.DecodeError):
        effects_of(effects[:-2])
    with pytest.raises(msgspec.DecodeError):
        effects_of(effects.replace(b"[[5,", b'[["x",'))


@pytest.mark.parametrize(
    "sign",
    [
        "ab",
        "\n",
        '"',
        "\\",
        "\\u0041",
        "\u00e9\u4e2d",
        "a\U0001f600",
        "\udcff",
        "\udcff\U0001f600\n",
        '],[1,"',
    ],
)
def test_a_long_change_is_what_was_written_whatever_signs_are_in_it(sign: str) -> None:
    text = sign * (700_000 // len(sign))
    effects = Effects(CARET, 3, ((1, "a", "b"), (5, text, "x" + text), (9_000_000, "", "c")), "new", 2, CARET)
    assert effects_of(to_json(effects).encode()) == effects
