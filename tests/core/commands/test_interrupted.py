"""Commands that are killed: SIGTERM unwinds them, and what SIGKILL leaves the next one removes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.__main__ import INTERRUPTED
from core.runs.store import Store
from core.settings import Settings
from tests.core.runs.waiting import wait_for
from tests.pages import filling

ROOT = Path(__file__).parents[3]


@pytest.fixture
def settings(tmp_path):
    settings = Settings(home=tmp_path / "home")
    store = Store(settings.store_url)
    run = filling.completed(store, "numeric-binary/perceptron", epochs=3)
    store.close()
    (settings.artifacts / run.id).mkdir(parents=True)
    (settings.artifacts / run.id / "final.npz").write_bytes(os.urandom(2**26))
    return settings


def start(settings, *command):
    environment = os.environ | {"RECIPE_LAB_HOME": str(settings.home)}
    command = [sys.executable, "-m", "core", *map(str, command)]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE)


def end(process, how) -> int:
    process.send_signal(how)
    process.communicate(timeout=300)
    return process.returncode


def back_up_until(settings, folder, how) -> int:
    """Begin a backup and send a signal once it is being written."""
    process = start(settings, "backup", folder / "b.zip")
    wait_for(lambda: [path for path in folder.glob(".*.part") if path.stat().st_size > 10**6])
    return end(process, how)


def test_sigterm_unwinds_a_command(settings, tmp_path):
    (tmp_path / "backups").mkdir()
    assert back_up_until(settings, tmp_path / "backups", signal.SIGTERM) == INTERRUPTED
    assert os.listdir(tmp_path / "backups") == []


def test_the_next_backup_removes_what_a_killed_one_left(settings, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    back_up_until(settings, folder, signal.SIGKILL)
    (left,) = folder.iterdir()
    content = left.read_bytes()
    old, new = folder / ".old.zip.77.part", folder / ".new.zip.elsewhere.77.part"
    foreign, mine = folder / ".film.mp4.77.part", folder / f"{left.name.rsplit('.', 2)[0]}.1.part"
    for path in (old, new, mine):
        path.write_bytes(content)
    foreign.write_bytes(b"somebody else's")
    for path in (old, foreign):
        os.utime(path, (time.time() - 90_000,) * 2)
    again = start(settings, "backup", folder / "c.zip", "--no-artifacts")
    again.communicate(timeout=300)
    assert again.returncode == 0
    assert set(folder.iterdir()) == {folder / "c.zip", new, foreign, mine}, "process 1 lives"
