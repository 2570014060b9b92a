"""What comes in the place of a match: groups, characters, changes of case, the case of what was found."""

from __future__ import annotations

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from editorapp.text.buffer import Buffer
from editorapp.text.replacement import Template, like
from editorapp.text.search import Searcher, SearchError


def replaced(pattern: str, template: str, text: str, *, is_regex: bool = True, preserve: bool = False) -> str:
    found = Searcher(pattern, is_regex=is_regex, case=False, word=False)
    made = Template(found, template, preserve_case=preserve)
    (match,) = found.matches(Buffer(text))
    return made.text_for(match)


@pytest.mark.parametrize(
    ("pattern", "is_regex", "template", "expected"),
    [
        ("b", False, r"\1$&\U", r"\1$&\U"),  # a plain replacement means itself
        ("(b)(c)?", True, r"[\1]\n", "[b]\n"),
        ("(?P<letter>b)", True, r"\g<letter>\g<letter>\g<1>", "bbb"),
        ("(b)(x)?", True, r"\1\2", "b"),  # a group that took no part is empty
        ("b", True, r"\g<0>\g<0>", "bb"),
        ("b", True, r"\\U\\1", r"\U\1"),
        ("b", True, r"\x41\u0042\U00000043\104\N{DIGIT ONE}\t", "ABCD1\t"),
        ("(b)", True, r"\U\1x\E\1", "BXb"),
        ("(b)", True, r"\u\1x\1", "Bxb"),
        ("(b)", True, r"\U\l\1cd\E\1", "bCDb"),
        ("(b)", True, r"\LABC\E\u\1ABC", "abcBABC"),
        ("(b)(x)?", True, r"\u\2\1", "B"),  # an empty group has no first character
        ("(b)", True, r"\1\u", "b"),
    ],
)
def test_what_replaces_a_match(pattern: str, is_regex: bool, template: str, expected: str) -> None:
    assert replaced(pattern, template, "abd", is_regex=is_regex) == expected


@pytest.mark.parametrize("template", [r"\2", r"\g<none>", "\\", r"\g", r"\N{no such character}", r"\q"])
def test_a_replacement_that_names_what_is_not_there_is_refused(template: str) -> None:
    with pytest.raises(SearchError, match="replacement") as refused:
        Template(Searcher("(b)", is_regex=True, case=True, word=False), template)
    assert refused.value.field == "replacement"


@given(st.text(st.sampled_from(r"a\1g<>0x4n ."), max_size=8))
def test_without_changes_of_case_a_replacement_means_what_it_means_in_the_package(template: str) -> None:
    found = Searcher("(b)", is_regex=True, case=True, word=False)
    try:
        expected = regex.match("(b)", "b").expand(template)  # type: ignore[union-attr]
    except (regex.error, IndexError):
        with pytest.raises(SearchError):
            Template(found, template)
        return
    assert Template(found, template).text_for(next(found.matches(Buffer("b")))) == expected


def test_what_is_the_same_for_every_match_is_known_to_be() -> None:
    found = Searcher("(b)", is_regex=True, case=True, word=False)
    assert Template(found, r"x\n").constant == "x\n"
    assert Template(found, r"\1").constant is None
    assert Template(found, "x", preserve_case=True).constant is None


@pytest.mark.parametrize(
    ("found", "text", "expected"),
    [
        ("foo", "bar", "bar"),
        ("Foo", "bar", "Bar"),
        ("FOO", "bar", "BAR"),
        ("foo", "Bar", "bar"),
        ("fooBar", "QuxQuux", "quxQuux"),
        ("FooBar", "quxQuux", "QuxQuux"),
        ("Foo", "BAR", "Bar"),
        ("I", "we", "We"),
        ("I", "u", "U"),
        ("foo-bar", "one-two", "one-two"),
        ("Foo-Bar", "one-two", "One-Two"),
        ("FOO_bar", "one_two", "ONE_two"),
        ("Foo bar", "one", "One"),
        ("123", "Bar", "Bar"),
        ("Straße", "gasse", "Gasse"),
        ("", "x", "x"),
        ("foo", "", ""),
    ],
)
def test_the_case_of_what_was_found(found: str, text: str, expected: str) -> None:
    assert like(found, text) == expected


def test_preserved_case_goes_with_plain_text_and_with_groups() -> None:
    assert replaced("foo", "bar", "a FOO", is_regex=False, preserve=True) == "BAR"
    assert replaced(r"(f)(o+)", r"\2\1", "a FOO", preserve=True) == "OOF"
