"""Owns the languages that texts are written in: their names, how files show them, their comments and brackets.

Does not parse them, and does not know their colors.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final


@dataclass(frozen=True, slots=True)
class Language:
    """One language.

    Attributes:
        name: its stable name, as in `Layout.language`.
        label: what a person reads.
        patterns: shell patterns of the names of its files, in small letters.
        interpreters: the programs that a first line `#!` names for it.
        line_comment: what begins a comment that goes to the end of the line, or empty.
        block_comment: what begins and ends a comment, or empty texts.
        quotes: the signs that stand in pairs around texts.
    """

    name: str
    label: str
    patterns: tuple[str, ...]
    interpreters: tuple[str, ...] = ()
    line_comment: str = ""
    block_comment: tuple[str, str] = ("", "")
    quotes: str = "\"'"


_C_BLOCK: Final = ("/*", "*/")
_TAG_BLOCK: Final = ("<!--", "-->")

PLAIN: Final = Language("", "Plain text", ("*.txt", "*.log"), quotes='"')

# fmt: off
LANGUAGES: Final = (
    PLAIN,
    Language("bash", "Shell script", ("*.sh", "*.bash", "*.zsh", ".bashrc", ".bash_profile", ".profile", ".zshrc"),
             ("sh", "bash", "dash", "zsh", "ksh"), "#"),
    Language("c", "C", ("*.c", "*.h"), (), "//", _C_BLOCK),
    Language("cpp", "C++", ("*.cpp", "*.cc", "*.cxx", "*.hpp", "*.hh", "*.hxx"), (), "//", _C_BLOCK),
    Language("csharp", "C#", ("*.cs",), (), "//", _C_BLOCK),
    Language("css", "CSS", ("*.css",), (), "", _C_BLOCK),
    Language("go", "Go", ("*.go",), (), "//", _C_BLOCK, "\"'`"),
    Language("html", "HTML", ("*.html", "*.htm", "*.xhtml"), (), "", _TAG_BLOCK),
    Language("java", "Java", ("*.java",), (), "//", _C_BLOCK),
    Language("javascript", "JavaScript", ("*.js", "*.mjs", "*.cjs", "*.jsx"), ("node",), "//", _C_BLOCK, "\"'`"),
    Language("json", "JSON", ("*.json", "*.geojson", "*.webmanifest", "*.ipynb"), (), "", ("", ""), '"'),
    Language("lua", "Lua", ("*.lua",), ("lua",), "--", ("--[[", "]]")),
    Language("make", "Makefile", ("makefile", "gnumakefile", "*.mk"), (), "#"),
    Language("markdown", "Markdown", ("*.md", "*.markdown"), (), "", _TAG_BLOCK, "\"`"),
    Language("php", "PHP", ("*.php",), ("php",), "//", _C_BLOCK),
    Language("python", "Python", ("*.py", "*.pyi", "*.pyw", "sconstruct"), ("python", "python3"), "#"),
    Language("ruby", "Ruby", ("*.rb", "rakefile", "gemfile"), ("ruby",), "#"),
    Language("rust", "Rust", ("*.rs",), (), "//", _C_BLOCK, '"'),
    Language("sql", "SQL", ("*.sql",), (), "--", _C_BLOCK),
    Language("toml", "TOML", ("*.toml", "cargo.lock", "poetry.lock"), (), "#"),
    Language("tsx", "TypeScript with JSX", ("*.tsx",), (), "//", _C_BLOCK, "\"'`"),
    Language("typescript", "TypeScript", ("*.ts", "*.mts", "*.cts"), ("deno", "ts-node"), "//", _C_BLOCK, "\"'`"),
    Language("xml", "XML", ("*.xml", "*.svg", "*.xsd", "*.xsl", "*.xslt", "*.ui", "*.qrc", "*.plist"), (), "",
             _TAG_BLOCK),
    Language("yaml", "YAML", ("*.yaml", "*.yml"), (), "#"),
    Language("ini", "INI", ("*.ini", "*.cfg", "*.conf", "*.desktop", ".editorconfig", ".gitconfig"), (), "#"),
)
# fmt: on

_BY_NAME: Final = {language.name: language for language in LANGUAGES}
BRACKETS: Final = ("()", "[]", "{}")
"""Pairs of brackets, in every language."""


def language_of(name: str) -> Language:
    """Return a language by its name; plain text for one that is not known."""
    return _BY_NAME.get(name, PLAIN)


def detect_language(file_name: str, first_line: str) -> str:
    """Return the name of the language that a file seems to be in.

    Args:
        file_name: the last part of its path.
        first_line: the first line of its text.

    Returns:
        The name; empty for plain text.
    """
    small = file_name.lower()
    for language in LANGUAGES:
        if any(fnmatchcase(small, pattern) for pattern in language.patterns):
            return language.name
    if first_line.startswith("#!"):
        words = first_line[2:].split()
        program = words[0].rpartition("/")[2] if words else ""
        if program == "env" and len(words) > 1:
            program = next((word for word in words[1:] if not word.startswith("-")), "")
        plain = program.rstrip("0123456789.")
        for language in LANGUAGES:
            if program in language.interpreters or (plain and plain in language.interpreters):
                return language.name
    return "xml" if first_line.startswith("<?xml") else ""
