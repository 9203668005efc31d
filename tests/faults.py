"""Faults, one after another, on a real server with real workers: ``python -m tests.faults``.

    python -m tests.faults [--faults 100] [--seed 0] [--locked 30]

A server trains a queue of runs (with a trainer of the tests' own, whose every epoch is known).
Again and again something dies or hangs, while a reader looks at the store as a page does and
remembers every epoch it ever saw. At the end every run is completed, and all that was once seen is
still there.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

import psutil

from core.recipes import recipe
from core.runs.run import COMPLETED, RUNNING
from core.runs.store import Store
from core.runs.store.actions import RESUMABLE
from core.settings import load_settings

ROOT = Path(__file__).resolve().parents[1]
LEASE_SECONDS = 3.0
# What lives longer than this after its server is called an orphan.
ORPHAN_SECONDS = 10.0
SERVER = f"""
import signal, sys, time
from core.runs.workers.process import ProcessExecutor
from core.runs.queue.manager import RunManager
from core.runs.store import Store
from core.settings import load_settings
settings = load_settings()
manager = RunManager(
    Store(settings.store_url),
    settings,
    ProcessExecutor(settings, preload=["core.runs.workers.execute"]),
    train="tests.core.runs.fake_training:steady",
    lease_seconds={LEASE_SECONDS},
)
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
manager.start()
print("up", flush=True)
while True:
    time.sleep(1)
"""
KILLED_LOCKED = "killed, locked"
FAULTS = ("worker killed", "server killed", "both killed", "SIGTERM", "store locked", KILLED_LOCKED)


class Screen(threading.Thread):
    """Reads every run's epochs again and again, as pages do, and remembers them."""

    def __init__(self, store: Store, run_ids: list[str]):
        super().__init__(daemon=True)
        self._store, self._run_ids, self._end = store, run_ids, threading.Event()
        self.seen: dict[str, dict[int, float]] = {run_id: {} for run_id in run_ids}
        self.lost: list[tuple[str, int]] = []

    def run(self) -> None:
        while not self._end.wait(0.05):
            with suppress(Exception):  # a locked store shows nothing new, and that is all
                self.look()

    def look(self) -> None:
        for run_id in self._run_ids:
            history = self._store.histories.get(run_id)
            there = dict(zip(history.epochs, history.metrics.get("loss", ()), strict=True))
            seen = self.seen[run_id]
            self.lost += [(run_id, at) for at, loss in seen.items() if there.get(at) != loss]
            seen |= there

    def end(self) -> None:
        self._end.set()
        self.join()


class Trial:
    """A server and its queue, to be hurt.

    Args:
        home: RECIPE_LAB_HOME, empty.
        runs: How many runs are queued.
        epochs: Of each, of 0.05 s.
    """

    def __init__(self, home: Path, *, runs: int, epochs: int):
        self._home = home
        self._environment = os.environ | {
            "RECIPE_LAB_HOME": str(home),
            "RECIPE_LAB_RESUME": "auto",
            "RECIPE_LAB_SLOTS": "3",
            "PYTHONPATH": str(ROOT),
        }
        self.settings = load_settings({"RECIPE_LAB_HOME": str(home)})
        self.store = Store(self.settings.store_url)
        entry = recipe("numeric-binary/mlp").with_settings({"epochs": epochs})
        self.runs = [
            self.store.runs.create(entry, seed, origin="dashboard").id for seed in range(runs)
        ]
        self.screen = Screen(self.store, self.runs)
        self.screen.start()
        self.orphans = 0
        self.slowest_end = 0.0
        self._start()

    def _start(self) -> None:
        with (self._home / "server.log").open("a") as log:
            self.server = subprocess.Popen(
                [sys.executable, "-c", SERVER],
                cwd=self._home,
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.server.stdout.readline() == "up\n"

    def hurt(self, fault: str, locked: float) -> None:
        """Do it, and start the server again where that ended it."""
        if fault == "store locked":
            with self._locked():
                time.sleep(locked)
            return
        family = psutil.Process(self.server.pid).children(recursive=True)
        workers = [item for item in family if _is_worker(item)]
        if fault in ("worker killed", "both killed"):
            for item in workers[:1] if fault == "worker killed" else family:
                with suppress(psutil.NoSuchProcess):
                    item.kill()
        if fault != "worker killed":
            began = time.monotonic()
            with self._locked() if fault == KILLED_LOCKED else nullcontext():
                self.server.send_signal(signal.SIGTERM if fault == "SIGTERM" else signal.SIGKILL)
                self.server.wait(20)
                _, alive = psutil.wait_procs(family, ORPHAN_SECONDS)
            self.orphans += len(alive)
            self.slowest_end = max(self.slowest_end, time.monotonic() - began)
            self.server.stdout.close()
            self._start()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        other = sqlite3.connect(self._home / "runs.sqlite", isolation_level=None, timeout=30)
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("COMMIT")
        other.close()

    def press_resume(self) -> int:
        """What a person does where a run does not go on by itself; how many there were."""
        left = [run.id for run in self.store.runs.list(status=RESUMABLE)]
        for run_id in left:
            self.store.actions.resume(run_id)
        return len(left)

    def done(self) -> bool:
        return all(self.store.runs.get(run_id).status == COMPLETED for run_id in self.runs)

    def close(self) -> None:
        self.screen.end()
        self.server.terminate()
        self.server.wait(20)
        self.server.stdout.close()
        self.screen.look()
        self.store.close()


def _is_worker(process: psutil.Process) -> bool:
    with suppress(psutil.Error):  # it may have ended by now
        return "multiprocessing.forkserver" in " ".join(process.cmdline()) and not (
            process.children()
        )
    return False


def try_faults(home: Path, faults: list[str], *, seed: int = 0, locked: float = 2.0) -> dict:
    """Do the faults in turn and let everything end.

    Returns:
        ``faults`` (fault → how often), ``runs``, ``completed``, ``epochs`` written, ``seen``,
        ``lost``, ``resumed`` by hand, ``orphans``, ``slowest_end`` in seconds.
    """
    chance = random.Random(seed)
    home.mkdir(parents=True)
    epochs = 60
    trial = Trial(home, runs=max(4, len(faults)), epochs=epochs)
    resumed = 0
    try:
        for fault in faults:
            until = time.monotonic() + 30
            while not trial.store.runs.list(status=RUNNING) and time.monotonic() < until:
                resumed += trial.press_resume()
                time.sleep(0.05)
            time.sleep(chance.uniform(0.1, 1.5))
            trial.hurt(fault, locked)
        until = time.monotonic() + 240 + 8 * len(trial.runs)
        while not trial.done() and time.monotonic() < until:
            resumed += trial.press_resume()
            time.sleep(0.2)
    finally:
        trial.close()
    store = Store(trial.settings.store_url)
    histories = store.histories.since(dict.fromkeys(trial.runs, -1))
    states = Counter(run.status for run in store.runs.list())
    store.close()
    return {
        "faults": dict(Counter(faults)),
        "runs": len(trial.runs),
        "completed": states[COMPLETED],
        "epochs": sum(map(len, histories.values())),
        "expected": epochs * len(trial.runs),
        "seen": sum(map(len, trial.screen.seen.values())),
        "lost": len(trial.screen.lost),
        "resumed": resumed,
        "orphans": trial.orphans,
        "slowest_end": trial.slowest_end,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--faults", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--locked", type=float, default=30.0, help="seconds the store is locked")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    faults = [chance.choice(FAULTS) for _ in range(options.faults)]
    with tempfile.TemporaryDirectory(prefix="recipe-lab-") as folder:
        found = try_faults(Path(folder) / "home", faults, seed=options.seed, locked=options.locked)
    for name, count in found.pop("faults").items():
        print(f"{name:16} {count:6}")
    for name, value in found.items():
        print(f"{name:16} {value:6.3g}" if isinstance(value, float) else f"{name:16} {value:6}")


if __name__ == "__main__":
    main()
