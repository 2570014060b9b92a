"""The editor as a person starts it, which also does what lines on stdin say; the measurements need it where no
command does the work on its own.

    driven_window.py PROFILE [FILE...]

`count PATTERN` counts the matches of a regular expression in the document that is shown, as the find bar does;
answered with a line of JSON when it is done.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QSocketNotifier

from editorapp.app import build_window
from editorapp.storage.file_place import parse_place
from editorapp.storage.profile import Profile
from editorapp.text.match_index import MatchIndex
from editorapp.ui.application import make_application
from editorapp.ui.failures import Failures
from editorapp.ui.match_counter import MatchCounter, Query


def main() -> int:
    """Show the window."""
    profile = sys.argv[1]
    application = make_application()
    window = build_window(Profile.find(profile), Failures(Path(profile, "log.txt"), repr), application.quit)
    counter = MatchCounter(window)

    def counted(matches: MatchIndex) -> None:
        if matches.is_complete:
            print(json.dumps({"at": time.monotonic(), "count": len(matches)}), flush=True)

    def take_line() -> None:
        verb, _, argument = sys.stdin.readline().strip().partition(" ")
        held = window.parts.current()
        if verb == "count" and held is not None:
            counter.count(held.document.document.buffer, Query(argument, regex=True, case=True))
        elif not verb:
            notifier.setEnabled(False)

    counter.counted.connect(counted)
    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(take_line)
    window.start([parse_place(word) for word in sys.argv[2:]])
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
