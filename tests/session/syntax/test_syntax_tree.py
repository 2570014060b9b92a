"""A tree that has followed changes says the same as one that is made afresh."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editorapp.session.syntax.edits import Stretch
from editorapp.session.syntax.grammar import Grammar, Grammars
from editorapp.session.syntax.injections import Coloring
from editorapp.session.syntax.pace import GivenUpError
from editorapp.session.syntax.spans import Span
from editorapp.session.syntax.syntax_tree import SyntaxTree, followed, parsed
from editorapp.text.buffer import Buffer
from editorapp.text.change import ChangeSet

GRAMMARS = Grammars()

statements = st.sampled_from(
    (
        "name = 1",
        "größe = 'ä字'",
        "def f(a, b): return a + b",
        "x = '😀'  # 😀 wahr",
        "if x: y()",
        "print(f'{x}', \"\udc80\udcff\")",
        "s = '''a b'''",
        "# \ud800 comment",
        "𝒳 = None",
        "",
    )
)
line_breaks = st.sampled_from(("\n", "\r\n", "\r"))
wholes = st.lists(st.tuples(statements, line_breaks), max_size=8).map(
    lambda lines: "".join(text + line_break for text, line_break in lines)
)
odd_texts = st.text(st.sampled_from("ab(\"'#:é😀\r\n\r\n\0\udc80 "), max_size=10)


def grammar(name: str) -> Grammar:
    found = GRAMMARS.get(name)
    assert found is not None
    return found


def colors(tree: SyntaxTree) -> list[Span]:
    return Coloring(GRAMMARS).spans(tree, Stretch(0, len(tree.buffer)))


def after_change(tree: SyntaxTree, edits: list[tuple[int, int, str]]) -> SyntaxTree:
    changes = ChangeSet.replacing(tree.buffer, edits)
    following = followed(tree, changes.apply(tree.buffer), changes)
    assert following is not None
    return following[0]


@settings(deadline=None)
@given(wholes, st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8), wholes), max_size=4))
def test_after_changes_of_lines_colors_are_those_of_a_fresh_tree(
    text: str, edits: list[tuple[int, int, str]]
) -> None:
    tree = parsed(Buffer(text), grammar("python"))
    for first, last, new in edits:
        buffer = tree.buffer
        starts = [buffer.line_start(min(line, buffer.line_count - 1)) for line in sorted((first, last))]
        tree = after_change(tree, [(starts[0], starts[1], new)])

        assert colors(tree) == colors(parsed(tree.buffer, grammar("python")))


@settings(deadline=None)
@given(wholes, st.lists(st.tuples(st.integers(0, 200), st.integers(0, 9), odd_texts), max_size=6), wholes)
def test_what_was_broken_on_the_way_does_not_matter_once_the_text_is_sound(
    text: str, edits: list[tuple[int, int, str]], final: str
) -> None:
    tree = parsed(Buffer(text), grammar("python"))
    for place, length, new in edits:
        start = place % (len(tree.buffer) + 1)
        tree = after_change(tree, [(start, min(start + length, len(tree.buffer)), new)])
        assert tree.root.end_byte <= 2 * len(tree.buffer)
    tree = after_change(tree, [(0, len(tree.buffer), final)])

    assert colors(tree) == colors(parsed(tree.buffer, grammar("python")))


def test_changes_at_many_places_are_followed() -> None:
    text = "call('é', 1)\r\n" * 300
    tree = parsed(Buffer(text), grammar("python"))

    tree = after_change(tree, [(index * 14, index * 14 + 4, "größer") for index in range(300)])

    assert colors(tree) == colors(parsed(tree.buffer, grammar("python")))


def test_a_change_tells_where_the_text_means_something_else() -> None:
    text = "a = 1\nb = 2\n# '''\n"
    tree = parsed(Buffer(text), grammar("python"))
    changes = ChangeSet.replacing(tree.buffer, [(0, 0, "'''")])

    following = followed(tree, changes.apply(tree.buffer), changes)

    assert following is not None
    assert max(stretch.end for stretch in following[1]) >= text.index("'''")


def test_a_stretch_counts_in_positions_of_the_whole_text() -> None:
    text = "# 😀\r" * 10 + "def name(): pass\n" + "x = 1\n" * 10
    start = text.index("def")
    tree = parsed(Buffer(text), grammar("python"), Stretch(start, len(text)))

    found = Coloring(GRAMMARS).spans(tree, Stretch(start, start + 16))

    assert [(text[span.start : span.end], span.scope) for span in found][:2] == [
        ("def", "keyword"),
        ("name", "function"),
    ]


@pytest.mark.parametrize("at", ["before", "inside", "behind"])
def test_a_stretch_follows_changes_around_and_inside_it(at: str) -> None:
    text = "x = 1\n" * 5 + "def name(): pass\n" * 5 + "y = 2\n" * 5
    stretch = Stretch(text.index("def"), text.index("y ="))
    tree = parsed(Buffer(text), grammar("python"), stretch)
    place = {"before": 2, "inside": stretch.start + 40, "behind": len(text) - 3}[at]
    changes = ChangeSet.replacing(tree.buffer, [(place, place, "\nzz\n")])

    following = followed(tree, changes.apply(tree.buffer), changes)

    assert following is not None
    now = following[0]
    fresh = parsed(now.buffer, grammar("python"), now.stretch)
    assert now.stretch.start == stretch.start + (4 if at == "before" else 0)
    wanted = Stretch(now.stretch.start, now.stretch.end)
    assert Coloring(GRAMMARS).spans(now, wanted) == Coloring(GRAMMARS).spans(fresh, wanted)


def test_a_stretch_whose_border_is_changed_is_not_followed() -> None:
    text = "x = 1\n" * 20
    tree = parsed(Buffer(text), grammar("python"), Stretch(12, 60))
    changes = ChangeSet.replacing(tree.buffer, [(6, 18, "")])

    assert followed(tree, changes.apply(tree.buffer), changes) is None


def test_work_that_is_not_wanted_any_more_ends() -> None:
    with pytest.raises(GivenUpError):
        parsed(Buffer("x = 1\n" * 5000), grammar("python"), pace=lambda: True)
