"""Kills a window at random moments while a very long text is pasted; afterwards all of it is there, or nothing.

    python tests/crash/kill_paste.py [--kills 6] [--seed 1] [--megabytes 20]

A window without a screen pastes, says when it has begun and when the text is shown, and is killed somewhere in
between, or a little later. `recover` must then print the file as it was, or with the whole text; and with the text if
that was shown.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.crash.kill_exec import check, recovered_text

START: Final = "the file as it was\n"
_LINE: Final = '0123456789 "words" and \\ signs \u00e9\u4e2d\n'
_BEGUN: Final = b"begun\n"
_SHOWN: Final = b"shown\n"
_LONGEST: Final = 1.5
"""Seconds from the wish to paste to the kill; about as long as it takes."""


def pasted(megabytes: int) -> str:
    """Return a text of about so many megabytes."""
    return _LINE * (megabytes * 1_000_000 // len(_LINE.encode()))


def paste(profile: str, file: str, megabytes: int) -> None:
    """Paste in a window of this process, until it is killed."""
    from PySide6.QtCore import QTimer

    from editorapp.app import build_window
    from editorapp.storage.file_place import parse_place
    from editorapp.storage.log_file import log_path
    from editorapp.storage.profile import Profile
    from editorapp.ui.application import make_application
    from editorapp.ui.failures import Failures

    found = Profile.find(profile)
    application = make_application()
    window = build_window(found, Failures(log_path(found)), application.quit)
    window.start([parse_place(file)])
    text = pasted(megabytes)
    look = QTimer(interval=1)

    def step() -> None:
        held = window.parts.current()
        if held is None or not window.has_started:
            return
        if not said:
            said.append(_BEGUN)
            os.write(1, _BEGUN)
            window.parts.dispatcher.request("clipboard.paste", {"clipboard": text}, "keyboard")
        elif len(said) == 1 and held.document.revision:
            said.append(_SHOWN)
            os.write(1, _SHOWN)

    said: list[bytes] = []
    look.timeout.connect(step)
    look.start()
    application.exec()


def one_round(root: Path, chance: random.Random, megabytes: int) -> str:
    """Do one round; return `all` or `nothing`."""
    profile, file = root / "profile", root / "document.txt"
    file.write_text(START)
    words = [sys.executable, "-m", "tests.crash.kill_paste", "--paste", str(profile), str(file)]
    process = subprocess.Popen(
        [*words, "--megabytes", str(megabytes)],
        stdout=subprocess.PIPE,
        env=dict(os.environ, QT_QPA_PLATFORM="offscreen"),
    )
    assert process.stdout is not None
    check(process.stdout.readline() == _BEGUN, "the window did not come")
    time.sleep(chance.uniform(0, _LONGEST))
    process.send_signal(signal.SIGKILL)
    was_shown = process.stdout.read() == _SHOWN
    process.wait()
    process.stdout.close()
    check(file.read_text() == START, "the file was touched")
    if not list((profile / "state").rglob("journal.sqlite")):
        check(not was_shown, "the text was shown, and there is no journal")
        return "nothing"
    text = recovered_text(profile, file)
    check(text in (START, pasted(megabytes) + START), f"a part of the text is there: {len(text)} characters")
    check(text != START or not was_shown, "the text was shown, and is lost")
    return "nothing" if text == START else "all"


def main() -> None:
    """Do as many rounds as asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--megabytes", type=int, default=20)
    parser.add_argument("--paste", nargs=2)
    arguments = parser.parse_args()
    if arguments.paste:
        profile, file = arguments.paste
        paste(profile, file, arguments.megabytes)
        return
    chance = random.Random(arguments.seed)
    found = []
    for _ in range(arguments.kills):
        with tempfile.TemporaryDirectory() as folder:
            found.append(one_round(Path(folder), chance, arguments.megabytes))
    print(
        f"{len(found)} kills: {found.count('all')} with all of the text, {found.count('nothing')} with nothing"
    )


if __name__ == "__main__":
    main()
