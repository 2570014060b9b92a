"""Owns `Screen`: an X screen of its own, the picture on it, and keys and windows by way of xdotool.

Does not know what the picture means.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import shutil
import signal
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, TypeVar

_WIDTH: Final = 1000
_HEIGHT: Final = 720
_XWD_VERSION: Final = 7
_BYTES_A_PIXEL: Final = 4
_COLOR_ENTRY: Final = 12
"""Bytes of one entry of the color table between an XWD header and its pixels."""

_PATIENCE: Final = 30.0
_PAUSE: Final = 0.005

Found = TypeVar("Found")


class NeverCameError(Exception):
    """What was waited for has not come."""


class XdotoolError(Exception):
    """xdotool could not do what it was told, for instance because the window had just gone."""


def await_for(what: str, look: Callable[[], Found | None], patience: float = _PATIENCE) -> Found:
    """Look again and again until something is there, and return it.

    Args:
        what: is named in the error.
        look: returns what is looked for, or something false.
        patience: seconds after which it is given up.

    Raises:
        NeverCameError: it has not come.
    """
    limit = time.monotonic() + patience
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > limit:
            raise NeverCameError(f"{what} has not come within {patience:g} seconds")
        time.sleep(_PAUSE)


@dataclass(frozen=True)
class Picture:
    """What a screen showed at one moment.

    Attributes:
        width: in pixels.
        height: in pixels.
        stride: bytes from one row to the next.
        pixels: blue, green, red and an unused byte for each pixel, row by row.
    """

    width: int
    height: int
    stride: int
    pixels: bytes

    def row(self, y: int, left: int = 0, right: int | None = None) -> bytes:
        """Return the bytes of a row from one column up to another, or to its end."""
        end = self.width if right is None else min(right, self.width)
        start = y * self.stride
        return self.pixels[start + left * _BYTES_A_PIXEL : start + end * _BYTES_A_PIXEL]

    def blues(self, y: int, left: int, right: int) -> bytes:
        """Return how blue each pixel of a part of a row is, 0 to 255."""
        return self.row(y, left, right)[::_BYTES_A_PIXEL]

    def columns_of(self, y: int, color: tuple[int, int, int]) -> list[int]:
        """Return the columns of a row that have exactly a color, given as red, green, blue."""
        red, green, blue = color
        wanted, row = bytes((blue, green, red)), self.row(y)
        columns, start = [], row.find(wanted)
        while start >= 0:
            if start % _BYTES_A_PIXEL == 0:
                columns.append(start // _BYTES_A_PIXEL)
            start = row.find(wanted, start + 1)
        return columns

    def write(self, path: Path) -> None:
        """Write a picture file (PPM), to be looked at."""
        rows = [self.row(y) for y in range(self.height)]
        colors = bytearray(3 * self.width * self.height)
        joined = b"".join(rows)
        for offset in range(3):
            colors[offset::3] = joined[2 - offset :: _BYTES_A_PIXEL]
        path.write_bytes(b"P6 %d %d 255\n" % (self.width, self.height) + colors)


class Screen:
    """An X screen that nobody else uses; ends with its `with` block.

    Attributes:
        name: its name, such as `:5`.
    """

    def __init__(self, keysyms: Sequence[str] = ()) -> None:
        """Start the server, which chooses a name that is free.

        Args:
            keysyms: the X names of signs that its keyboard is to have besides the usual ones.

        Raises:
            FileNotFoundError: Xvfb or xdotool is not there.
        """
        for program in ("Xvfb", "xdotool"):
            if shutil.which(program) is None:
                raise FileNotFoundError(f"{program} is missing; `python3 packaging/dev.py test` installs it")
        self._folder = Path(tempfile.mkdtemp(prefix="editorapp-screen-"))
        reading, writing = os.pipe()
        size = f"{_WIDTH}x{_HEIGHT}x24"
        options = ["-screen", "0", size, "-fbdir", str(self._folder), "-nolisten", "tcp", "-noreset"]
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), *options],
            pass_fds=[writing],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        if not number:
            self.close()
            raise NeverCameError("Xvfb has ended at once")
        self.name = f":{number}"
        file = (self._folder / "Xvfb_screen0").open("rb")
        with file:
            self._memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        _prepare_keyboard(self.name, keysyms)
        # The pointer is part of the picture: it must not lie on what is to be seen.
        self.xdotool("mousemove", str(_WIDTH), str(_HEIGHT))

    def __enter__(self) -> Screen:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the server, and with it whatever is shown."""
        self._server.kill()
        self._server.wait()
        shutil.rmtree(self._folder)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a program that is shown here, on Qt's own X platform."""
        kept = {name: value for name, value in os.environ.items() if name != "WAYLAND_DISPLAY"}
        # xdotool takes letters apart by the locale.
        return {**kept, "DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8"}

    # --- the picture -------------------------------------------------------------------------------------

    def picture(self) -> Picture:
        """Return what is shown now."""
        # All fields of the header are 32 bits, most significant byte first, whatever the pixels are.
        header = struct.unpack(">25I", self._memory[:100])
        size, version, width, height, stride, colors = (header[i] for i in (0, 1, 4, 5, 12, 19))
        if version != _XWD_VERSION:
            raise ValueError(f"the picture has version {version}")
        start = size + colors * _COLOR_ENTRY
        return Picture(width, height, stride, self._memory[start : start + height * stride])

    def freeze(self) -> None:
        """Let nothing more be shown until `thaw`."""
        self._server.send_signal(signal.SIGSTOP)
        # The signal has been sent, not taken: until then the server may still be drawing.
        await_for("the stop of the screen", self._is_stopped)

    def _is_stopped(self) -> bool:
        status = Path(f"/proc/{self._server.pid}/stat").read_text()
        return status.rpartition(")")[2].split()[0] == "T"

    def thaw(self) -> None:
        """Go on after `freeze`."""
        self._server.send_signal(signal.SIGCONT)

    # --- keys and windows --------------------------------------------------------------------------------

    def xdotool(self, *words: str) -> str:
        """Run xdotool and return what it says.

        Raises:
            XdotoolError: it complains.
        """
        done = subprocess.run(
            ["xdotool", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
        )
        if done.returncode and done.stderr:
            raise XdotoolError(f"xdotool {' '.join(words)}: {done.stderr.strip()}")
        return done.stdout

    def start_script(self, lines: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start xdotool on a script of commands, one a line, and return at once."""
        # It is still at it when the screen ends, and says so.
        typist = subprocess.Popen(
            ["xdotool", "-"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self.environment
        )
        assert typist.stdin is not None
        # Smaller than a pipe, so this does not wait for the typing.
        typist.stdin.write("".join(f"{line}\n" for line in lines).encode())
        typist.stdin.close()
        return typist

    def titles(self) -> dict[str, str]:
        """Return the titles of the windows that can be seen, each with the id of its window."""
        return await_for("a list of windows", self._titles)[0]

    def _titles(self) -> list[dict[str, str]]:
        """Return the titles as the only item of a list, or no item where a window went at that moment."""
        try:
            windows = self.xdotool("search", "--onlyvisible", "--name", ".").split()
            return [{self.xdotool("getwindowname", window).removesuffix("\n"): window for window in windows}]
        except XdotoolError:
            return []

    def await_window(self, title: Callable[[str], bool], what: str) -> str:
        """Wait for a window by its title, give it the keyboard, and return its title."""

        def look() -> tuple[str, str] | None:
            return next((pair for pair in self.titles().items() if title(pair[0])), None)

        name, window = await_for(what, look)
        self.xdotool("windowfocus", "--sync", window)
        return name


def _prepare_keyboard(screen: str, keysyms: Sequence[str]) -> None:
    """Give a keyboard keys for some more signs, and let none of its keys repeat when it is held.

    xdotool can type signs that no key has, by changing the keyboard before and after each of them; programs
    that learn of the change too late then miss letters or take them for others. So they get keys beforehand.
    """
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XStringToKeysym.restype = ctypes.c_ulong
    x.XGetKeyboardMapping.restype = ctypes.POINTER(ctypes.c_ulong)
    display = ctypes.c_void_p(x.XOpenDisplay(screen.encode()))
    if display.value is None:
        raise NeverCameError(f"the screen {screen} cannot be reached")
    lowest, highest, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
    x.XDisplayKeycodes(display, ctypes.byref(lowest), ctypes.byref(highest))
    count = highest.value - lowest.value + 1
    mapping = x.XGetKeyboardMapping(
        display, ctypes.c_ubyte(lowest.value), ctypes.c_int(count), ctypes.byref(width)
    )
    free = [
        lowest.value + key
        for key in range(count)
        if not any(mapping[key * width.value + level] for level in range(width.value))
    ]
    x.XFree(mapping)
    for key, name in zip(free, keysyms, strict=False):
        sign = x.XStringToKeysym(name.encode())
        if not sign:
            raise ValueError(f"X knows no sign {name}")
        # The same with and without Shift, so that typing it needs no other key.
        signs = (ctypes.c_ulong * 2)(sign, sign)
        x.XChangeKeyboardMapping(display, ctypes.c_int(key), ctypes.c_int(2), signs, ctypes.c_int(1))
    x.XAutoRepeatOff(display)
    x.XSync(display, ctypes.c_int(0))
    x.XCloseDisplay(display)
