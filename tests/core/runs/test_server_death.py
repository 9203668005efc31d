"""A server that dies, however it dies, leaves no process behind and every epoch in the store."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from core.runs.store import Store
from core.settings import Settings
from tests.core.runs.waiting import SLOWER, wait_for

ROOT = Path(__file__).parents[3]


@pytest.fixture
def home(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    return home


def serve(home, fake, *preload, **environment):
    script = ROOT / "tests/core/runs/server_script.py"
    return subprocess.Popen(
        [sys.executable, str(script), str(home), fake, *preload],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        stderr=subprocess.PIPE,
    )


def family(pid):
    """A process and all its descendants."""
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


@pytest.mark.parametrize(
    ("how", "fake"),
    [
        (signal.SIGKILL, "deaf"),
        pytest.param(signal.SIGTERM, "patient", marks=pytest.mark.slow),
        pytest.param(signal.SIGINT, "patient", marks=pytest.mark.slow),
    ],
)
def test_nothing_is_left_behind(home, how, fake):
    server = serve(home, fake, "core.runs.workers.execute")
    wait_for((home / "pids").exists)
    store = Store(Settings(home=home).store_url)
    wait_for(lambda: all(run.epochs_done for run in store.runs.list()))
    processes = family(server.pid)
    assert len(processes) >= 5, "server, launcher, fork server, two workers"
    seen = {run.id: run.epochs_done for run in store.runs.list()}
    began = time.monotonic()
    server.send_signal(how)
    server.wait(20)
    wait_for(lambda: not any(item.is_running() for item in processes), 5)
    assert time.monotonic() - began < SLOWER * 2.5
    for run in store.runs.list():
        assert run.status == "interrupted" and "The server that ran it ended" in run.error
        assert len(store.histories.get(run.id)) == run.epochs_done >= seen[run.id]
    executed = (home / "executed").read_text().splitlines()
    assert executed == [f"{server.pid} __main__"], "no worker ran the server's script again"
    store.close()
    server.stderr.close()


@pytest.mark.parametrize(
    "how", [signal.SIGKILL, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)]
)
@pytest.mark.slow
def test_a_locked_store_keeps_no_process_of_a_dead_server(home, how):
    server = serve(home, "patient", "core.runs.workers.execute")
    wait_for((home / "pids").exists)
    store = Store(Settings(home=home).store_url)
    wait_for(lambda: all(run.epochs_done for run in store.runs.list()))
    processes = family(server.pid)
    other = sqlite3.connect(home / "runs.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    time.sleep(0.5)  # they write by now, and wait
    server.send_signal(how)
    threading.Thread(target=server.wait, daemon=True).start()
    # they waited for half a minute
    wait_for(lambda: not any(item.is_running() for item in processes), 5)
    other.execute("COMMIT")
    other.close()
    store.close()
    server.stderr.close()


@pytest.mark.slow
def test_sockets_of_what_was_killed_are_removed_by_the_next_server(home, tmp_path):
    theirs = tmp_path / "rlab-not-ours"
    theirs.mkdir()
    (theirs / "notes.txt").write_text("mine")
    folders = []
    for _ in range(2):
        server = serve(home, "patient", "core.runs.workers.execute", TMPDIR=str(tmp_path))
        wait_for((home / "pids").exists)
        folders.append(set(tmp_path.iterdir()) - {home, theirs})
        for item in family(server.pid):
            with suppress(psutil.NoSuchProcess):  # it has noticed that its parent is gone
                item.kill()
        server.wait(20)
        server.stderr.close()
        (home / "pids").unlink()
    assert [len(found) for found in folders] == [1, 1] and folders[0] != folders[1]
    assert (theirs / "notes.txt").exists()


def test_a_server_killed_while_the_fork_server_warms_up(home):
    server = serve(home, "patient", "tests.core.runs.slow_import")
    launcher = wait_for(lambda: psutil.Process(server.pid).children())[0]
    wait_for(launcher.children)
    processes = family(server.pid)
    server.kill()
    server.wait(5)
    wait_for(lambda: not any(item.is_running() for item in processes), 8)
    server.stderr.close()
