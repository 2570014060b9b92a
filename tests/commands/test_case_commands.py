"""The commands that change how words are written: marked text in, command, marked text out."""

from __future__ import annotations

import pytest

from tests.commands.undone import check


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("upper", "one t|wo", "one T|WO"),
        ("upper", "[one> two", "[ONE> two"),
        ("upper", "<stra\u00dfe]! |x", "<STRASSE]! |X"),
        ("upper", "a|b|c", "A|B|C"),  # carets in one word change it once
        ("upper", "foo[bar>", "foo[BAR>"),
        ("upper", "|foo[bar>", "|FOO[BAR>"),
        ("upper", "[foo>bar|", "[FOO>BAR|"),
        ("upper", " | ", " | "),
        ("upper", "\udc80a|", "\udc80A|"),
        ("lower", "ONE| [TWO\r\nTHREE>", "one| [two\r\nthree>"),
        ("title", "[the cat's WHISKERS\nover there>", "[The Cat's Whiskers\nOver There>"),
        ("swap", "[aBc>", "[AbC>"),
        ("camel", "[foo bar_baz-qux>", "[fooBarBazQux>"),
        ("camel", "foo-b|ar", "fooB|ar"),
        ("camel", "[  foo bar\n\tHTTP server>", "[  fooBar\n\thttpServer>"),
        ("pascal", "foo_bar|", "FooBar|"),
        ("snake", "fooBarHTTPServer2|", "foo_bar_http_server2|"),
        ("snake", "[Hello, big World>", "[hello, big_world>"),
        ("snake", "_private|Name", "_private|_name"),
        ("constant", "fooBar|", "FOO_BAR|"),
        ("kebab", "foo_barBaz|", "foo-bar-baz|"),
        ("kebab", "|", "|"),
    ],
)
def test_case(name: str, before: str, after: str) -> None:
    check(before, f"case.{name}", {}, after)
