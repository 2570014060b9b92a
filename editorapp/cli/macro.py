"""Owns `editorapp macro list` and `show`, and `editorapp commands`: what there is, without a window.

Does not own how a macro runs: that is in `macro_run.py`.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import msgspec

from editorapp.bus.json_text import to_json
from editorapp.cli.output import CliError, Exit, say, show, show_json, write_bytes
from editorapp.commands.families import all_commands
from editorapp.commands.registry import Registry
from editorapp.session.macros import Macro, MacroError, format_macro
from editorapp.storage.macro_folder import SUFFIX, MacroFolder, read_macro
from editorapp.storage.profile import Profile


def run_list(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp macro list`."""
    names = MacroFolder(profile.macros, all_commands()).names()
    if options.json:
        show_json(names)
    elif names:
        show("\n".join(names))
    else:
        say(f"No macros are saved in {profile.macros}.")
    return Exit.DONE


def run_show(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp macro show`; CliError where the macro cannot be read."""
    macro = load_macro(profile, options.macro, all_commands())
    if options.json:
        show_json({"name": macro.name, "steps": msgspec.to_builtins(macro.steps)})
    else:
        write_bytes(format_macro(macro).encode("utf-8", "surrogateescape"))
    return Exit.DONE


def run_commands(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp commands`: every command with its arguments."""
    rows = [_describe(command_type) for command_type in all_commands()]
    if options.json:
        show_json(rows)
        return Exit.DONE
    for row in rows:
        arguments = ", ".join(
            f"{name}: {kind}" + ("" if required else "?") for name, kind, required in row["arguments"]
        )
        show(f"{row['command']:<28} {{{arguments}}}\n    {row['summary']}")
        if row["not_recorded"]:
            show(f"    Not in macros: {row['not_recorded']}.")
    return Exit.DONE


def _describe(command_type: Any) -> dict[str, Any]:
    schema = msgspec.json.schema(command_type)
    found = (
        next(iter(schema["$defs"].values()))
        if len(schema["$defs"]) == 1
        else schema["$defs"][command_type.__name__]
    )
    required = found.get("required", [])
    return {
        "command": command_type.spec.name,
        "label": command_type.spec.label,
        "summary": command_type.__doc__.split("\n")[0],
        "nature": command_type.spec.nature.value,
        "key": command_type.spec.key,
        "not_recorded": command_type.spec.not_recorded,
        "arguments": [
            [name, _kind(kind, schema["$defs"]), name in required]
            for name, kind in found["properties"].items()
            if name not in ("clipboard", "resolved")
        ],
    }


def _kind(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    if "$ref" in schema:
        return _kind(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "enum" in schema:
        # What is no sign, such as a line break, is written as in a line of JSON.
        values = map(str, schema["enum"])
        return "|".join(value if value.isprintable() else to_json(value) for value in values)
    if "anyOf" in schema:
        return " or ".join(
            _kind(choice, definitions) for choice in schema["anyOf"] if choice.get("type") != "null"
        )
    return str(schema.get("type", "any"))


def load_macro(profile: Profile, word: str, registry: Registry) -> Macro:
    """Return the macro of a name or a file."""
    try:
        folder = MacroFolder(profile.macros, registry)
        if word in folder.names():
            return folder.load(word)
        if Path(word).name != word or word.endswith(SUFFIX) or Path(word).is_file():
            return read_macro(Path(word), registry)
        return folder.load(word)
    except MacroError as error:
        raise CliError(str(error), Exit.UNREADABLE) from error
