"""Diagnoses are made once for all sessions, and again when what they depend on changes."""

from __future__ import annotations

import pytest

from core.errors import TrainingError
from core.runs.index import RunIndex
from core.runs.store import Store
from core.settings import load_settings
from core.training.recorder import DIVERGED
from pages.components.live.baselines import Baselines
from pages.components.live.diagnoses import Diagnoses
from tests.pages import filling

FLAT = {"loss": 0.9, "accuracy": 0.85}


@pytest.fixture
def reading(store, monkeypatch):
    """The diagnoses of a store that counts the runs whose histories are read."""
    counting = Store(store.database.url)
    counting.read = []
    since = counting.histories.since

    def noted(after, metrics=()):
        counting.read += after
        return since(after, metrics)

    monkeypatch.setattr(counting.histories, "since", noted)
    settings = load_settings()
    yield Diagnoses(counting, settings, RunIndex(counting), Baselines(settings)), counting
    counting.close()


def test_a_run_is_diagnosed_once_and_again_when_a_seed_is_added(reading, store):
    diagnoses, counting = reading
    first = filling.completed(store, "topics/mlp", FLAT)
    filling.running(store, "topics/mlp", done=2)
    rows = RunIndex(store)
    found = diagnoses.read(rows.rows())
    assert found == diagnoses.read(rows.rows()) and list(found) == [first.id]
    assert [one.name for one in found[first.id]] == ["overfits", "no better"]
    assert counting.read == [first.id]
    for seed, accuracy in ((1, 0.4), (2, 0.86)):
        filling.completed(store, "topics/mlp", {"loss": 1.0, "accuracy": accuracy}, seed=seed)
    (found, *_) = diagnoses.read([first]).values()
    assert found[0].name == "unstable" and found[0].numbers["seeds"] == 3


def test_a_run_that_diverged_is_diagnosed_and_other_failures_are_not(reading, store):
    diagnoses, _ = reading
    for message in (DIVERGED, "The disk is full."):
        run = filling.running(store, "topics/mlp", done=2)
        values = {"recipe": "topics/mlp", "epoch": 3, "loss": "nan", "learning_rate": 1.0}
        error = TrainingError(message, **(values if message == DIVERGED else {}))
        assert store.leases.finish(run.id, filling.HOLDER, "failed", error)
    failed, diverged = diagnoses.read(RunIndex(store).rows()).values()
    assert failed == ()
    assert [(one.name, one.first) for one in diverged] == [("rate too high", 3)]


def test_predictions_that_cannot_be_read_leave_the_rest(reading, store):
    diagnoses, _ = reading
    run = filling.completed(store, "topics/mlp", {"loss": 2.0, "accuracy": 0.12})
    (found,) = diagnoses.read([run]).values()
    assert found[0].name == "no better"
