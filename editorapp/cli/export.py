"""Owns `editorapp export`: a copy of a file, as text or as a page for a browser, without opening it.

Does not own what a copy looks like.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from editorapp.bus.errors import EffectRefusedError
from editorapp.cli.output import CliError, Exit, show_json, write_bytes
from editorapp.commands.decision import ExportFormat
from editorapp.commands.families import all_commands
from editorapp.storage.document_store import DocumentStore
from editorapp.storage.errors import FileError, Owner
from editorapp.storage.file_writing import check_expressible
from editorapp.storage.profile import Profile
from editorapp.storage.text_encoding import FileFormat
from editorapp.storage.text_file import Wish, read_file
from editorapp.storage.work.exporter import check_place, copied, write_copy
from editorapp.text.layout_detection import detect_layout


def run(profile: Profile, options: argparse.Namespace) -> Exit:
    """Run `editorapp export`: to a file, or to stdout.

    Raises:
        FileError: the file cannot be read.
        CliError: the copy cannot be written.
    """
    file, kind = Path(options.file), ExportFormat(options.format)
    wish = Wish(encoding="" if options.from_encoding is None else options.from_encoding.name)
    loaded = read_file(file, wish=wish)
    written = _format(options, loaded.format)
    if written != loaded.format and kind is ExportFormat.TEXT:
        try:
            check_expressible(Path(options.output or "The copy"), loaded.buffer, written)
        except FileError as error:
            raise CliError(str(error)) from error
    tab_width = detect_layout(loaded.buffer).tab_width
    if options.output is None:
        for block in copied(loaded.buffer.chunks(), written, kind, file.name, tab_width):
            write_bytes(block)
        return Exit.DONE
    output = Path(options.output)
    try:
        check_place(DocumentStore(profile, all_commands(), Owner(os.getpid())), output, str(file))
        size = write_copy(output, loaded.buffer, written, kind, file.name, tab_width)
    except (EffectRefusedError, FileError) as error:
        raise CliError(str(error)) from error
    if options.json:
        show_json({"file": str(file), "output": str(output), "format": kind.value, "bytes": size})
    return Exit.DONE


def _format(options: argparse.Namespace, present: FileFormat) -> FileFormat:
    """Return how a copy of the text is written; a page is always UTF-8."""
    if options.encoding is None:
        if options.mark:
            raise CliError("--mark says nothing without --encoding.")
        return present
    if options.mark and not options.encoding.can_have_mark:
        raise CliError(f"{options.encoding.label} has no byte-order mark.")
    return FileFormat(options.encoding.name, options.mark)
