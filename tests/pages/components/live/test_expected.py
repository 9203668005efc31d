"""Time to expect: what ran here is read once, and only what is new."""

from __future__ import annotations

from core.analysis.estimates import FITTED, SCALED
from core.recipes import recipe
from core.settings import load_settings
from pages.components.live.expected import Pacemaker
from tests.pages import filling


def test_only_runs_that_ended_since_are_read(store):
    pacemaker = Pacemaker(store, load_settings())
    entry = recipe("topics/cnn")
    assert pacemaker.estimate(entry).basis == FITTED
    run = filling.running(store, "topics/cnn", done=10)
    assert pacemaker.estimate(entry).basis == FITTED
    seconds = {"train": 41.0, "first_epoch": 5.0}
    store.leases.finish(run.id, filling.HOLDER, "completed", seconds=seconds)
    assert pacemaker.estimate(entry).epoch_seconds == 4.0
    assert pacemaker.estimate(entry.with_settings({"units": 64})).basis == FITTED
    assert pacemaker.estimate(entry.with_settings({"batch_size": 32})).basis == SCALED
