"""Everything into one file and out of it again, from every database to every other."""

import json
import os
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from core.errors import RequestError, StoreError
from core.runs.backup import back_up
from core.runs.backup.format import MANIFEST
from core.runs.backup.restore import restore
from core.runs.files.artifacts import FINAL, LOG, PREDICTIONS
from core.runs.run import INTERRUPTED, now
from core.runs.store import Store, tables
from core.runs.store.copying import TABLES
from core.runs.store.runs import insert_run
from tests.pages import filling

ROOT = Path(__file__).parents[4]


@pytest.fixture
def other(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'other' / 'runs.sqlite'}")
    yield store
    store.close()


@pytest.fixture
def elsewhere(tmp_path):
    return tmp_path / "other" / "artifacts"


@pytest.fixture
def full(store, settings):
    """A store with runs in every state, labels, odd numbers and files."""
    done = filling.completed(store, "numeric-binary/perceptron", epochs=3)
    store.labels.annotate(done.id, 'Zeile 1\n„Zeile“ 2 \\ " 🙂')
    store.labels.tag([done.id], ["kept"])
    failed = filling.failed(store)
    store.bin.add([failed.id])
    stopped = filling.stopped(store, "imdb/cnn")
    for run in (done, stopped):
        folder = settings.artifacts / run.id
        folder.mkdir(parents=True)
        (folder / FINAL).write_bytes(os.urandom(3_000_000))
        (folder / PREDICTIONS).write_bytes(os.urandom(999))
        (folder / LOG).write_text("it began\n")
        store.runs.set_artifacts({run.id: 3_000_999})
    points = [
        {"run": stopped.id, "metric": "loss", "position": place / 20, "value": 1 / (3 + place)}
        for place in range(1, 21)
    ]
    store.copies.write(lambda raw: raw.add("points", points))
    return store


def manifest(path):
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read(MANIFEST))


def digests(path):
    content = manifest(path)
    listed = [*content["tables"].values(), content["files"]]
    return {entry["file"]: (entry["rows"], entry["sha256"]) for entry in listed}


def everything(store):
    return [(run.id, run.to_dict() | {"changed": 0}) for run in store.runs.list()]


def test_every_table_is_backed_up():
    assert {"store", *TABLES} == set(tables.metadata.tables)


def test_there_and_back_again_is_equal_by_digest(full, settings, other, elsewhere, tmp_path):
    first = back_up(full, settings.artifacts, tmp_path / "1.zip")
    assert (first.runs, first.epochs, first.values, first.files) == (3, 5, 20, 6)
    done = restore(other, elsewhere, tmp_path / "1.zip")
    assert (done.runs, done.epochs, done.values, done.files) == (3, 5, 20, 6)
    assert (done.existing, done.interrupted) == (0, 0)
    assert everything(other) == everything(full)
    runs = [run_id for run_id, _ in everything(full)]
    points = [other.histories.points(run_id) for run_id in runs]
    assert points == [full.histories.points(run_id) for run_id in runs] and max(map(len, points))
    back_up(other, elsewhere, tmp_path / "2.zip")
    assert digests(tmp_path / "2.zip") == digests(tmp_path / "1.zip")
    for name in ("runs.sqlite", "artifacts"):
        assert not (settings.home / "again" / name).exists()
    files = {path.relative_to(elsewhere) for path in elsewhere.rglob("*") if path.is_file()}
    assert len(files) == 6
    for name in files:
        original, restored = settings.artifacts / name, elsewhere / name
        assert original.read_bytes() == restored.read_bytes()
        assert original.stat().st_mtime == pytest.approx(restored.stat().st_mtime)


@pytest.fixture
def sweep(store, small):
    """A sweep that tries, with a trial that is completed and one that waits."""
    values = {"recipe": small.as_dict(), "recipe_id": small.id, "kind": "grid", "seed": 0}
    values |= {"space": [{"name": "units", "values": [8, 16, 32]}], "trials": 3, "prune": True}
    values |= {"confirm": 3, "finalists": 1, "status": "running", "origin": "dashboard"}
    values |= {"person": "Ada", "created": now(), "proposals": [{"units": 8}, {"units": 16}]}
    values |= {"skipped": {}, "chosen": [], "importance": {}, "failure": {}, "changed": 1}
    run = {"origin": "dashboard", "sweep": "2rvumgrgj3i", "sealed": True}

    def work(connection):
        connection.execute(insert(tables.sweeps).values(id="2rvumgrgj3i", **values))
        for trial in range(2):
            insert_run(connection, small, 0, trial=trial, **run)

    store.database.write(work)
    done = store.runs.list()[-1].id
    store.leases.claim(done, "me")
    store.leases.finish(done, "me", "completed", test={"loss": 0.5, "accuracy": 0.75})
    return "2rvumgrgj3i"


def test_a_sweep_comes_back_with_its_trials_and_waits(
    sweep, store, settings, other, elsewhere, tmp_path
):
    back_up(store, settings.artifacts, tmp_path / "1.zip")
    assert restore(other, elsewhere, tmp_path / "1.zip").runs == 2
    with other.database.reading() as connection:
        row = connection.execute(select(tables.sweeps)).one()
    assert (row.id, row.status, row.proposals) == (sweep, "paused", [{"units": 8}, {"units": 16}])
    assert {(run.sweep, run.trial, run.sealed) for run in other.runs.list()} == {
        (sweep, 0, True),
        (sweep, 1, True),
    }
    assert not any(run.test for run in other.runs.list()), "what was hidden stays hidden"
    again = restore(other, elsewhere, tmp_path / "1.zip")
    assert (again.runs, again.existing) == (0, 2)
    with other.database.reading() as connection:
        assert len(connection.execute(select(tables.sweeps)).all()) == 1


def test_saved_views_come_back_unless_their_name_is_taken(
    store, settings, other, elsewhere, tmp_path
):
    for name in ("Lecture", "Exam"):
        store.views.save("runs", name, {"text": name}, person="ada")
    own = other.views.save("runs", "LECTURE", {}, person="bob")
    back_up(store, settings.artifacts, tmp_path / "1.zip")
    for _ in range(2):
        restore(other, elsewhere, tmp_path / "1.zip")
        exam, lecture = other.views.list("runs")
        assert exam == store.views.list("runs")[0]
        assert (lecture.id, lecture.query, lecture.person) == (own, {}, "bob")


def test_kept_inputs_come_back(store, settings, other, elsewhere, tmp_path):
    store.inputs.keep("text", "mine", {"text": "not bad"}, person="ada")
    back_up(store, settings.artifacts, tmp_path / "1.zip")
    for _ in range(2):
        restore(other, elsewhere, tmp_path / "1.zip")
        assert other.inputs.list("ada") == store.inputs.list("ada")


@pytest.mark.parametrize(("version", "added"), [(1, ("views", "inputs")), (2, ("inputs",))])
def test_a_backup_of_before_views_or_inputs_is_restored(
    full, settings, other, elsewhere, tmp_path, version, added
):
    back_up(full, settings.artifacts, tmp_path / "1.zip")
    with (
        zipfile.ZipFile(tmp_path / "1.zip") as new,
        zipfile.ZipFile(tmp_path / "old.zip", "w") as old,
    ):
        for name in set(new.namelist()) - {MANIFEST, *(f"{name}.jsonl" for name in added)}:
            old.writestr(name, new.read(name))
        content = json.loads(new.read(MANIFEST)) | {"format": version}
        for name in added:
            del content["tables"][name]
        old.writestr(MANIFEST, json.dumps(content))
    assert restore(other, elsewhere, tmp_path / "old.zip").runs == 3
    assert other.views.list("runs") == []


def test_a_backup_of_before_sweeps_is_restored(full, settings, other, elsewhere, tmp_path):
    back_up(full, settings.artifacts, tmp_path / "1.zip")
    with (
        zipfile.ZipFile(tmp_path / "1.zip") as new,
        zipfile.ZipFile(tmp_path / "old.zip", "w") as old,
    ):
        for name in new.namelist():
            content = new.read(name)
            if name == "sweeps.jsonl":
                continue
            if name == MANIFEST:
                manifest = json.loads(content)
                del manifest["tables"]["sweeps"]
                content = json.dumps(manifest | {"schema": 3}).encode()
            old.writestr(name, content)
    assert restore(other, elsewhere, tmp_path / "old.zip").runs == 3
    assert everything(other) == everything(full)


def test_from_sqlite_to_postgresql_and_back(
    other, elsewhere, postgresql, tmp_path, small, monkeypatch
):
    monkeypatch.setattr("core.runs.backup.restore.ROWS_AT_ONCE", 2)
    monkeypatch.setattr("core.runs.store.copying.ROWS_AT_ONCE", 2)
    monkeypatch.setattr("core.runs.backup.format.LINES_AT_ONCE", 2)
    filling.completed(other, "numeric-binary/perceptron", epochs=3)
    run = other.runs.create(small, 1, origin="dashboard")
    other.leases.claim(run.id, "me")
    odd = [{"loss": float("nan"), "B_a": 0.1 + 0.2, "b": -0.0, "_a": 5e-324, "é": float("inf")}]
    other.histories.append(run.id, 0, odd * 2, [0.1, 1 / 3], holder="me")
    nested = {"b": [float("inf"), {"c": 1}]}
    other.leases.finish(run.id, "me", "failed", test={"loss": float("-inf")}, environment=nested)
    back_up(other, elsewhere, tmp_path / "1.zip")
    server = Store(postgresql.store())
    assert restore(server, tmp_path / "there", tmp_path / "1.zip").runs == 2
    back_up(server, tmp_path / "there", tmp_path / "2.zip")
    server.close()
    again = Store(f"sqlite:///{tmp_path / 'third' / 'runs.sqlite'}")
    restore(again, tmp_path / "third", tmp_path / "2.zip")
    back_up(again, tmp_path / "third", tmp_path / "3.zip")
    assert everything(again) == everything(other)
    assert again.histories.get(run.id).metrics["é"][0] == float("inf")
    again.close()
    assert digests(tmp_path / "1.zip") == digests(tmp_path / "2.zip") == digests(tmp_path / "3.zip")


def test_anybody_can_read_it(full, settings, tmp_path):
    back_up(full, settings.artifacts, tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert archive.testzip() is None
        rows = [json.loads(line) for line in archive.read("metrics.jsonl").splitlines()]
    content = manifest(tmp_path / "b.zip")
    assert content["what"] == "Recipe Lab backup" and len(rows) == 20
    assert rows[0].keys() == {"run", "metric", "epoch", "value"}


def test_a_file_that_is_there_is_never_replaced(full, settings, tmp_path):
    path = tmp_path / "b.zip"
    path.write_text("mine")
    with pytest.raises(RequestError, match="never replaces a file"):
        back_up(full, settings.artifacts, path)
    assert path.read_text() == "mine" and not list(tmp_path.glob(".b.zip*"))


def test_runs_that_go_on_come_back_interrupted_and_can_be_resumed(
    store, settings, other, elsewhere, tmp_path, small
):
    running = filling.running(store, "imdb/cnn", done=2)
    waiting = store.runs.create(small, 1, origin="dashboard")
    paused = store.runs.create(small, 2, origin="dashboard")
    store.actions.pause(paused.id)
    store.runs.note_checkpoint(running.id, epoch=1, step=0, size=10)
    back_up(store, settings.artifacts, tmp_path / "b.zip")
    done = restore(other, elsewhere, tmp_path / "b.zip")
    assert done.interrupted == 3 and other.queue.next() == []
    for run in (running, waiting, paused):
        restored = other.runs.get(run.id)
        assert (restored.status, restored.holder, restored.checkpoint) == (INTERRUPTED, "", {})
        assert "when its store was backed up" in restored.error and restored.finished
        assert other.actions.resume(run.id) == "queued"
    assert len(other.histories.get(running.id)) == 2
    assert store.runs.get(running.id).status == "running"


def test_what_is_there_stays_and_only_the_rest_is_added(full, settings, tmp_path, small):
    back_up(full, settings.artifacts, tmp_path / "b.zip")
    before = everything(full)
    done = restore(full, settings.artifacts, tmp_path / "b.zip")
    assert (done.runs, done.existing, done.files) == (0, 3, 0) and everything(full) == before
    gone = full.runs.list()[0]
    full.bin.add([gone.id])
    assert full.bin.empty([gone.id]) == [gone.id]
    version = full.database.version()
    new = full.runs.create(small, 5, origin="dashboard")
    full.labels.rename(before[1][0], "renamed since")
    done = restore(full, settings.artifacts, tmp_path / "b.zip", artifacts=False)
    assert (done.runs, done.existing, done.files) == (1, 2, 0)
    assert (
        full.runs.get(gone.id).artifacts_bytes == 0
        and len(full.histories.get(gone.id)) == gone.epochs_done
    )
    assert full.runs.get(before[1][0]).name == "renamed since" and full.runs.get(new.id)
    assert [
        run.id for run in full.runs.list(changed_after=version)
    ] and full.database.version() > version


@pytest.mark.parametrize("what", ["seed", "value", "test"])
def test_a_run_of_the_same_id_that_differs_is_named(full, settings, tmp_path, what):
    back_up(full, settings.artifacts, tmp_path / "b.zip")
    run = full.runs.list()[-1]
    table, metrics = tables.runs, tables.metrics

    def change(connection):
        if what == "value":
            connection.execute(metrics.update().where(metrics.c.run == run.id).values(value=0.123))
            return
        values = {"seed": 77} if what == "seed" else {"test": {"loss": 9.0}}
        connection.execute(table.update().where(table.c.id == run.id).values(values))

    full.database.write(change)
    gone = full.runs.list()[0]
    full.bin.add([gone.id])
    full.bin.empty([gone.id])
    before = everything(full)
    with pytest.raises(StoreError, match=f"The run {run.id} is in the store and in .* differs"):
        restore(full, settings.artifacts, tmp_path / "b.zip")
    assert everything(full) == before


def test_runs_that_are_written_meanwhile_are_whole(store, settings, other, elsewhere, tmp_path):
    runs = [filling.running(store, "imdb/cnn", seed=number, epochs=1_000) for number in range(3)]
    stop = threading.Event()

    def write():
        epoch = 0
        while not stop.is_set():
            for run in runs:
                row = filling.epoch_row(run, epoch)
                store.histories.append(run.id, epoch, [row], [0.1], holder=filling.HOLDER)
            epoch += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(3):
            back_up(store, settings.artifacts, tmp_path / f"{number}.zip")
    finally:
        stop.set()
        thread.join()
    restore(other, elsewhere, tmp_path / "2.zip")
    for run in runs:
        restored = other.runs.get(run.id)
        history = other.histories.get(run.id)
        assert restored.epochs_done == len(history) == len(other.histories.seconds(run.id))
        assert all(len(values) == len(history) for values in history.metrics.values())


LIMITED = """
import resource, sys
from pathlib import Path
from core.errors import RecipeLabError
from core.runs.backup import back_up
from core.runs.backup.restore import restore
from core.runs.store import Store
do, url, root, path, most = sys.argv[1:]
store = Store(url)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), int(most)))
try:
    {"backup": back_up, "restore": restore}[do](store, Path(root), Path(path))
    print("done")
except RecipeLabError as error:
    print(error)
"""


def limited(*arguments):
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_full_disk_leaves_nothing_behind(full, settings, other, elsewhere, tmp_path):
    path = tmp_path / "b.zip"
    output = limited("backup", full.database.url, settings.artifacts, path, 1_000_000)
    assert "could not be written" in output and not list(tmp_path.glob("*b.zip*"))
    back_up(full, settings.artifacts, path)
    for most in (1_000_000, 40_000):  # too little for the weights, and for the store itself
        output = limited("restore", other.database.url, elsewhere, path, most)
        assert "could not be written" in output and "nothing was restored" in output
        assert other.runs.list() == []
        assert not [name for name in elsewhere.rglob("*") if name.is_file()]
    restore(other, elsewhere, path)
    assert everything(other) == everything(full)
