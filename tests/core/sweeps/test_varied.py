"""A sweep of one setting, with several seeds of each value."""

from __future__ import annotations

import math

import pytest

from core.errors import RequestError
from core.recipes import recipe
from core.sweeps.driver import SweepDriver
from core.sweeps.plan import make_plan
from core.sweeps.ranking import best_settings, means, ranked
from core.sweeps.space import SEED, make_space, values_around
from core.sweeps.varied import along, setting_of
from tests.core.runs.waiting import wait_for


@pytest.fixture
def vary(sweeps, base):
    def start(values, seeds, **plan):
        space = make_space(base, {"units": values, SEED: seeds}, {})
        wanted = make_plan(base, space, **({"kind": "grid", "prune": False, "confirm": 2} | plan))
        return sweeps.create(wanted, origin="dashboard", person="Ada")

    return start


def test_each_value_is_tried_with_each_seed_and_the_best_mean_is_confirmed(
    vary, manage, sweeps, look
):
    """``lucky`` gives 32 units the best result with seed 0 and the worst with every other."""
    driver = SweepDriver(manage("lucky"), tick=0.05)
    sweep = vary([8, 32], [0, 1])
    driver.start()
    try:
        wait_for(lambda: sweeps.get(sweep.id).status == "confirmed", 30)
    finally:
        driver.close()
    result = look(sweep)
    by_seed = {(run.values["units"], run.run.seed): run.value for run in result.trials}
    assert by_seed == {(8, 0): 0.892, (8, 1): 0.892, (32, 0): 0.95, (32, 1): 0.5}
    assert [trial.values["units"] for trial in result.ranking] == [8, 8, 32, 32]
    assert result.trials[result.sweep.winner].settings == {"units": 8}
    assert [run.seed for run in result.confirmed.runs] == [2, 3]  # no seed of a trial
    units, points = setting_of(result.sweep), along(result.sweep, result.trials)
    assert units == "units" and [point.value for point in points] == [8, 32]
    assert points[1].results == (0.95, 0.5) and points[1].mean == pytest.approx(0.725)
    # t with one degree of freedom: 12.706; the standard error is half the distance
    assert points[1].margin == pytest.approx(12.706 * 0.225, rel=1e-4) and points[0].margin == 0


def test_before_a_run_has_ended_there_is_no_result(vary, look):
    result = look(vary([8, 32], [0, 1, 2]))
    points = along(result.sweep, result.trials)
    assert [point.results for point in points] == [(), ()]
    assert math.isnan(points[0].mean) and math.isnan(points[0].margin)
    assert (ranked(result.sweep, result.trials), means(result.trials)) == ([], {})
    assert best_settings([]) == []


def test_a_sweep_of_two_settings_or_of_a_range_is_not_that_simple(begin):
    assert setting_of(begin(units=(8, 16))) == "units"
    assert setting_of(begin(rates=(1e-4, 1e-2), kind="random", trials=4)) == ""


def test_only_a_grid_varies_the_seed_and_never_alone(base, vary):
    with pytest.raises(RequestError, match="Only a grid"):
        vary([8, 32], [0, 1], kind="tpe")
    with pytest.raises(RequestError, match="at least one setting"):
        make_space(base, {SEED: [0, 1]}, {})
    with pytest.raises(RequestError, match="seed must be a whole number"):
        make_space(base, {"units": [8, 32], SEED: ["x", 1]}, {})


@pytest.mark.parametrize(
    ("name", "value", "around"),
    [
        ("kernel_size", 5, (1, 3, 5, 7, 9)),
        ("filters", 32, (8, 16, 32, 64, 128)),
        ("learning_rate", 0.001, (0.0001, 0.0003, 0.001, 0.003, 0.01)),
        ("learning_rate", 10.0, (1.0, 3.0, 10.0)),
        ("rate_1", 0.2, (0.0, 0.2, 0.4, 0.6)),
        ("epochs", 2, (1, 2, 4, 8)),
        ("restore_best_weights", False, (False, True)),
    ],
)
def test_the_values_around_one_are_on_its_scale_and_allowed(name, value, around):
    declared = recipe("imdb/cnn").hyperparameters()[name]
    assert values_around(declared, value) == around
    assert all(declared.validate(one) == one for one in around)
