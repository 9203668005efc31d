"""How long files of runs are kept."""

from __future__ import annotations

import dataclasses
import os
import time

import pytest

from core.runs.run import COMPLETED
from core.runs.store.retention import keep_within

DAY = 86_400


@pytest.fixture
def make_run(store, settings, small):
    """Makes a run that ended some days ago, with a file of each kind."""

    def make(days: float, status: str = COMPLETED) -> str:
        run = store.runs.create(small, 0, origin="dashboard")
        if status == COMPLETED:
            store.leases.claim(run.id, "me")
            store.histories.append(run.id, 0, [{"loss": 1.0}], [0.1], holder="me")
            store.runs.note_checkpoint(run.id, epoch=1, step=0, size=10)
            store.leases.finish(run.id, "me", COMPLETED, artifacts_bytes=30)
        folder = settings.artifacts / run.id
        folder.mkdir(parents=True)
        for name in ("checkpoint.npz", "final.npz", "predictions.npz", "run.log"):
            (folder / name).write_bytes(b"x" * 10)
            past = time.time() - days * DAY
            os.utime(folder / name, (past, past))
        return run.id

    return make


def files(settings, run_id):
    return sorted(os.listdir(settings.artifacts / run_id))


def test_nothing_is_deleted_where_nobody_says_so(store, settings, make_run):
    run = make_run(1_000)
    assert keep_within(store, settings) == []
    assert len(files(settings, run)) == 4


def test_each_kind_has_its_days_and_histories_stay(store, settings, make_run):
    settings = dataclasses.replace(settings, keep_checkpoints_days=2, keep_predictions_days=20)
    new, old, oldest = make_run(1), make_run(10), make_run(30)
    assert keep_within(store, settings) == [old, oldest]
    assert "checkpoint.npz" in files(settings, new)
    assert files(settings, old) == ["final.npz", "predictions.npz", "run.log"]
    assert files(settings, oldest) == ["final.npz", "run.log"]
    assert store.runs.get(old).checkpoint == {} and store.runs.get(old).artifacts_bytes == 20
    assert store.runs.get(new).checkpoint
    assert len(store.histories.get(oldest)) == 1


def test_what_goes_on_or_waits_keeps_everything(store, settings, make_run):
    settings = dataclasses.replace(settings, keep_checkpoints_days=1, keep_weights_days=1)
    run = make_run(30, status="queued")
    assert keep_within(store, settings) == []
    store.actions.pause(run)
    assert keep_within(store, settings) == [] and len(files(settings, run)) == 4
