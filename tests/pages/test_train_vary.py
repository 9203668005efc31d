"""Vary this, on Train: a setting over a few values with three seeds each, and what that gave."""

from __future__ import annotations

import pytest

from core.recipes import recipe
from core.runs.run import COMPLETED
from core.sweeps.plan import make_plan
from core.sweeps.space import SEED, make_space
from core.sweeps.store import SweepStore
from core.sweeps.varied import setting_of
from pages.components.train.vary import menu_key
from tests.pages.filling import HOLDER
from tests.pages.runs import charts, texts

ID, NAME = "topics/cnn", "kernel_size"
CHART = f"sweep-{NAME}"


@pytest.fixture
def sweeps(store):
    return SweepStore(store)


@pytest.fixture
def varied(sweeps, store):
    """Kernel sizes 3 and 5 with two seeds each; three of the four runs have ended."""
    base = recipe(ID)
    space = make_space(base, {NAME: [3, 5], SEED: [0, 1]}, {})
    plan = make_plan(base, space, kind="grid", prune=False, confirm=2)
    sweep = sweeps.create(plan, origin="dashboard", person="Ada")
    for (value, seed), top in (((3, 0), 0.8), ((3, 1), 0.9), ((5, 0), 0.95)):
        current = sweeps.get(sweep.id)
        changed = base.with_settings({NAME: value})
        run = sweeps.propose(current, {NAME: value, SEED: seed}, changed)
        assert store.leases.claim(run, HOLDER)
        rows = [{"val_accuracy": top, "val_loss": 0.1}]
        store.histories.append(run, 0, rows, [0.1], holder=HOLDER)
        store.leases.finish(run, HOLDER, COMPLETED, test={"loss": 0.1, "accuracy": 0.4321})
    return sweeps.get(sweep.id)


def values_of(page, name: str):
    return next(it for it in page.text_input if str(it.key).startswith(f"vary {ID} {name}"))


def opened(page):
    """The page with the menu of the setting open."""
    page.session_state[menu_key(ID, NAME)] = True
    return page.run()


def test_a_setting_is_varied_with_three_seeds_each(open_train, sweeps):
    page = open_train(recipe=ID, units="64")
    assert not [it for it in page.text_input if "vary" in str(it.key)]  # nothing is planned yet
    page = opened(page)
    assert values_of(page, NAME).value == "1, 3, 5, 7, 9"
    values_of(page, NAME).set_value("3, 9").run()
    page.button(key=f"vary start {ID} {NAME}").click().run()
    assert not page.exception
    assert page.session_state[menu_key(ID, NAME)] is False
    (sweep,) = sweeps.list()
    assert (sweep.kind, sweep.trials, sweep.prune, sweep.confirm) == ("grid", 6, False, 3)
    assert sweep.base.values()["units"] == 64  # the other changes are kept
    assert [*sweep.choices.grid()][:2] == [{NAME: 3, SEED: 0}, {NAME: 3, SEED: 1}]
    assert setting_of(sweep) == NAME


def test_values_that_cannot_be_tried_are_refused_where_they_were_typed(open_train, sweeps):
    page = opened(open_train(recipe=ID))
    for typed in ("3", "3, x", "1000, 3", ", ".join(map(str, range(1, 11)))):
        values_of(page, NAME).set_value(typed).run()
        assert not page.exception and ":red[" in texts(page), typed
        assert not [it for it in page.button if it.key == f"vary start {ID} {NAME}"], typed


def test_what_was_varied_stays_with_the_recipe_by_validation_only(open_train, varied):
    page = open_train(recipe=ID)
    drawn = {trace["uid"] for trace in charts(page)[CHART]["data"]}
    assert {"mean-0", "mean-1"} <= drawn
    assert "kernel size 5" in texts(page) and "95.0" in texts(page)
    assert "43.2" not in texts(page)  # the test figures are sealed
    assert CHART not in charts(open_train(recipe="topics/mlp"))
