"""Runs in every state, written through the store as a worker would write them."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from core.analysis.predictions import TestSet
from core.errors import TrainingError
from core.npz import write_npz
from core.recipes import recipe
from core.runs.run import COMPLETED, FAILED, RUNNING, STOPPED, Run
from core.runs.store import Store
from core.runs.store.leases import LEASE_SECONDS
from core.settings import Settings
from core.training.points import Point

HOLDER = "somebody"
ENVIRONMENT = {
    "system": "Linux x86_64",
    "processor": "a test",
    "cores": 2,
    "tensorflow": "2.21.0",
    "keras": "3.15.1",
}


def queued(store: Store, recipe_id: str = "imdb/lstm", *, seed: int = 0, **settings) -> Run:
    return store.runs.create(recipe(recipe_id).with_settings(settings), seed, origin="dashboard")


def running(
    store: Store,
    recipe_id: str = "imdb/lstm",
    *,
    done: int = 0,
    phase: str = "train",
    batch: int = 0,
    batches: int = 313,
    lease_seconds: float = LEASE_SECONDS,
    seed: int = 0,
    **settings,
) -> Run:
    """A run that ``HOLDER`` executes: ``done`` epochs ended, ``batch`` of the next."""
    # never queued: a real server's manager would take it
    run = store.runs.create(
        recipe(recipe_id).with_settings(settings),
        seed,
        origin="dashboard",
        holder=HOLDER,
        lease_seconds=lease_seconds,
    )
    store.leases.claim(run.id, HOLDER, lease_seconds, executor="process")
    store.runs.describe(run.id, holder=HOLDER, environment=ENVIRONMENT, threads=2)
    rows = [epoch_row(run, epoch) for epoch in range(done)]
    if rows:
        store.histories.append(run.id, 0, rows, [42.0] * done, holder=HOLDER)
    progress = {"phase": phase}
    if batch:
        progress |= {"epoch": done, "batch": batch, "batches": batches, "metrics": {}}
    store.runs.update_progress(run.id, progress, holder=HOLDER)
    return store.runs.get(run.id)


def add_points(store: Store, run: Run, *positions: float) -> None:
    """Add made-up points within epochs, as the run's worker does."""
    names = ("loss", "mae") if run.task == "series-regression" else ("loss", "accuracy")
    points = [Point(position, dict.fromkeys(names, position / 10)) for position in positions]
    assert store.histories.add_points(run.id, points, holder=HOLDER)
    progress = {**store.runs.get(run.id).progress, "point": positions[-1]}
    store.runs.update_progress(run.id, progress, holder=HOLDER)


def compiled(store: Store, recipe_id: str, seconds: float) -> Run:
    """A completed run whose first epoch took so many seconds longer than the others."""
    run = running(store, recipe_id, done=3, epochs=3)
    times = {"train": seconds + 3 * 2.0, "first_epoch": seconds + 2.0}
    assert store.leases.finish(run.id, HOLDER, COMPLETED, seconds=times)
    return store.runs.get(run.id)


@contextmanager
def renewing(store: Store) -> Iterator[None]:
    """Keep the runs that ``HOLDER`` executes from being taken for lost by a real server."""
    closing = threading.Event()

    def work() -> None:
        while not closing.wait(LEASE_SECONDS / 5):
            for run in store.runs.list(status=RUNNING):
                if run.holder == HOLDER:
                    store.leases.renew(run.id, HOLDER)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        closing.set()
        thread.join()


def epoch_row(run: Run, epoch: int) -> dict[str, float]:
    """Made-up metrics of an epoch: training gets better, validation turns."""
    fall = math.exp(-epoch / 3)
    row = {"loss": 0.1 + 0.5 * fall, "val_loss": 0.3 + 0.25 * fall + 0.02 * epoch}
    if run.task == "series-regression":
        return row | {"mae": row["loss"], "val_mae": row["val_loss"]}
    return row | {"accuracy": 0.97 - 0.3 * fall, "val_accuracy": 0.87 - 0.15 * fall}


def completed(
    store: Store, recipe_id: str = "imdb/lstm", test=None, *, seed: int = 0, **settings
) -> Run:
    epochs = recipe(recipe_id).with_settings(settings).fit["epochs"]
    run = running(store, recipe_id, done=epochs, seed=seed, **settings)
    test = test or {"loss": 0.3481, "accuracy": 0.8612}
    values = {"test": test, "parameters": recipe(recipe_id).summary.parameters}
    if run.task == "series-regression":
        values |= {"scale": 8.85, "unit": "°C"}
    assert store.leases.finish(run.id, HOLDER, COMPLETED, **values)
    return store.runs.get(run.id)


def stopped(store: Store, recipe_id: str = "imdb/lstm", *, done: int = 1) -> Run:
    run = running(store, recipe_id, done=done)
    store.actions.stop(run.id)
    assert store.leases.finish(run.id, HOLDER, STOPPED)
    return store.runs.get(run.id)


def failed(store: Store, recipe_id: str = "imdb/lstm") -> Run:
    run = running(store, recipe_id, done=1)
    error = TrainingError("The loss of {recipe} became NaN in epoch 2.", recipe=recipe_id)
    assert store.leases.finish(run.id, HOLDER, FAILED, error)
    return store.runs.get(run.id)


def tested(
    store: Store,
    settings: Settings,
    truth: TestSet,
    recipe_id: str,
    *,
    seed: int,
    wrong: range,
    **changes,
) -> Run:
    """A completed run of ten classes that took the samples ``wrong`` for the next class."""
    run = running(store, recipe_id, seed=seed, done=2, **changes)
    taken = truth.targets.copy()
    taken[wrong] = (taken[wrong] + 1) % 10
    predictions = np.full((len(truth), 10), 0.01, np.float32)
    predictions[np.arange(len(truth)), taken] = 0.91
    folder = settings.artifacts / run.id
    folder.mkdir(parents=True)
    write_npz(folder / "predictions.npz", {"predictions": predictions})
    test = {"loss": 0.3, "accuracy": 1 - len(wrong) / len(truth)}
    assert store.leases.finish(run.id, HOLDER, COMPLETED, test=test)
    return run
