"""Whether a lecture can begin: each check at the limit where it turns."""

from __future__ import annotations

import importlib.util

import pytest

from core.analysis import readiness
from core.analysis.estimates import FITTED, MEASURED, Timed, estimate
from core.analysis.readiness import (
    DISK_BYTES,
    RUN_BYTES,
    WARM,
    WARMING,
    Check,
    check_datasets,
    check_disk,
    check_home,
    check_memory,
    check_offline,
    check_store,
    check_workers,
    expected,
    row,
    uses_glove,
)
from core.architectures import FAMILIES
from core.datasets import DATASETS
from core.datasets.places import megabytes
from core.machine import Disk, Memory
from core.recipes import recipe
from core.settings import Settings

COLD = "cold"


@pytest.fixture
def settings(tmp_path, monkeypatch) -> Settings:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.delenv("RECIPE_LAB_DATA", raising=False)
    return Settings(home=tmp_path / "home", slots=3)


def test_a_home_is_made_and_left_empty(settings):
    check = check_home(settings)
    assert check == Check("home", True, check.sentence, needed=True)
    assert list(settings.home.iterdir()) == []
    settings.home.rmdir()
    settings.home.write_text("mine")
    assert not check_home(settings).ready and not check_store(settings)[0].ready
    assert check_store(settings)[1] is None


def test_runs_that_are_there_are_counted(settings):
    check, store = check_store(settings)
    assert check.ready and sum(store.runs.counts().values()) == 0 and " 0 " in check.sentence
    for seed in (0, 1):
        store.runs.create(recipe("digits/mlp"), seed, origin="dashboard")
    store.close()
    check, store = check_store(settings)
    assert check.ready and " 2 " in check.sentence
    store.close()


def test_as_much_disk_as_a_lecture_takes_is_enough(settings, monkeypatch):
    for free, ready in ((DISK_BYTES, True), (DISK_BYTES - 1, False)):
        monkeypatch.setattr(readiness, "disk", lambda folder, free=free: Disk(10**13, free))
        check = check_disk(settings)
        assert (check.name, check.ready) == ("disk", ready)
        assert megabytes(free) in check.sentence and str(settings.home) in check.sentence
    assert megabytes(DISK_BYTES) == "2,000 MB"


@pytest.mark.parametrize(
    ("runs", "ready", "phrase"),
    [
        (9.0, True, "3 runs at once"),
        (3.0, True, "3 runs at once"),
        (2.9, True, "2 of 3"),
        (1.0, True, "1 of 3"),
        (0.9, False, "1 of 3"),  # one starts all the same
    ],
)
def test_memory_is_enough_where_one_run_fits(settings, monkeypatch, runs, ready, phrase):
    free = Memory(16 * RUN_BYTES, int(runs * RUN_BYTES))
    monkeypatch.setattr(readiness, "memory", lambda: free)
    monkeypatch.setitem(readiness.free_slots.__globals__, "memory", lambda: free)
    check = check_memory(settings)
    assert (check.name, check.ready) == ("memory", ready)
    assert phrase in check.sentence and megabytes(free.available) in check.sentence


class Workers:
    """An executor whose workers are in these states, one after another, a read each.

    Args:
        notify: Whether it reports changes.
    """

    def __init__(self, *states: str, notify: bool = True):
        self.states, self.notify, self.reads, self.closed = list(states), notify, 0, False

    def start(self, changed) -> None:
        self.changed = changed
        self._report()

    @property
    def warm(self) -> str:
        self.reads += 1
        self._report()
        return self.states.pop(0) if len(self.states) > 1 else self.states[0]

    def _report(self) -> None:
        if self.notify:
            self.changed()

    def close(self) -> None:
        self.closed = True


def test_workers_that_are_warm_are_ready_at_once(settings, monkeypatch):
    monkeypatch.setattr(readiness, "WARM_SECONDS", 2.0)
    workers = Workers(WARM)
    assert check_workers(settings, workers).ready and workers.closed
    assert workers.reads == 2  # before it waits, and for its result


def test_workers_that_are_warming_are_waited_for(settings):
    workers = Workers(COLD, WARMING, WARMING, WARMING, WARM)
    assert check_workers(settings, workers).ready and workers.closed


def test_workers_that_turned_cold_are_not_waited_for(settings):
    workers = Workers(WARMING, COLD)
    check = check_workers(settings, workers)
    assert (check.name, check.ready) == ("workers", False) and workers.closed
    assert workers.reads == 3


@pytest.mark.parametrize("notify", [False, True])
def test_workers_are_not_waited_for_for_ever(settings, monkeypatch, notify):
    monkeypatch.setattr(readiness, "WARM_SECONDS", 0.3)
    workers = Workers(WARMING, notify=notify)
    assert not check_workers(settings, workers).ready and workers.closed


@pytest.mark.parametrize("installed", [True, False])
def test_inside_the_server_it_is_enough_that_tensorflow_is_installed(
    tmp_path, monkeypatch, installed
):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: installed or None)
    check = check_workers(Settings(home=tmp_path, executor="thread"))
    assert (check.name, check.ready) == ("workers", installed)


def test_every_dataset_is_checked_and_what_is_not_asked_for_is_not_needed(settings):
    checks = {entry.name: entry for entry in check_datasets(["digits", "imdb"], settings)}
    assert list(checks) == list(DATASETS)
    assert [name for name, entry in checks.items() if entry.needed] == [
        name for name in DATASETS if name in ("digits", "imdb")
    ]
    assert checks["digits"].ready and not checks["imdb"].ready and not checks["mnist"].ready
    generated = {name for name, entry in DATASETS.items() if entry.generated}
    assert generated <= {name for name, entry in checks.items() if entry.ready}


def test_word_vectors_are_needed_by_the_rows_that_have_them(settings, monkeypatch):
    assert not uses_glove(recipe("imdb-raw/learned")) and uses_glove(recipe("imdb-raw/glove"))
    assert "glove" not in [entry.name for entry in check_datasets(["imdb-raw"], settings)]
    usual, vectors = readiness.row, [recipe("imdb-raw/learned"), recipe("imdb-raw/glove")]
    monkeypatch.setattr(
        readiness, "row", lambda name: vectors if name == "imdb-raw" else usual(name)
    )
    assert "glove" not in [entry.name for entry in check_datasets(["imdb"], settings)]
    *_, check = check_datasets(["imdb", "imdb-raw"], settings)
    assert (check.name, check.needed, check.ready) == ("glove", True, False)


@pytest.mark.parametrize(
    ("needed", "ready", "network"), [(True, False, False), (True, True, True), (False, False, True)]
)
def test_the_network_is_needed_for_what_is_needed_and_missing(needed, ready, network):
    check = check_offline([Check("imdb", ready, "", needed), Check("digits", True, "")])
    assert (check.name, check.ready) == ("network", network)
    assert ("imdb" in check.sentence) == (not network) and "digits" not in check.sentence


def test_without_plotly_there_are_no_charts(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert not check_offline([]).ready


def test_a_row_is_a_recipe_of_each_family_with_what_it_will_take():
    assert [entry.family for entry in row("digits")] == list(FAMILIES)
    timings = [Timed(recipe("digits/mlp"), 2.5)]
    rows = expected(["digits", "topics"], timings)
    assert [entry.recipe for entry in rows] == [*row("digits"), *row("topics")]
    assert [entry.estimate for entry in rows] == [estimate(one.recipe, timings) for one in rows]
    described = {entry.recipe.id: entry.as_dict() for entry in rows}
    assert (described["digits/mlp"]["epoch_seconds"], described["digits/mlp"]["basis"]) == (
        2.5,
        MEASURED,
    )
    assert described["topics/cnn"]["basis"] == FITTED
    assert described["digits/cnn"]["seconds"] > described["digits/cnn"]["epoch_seconds"] * 30
