"""The only fonts that reference pictures are painted with, and how they are set: the same on every machine.

Letters come from a package that the set-up brings; signs that it lacks lie beside this file, as subsets.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from xml.sax.saxutils import escape

_SYSTEM_FOLDER = Path("/usr/share/fonts/truetype/dejavu")
_SYSTEM_FONTS = {
    "DejaVuSansMono.ttf": "0f5db4f1749979d961019838b160bec74abdf7f9eca69553fe1aa856bbff49a4",
    "DejaVuSansMono-Bold.ttf": "2964f6dac8e6e9d71613928340f17bf868e9ea51692cca333c79e74962f02233",
    "DejaVuSans.ttf": "abdc775b21b1bc470d50c97e790d276f2054b7504e56e5bd3e64f48d68582322",
}
"""The files and their SHA-256, which is that of DejaVu 2.37."""

_OWN_FOLDER = Path(__file__).parent / "fonts"

FAMILY = "DejaVu Sans Mono"

# Without hinting and the colored edges of flat screens, what is painted depends on the shapes of the letters only.
_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <match target="pattern">
    <edit name="antialias" mode="assign"><bool>true</bool></edit>
    <edit name="hinting" mode="assign"><bool>false</bool></edit>
    <edit name="hintstyle" mode="assign"><const>hintnone</const></edit>
    <edit name="autohint" mode="assign"><bool>false</bool></edit>
    <edit name="rgba" mode="assign"><const>none</const></edit>
  </match>
</fontconfig>
"""


def missing_font() -> str | None:
    """Return what keeps this machine from painting the pictures, or None if nothing does."""
    for name, wanted in _SYSTEM_FONTS.items():
        path = _SYSTEM_FOLDER / name
        if not path.is_file():
            return f"{path} of the package fonts-dejavu-core is missing"
        if hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            return f"{path} is another version than 2.37, with which the pictures were made"
    return None


def write_configuration(folder: Path) -> Path:
    """Write into a folder a configuration of fontconfig that knows just these fonts, and return its path."""
    fonts = folder / "fonts"
    fonts.mkdir()
    for source in (*(_SYSTEM_FOLDER / name for name in _SYSTEM_FONTS), *sorted(_OWN_FOLDER.glob("*.ttf"))):
        (fonts / source.name).symlink_to(source)
    path = folder / "fonts.conf"
    path.write_text(
        _CONFIGURATION.format(fonts=escape(str(fonts)), cache=escape(str(folder / "cache"))), encoding="utf-8"
    )
    return path
