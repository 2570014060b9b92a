"""Kills `editorapp exec` at random moments and checks that nothing that was answered is lost.

    python tests/crash/kill_exec.py [--kills 200] [--seed 1]

Each round feeds random commands, all with ids, to a session on a file, kills it after a random number of
answers or a random time, and checks:

* `recover` prints the text after the answered commands, or after those and the one being done;
* `recover` changes no byte of the profile;
* a new session refuses (exit 3), and goes on with `--recover`, where the commands that were sent are answered
  again and not done again;
* `journal verify` agrees, and undoing everything leads back to the start text.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ALPHABET = "abc de\n\tÄßé€漢字😀\r"


def program(profile: Path, *words: str) -> list[str]:
    """Return the command line of the editor on a profile."""
    return [sys.executable, "-m", "editorapp", "--profile", str(profile), *words]


@dataclass
class Model:
    """What the document must be: a plain string, and every text that it has been."""

    text: str
    texts: list[str] = field(default_factory=list)

    def random_edit(self, chance: random.Random, number: int) -> dict[str, Any]:
        """Make a random replacement, apply it here, and return it as a command."""
        start = chance.randint(0, len(self.text))
        end = min(len(self.text), start + chance.choice([0, 0, 0, 1, 2, 7]))
        new = "".join(chance.choice(ALPHABET) for _ in range(chance.choice([0, 1, 1, 1, 2, 30])))
        if new == self.text[start:end]:
            new += "x"
        self.text = self.text[:start] + new + self.text[end:]
        self.texts.append(self.text)
        arguments = {"start": start, "end": end, "text": new}
        return {"id": f"edit-{number}", "command": "text.replace", "args": arguments}


@dataclass
class Killed:
    """What a session that was killed had answered and what it had been sent."""

    answers: list[dict[str, Any]]
    sent: int


def run_and_kill(command: list[str], lines: list[bytes], chance: random.Random) -> Killed:
    """Feed lines to a session, and kill it after some answers; what was still in its pipe counts."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    limit = chance.randint(0, len(lines))
    stdin = process.stdin

    def feed() -> None:
        with contextlib.suppress(BrokenPipeError):
            for line in lines:
                stdin.write(line)
                stdin.flush()

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    answers = []
    for _ in range(limit):
        answer = process.stdout.readline()
        if not answer:
            break
        answers.append(json.loads(answer))
    os.kill(process.pid, signal.SIGKILL)
    answers += [
        json.loads(rest) for rest in process.stdout.read().splitlines(keepends=True) if rest.endswith(b"\n")
    ]
    process.wait()
    feeder.join()
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    return Killed(answers, len(lines))


def fingerprint(folder: Path) -> dict[str, str]:
    """Return a hash of every file below a folder."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def check(condition: bool, message: str) -> None:
    """Stop with a message unless a condition holds."""
    if not condition:
        raise SystemExit(f"LOST: {message}")


def recovered_text(profile: Path, file: Path) -> str:
    """Return what `recover` prints, having checked that it changes nothing."""
    before = fingerprint(profile)
    result = subprocess.run(program(profile, "recover", str(file)), capture_output=True, check=False)
    check(result.returncode == 0, f"recover ended with {result.returncode}: {result.stderr.decode()}")
    check(fingerprint(profile) == before, "recover has changed the profile")
    return result.stdout.decode()


def one_round(root: Path, chance: random.Random, commands: int) -> int:
    """Do one round; return how many answered commands it has checked."""
    profile, file = root / "profile", root / "document.txt"
    start = "".join(chance.choice(ALPHABET) for _ in range(chance.choice([0, 5, 300])))
    file.write_bytes(start.encode())
    model = Model(start)
    lines = [
        json.dumps(model.random_edit(chance, number)).encode() + b"\n" for number in range(1, commands + 1)
    ]
    texts = [start, *model.texts]
    killed = run_and_kill(program(profile, "exec", str(file)), lines, chance)
    answered = len(killed.answers)
    check(all(answer["status"] == "completed" for answer in killed.answers), "a command was refused")
    check(file.read_bytes() == start.encode(), "the file was touched")
    if answered == 0 and not (profile / "state").exists():
        return 0
    left = json.loads(
        subprocess.run(
            program(profile, "recover", "--list", "--json"), capture_output=True, check=True
        ).stdout
    )
    if answered:
        check(len(left) == 1 and left[0]["unsaved_commands"] >= answered, f"recover --list says {left}")
    if left:
        text = recovered_text(profile, file)
        check(text in texts[answered : answered + 2], f"the text is not the one after {answered} answers")
        refused = subprocess.run(
            program(profile, "exec", str(file)), input=b"", capture_output=True, check=False
        )
        check(refused.returncode == 3, f"exec did not refuse but ended with {refused.returncode}")
    again = subprocess.run(
        program(profile, "exec", str(file), "--recover", "--write"),
        input=b"".join(lines),
        capture_output=True,
        check=False,
    )
    check(again.returncode == 0, f"going on ended with {again.returncode}: {again.stderr.decode()}")
    answers = [json.loads(answer) for answer in again.stdout.splitlines()]
    check(answers[:answered] == killed.answers, "an answer is not the same again")
    check(file.read_bytes().decode() == texts[-1], "the text at the end is not the one of all commands")
    verify_and_undo(profile, file, start, commands)
    return answered


def verify_and_undo(profile: Path, file: Path, start: str, commands: int) -> None:
    """Check that the journal agrees with itself, and that undoing everything gives the start text."""
    verified = subprocess.run(
        program(profile, "journal", "verify", str(file)), capture_output=True, check=False
    )
    check(verified.returncode == 0, f"verify does not agree: {verified.stderr.decode()}")
    undo = b'{"command": "edit.undo"}\n' * (commands + 1)
    subprocess.run(
        program(profile, "exec", str(file), "--write"), input=undo, capture_output=True, check=True
    )
    check(file.read_bytes().decode() == start, "undoing everything does not lead to the start text")


def main() -> int:
    """Run the rounds."""
    parser = argparse.ArgumentParser(description="Kill `editorapp exec` at random moments.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--commands", type=int, default=300, help="commands sent in each round")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options = parser.parse_args()
    chance = random.Random(options.seed)
    answered = 0
    for number in range(1, options.kills + 1):
        root = Path(tempfile.mkdtemp(prefix="editorapp-kill-"))
        try:
            answered += one_round(root, chance, options.commands)
        except SystemExit:
            print(f"seed {options.seed}, round {number}; everything is left in {root}", file=sys.stderr)
            raise
        shutil.rmtree(root)
    print(f"{options.kills} kills, {answered} answered commands, 0 lost (seed {options.seed}).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
