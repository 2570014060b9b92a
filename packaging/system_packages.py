"""What editorapp needs of the operating system, what of it is missing, and bringing that with apt if allowed.

The Python packages are not its affair: those are environment.py's.
"""

from __future__ import annotations

import ctypes
import functools
import importlib.util
import os
import platform
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from setup_error import SetupError

Say = Callable[[str], None]

# What the plugin libqxcb.so of PySide6-Essentials 6.11 and the Qt libraries under it link to and the wheel
# does not bring (read with `objdump -p`, less what every glibc system has), and the Debian package of each.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}

TEST_PROGRAMS = {"Xvfb": "xvfb", "xdotool": "xdotool", "dbus-daemon": "dbus"}

# What an assistive program needs that asks the editor what it shows, as a screen reader does.
ASSISTIVE_FILES = {
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
    "/usr/lib/*/girepository-1.0/Atspi-2.0.typelib": "gir1.2-atspi-2.0",
    "/usr/lib/python3/dist-packages/gi": "python3-gi",
}

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")

APT_INSTALL = ("apt-get", "install", "-y", "--no-install-recommends")


@dataclass(frozen=True)
class Need:
    """One thing the system must bring.

    Attributes:
        kind: "library" (name is its soname), "program", "module" (of Python), "file" (name is its path, which may
            hold a *) or "font".
        name: what it is called on any system.
        package: the Debian and Ubuntu package that holds it.
    """

    kind: str
    name: str
    package: str

    def __str__(self) -> str:
        return f"the {self.kind} {self.name}"


def to_run() -> tuple[Need, ...]:
    """What the editor needs of this system."""
    venv = Need("module", "ensurepip", f"python3.{sys.version_info.minor}-venv")
    if platform.system() != "Linux":
        return (venv,)
    libraries = (Need("library", name, package) for name, package in QT_LIBRARIES.items())
    return (venv, *libraries, Need("font", "(any TrueType or OpenType one)", "fonts-dejavu-core"))


def to_test() -> tuple[Need, ...]:
    """What the tests need of this system: what the editor needs, a screen, hands to type, an assistive program."""
    if platform.system() != "Linux":
        return to_run()
    programs = (Need("program", name, package) for name, package in TEST_PROGRAMS.items())
    files = (Need("file", path, package) for path, package in ASSISTIVE_FILES.items())
    return (*to_run(), *programs, *files)


def is_present(need: Need) -> bool:
    """Whether this system has what is needed; a library counts when the loader can load it."""
    match need.kind:
        case "library":
            return _loads(need.name)
        case "program":
            return shutil.which(need.name) is not None
        case "module":
            importlib.invalidate_caches()
            return importlib.util.find_spec(need.name) is not None
        case "file":
            return any(Path("/").glob(need.name.removeprefix("/")))
        case "font":
            return any(_holds_fonts(Path(folder).expanduser()) for folder in FONT_FOLDERS)
    raise ValueError(need.kind)


def _loads(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _holds_fonts(folder: Path) -> bool:
    return any(path.suffix.lower() in (".ttf", ".otf", ".ttc") for path in folder.rglob("*.?t?"))


def missing(needs: Sequence[Need], present: Callable[[Need], bool] = is_present) -> list[Need]:
    """Those of `needs` that `present` does not find, in their order."""
    return [need for need in needs if not present(need)]


def bring(needs: Sequence[Need], say: Say) -> None:
    """Install what is missing of `needs`, telling each step with `say`.

    Raises:
        SetupError: this process may not install (the message names every package), or installing failed.
    """
    lacking = missing(needs)
    if not lacking:
        return
    if shutil.which("apt-get") is None:
        raise SetupError(in_words(lacking))
    prefix = _privilege()
    if prefix is None:
        raise SetupError(as_apt_command(lacking, with_sudo=shutil.which("sudo") is not None))
    packages = package_names(lacking)
    say(f"Installing system packages: {' '.join(packages)}")
    _apt_install([*prefix, "env", "DEBIAN_FRONTEND=noninteractive"], packages)
    still = missing(lacking)
    if still:
        raise SetupError("apt installed the packages, but still missing are:\n" + in_words(still))


def package_names(needs: Sequence[Need]) -> list[str]:
    """The Debian packages that hold `needs`, sorted, each once."""
    return sorted({need.package for need in needs})


def as_apt_command(lacking: Sequence[Need], *, with_sudo: bool) -> str:
    """What to tell someone who has apt but may not use it from here."""
    become_root = ["sudo"] if with_sudo else []
    update = shlex.join([*become_root, "apt-get", "update"])
    install = shlex.join([*become_root, *APT_INSTALL, *package_names(lacking)])
    return (
        f"Missing system packages: {len(package_names(lacking))}. Only root may install them.\n"
        f"Run this{'' if with_sudo else ' as root'}, then start again:\n\n  {update} && {install}\n"
    )


def in_words(lacking: Sequence[Need]) -> str:
    """What to tell someone whose system has no apt: what is missing, not what it is called there."""
    things = "\n".join(f"  {need}" for need in lacking)
    return (
        f"This system lacks:\n{things}\n"
        "Install them with its package manager, then start again. "
        f"(The Debian packages are called {' '.join(package_names(lacking))}.)"
    )


def _privilege() -> list[str] | None:
    """The words to put before apt-get to run it as root; None when that is not allowed without a password."""
    effective_user = getattr(os, "geteuid", None)  # unknown to Windows
    if effective_user is not None and effective_user() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def _apt_install(prefix: Sequence[str], packages: Sequence[str]) -> None:
    """Install `packages`; when that fails, fetch the package lists, perhaps old or absent, and try again."""
    apt = functools.partial(subprocess.run, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    install = [*prefix, *APT_INSTALL, "-o", "DPkg::Lock::Timeout=120", *packages]
    if apt(install).returncode == 0:
        return
    update = apt([*prefix, "apt-get", "update"])
    again = apt(install)
    if again.returncode != 0:
        raise SetupError(f"apt could not install the packages:\n\n{update.stdout}\n{again.stdout}")
