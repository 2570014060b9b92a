"""What every test shares: the platform Qt starts on, how hard Hypothesis searches, and a real X screen.

Fixtures about editorapp itself lie beside the tests that use them.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# Before anything imports Qt. Tests on a real screen start the editor as a process of its own.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# A slow or busy machine is not a failure, so no profile measures time.
_UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("dev", _UNTIMED)
settings.register_profile("ci", _UNTIMED, derandomize=True, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know how reference pictures are renewed."""
    parser.addoption(
        "--renew-pictures",
        action="store_true",
        help="keep the pictures that tests/ui/pictures takes as the new references; look at them afterwards",
    )


@pytest.fixture(scope="session")
def x_display() -> Iterator[str]:
    """The name (":99") of a real, empty X screen of 1280 by 900 pixels, which ends with the test session."""
    if platform.system() != "Linux":
        pytest.skip("X screens are a matter of Linux")
    if shutil.which("Xvfb") is None:
        pytest.fail("Xvfb is missing; `python3 packaging/dev.py test` installs it or says how to")
    reading, writing = os.pipe()
    screen = ["-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), *screen],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()  # Xvfb writes it as soon as clients can connect
        if not number:
            pytest.fail(f"Xvfb did not start (exit code {server.wait()})")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()
