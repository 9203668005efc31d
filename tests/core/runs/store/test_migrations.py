"""The schema's versions: older stores are brought up to date in place, newer ones refused."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, String, create_engine, event, inspect, select, update

from core.errors import StoreError
from core.runs.store import Store, schema, tables

VERSIONS = Path(__file__).with_name("versions")


def test_a_newer_version_is_refused_and_left(store, settings, small):
    run = store.runs.create(small, 1, origin="dashboard")
    store.database.write(
        lambda connection: connection.execute(update(tables.store).values(schema=99))
    )
    with pytest.raises(
        StoreError, match=r"newer Recipe Lab \(its version is 99, this one supports"
    ):
        Store(settings.store_url)
    with store.database.reading() as connection:
        assert connection.execute(select(tables.store.c.schema)).scalar_one() == 99
    assert [stored.id for stored in store.runs.list()] == [run.id]


def test_an_older_version_migrates_forward(store, settings, small, monkeypatch):
    run = store.runs.create(small, 1, origin="dashboard")
    store.close()

    def add_column(change):
        change.add_column("runs", Column("later", String(5)))

    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, add_column))
    again = Store(settings.store_url)
    assert again.runs.get(run.id).id == run.id
    with again.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT later FROM runs").scalar() is None
        assert connection.execute(tables.store.select()).one().schema == schema.newest()
    again.close()
    Store(settings.store_url).close()  # and not a second time


def test_a_migration_that_fails_changes_nothing(store, settings, monkeypatch):
    store.close()

    def half(change):
        change.create_table("half", Column("a", String(5)))
        change.execute("SELECT nonsense")

    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, half))
    with pytest.raises(StoreError, match="nonsense"):
        Store(settings.store_url)
    monkeypatch.undo()
    again = Store(settings.store_url)
    with again.database.reading() as connection:
        assert "half" not in inspect(connection).get_table_names()
    again.close()


def load(version, settings):
    """Make a store of an earlier version: of its description, on whatever the store is on."""
    settings.home.mkdir()
    path = settings.home / "runs.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript((VERSIONS / f"{version}.sql").read_text())
    connection.close()
    if not settings.store:
        return
    described, migrated = create_engine(f"sqlite:///{path}"), MetaData()

    @event.listens_for(migrated, "column_reflect")
    def speak_no_dialect(_inspector, _table, column):
        column["type"] = column["type"].as_generic()

    wanted = create_engine(settings.store)
    with described.connect() as source, wanted.begin() as target:
        migrated.reflect(source)
        for table in migrated.sorted_tables:
            rows = source.execute(select(table)).mappings().all()
            table.create(target)
            if rows:
                target.execute(table.insert(), [dict(row) for row in rows])
    described.dispose(), wanted.dispose()


@pytest.mark.parametrize("version", range(1, schema.newest()))
def test_a_store_of_every_earlier_version_is_brought_up_to_date(settings, version):
    load(version, settings)
    upgraded = Store(settings.store_url)
    runs = upgraded.runs.list()
    assert [run.status for run in runs] == ["queued", "failed", "completed"]
    assert len(upgraded.histories.get(runs[2].id)) == 3
    assert len(upgraded.histories.points(runs[2].id)) == 0
    assert runs[2].test == {"loss": 0.3481, "accuracy": 0.8612}
    assert (runs[2].name, runs[2].tags, runs[2].note, runs[2].baselines) == ("", (), "", {})
    assert (runs[2].sweep, runs[2].trial, runs[2].sealed) == ("", None, False)
    upgraded.labels.tag([runs[2].id], ["kept"])
    assert upgraded.runs.get(runs[2].id).tags == ("kept",)
    with upgraded.database.reading() as connection:
        columns = {
            table: {column["name"] for column in inspect(connection).get_columns(table)}
            for table in tables.metadata.tables
        }
        indexes = {index["name"] for index in inspect(connection).get_indexes("runs")}
    assert columns == {name: set(table.c.keys()) for name, table in tables.metadata.tables.items()}
    assert indexes == {index.name for index in tables.runs.indexes}
    upgraded.close()
