"""Owns what a merge view is made of, found in a thread: what the file was, what is here, what is in the file now.

Does not show it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from editorapp.commands.merging import Merge
from editorapp.commands.registry import Registry
from editorapp.session.entry import SavedState
from editorapp.storage.file_state import FileState
from editorapp.storage.held_document import HeldDocument
from editorapp.storage.merge_base import saved_text
from editorapp.storage.profile import Profile
from editorapp.storage.text_encoding import FileFormat
from editorapp.storage.text_file import Wish, read_file
from editorapp.text.buffer import Buffer
from editorapp.text.document import Document, LineEnding
from editorapp.text.merge import Origin
from editorapp.text.merge_plan import Labels, MergePlan, merged_texts
from editorapp.text.pause import Pause
from editorapp.ui.counting_work import paced
from editorapp.ui.latest_work import Interest

_AT_ONCE: Final = 1 << 14
_BREAK_NAMES: Final = {"\n": "Unix (LF)", "\r\n": "Windows (CRLF)", "\r": "old Mac (CR)"}


class NoBaseError(Exception):
    """What the file held before is not known, so that nothing can tell who has changed what."""


@dataclass(frozen=True, slots=True)
class Merging:
    """What is merged, as it was when it was read; may be handed to another thread."""

    document_id: str
    name: str
    path: Path
    document: Document
    saved: SavedState
    profile: Profile
    registry: Registry

    @classmethod
    def of(cls, held: HeldDocument, profile: Profile, registry: Registry) -> Merging:
        """Take a document with its file as it is now."""
        if held.path is None:
            raise ValueError("a document without a file cannot be merged with it")
        if held.journal is not None:
            held.journal.flush()
        open_document = held.document
        return cls(
            held.id, held.name, held.path, open_document.document, open_document.saved, profile, registry
        )


@dataclass(frozen=True, slots=True)
class Material:
    """A merge that was found.

    Attributes:
        merging: what was merged.
        plan: the merge.
        format: how the file is written now.
        state: what the file was when it was read.
        has_invalid_bytes: whether it holds bytes that are no valid text.
    """

    merging: Merging
    plan: MergePlan
    format: FileFormat
    state: FileState
    has_invalid_bytes: bool

    def notes(self) -> list[str]:
        """Return what else the other program has changed, in sentences."""
        notes = []
        known = FileFormat.of(self.merging.document.layout)
        if self.format != known:
            notes.append(
                f"The file is in {self.format.label} now, and was in {known.label}; the merged text is saved in that."
            )
        line_break = self.plan.line_break
        if line_break:
            regions = sum(region.origin is not Origin.SAME for region in self.plan.regions)
            words = f"Not all have the same line breaks; all lines get those of {_BREAK_NAMES[line_break]}."
            notes.append(words if regions else f"Nothing but line breaks differs. {words}")
        elif not any(self.plan.count(origin) for origin in Origin if origin is not Origin.SAME):
            notes.append("Nothing differs any more.")
        return notes

    def command(self, labels: Labels | None, pause: Pause) -> Merge:
        """Return the command that takes the merge in; for a thread.

        Args:
            labels: what stands at conflicts that are left; None where there are none.
            pause: called now and then.
        """
        line_break = self.plan.line_break
        return Merge(
            self.plan.edits(labels, pause),
            self.plan.way_to_theirs(labels, pause),
            str(self.merging.path),
            self.state.digest,
            self.state.size,
            self.state.modified,
            self.format.encoding,
            self.format.has_mark,
            LineEnding(line_break) if line_break else None,
        )


def find(merging: Merging, interest: Interest) -> Material:
    """Read what is needed and merge it; for a thread.

    Raises:
        FileError: the file cannot be read.
        NoBaseError: what it held before is not known.
        AbandonedError: nobody waits for it any more.
    """
    pause = paced(interest)
    document = merging.document
    loaded = read_file(merging.path, wish=Wish(known=FileFormat.of(document.layout)))
    interest.check()
    base = saved_text(merging.profile, merging.document_id, document, merging.saved, merging.registry)
    if base is None:
        raise NoBaseError
    interest.check()
    plan = merged_texts(_parts(base), _parts(document.buffer), _parts(loaded.buffer), pause)
    return Material(merging, plan, loaded.format, loaded.state, loaded.has_invalid_bytes)


def _parts(buffer: Buffer) -> Iterator[str]:
    for start in range(0, len(buffer), _AT_ONCE):
        yield buffer.slice(start, min(start + _AT_ONCE, len(buffer)))
