"""What a restored run brings is shown as it is wherever a page puts it into Markdown."""

from __future__ import annotations

from dataclasses import replace

from core.errors import TrainingError
from core.recipes import recipe
from core.runs.run import COMPLETED, STOPPED
from pages.components.frame import wording
from tests.pages import filling

STRANGE = "[x](http://e.xy) www.e.xy"


def shown(page) -> str:
    kinds = (page.markdown, page.info, page.warning, page.error, page.success, page.button)
    return "\n".join(getattr(one, "value", "") or one.label for kind in kinds for one in kind)


def started(store, recipe_id: str, seed: int = 0):
    return store.runs.create(
        replace(recipe(recipe_id), id=STRANGE),
        seed,
        origin="dashboard",
        holder=filling.HOLDER,
        lease_seconds=3_600,
    )


def test_the_recipe_and_the_reason_of_a_run_that_was_stopped(open_train, store):
    run = started(store, "numeric-binary/mlp")
    waiting = started(store, "numeric-binary/mlp", 1)
    store.leases.finish(run.id, filling.HOLDER, STOPPED, TrainingError("Too long: {x}", x=STRANGE))
    page = open_train(run=run.id)
    text = shown(page)
    assert STRANGE not in text
    assert wording.escape_markdown(store.runs.get(run.id).error) in text
    (title,) = (line for line in text.split("\n") if line.startswith("## "))
    assert wording.escape_markdown(STRANGE) in title
    assert wording.escape_markdown(STRANGE) in page.button(key=f"queue {waiting.id}").label


def test_the_unit_of_a_result(open_train, store):
    for seed in (0, 1):
        run = started(store, "series/lstm", seed)
        values = {"test": {"loss": 0.3, "mae": 0.3}, "scale": 8.0, "unit": STRANGE}
        values["baselines"] = {"persistence_test": 0.4}
        assert store.leases.finish(run.id, filling.HOLDER, COMPLETED, **values)
    text = shown(open_train(run=run.id))
    assert STRANGE not in text
    # the result and its baseline, the mean of both seeds, the table of figures
    assert text.count(wording.escape_markdown(STRANGE)) >= 4
