"""What the real tests share: programs of the outside world, ports, and waiting for something to become so."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from typing import TypeVar

import pytest

T = TypeVar("T")
LOOK_AGAIN = 0.05


def program(name: str) -> str:
    """Where a program is. Without it the test is not run, and says so; where everything must be there, it fails."""
    found = shutil.which(name)
    if found is None:
        sentence = f"{name} is not installed, so this was not run."
        pytest.fail(sentence) if os.environ.get("CI") else pytest.skip(sentence)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def eventually(look: Callable[[], T], what: str, within: float = 20.0) -> T:
    """What `look` gives as soon as it gives something. Fails with `what` when that takes too long."""
    end = time.monotonic() + within
    while not (found := look()):
        if time.monotonic() > end:
            pytest.fail(f"{what}: not within {within:g} s.")
        time.sleep(LOOK_AGAIN)
    return found


def end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
