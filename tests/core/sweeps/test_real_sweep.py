"""A sweep whose trials train for real, in worker processes."""

import pytest

from core.recipes import recipe
from core.runs.artifacts import load_predictions
from core.runs.manager import RunManager
from core.sweeps.driver import SweepDriver
from core.sweeps.plan import make_plan
from core.sweeps.space import make_space
from tests.core.runs.waiting import wait_for

pytestmark = pytest.mark.tensorflow


def test_tpe_on_a_real_dataset_finds_a_rate_that_learns(settings, store, sweeps, look):
    entry = recipe("digits/mlp").with_settings({"epochs": 6})
    space = make_space(entry, {"units": [16, 64]}, {"learning_rate": (1e-6, 1e-2)})
    plan = make_plan(entry, space, kind="tpe", trials=8, confirm=2)
    sweep = sweeps.create(**vars(plan), origin="dashboard")
    manager = RunManager(store, settings)
    driver = SweepDriver(manager, 0.1)
    manager.start(), driver.start()
    try:
        wait_for(lambda: sweeps.get(sweep.id).status != "running", 90)
    finally:
        driver.close(), manager.close()
    found = look(sweep)
    assert found.sweep.status == "confirmed", found.sweep.error
    best = found.ranking[0]
    assert best.number == found.sweep.winner and best.values["learning_rate"] > 1e-4
    assert best.value > 0.8 and found.confirmed.mean > 0.8
    runs = [store.get(run.id) for run in found.confirmed.runs]
    assert [run.seed for run in runs] == [1, 2]
    assert found.tests[best.number] == tuple(run.test["accuracy"] for run in runs)
    assert all(len(load_predictions(settings.artifacts / run.id)) for run in runs)
