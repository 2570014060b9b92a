"""Owns the guess, from a text, which line ending and indentation its new lines should get.

Does not change what is in the text.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from editorapp.text.buffer import Buffer
from editorapp.text.document import Layout, LineEnding

_SAMPLE: Final = 65_536
"""How much of a text is looked at, in code points."""


def detect_layout(buffer: Buffer, default: Layout | None = None) -> Layout:
    """Return the layout that the start of a text shows, with a default where it shows nothing."""
    default = Layout() if default is None else default
    sample = buffer.slice(0, _SAMPLE)
    return Layout(
        _line_ending(sample, default.line_ending), _indent(sample, default.indent), default.tab_width
    )


def has_mixed_endings(buffer: Buffer) -> bool:
    """Tell whether the start of a text has more than one kind of line break."""
    return sum(count > 0 for count in _break_counts(buffer.slice(0, _SAMPLE)).values()) > 1


def _break_counts(sample: str) -> dict[LineEnding, int]:
    pairs = sample.count("\r\n")
    return {
        LineEnding.LF: sample.count("\n") - pairs,
        LineEnding.CRLF: pairs,
        LineEnding.CR: sample.count("\r") - pairs,
    }


def _line_ending(sample: str, default: LineEnding) -> LineEnding:
    counts = _break_counts(sample)
    best = max(counts, key=lambda ending: counts[ending])
    return best if counts[best] else default


def _indent(sample: str, default: str) -> str:
    """The step is the most frequent growth of indentation from one line to the next."""
    steps: Counter[str] = Counter()
    previous = ""
    for line in sample.splitlines():
        text = line.lstrip(" \t")
        if not text:
            continue
        current = line[: len(line) - len(text)]
        if len(current) > len(previous) and current.startswith(previous):
            step = current[len(previous) :]
            if step == "\t" or (step.isspace() and "\t" not in step and 2 <= len(step) <= 8):
                steps[step] += 1
        previous = current
    return steps.most_common(1)[0][0] if steps else default
