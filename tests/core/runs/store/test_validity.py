"""One senseless row is left out; the others stay, and everything works on."""

from __future__ import annotations

import json
import logging
from dataclasses import fields

import pytest
from sqlalchemy import text

from core.errors import StoreError
from core.recipes import RECIPES
from core.runs.backup import back_up
from core.runs.backup.restore import restore
from core.runs.index import RunIndex
from core.runs.run import Run, now
from core.runs.store import Store, tables
from core.runs.store.validity import CHECKS, fault
from core.sweeps.plan import Plan
from core.sweeps.space import make_space
from core.sweeps.store import SweepStore
from core.system.storage import count
from tests.pages import filling

DEEP = "[" * 100_000 + "]" * 100_000
# Column → what it may be in a SQLite file that somebody else wrote into.
SENSELESS = [
    ("created", 1e300),
    ("created", "yesterday"),
    ("created", -1e18),
    ("created", 253402300000.0),
    ("started", "soon"),
    ("lease_until", "later"),
    ("lease_until", 1e300),
    ("tags", "null"),
    ("tags", '{"a": 1}'),
    ("recipe", '{"layers": ['),
    ("recipe", "{}"),
    ("recipe", '{"id": {"a": 1}, "layers": 3}'),
    ("test", "[1, 2]"),
    ("test", '{"accuracy": "high"}'),
    ("family", "gan"),
    ("family", "recurrent"),
    ("task", "chess"),
    ("dataset", "nosuch"),
    ("recipe_id", "another/mlp"),
    ("status", "exploded"),
    ("origin", "space"),
    ("progress", DEEP),
    ("progress", '{"epoch": "x", "batches": []}'),
    ("seconds", '{"train": []}'),
    ("failure", '{"message": 3}'),
    ("failure", '{"message": "x", "values": [' + "[" * 50 + "]" * 50 + "]}"),
    ("extended", '["x"]'),
    ("checkpoint", '{"epoch": "x"}'),
    ("environment", "[]"),
    ("notes", '{"a": 1}'),
    ("epochs", "many"),
    ("epochs_done", -1),
    ("seed", "x"),
    ("name", "two\nlines"),
    ("person", 7 * "a\0"),
    ("scale", "large"),
    ("name", b"\xff"),
    ("recipe", b"\xff"),
]


def spoil(store, run_id, column, value, table="runs"):
    """Write a value directly, bypassing the code of the store."""
    with store.database._engine.begin() as connection:
        change = text(f"UPDATE {table} SET {column} = :value WHERE id = :id")
        connection.execute(change, {"value": value, "id": run_id})
        connection.execute(text("UPDATE store SET changes = changes + 1"))
        if table == "runs":
            changed = text("UPDATE runs SET changed = (SELECT changes FROM store) WHERE id = :id")
            connection.execute(changed, {"id": run_id})


@pytest.mark.parametrize(("column", "value"), SENSELESS)
def test_a_senseless_row_is_left_out_and_logged_once(store, caplog, column, value):
    good = filling.completed(store, "digits/mlp")
    make = filling.running if column == "lease_until" else filling.completed
    bad = make(store, "digits/mlp", seed=1)
    index = RunIndex(store)
    assert len(index.rows()) == 2
    spoil(store, bad.id, column, value)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            assert [run.id for run in store.runs.list()] == [good.id]
            assert good.id in {row.id for row in index.rows()}
    assert [row.id for row in index.rows()] == [good.id]
    assert store.leases.expire(apart=0) == []
    assert column in store.database.unreadable[bad.id] and list(store.database.unreadable) == [
        bad.id
    ]
    logged = [record for record in caplog.records if record.event == "unreadable row"]
    assert [record.values["row"] for record in logged] == [bad.id]
    for act in (store.runs.get, store.actions.stop, store.actions.resume):
        with pytest.raises(StoreError):
            act(bad.id)


def test_a_row_that_was_repaired_is_there_again(store):
    run = filling.completed(store, "digits/mlp")
    index = RunIndex(store)
    spoil(store, run.id, "family", "gan")
    assert index.rows() == () and store.runs.list() == []
    spoil(store, run.id, "family", "mlp")
    assert [row.id for row in index.rows()] == [run.id] and not store.database.unreadable


def test_a_backup_leaves_it_out_with_all_that_belongs_to_it(store, settings, tmp_path):
    good, bad = (filling.completed(store, "digits/mlp", seed=seed) for seed in (0, 1))
    spoil(store, bad.id, "created", 1e300)
    done = back_up(store, settings.artifacts, tmp_path / "b.zip")
    assert (done.runs, done.left_out) == (1, 1)
    other = Store(f"sqlite:///{tmp_path / 'other.sqlite'}")
    assert restore(other, tmp_path / "artifacts", tmp_path / "b.zip").refused == []
    assert [run.id for run in other.runs.list()] == [good.id] and len(other.histories.get(good.id))
    other.close()


def test_an_unreadable_run_does_not_hold_up_the_queue(store):
    bad, good = (filling.queued(store, "digits/mlp", seed=seed) for seed in (0, 1))
    spoil(store, bad.id, "recipe", "{}")
    assert [run.id for run in store.queue.next(1)] == [good.id]


def test_text_of_another_encoding_ends_no_query(store):
    run = filling.completed(store, "digits/mlp")
    with store.database._engine.begin() as connection:
        connection.execute(text("UPDATE runs SET name = CAST(X'61ff' AS TEXT)"))
    assert [stored.name for stored in store.runs.list()] == ["a\ufffd"]
    assert [row.id for row in RunIndex(store).rows()] == [run.id]


def test_counting_finds_what_nobody_has_read(store, settings):
    run = filling.completed(store, "digits/mlp")
    spoil(store, run.id, "recipe", "[]")
    count(store, settings)
    assert list(store.database.unreadable) == [run.id]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("space", '[{"name": 1}]'),
        ("space", '[{"name": "units", "low": "x"}]'),
        ("proposals", '["x"]'),
        ("skipped", '{"0": "x"}'),
        ("recipe", "null"),
        ("kind", "divination"),
        ("status", "exploded"),
        ("created", 1e300),
        ("winner", 7),
        ("chosen", "[7]"),
        ("importance", '{"units": "much"}'),
    ],
)
def test_a_senseless_sweep_is_left_out(store, column, value):
    sweeps, base = SweepStore(store), RECIPES["digits/mlp"]
    facts = {"kind": "grid", "trials": 2, "seed": 0, "prune": False, "confirm": 2, "finalists": 1}
    plan = Plan(recipe=base, space=make_space(base, {"units": [8, 16]}, {}), **facts)
    made = [sweeps.create(plan, origin="dashboard") for _ in range(2)]
    spoil(store, made[0].id, column, value, "sweeps")
    assert [sweep.id for sweep in sweeps.list()] == [made[1].id]
    assert column in store.database.unreadable[made[0].id]
    with pytest.raises(StoreError):
        sweeps.get(made[0].id)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("metrics", "value", "high"), ("metrics", "epoch", "x"), ("epochs", "seconds", "long")],
)
def test_a_senseless_value_is_none(store, table, column, value):
    run = filling.completed(store, "digits/mlp", epochs=3)
    with store.database._engine.begin() as connection:
        change = f"UPDATE {table} SET {column} = :value WHERE run = :id AND epoch = 1"
        connection.execute(text(change), {"value": value, "id": run.id})
    history, seconds = store.histories.get(run.id), store.histories.seconds(run.id)
    assert all(isinstance(epoch, int) for epoch in history.epochs)
    numbers = [number for values in history.metrics.values() for number in values]
    assert all(isinstance(number, float) for number in [*numbers, *seconds])


def test_the_rules_are_of_the_columns_there_are():
    made = RECIPES["digits/mlp"]
    names = {"recipe_id": made.id, "recipe_key": made.key, "dataset": made.dataset}
    names |= {"task": made.task, "family": made.family, "recipe": made.as_dict()}
    run = Run(id="a", seed=0, status="queued", origin="dashboard", created=now(), **names)
    row = {entry.name: getattr(run, entry.name) for entry in fields(run)}
    assert row.keys() == {column.name for column in tables.runs.c}
    assert CHECKS["runs"].keys() == {*row, "recipe_text"}
    assert CHECKS["sweeps"].keys() == {column.name for column in tables.sweeps.c}
    assert not fault("runs", row)


def test_every_recipe_there_is_may_stand_in_a_row():
    for made in RECIPES.values():
        row = {"recipe": json.loads(json.dumps(made.as_dict())), "recipe_id": made.id}
        assert not fault("runs", row | {"dataset": made.dataset, "family": made.family}), made.id
