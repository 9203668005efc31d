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


def test_compiling_is_known_from_what_ran_here_whatever_ran_alongside(store):
    pacemaker, entry = Pacemaker(store, load_settings()), recipe("topics/cnn")
    assert pacemaker.compile_seconds(entry) is None
    for first in (5.0, 7.0, 6.0):
        run = filling.running(store, "topics/cnn", done=10)
        store.leases.claim(filling.running(store).id, "another")  # at the same time
        seconds = {"train": first + 9 * 2.0, "first_epoch": first}
        store.leases.finish(run.id, filling.HOLDER, "completed", seconds=seconds)
    assert pacemaker.compile_seconds(entry) == 4.0
    assert pacemaker.compile_seconds(entry.with_settings({"batch_size": 32})) == 4.0
    assert pacemaker.compile_seconds(entry.with_settings({"units": 64})) is None


def test_a_single_epoch_does_not_say_how_long_compiling_took(store):
    run = filling.running(store, "topics/cnn", done=1)
    seconds = {"train": 9.0, "first_epoch": 9.0}
    store.leases.finish(run.id, filling.HOLDER, "completed", seconds=seconds)
    assert Pacemaker(store, load_settings()).compile_seconds(recipe("topics/cnn")) is None
