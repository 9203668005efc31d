import pytest

from core.errors import RequestError
from core.recipes import recipe
from core.recipes.samples import samples
from core.sweeps.plan import make_plan, with_validation
from core.sweeps.space import make_space


def space(entry, **values):
    return make_space(entry, values or {"units": [8, 16, 32]}, {})


def test_a_grid_tries_everything_and_others_no_more_than_there_is(base):
    assert make_plan(base, space(base), kind="grid", trials=100).trials == 3
    assert make_plan(base, space(base), kind="tpe", trials=100).trials == 3
    assert make_plan(base, space(base), kind="random", trials=2).runs == 2 + 3


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "best"}, "one of grid, random, tpe"),
        ({"kind": "tpe", "trials": 1}, "trials must be a whole number from 2"),
        ({"kind": "tpe", "confirm": 0}, "confirm must be a whole number from 1"),
        ({"kind": "tpe", "finalists": 3}, "finalists must be a whole number from 1 to 2"),
    ],
)
def test_what_makes_no_sense_is_refused(base, changes, message):
    with pytest.raises(RequestError, match=message):
        make_plan(base, space(base), **changes)


def test_a_grid_takes_no_range_and_not_too_much(base):
    with pytest.raises(RequestError, match="A grid needs a list of values"):
        make_plan(base, make_space(base, {}, {"learning_rate": (1e-4, 1e-2)}), kind="grid")
    many = {"units": list(range(1, 51)), "batch_size": list(range(1, 51))}
    with pytest.raises(RequestError, match="2,500 combinations"):
        make_plan(base, space(base, **many), kind="grid")


def test_without_validation_data_of_its_own_nothing_is_picked(base):
    bare = base.with_settings({"validation_split": 0.0})
    with pytest.raises(RequestError, match="has none; set validation_split"):
        make_plan(bare, space(bare), kind="grid")
    peeking = recipe("mnist/cnn")
    assert peeking.fit["validation_data"] == "test"
    with pytest.raises(RequestError, match="validates on the test set"):
        make_plan(peeking, space(peeking, batch_size=[8, 16]), kind="grid")
    for entry in (bare, peeking):
        cured = with_validation(entry)
        assert cured.fit["validation_data"] == "train" and samples(cured)[1] > 0
    assert with_validation(base) == base
