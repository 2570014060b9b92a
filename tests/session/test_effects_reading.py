"""Long effects that are read in slices are those that were written."""

from __future__ import annotations

import msgspec
import pytest

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
    assert effects_of(msgspec.json.encode(effects).decode()) == effects


def test_one_long_change_is_read_too() -> None:
    effects = Effects(CARET, 3, ((5, "ab" * 500_000, "cd" * 500_000),), "walk")
    assert effects_of(msgspec.json.encode(effects).decode()) == effects


def test_what_is_no_effects_is_refused_as_ever() -> None:
    effects = msgspec.json.encode(Effects(CARET, 3, ((5, "ab" * 600_000, ""),), "new")).decode()
    with pytest.raises(msgspec.DecodeError):
        effects_of(effects[:-2])
    with pytest.raises(msgspec.DecodeError):
        effects_of(effects.replace("[[5,", '[["x",'))
