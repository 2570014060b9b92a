"""Many replacements at once give what one after the other gives, in a tree that is as sound."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorapp.text import bulk, tree
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet

EDITS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 40), st.text("a\r\n", max_size=30)), max_size=40
)


def apart(edits: list[tuple[int, int, str]], length: int) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    for start, size, text in sorted(edits):
        start = min(start, length)
        if not kept or start > kept[-1][1] or (start == kept[-1][1] and start > kept[-1][0]):
            kept.append((start, min(length, start + size), text))
    return kept


def check(node: tree.Node) -> None:
    total = breaks = 0
    for child, end, break_end in zip(node.children, node.ends, node.break_ends, strict=True):
        if isinstance(child, str):
            assert child
            total, breaks = total + len(child), breaks + tree.count_breaks(child)
        else:
            assert isinstance(child, tree.Node)
            check(child)
            assert child.level == node.level - 1
            total, breaks = total + child.length, breaks + child.breaks
        assert (end, break_end) == (total, breaks)
    assert len(node.children) <= tree.FAN_OUT


@pytest.fixture(params=[(4096, 64), (8, 8), (4, 4)], autouse=True)
def _sizes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    size, fan_out = request.param
    for module in (tree, bulk):
        monkeypatch.setattr(module, "CHUNK_SIZE", size)
        monkeypatch.setattr(module, "SMALLEST_CHUNK", size // 4)
        monkeypatch.setattr(module, "FEWEST_CHILDREN", fan_out // 4)
    monkeypatch.setattr(tree, "BUILT_CHUNK_SIZE", 2 * size)
    monkeypatch.setattr(tree, "FAN_OUT", fan_out)


@given(st.text("ab\r\n", max_size=300), EDITS)
@settings(max_examples=500)
def test_many_replacements_are_as_good_as_one_after_the_other(
    text: str, edits: list[tuple[int, int, str]]
) -> None:
    replacements = apart(edits, len(text))
    expected = text
    for start, end, inserted in reversed(replacements):
        expected = expected[:start] + inserted + expected[end:]
    root = tree.rooted(tree.grouped(0, tree.chunked(text, 7)))
    changed = bulk.replaced_many(root, [(a, text[a:b], new) for a, b, new in replacements])
    assert "".join(changed.chunks(0, changed.length)) == expected
    check(changed)
    assert changed.breaks == tree.count_breaks(expected)
    for chunk, following in zip(chunks_of(changed), chunks_of(changed)[1:], strict=False):
        assert not (chunk.endswith("\r") and following.startswith("\n"))


def chunks_of(node: tree.Node) -> list[str]:
    return list(node.chunks(0, node.length))


def test_what_is_not_touched_is_shared() -> None:
    root = tree.built(["0123456789" * 5000])
    changed = bulk.replaced_many(root, [(3, "3", "x"), (49_990, "0", "y")])
    old, new = {id(chunk) for chunk in chunks_of(root)}, {id(chunk) for chunk in chunks_of(changed)}
    assert len(old & new) >= len(new) - 4


def test_what_lies_outside_the_text_is_refused() -> None:
    for start, removed in ((0, "abcd"), (-1, ""), (4, "")):
        with pytest.raises(IndexError):
            Buffer("abc").replace_many([(start, removed, "x")])


def test_a_change_set_of_very_many_changes_goes_there_and_back() -> None:
    before = Buffer("ab\r\n" * 30_000)
    edits = [(n, n + 2, "x" * (n % 7)) for n in range(0, 120_000, 4)]
    changes = ChangeSet.replacing(before, edits)
    assert len(changes.changes) == 30_000
    after = changes.apply(before)
    assert str(after) == "".join("x" * (n % 7) + "\r\n" for n in range(0, 120_000, 4))
    assert changes.fits(before)
    assert str(changes.inverted().apply(after)) == str(before)


def test_long_work_can_be_ended() -> None:
    class EnoughError(Exception):
        pass

    def end() -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        Buffer("ab" * 9000).replace_many([(5, "b", "x"), (9000, "a", "")], end)
