"""Kills the real window at random moments while it is typed into; what was shown must not be lost.

    python tests/crash/kill_window.py [--kills 20] [--seed 1]

Each round types into a new file or an untitled document with xdotool, on an X screen of its own. At a random
moment it stops the screen, takes the picture on it and kills the editor. So the picture is the last that a
person would have seen. Its text is read off the pixels, and checked:

* what was shown is a text that came about while typing, and the recovered text is that one or a later one;
* `recover` changes no byte of the profile;
* at the next start the recovery view comes up, and with Return shows the recovered text on the screen again;
* it can be saved; undoing leads to the empty document by way of texts that were there, redoing leads back;
* the window ends in order then, nothing is left to recover, and `journal verify` agrees.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from tests.crash.kill_exec import check, program, recovered_text
from tests.crash.screen import NeverCameError, Picture, Screen, await_for
from tests.crash.shown_text import COLUMNS, KNOWN_TEXT, SIGNS, UNREADABLE, Reader, find_caret, type_and_learn

LINES: Final = 26
"""Lines that fit on the screen: of the known text and what is typed behind it."""

RECOVERY_TITLE: Final = "Recover Documents"
_LONGEST_DELAY: Final = 12
"""Milliseconds from one key to the next."""


@dataclass
class Typing:
    """What is to be typed.

    Attributes:
        script: commands for xdotool.
        texts: the text before the first key and after each one.
        seconds: about how long it takes.
    """

    script: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=lambda: [KNOWN_TEXT])
    seconds: float = 0.0

    @classmethod
    def made_up(cls, chance: random.Random) -> Typing:
        """Make up lines of letters, with corrections here and there."""
        typing = cls()
        while typing.texts[-1].count("\n") < LINES - 2:
            length = chance.randint(40, COLUMNS - 2)
            while len(typing.texts[-1].rpartition("\n")[2]) < length:
                typing._add_letters(chance)
                if chance.random() < 0.15:
                    typing._add_key("BackSpace", chance)
            typing._add_key("Return", chance)
        return typing

    def _add_letters(self, chance: random.Random) -> None:
        room = COLUMNS - len(self.texts[-1].rpartition("\n")[2])
        letters = "".join(
            chance.choice("mmW" + "".join(SIGNS)) for _ in range(min(chance.randint(1, 9), room))
        )
        delay = chance.randint(0, _LONGEST_DELAY)
        self.script.append(f"type --delay {delay} {letters}")
        self.texts += [self.texts[-1] + letters[: end + 1] for end in range(len(letters))]
        self.seconds += len(letters) * delay / 1000

    def _add_key(self, key: str, chance: random.Random) -> None:
        delay = chance.randint(0, _LONGEST_DELAY)
        self.script.append(f"key --delay {delay} {key}")
        self.texts.append(self.texts[-1] + "\n" if key == "Return" else self.texts[-1][:-1])
        self.seconds += delay / 1000


@dataclass(frozen=True)
class Death:
    """How a window ended: what it was to show, what it showed, and how it can be read."""

    typing: Typing
    picture: Picture
    reader: Reader

    @property
    def shown(self) -> str:
        """The text on the screen."""
        return self.reader.read(self.picture, LINES)


@dataclass(frozen=True)
class Desk:
    """Where a round takes place.

    Attributes:
        root: a folder of its own.
        is_untitled: whether the document is untitled, not a new file.
    """

    root: Path
    is_untitled: bool

    @property
    def profile(self) -> Path:
        """The profile."""
        return self.root / "profile"

    @property
    def file(self) -> Path:
        """The file that is written, in the end at least."""
        return self.root / "document.txt"

    def is_named(self, title: str) -> bool:
        """Tell whether a title is that of the window with the document."""
        name = "Untitled" if self.is_untitled and not self.file.exists() else self.file.name
        return re.fullmatch(rf"{re.escape(name)}\*? - editorapp", title) is not None

    @contextmanager
    def window(self, screen: Screen) -> Iterator[subprocess.Popen[bytes]]:
        """Start the editor, and kill it at the end if it is still there; a wait in vain leaves a picture."""
        files = [] if self.is_untitled else [str(self.file)]
        with (self.root / "stderr").open("ab") as errors:
            process = subprocess.Popen(
                program(self.profile, *files), env=screen.environment, stderr=errors, start_new_session=True
            )
        try:
            yield process
        except NeverCameError:
            screen.picture().write(self.root / "waiting.ppm")
            raise
        finally:
            if process.poll() is None:
                kill(process)

    def check_silence(self) -> None:
        """Check that the editor has not complained."""
        errors = (self.root / "stderr").read_text()
        check(not errors, f"the window has said: {errors}")


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with all that it has started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def type_and_kill(desk: Desk, chance: random.Random) -> Death:
    """Type into a new window and kill it at a random moment."""
    typing = Typing.made_up(chance)
    with Screen(list(SIGNS.values())) as screen, desk.window(screen) as editor:
        screen.await_window(desk.is_named, "the window")
        reader = type_and_learn(screen)
        typist = screen.start_script(typing.script)
        time.sleep(chance.uniform(0, typing.seconds))  # the random moment itself
        check(editor.poll() is None, "the window has ended by itself")
        screen.freeze()
        picture = screen.picture()
        kill(editor)
    typist.wait()
    return Death(typing, picture, reader)


def shown_until(shown: str, texts: list[str]) -> int:
    """Return the number of the first text that looks like what was shown.

    A sign that was being drawn when the screen stopped cannot be read, and may be any.
    """
    pattern = re.compile("".join("." if sign == UNREADABLE else re.escape(sign) for sign in shown))
    for number, text in enumerate(texts):
        if pattern.fullmatch(text.rstrip("\n")):
            return number
    raise SystemExit(f"LOST: what was shown never was the text:\n{shown}")


def check_recovered(desk: Desk, death: Death) -> tuple[str, int]:
    """Check what is recovered; return it, and how many shown letters it was checked against."""
    shown, texts = death.shown, death.typing.texts
    listing = subprocess.run(
        program(desk.profile, "recover", "--list", "--json"), capture_output=True, check=True
    )
    left = json.loads(listing.stdout)
    path = None if desk.is_untitled else str(desk.file)
    check(len(left) == 1 and left[0]["path"] == path, f"recover --list says {left}")
    text = recovered_text(desk.profile, Path(left[0]["document"]))
    check(text in texts, f"the recovered text never was there:\n{text}")
    last = len(texts) - 1 - texts[::-1].index(text)
    first_shown = shown_until(shown, texts)
    check(
        last >= first_shown, f"{first_shown - last} keys that were shown\nshown:\n{shown}\nrecovered:\n{text}"
    )
    return text, len(shown.replace("\n", "")) - len(KNOWN_TEXT.replace("\n", ""))


def recover_in_window(desk: Desk, death: Death, text: str) -> None:
    """Start the window again, recover the document by keyboard, and check it with its history."""
    with Screen(list(SIGNS.values())) as screen, desk.window(screen) as editor:
        screen.await_window(lambda title: title == RECOVERY_TITLE, "the recovery view")
        screen.xdotool("key", "Return")
        await_for("the end of the recovery view", lambda: RECOVERY_TITLE not in screen.titles())
        screen.await_window(desk.is_named, "the recovered document")
        await_for("the recovered text on the screen", lambda: is_shown(screen, death.reader, text))
        save(screen, desk, text)
        check_undo(screen, desk, death.typing.texts, text)
        screen.xdotool("key", "ctrl+q")
        await_for("the end of the window", lambda: editor.poll() is not None)
        check(editor.returncode == 0, f"the window has ended with {editor.returncode}")


def is_shown(screen: Screen, reader: Reader, text: str) -> bool:
    """Tell whether the screen shows a text with the caret at its end; the window may have moved."""
    picture = screen.picture()
    caret = find_caret(picture)
    if caret is None:
        return False
    line, column = text.count("\n"), len(text.rpartition("\n")[2])
    left = caret.left - round(column * reader.grid.cell)
    top = caret.top - line * reader.grid.line_height
    # Columns are no whole number of pixels wide, so the caret may have been rounded the other way.
    grids = [replace(reader.grid, left=left + shift, top=top) for shift in (0, -1, 1)]
    return top >= 0 and any(reader.read(picture, LINES, grid) == text.rstrip("\n") for grid in grids)


def save(screen: Screen, desk: Desk, text: str) -> None:
    """Save the document by keyboard, under a name if it has none."""
    screen.xdotool("key", "ctrl+s")
    if desk.is_untitled:
        screen.await_window(lambda title: title == "Save Untitled As", "the question for a name")
        screen.xdotool("type", "--delay", "1", str(desk.file))
        screen.xdotool("key", "Return")
    await_for("the saved file", lambda: content(desk) == text)
    screen.await_window(lambda title: title == f"{desk.file.name} - editorapp", "the saved document")


def content(desk: Desk) -> str | None:
    """Return what is in the file, or None if there is none."""
    return desk.file.read_bytes().decode() if desk.file.exists() else None


def check_undo(screen: Screen, desk: Desk, texts: list[str], text: str) -> None:
    """Undo one step, then all, then redo all, and check what is saved each time."""
    saved = f"{desk.file.name} - editorapp"
    screen.xdotool("key", "ctrl+z")
    screen.await_window(lambda title: title == f"{desk.file.name}* - editorapp", "the undone step")
    screen.xdotool("key", "ctrl+s")
    screen.await_window(lambda title: title == saved, "the saved file")
    before = content(desk)
    known = [KNOWN_TEXT[:end] for end in range(len(KNOWN_TEXT))]
    check(before != text and before in known + texts, f"undo leads to what never was there:\n{before}")

    def pressing(key: str, wanted: str) -> Callable[[], bool]:
        def press() -> bool:
            screen.xdotool("key", "--delay", "1", *[key] * 20, "ctrl+s")
            return content(desk) == wanted

        return press

    await_for("the empty document, by undoing", pressing("ctrl+z", ""))
    await_for("the recovered text, by redoing", pressing("ctrl+shift+z", text))
    screen.await_window(lambda title: title == saved, "the saved file")


def check_end(desk: Desk) -> None:
    """Check that nothing is left to recover, and that the journal agrees with itself."""
    listing = subprocess.run(
        program(desk.profile, "recover", "--list", "--json"), capture_output=True, check=True
    )
    check(json.loads(listing.stdout) == [], f"something is left in the end: {listing.stdout.decode()}")
    verified = subprocess.run(
        program(desk.profile, "journal", "verify", str(desk.file)), capture_output=True, check=False
    )
    check(verified.returncode == 0, f"verify does not agree: {verified.stderr.decode()}")
    desk.check_silence()


def one_round(desk: Desk, chance: random.Random) -> int:
    """Do one round; return how many shown letters it has checked."""
    death = type_and_kill(desk, chance)
    death.picture.write(desk.root / "last_seen.ppm")
    text, letters = check_recovered(desk, death)
    try:
        recover_in_window(desk, death, text)
    except NeverCameError as error:
        raise SystemExit(f"LOST: after the next start, {error}") from error
    check_end(desk)
    return letters


def main() -> int:
    """Run the rounds."""
    parser = argparse.ArgumentParser(description="Kill the real window while it is typed into.")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options = parser.parse_args()
    shown = 0
    for number in range(1, options.kills + 1):
        # Each round has its own chance, so that one that failed can be told from the others by its number.
        chance = random.Random(f"{options.seed} {number}")
        root = Path(tempfile.mkdtemp(prefix="editorapp-kill-"))
        try:
            shown += one_round(Desk(root, is_untitled=number % 2 == 0), chance)
        except (SystemExit, NeverCameError):
            print(f"seed {options.seed}, round {number}; everything is left in {root}", file=sys.stderr)
            raise
        shutil.rmtree(root)
    print(f"{options.kills} kills, {shown} shown characters, 0 lost (seed {options.seed}).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
