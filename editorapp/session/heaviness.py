"""Owns the rule that tells whether a command on a document can be so much work that nobody should wait for it.

Does not run commands. It looks at nothing but sizes, so it costs next to nothing, and errs towards yes.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from msgspec.structs import astuple

from editorapp.commands.document import Reload
from editorapp.commands.edit import GoToRevision, Redo, Undo
from editorapp.commands.macro import PlayMacro
from editorapp.commands.merging import Edit, Merge
from editorapp.commands.specification import DocumentCommand, Nature, Reach
from editorapp.session.open_document import OpenDocument
from editorapp.session.ports import ReadApart
from editorapp.text.selection import Selection


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a command may have to do with while somebody waits for it.

    Attributes:
        text: code points of the text that it looks at, of its arguments, or of what it undoes.
        ranges: ranges of the selection.
        steps: steps that a macro has, all runs together.
    """

    text: int = 1 << 20
    ranges: int = 20_000
    steps: int = 200


def is_heavy(command: DocumentCommand, document: OpenDocument, bounds: Bounds) -> bool:
    """Tell whether a command can be much work.

    Args:
        command: the command, complete.
        document: what it is for.
        bounds: what is not much.
    """
    state, spec = document.document, command.spec
    if isinstance(command, Undo | Redo):
        plans = document.tree.plans()
        plan = plans.back if isinstance(command, Undo) else plans.forth
        return plan is not None and plan.weight() >= bounds.text
    if isinstance(command, PlayMacro) and command.times * len(command.steps or ()) >= bounds.steps:
        return True
    if isinstance(command, GoToRevision):
        return isinstance(document.log, ReadApart)  # how much there is to be read is not known
    if isinstance(command, Reload):
        return command.end - command.start + len(command.text) >= bounds.text
    if isinstance(command, Merge):
        return _edited(command.edits) + _edited(command.theirs) >= bounds.text
    if spec.reach is Reach.TEXT and len(state.buffer) >= bounds.text:
        return True
    is_many = len(state.selection.ranges) >= bounds.ranges
    if spec.nature is Nature.EDIT or spec.reach is not Reach.CARETS:
        return is_many or _selected(state.selection, bounds) or _size(command) >= bounds.text
    return is_many and spec.name.startswith("selection.")


def _selected(selection: Selection, bounds: Bounds) -> bool:
    """Tell whether much text is selected; of many ranges it is judged by the stretch that they lie in."""
    first, last = selection.ranges[0], selection.ranges[-1]
    if last.end - first.start < bounds.text:
        return False
    selected = sum(each.end - each.start for each in islice(selection.ranges, bounds.ranges))
    return selected >= bounds.text


def _edited(edits: list[Edit]) -> int:
    return sum(end - start + len(text) for start, end, text in edits)


def _size(command: DocumentCommand) -> int:
    return sum(len(value) for value in astuple(command) if isinstance(value, str | list | tuple))
