"""What the view looks like, compared with pictures that were looked at.

After a wanted change: `python3 packaging/dev.py test tests/ui/pictures -- --renew-pictures`, and a look at them.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLibraryInfo, QVersionNumber
from PySide6.QtGui import QImage

from tests.ui.pictures.comparison import difference
from tests.ui.pictures.fixed_fonts import missing_font, write_configuration
from tests.ui.pictures.scenes import SCENES

REFERENCES = Path(__file__).parent / "references"
ROOT = Path(__file__).parents[3]
NAMES = [f"{name}-{mode}" for name in SCENES for mode in ("light", "dark")]


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with pictures of all scenes as they are now."""
    if platform.system() != "Linux":
        pytest.skip("the pictures were taken with the fonts and libraries of Linux")
    missing = missing_font()
    if missing is not None:
        pytest.skip(missing)
    folder = tmp_path_factory.mktemp("pictures")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    environment |= {
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": "1",
        "QT_FONT_DPI": "96",
        "FONTCONFIG_FILE": str(write_configuration(tmp_path_factory.mktemp("configuration"))),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.ui.pictures.render", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", "a warning of Qt, or another one"
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_the_view_looks_as_in_the_reference_picture(
    name: str, taken: Path, request: pytest.FixtureRequest
) -> None:
    if name.startswith("emoji") and QLibraryInfo.version() < QVersionNumber(6, 11):
        pytest.skip("Qt before 6.11 gives joined emoji another width")
    actual, reference = taken / f"{name}.png", REFERENCES / f"{name}.png"
    if request.config.getoption("--renew-pictures"):
        if not reference.exists() or difference(QImage(str(actual)), QImage(str(reference))):
            shutil.copyfile(actual, reference)
        return
    assert reference.exists(), f"there is no reference picture; look at {actual}, then use --renew-pictures"
    found = difference(QImage(str(actual)), QImage(str(reference)))
    if found is not None:
        if found.picture is not None:
            found.picture.save(str(taken / f"{name}-difference.png"))
        pytest.fail(f"{found.summary}; {name}.png and {name}-difference.png are in {taken}", pytrace=False)


def test_each_reference_picture_has_its_scene() -> None:
    assert sorted(path.stem for path in REFERENCES.glob("*.png")) == sorted(NAMES)
