"""Who is at the other end of a local socket."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from editorapp.storage.socket_peer import is_same_person

pytestmark = pytest.mark.skipif(not hasattr(socket, "SO_PEERCRED"), reason="only Linux tells who connects")

_CONNECT = """
import os, socket, sys
os.setuid(65534)
calling = socket.socket(socket.AF_UNIX)
calling.connect(sys.argv[1])
calling.recv(1)
"""


def test_a_process_of_this_user_is_the_same_person() -> None:
    here, there = socket.socketpair()
    with here, there:
        assert is_same_person(here.fileno())
        assert here.fileno() >= 0


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can become another user")
def test_a_process_of_another_user_is_not() -> None:
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listening:
        path = Path(folder, "open.socket")
        listening.bind(str(path))
        path.chmod(0o777)
        path.parent.chmod(0o777)
        listening.listen()
        with subprocess.Popen([sys.executable, "-c", _CONNECT, str(path)]):
            connection, _ = listening.accept()
            with connection:
                assert not is_same_person(connection.fileno())
