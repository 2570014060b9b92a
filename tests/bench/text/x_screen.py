"""Owns `XScreen`: an X screen of its own, looked at and typed on from outside the programs that are measured.

Knows nothing of those programs. It goes through libX11 and libXtst (which xdotool brings), since a look at some
pixels must take microseconds.
"""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

WIDTH: Final = 1280
HEIGHT: Final = 900
_EMPTY: Final = 0xFF00FF
"""The color of the screen where no window is: one that no program paints."""
_ALL_PLANES: Final = ctypes.c_ulong(-1)
_Z_PIXMAP: Final = 2
_VIEWABLE: Final = 2
_SMALLEST_WINDOW: Final = 300
"""Pixels; what is smaller is a tool tip or a helper window of Qt."""


class _Image(ctypes.Structure):
    """The head of Xlib's XImage."""

    _fields_ = (
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
        ("xoffset", ctypes.c_int),
        ("format", ctypes.c_int),
        ("data", ctypes.c_void_p),
        ("byte_order", ctypes.c_int),
        ("bitmap_unit", ctypes.c_int),
        ("bitmap_bit_order", ctypes.c_int),
        ("bitmap_pad", ctypes.c_int),
        ("depth", ctypes.c_int),
        ("bytes_per_line", ctypes.c_int),
    )


class _Attributes(ctypes.Structure):
    """Xlib's XWindowAttributes."""

    _fields_ = (
        ("x", ctypes.c_int),
        ("y", ctypes.c_int),
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
        ("border_width", ctypes.c_int),
        ("depth", ctypes.c_int),
        ("visual", ctypes.c_void_p),
        ("root", ctypes.c_ulong),
        ("class", ctypes.c_int),
        ("bit_gravity", ctypes.c_int),
        ("win_gravity", ctypes.c_int),
        ("backing_store", ctypes.c_int),
        ("backing_planes", ctypes.c_ulong),
        ("backing_pixel", ctypes.c_ulong),
        ("save_under", ctypes.c_int),
        ("colormap", ctypes.c_ulong),
        ("map_installed", ctypes.c_int),
        ("map_state", ctypes.c_int),
        ("all_event_masks", ctypes.c_long),
        ("your_event_mask", ctypes.c_long),
        ("do_not_propagate_mask", ctypes.c_long),
        ("override_redirect", ctypes.c_int),
        ("screen", ctypes.c_void_p),
    )


@dataclass(frozen=True)
class Area:
    """A rectangle of the screen, in pixels."""

    x: int
    y: int
    width: int
    height: int


class XScreen:
    """A connection to an X screen."""

    def __init__(self, name: str) -> None:
        """Connect to a screen (":99").

        Raises:
            OSError: there is none, or the libraries are missing.
        """
        self.name = name
        x11, xtst = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
        self._x11, self._xtst = x11, xtst
        self._free = ctypes.CDLL(None).free
        self._free.argtypes = [ctypes.c_void_p]
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XGetImage.restype = ctypes.POINTER(_Image)
        x11.XDefaultRootWindow.restype = ctypes.c_ulong
        x11.XStringToKeysym.restype = ctypes.c_ulong
        display = x11.XOpenDisplay(name.encode())
        if not display:
            raise OSError(f"there is no X screen {name}")
        self._display = ctypes.c_void_p(display)
        self._root = ctypes.c_ulong(x11.XDefaultRootWindow(self._display))
        # A window may go between two questions about it: that is no reason to end, as Xlib would.
        handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
        self._handler = handler(lambda *_: 0)
        x11.XSetErrorHandler(self._handler)
        x11.XSetWindowBackground(self._display, self._root, ctypes.c_ulong(_EMPTY))
        x11.XClearWindow(self._display, self._root)
        x11.XSync(self._display, 0)
        self._codes: dict[str, int] = {}

    def close(self) -> None:
        """End the connection."""
        self._x11.XCloseDisplay(self._display)

    def windows(self) -> list[tuple[int, Area]]:
        """Return the windows that are shown, with their places; small ones are left out."""
        root, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
        children = ctypes.POINTER(ctypes.c_ulong)()
        places: list[Any] = [ctypes.byref(value) for value in (root, parent, children, count)]
        if not self._x11.XQueryTree(self._display, self._root, *places):
            return []
        found = []
        for window in children[: count.value]:
            attributes = _Attributes()
            known = self._x11.XGetWindowAttributes(
                self._display, ctypes.c_ulong(window), ctypes.byref(attributes)
            )
            if known and attributes.map_state == _VIEWABLE and attributes.width >= _SMALLEST_WINDOW:
                area = Area(attributes.x, attributes.y, attributes.width, attributes.height)
                found.append((window, area))
        if count.value:
            self._x11.XFree(children)
        return found

    def focus(self, window: int) -> None:
        """Give a window the keyboard."""
        self._x11.XSetInputFocus(self._display, ctypes.c_ulong(window), 2, ctypes.c_ulong(0))
        self._x11.XSync(self._display, 0)

    def pixels(self, area: Area) -> bytes:
        """Return what is shown in an area: four bytes a pixel, line by line; nothing if it is not on the screen."""
        image = self._x11.XGetImage(
            self._display, self._root, area.x, area.y, area.width, area.height, _ALL_PLANES, _Z_PIXMAP
        )
        if not image:
            return b""
        head = image.contents
        data = ctypes.string_at(head.data, head.bytes_per_line * head.height)
        self._free(head.data)
        self._free(ctypes.cast(image, ctypes.c_void_p))
        return data

    def is_painted(self, area: Area) -> bool:
        """Tell whether a window has painted itself: at five places of its diagonal, which Qt flushes as one."""
        for number in range(1, 6):
            spot = Area(area.x + area.width * number // 6, area.y + area.height * number // 6, 1, 1)
            data = self.pixels(spot)
            if not data or int.from_bytes(data[:3], "little") == _EMPTY:
                return False
        return True

    def press(self, *keys: str) -> None:
        """Press keys one after the other, by their names in X: `x`, `Return`, `Control_L+f`."""
        for key in keys:
            codes = [self._code(name) for name in key.split("+")]
            for code in codes:
                self._xtst.XTestFakeKeyEvent(self._display, code, 1, ctypes.c_ulong(0))
            for code in reversed(codes):
                self._xtst.XTestFakeKeyEvent(self._display, code, 0, ctypes.c_ulong(0))
        self._x11.XFlush(self._display)

    def _code(self, name: str) -> int:
        code = self._codes.get(name)
        if code is None:
            keysym = self._x11.XStringToKeysym(name.encode())
            code = self._x11.XKeysymToKeycode(self._display, ctypes.c_ulong(keysym))
            if not code:
                raise ValueError(f"the keyboard has no key {name}")
            self._codes[name] = code
        return code


@contextlib.contextmanager
def own_screen() -> Iterator[XScreen]:
    """Start an X screen that nobody else paints on, and end it.

    Raises:
        OSError: Xvfb cannot be started.
    """
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [
            "Xvfb",
            "-displayfd",
            str(writing),
            "-screen",
            "0",
            f"{WIDTH}x{HEIGHT}x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        if not number:
            raise OSError(f"Xvfb did not start (exit code {server.wait()})")
        screen = XScreen(f":{number}")
        try:
            yield screen
        finally:
            screen.close()
    finally:
        server.terminate()
        server.wait()


def seconds_until_changed(
    screen: XScreen, area: Area, before: bytes, began: float, patience: float = 30.0
) -> float:
    """Return the seconds from a moment of `time.monotonic` until the pixels of an area are others.

    Raises:
        TimeoutError: they stay the same.
    """
    while screen.pixels(area) == before:
        if time.monotonic() - began > patience:
            raise TimeoutError(f"nothing changed in {area} for {patience} s")
        time.sleep(POLL)
    return time.monotonic() - began


POLL: Final = 0.00005
"""Seconds between two looks, less what the look and the system's timer take; see `look_period`."""


def look_period(screen: XScreen, area: Area, looks: int = 500) -> float:
    """Return the median seconds from one look to the next: what a figure can be too long by, at most."""
    moments = []
    for _ in range(looks):
        screen.pixels(area)
        moments.append(time.monotonic())
        time.sleep(POLL)
    periods = sorted(after - before for before, after in itertools.pairwise(moments))
    return periods[len(periods) // 2]
