"""Owns what can be asked about a place in a text: what is around it, whether it is inside a string or a comment.

Does not parse.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from editorapp.session.syntax.syntax_tree import SyntaxTree

_CODE_IN_STRINGS: Final = frozenset(
    ("interpolation", "template_substitution", "string_interpolation", "command_substitution", "expansion")
)


def enclosing(tree: SyntaxTree, start: int, end: int) -> tuple[int, int] | None:
    """Return the smallest part of a text that holds a stretch of it and more than that, or None.

    Args:
        tree: the text.
        start: where the stretch starts, in code points.
        end: where it ends.
    """
    node = tree.node_at(start, end)
    if start == end and start > tree.stretch.start:
        # A caret behind a name means the name, rather than what follows it.
        before = tree.node_at(start - 1, start)
        if before is not None and before.is_named and (node is None or not _is_name(node, tree, start)):
            node = before if before.child_count == 0 else node
    while node is not None:
        found = _trimmed(tree, *tree.span(node))
        if found[0] <= start and end <= found[1] and found[1] - found[0] > end - start:
            return found
        node = node.parent
    return None


def _is_name(node: Any, tree: SyntaxTree, position: int) -> bool:
    return bool(node.is_named and node.child_count == 0 and tree.span(node)[0] <= position)


def _trimmed(tree: SyntaxTree, start: int, end: int) -> tuple[int, int]:
    """Leave out line breaks at the end, which some grammars count to a part and others do not."""
    while end > start and tree.buffer.slice(end - 1, end) in ("\n", "\r"):
        end -= 1
    return start, end


def is_in_string_or_comment(tree: SyntaxTree, position: int) -> bool:
    """Tell whether a caret at a position is inside a string or a comment, rather than at its edge."""
    source = tree.grammar.source
    limit = tree.stretch.end
    for node in _around(tree, max(position - 1, tree.stretch.start), min(position, limit)):
        if node.type in _CODE_IN_STRINGS and tree.span(node)[0] < position < tree.span(node)[1]:
            return False
        start, end = tree.span(node)
        if node.type in source.strings and start < position < end:
            return True
        if node.type in source.comments and start < position:
            is_open = position == end and not _is_closed(tree, end)
            return position < end or is_open
    return False


def _is_closed(tree: SyntaxTree, end: int) -> bool:
    return tree.buffer.slice(end - 2, end) in ("*/", "->", "]]") or tree.buffer.slice(end - 1, end) in "\r\n"


def _around(tree: SyntaxTree, start: int, end: int) -> Iterator[Any]:
    node = tree.node_at(start, end)
    while node is not None:
        yield node
        node = node.parent
