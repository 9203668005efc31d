"""Two dashboards with homes of their own, as on two machines, share a store on PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.runs.queue.manager import RunManager
from core.runs.store import Store
from core.settings import Settings
from tests.core.runs.waiting import begun, ended, wait_for

ROOT = Path(__file__).parents[3]
HELLO = "hello from the worker\n"


@pytest.fixture
def engine():
    return "postgresql"


@pytest.fixture
def dashboards(settings, tmp_path):
    """Starts two of them; returns their homes."""
    started = []

    def start(fake):
        homes = [tmp_path / name for name in ("one", "two")]
        for home in homes:
            script = ROOT / "tests/core/runs/dashboard_script.py"
            command = [sys.executable, str(script), str(home), settings.store_url, fake]
            environment = os.environ | {"PYTHONPATH": str(ROOT)}
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
            started.append(subprocess.Popen(command, cwd=ROOT, env=environment, **pipes))
        assert all(process.stdout.readline() == b"ready\n" for process in started)
        return homes

    yield start
    for process in started:
        process.stdin.close()
    for process in started:
        assert process.wait(20) == 0
        process.stdout.close()


def logs(homes, run_id):
    """What workers printed for a run, by dashboard."""
    files = [home / "artifacts" / run_id / "run.log" for home in homes]
    return [file.read_text() if file.exists() else "" for file in files]


def test_every_run_is_executed_by_one_of_them_and_once(store, small, dashboards):
    homes = dashboards("quick")
    runs = [store.runs.create(small, seed, origin="dashboard").id for seed in range(12)]
    for seed, run_id in enumerate(runs):
        run = ended(store, run_id, 60)
        assert run.status == "completed" and len(store.histories.get(run_id)) == 3
        assert store.histories.get(run_id).metrics["loss"][0] == seed + 1.0
        assert sorted(logs(homes, run_id)) == ["", HELLO]
    # 2 slots each: neither can have had all while the other looked on
    assert all(any(logs(homes, run_id)[at] for run_id in runs) for at in (0, 1))


@pytest.mark.slow
def test_what_one_executes_the_other_stops_and_pauses(store, small, settings, dashboards):
    runs = [store.runs.create(small, seed, origin="dashboard").id for seed in range(5)]
    dashboards("patient")
    first = [begun(store, run_id, 60).id for run_id in runs[:4]]
    assert store.runs.get(runs[4]).status == "queued", "two slots each"
    other_store = Store(settings.store_url)
    other = RunManager(other_store, Settings(home=settings.home, store=settings.store))
    assert other.store.actions.stop(first[0]) == "running"
    assert ended(store, first[0]).status == "stopped"
    assert begun(store, runs[4]).status == "running", "its slot went to the next"
    assert other.store.actions.pause(first[1]) == "running"
    wait_for(lambda: store.runs.get(first[1]).status == "paused")
    had = store.runs.get(first[1]).epochs_done
    assert had > 0 and store.runs.get(first[2]).status == "running"
    other_store.close()
