"""Folders that a killed process left: deleted a day later, and nothing else with them."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.runs.backup import back_up
from core.runs.run import COMPLETED, new_id
from core.runs.store import Store
from core.runs.store.retention import start_cleanup
from core.runs.store.unowned import note_store, remove_unowned
from core.settings import Settings
from tests.core.runs.waiting import wait_for

ROOT = Path(__file__).parents[4]
DAY = 86_400
EMPTY_BIN = """
import sys
from core.runs.files.leftovers import remove_leftovers
from core.runs.store import Store
from core.settings import load_settings
settings = load_settings()
store = Store(settings.store_url)
gone = store.bin.empty()
print("gone", flush=True)
sys.stdin.readline()
remove_leftovers(settings.artifacts, gone)
"""


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "home")


def leave(root: Path, name: str = "", days: float = 2.0, size: int = 10) -> Path:
    """A folder as a run leaves it, last written so long ago."""
    folder = root / (name or new_id())
    folder.mkdir(parents=True)
    for file in ("final.npz", "run.log", ".predictions.npz.7.8", ".copies.json.0f"):
        (folder / file).write_bytes(os.urandom(size))
    age(root, folder.name, days=days)
    return folder


def age(root: Path, *names: str, days: float = 2.0) -> None:
    """Have folders been written so long ago."""
    past = time.time() - days * DAY
    for name in names or os.listdir(root):
        for path in (*(root / name).iterdir(), root / name):
            os.utime(path, (past, past))


def ended(store, settings, small, count: int, size: int = 10) -> list[str]:
    ids = []
    for seed in range(count):
        run = store.runs.create(small, seed, origin="dashboard")
        store.leases.claim(run.id, "me")
        store.leases.finish(run.id, "me", COMPLETED)
        leave(settings.artifacts, run.id, size=size)
        ids.append(run.id)
    return ids


def start(settings, *command):
    environment = os.environ | {"RECIPE_LAB_HOME": str(settings.home), "PYTHONPATH": str(ROOT)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([sys.executable, *command], env=environment, cwd=ROOT, **pipes)


def end(process, how) -> int:
    process.send_signal(how)
    process.communicate(timeout=60)
    return process.returncode


def test_what_emptying_the_bin_left_goes_with_the_hourly_keeping(store, settings, small):
    remaining, *binned = ended(store, settings, small, 20)
    note_store(store, settings)
    store.bin.add(binned)
    process = start(settings, "-c", EMPTY_BIN)
    assert process.stdout.readline() == b"gone\n"
    end(process, signal.SIGKILL)
    assert len(os.listdir(settings.artifacts)) == 20
    start_cleanup(store, settings)
    wait_for(lambda: os.listdir(settings.artifacts) == [remaining])


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.slow
def test_a_restore_that_is_killed_leaves_nothing_for_ever(store, settings, small, tmp_path, how):
    ended(store, settings, small, 30, size=10**6)
    back_up(store, settings.artifacts, tmp_path / "b.zip")
    home = Settings(home=tmp_path / "other")
    other = Store(home.store_url)
    process = start(home, "-m", "core", "restore", str(tmp_path / "b.zip"))
    wait_for(lambda: home.artifacts.is_dir() and os.listdir(home.artifacts))
    code = end(process, how)
    assert code == (130 if how == signal.SIGTERM else -how) and other.runs.list() == []
    left = os.listdir(home.artifacts)
    assert bool(left) == (how == signal.SIGKILL)
    assert remove_unowned(other, home) == [], "it may be restored at this moment"
    age(home.artifacts)
    assert sorted(remove_unowned(other, home)) == sorted(left)
    assert os.listdir(home.artifacts) == []
    other.close()


def test_only_folders_of_runs_with_nothing_else_in_them_go(store, settings, small):
    root = settings.artifacts
    note_store(store, settings)
    (run,) = ended(store, settings, small, 1)
    store.bin.add([run])
    young, named = leave(root, days=0.9), leave(root, "backupfiles")
    foreign, deeper = leave(root), leave(root)
    (foreign / "notes.txt").write_text("mine")
    (deeper / "final.npz").unlink()
    (deeper / "final.npz").mkdir()
    age(root, foreign.name, deeper.name)
    gone = leave(root)
    assert remove_unowned(store, settings) == [gone.name]
    stay = {run, young.name, named.name, foreign.name, deeper.name}
    assert set(os.listdir(root)) == stay and len(os.listdir(foreign)) == 5


def test_what_may_be_another_stores_stays(store, settings, tmp_path):
    shared = dataclasses.replace(settings, artifacts_url=str(tmp_path / "shared"))
    theirs = leave(shared.artifacts)
    assert remove_unowned(store, shared) == [] and theirs.exists()
    note_store(store, settings)
    leave(settings.artifacts)
    second = dataclasses.replace(settings, store=f"sqlite:///{tmp_path / 'second.sqlite'}")
    other = Store(second.store_url)
    note_store(other, second)
    assert remove_unowned(store, settings) == remove_unowned(other, second) == []
    other.close()


def test_what_was_there_before_anybody_noted_whose_it_is_stays(store, settings):
    before = leave(settings.artifacts)
    note_store(store, settings)
    (note,) = (settings.home / "stores").iterdir()
    long_ago = time.time() - 3 * DAY
    os.utime(note, (long_ago, long_ago))
    after = leave(settings.artifacts)
    age(settings.artifacts, before.name, days=4)
    assert remove_unowned(store, settings) == [after.name]


def test_a_home_that_was_moved_is_the_same_home(store, settings, tmp_path):
    note_store(store, settings)
    store.close()
    settings.home.rename(tmp_path / "moved")
    moved = Settings(home=tmp_path / "moved")
    other = Store(moved.store_url)
    gone = leave(moved.artifacts)
    assert remove_unowned(other, moved) == [gone.name]
    other.close()
