"""Runs' files shared between machines: two homes, and a shared location between them."""

import json
import os
from dataclasses import replace

import fsspec
import numpy as np
import pytest

from core.errors import RequestError, StoreError
from core.runs.files.artifacts import (
    BEST,
    CHECKPOINT,
    COPIES,
    FINAL,
    LOG,
    PREDICTIONS,
    load_weights,
)
from core.runs.files.leftovers import remove_leftovers
from core.runs.files.sharing import bring_all, run_folder, share, share_all, unshare
from core.runs.files.shelf import Shelf, public_url
from core.runs.store.retention import keep_within
from core.runs.workers.execute import execute
from core.settings import Settings, load_settings
from tests.core.runs import fake_training


@pytest.fixture(params=["file", "memory"])
def url(request, tmp_path):
    """The shared location, on different kinds of file system."""
    place = tmp_path / "place"
    place.mkdir()
    if request.param == "memory":
        return f"memory://{tmp_path.name}"
    return f"file://{place}"


@pytest.fixture
def worker(tmp_path, url):
    return Settings(home=tmp_path / "worker", artifacts_url=url)


@pytest.fixture
def dashboard(tmp_path, url):
    return Settings(home=tmp_path / "dashboard", artifacts_url=url)


def write(settings, name, content, run="r1"):
    path = settings.artifacts / run / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def read(settings, name, run="r1"):
    path = run_folder(settings, run, name) / name
    return path.read_bytes() if path.exists() else None


def test_what_a_worker_shares_another_machine_reads(worker, dashboard):
    assert read(dashboard, FINAL) is None
    write(worker, FINAL, b"first")
    assert share(worker, "r1", FINAL, LOG) is None
    assert read(dashboard, FINAL) == b"first"
    write(worker, FINAL, b"other")
    share(worker, "r1", FINAL)
    assert read(dashboard, FINAL) == b"other"


@pytest.mark.parametrize("text", ["{", "[1]", '{"final.npz": ' * 100_000, '{"final.npz": 1}'])
def test_where_nobody_knows_what_was_copied_all_is_copied_again(worker, dashboard, text):
    write(worker, FINAL, b"weights")
    share(worker, "r1", FINAL)
    path = write(dashboard, COPIES, text.encode())
    assert read(dashboard, FINAL) == b"weights"
    assert json.loads(path.read_text()).keys() == {FINAL}


@pytest.mark.timeout(60)
def test_only_regular_files_are_shared(worker, dashboard, tmp_path):
    (tmp_path / "secret").write_text("not a log")
    folder = write(worker, FINAL, b"weights").parent
    (folder / LOG).symlink_to(tmp_path / "secret")
    os.mkfifo(folder / PREDICTIONS)
    assert share(worker, "r1", FINAL, LOG, PREDICTIONS) is None
    copies = [read(dashboard, name) for name in (FINAL, LOG, PREDICTIONS)]
    assert copies == [b"weights", None, None]


def test_a_copy_is_copied_once(worker, dashboard, monkeypatch):
    write(worker, PREDICTIONS, b"numbers")
    share(worker, "r1", PREDICTIONS)
    read(dashboard, PREDICTIONS)
    moved = []
    for name in ("_get", "_put"):
        old = getattr(Shelf, name)
        monkeypatch.setattr(
            Shelf, name, lambda self, *paths, old=old: (moved.append(paths), old(self, *paths))
        )
    assert read(dashboard, PREDICTIONS) == b"numbers"
    share(worker, "r1", PREDICTIONS)
    assert not moved
    os.utime(write(worker, PREDICTIONS, b"numbers"), ns=(1, 1))
    share(worker, "r1", PREDICTIONS)
    assert len(moved) == 1


def test_what_a_worker_takes_away_goes_everywhere(worker, dashboard):
    """After an extension, a run may no longer have best weights that differ from the final ones."""
    path = write(worker, BEST, b"best")
    share(worker, "r1", BEST)
    assert read(dashboard, BEST) == b"best"
    path.unlink()
    share(worker, "r1", BEST)
    assert read(dashboard, BEST) == b"best"
    share(worker, "r1", gone=[BEST])
    assert read(dashboard, BEST) is None


def test_beyond_the_quota_the_oldest_go_there_too(store, small, worker, dashboard):
    runs = [store.runs.create(small, seed, origin="dashboard").id for seed in range(2)]
    for run_id in runs:
        execute(run_id, store, worker, "me", train=fake_training.quick)
        write(worker, CHECKPOINT, b"x" * 2_000_000, run_id)
        share(worker, run_id, CHECKPOINT)
    waiting = store.runs.create(small, 3, origin="dashboard").id
    write(worker, CHECKPOINT, b"x" * 2_000_000, waiting)
    share(worker, waiting, CHECKPOINT)
    assert keep_within(store, replace(dashboard, artifacts_limit_mb=5), shared=True) == runs[:1]
    assert read(dashboard, CHECKPOINT, runs[0]) is None
    assert 0 < store.runs.get(runs[0]).artifacts_bytes < 2_000
    assert load_weights(run_folder(dashboard, runs[0], FINAL))
    assert read(dashboard, CHECKPOINT, runs[1]) and read(dashboard, CHECKPOINT, waiting)


def test_what_was_never_shared_is_not_deleted(worker):
    path = write(worker, CHECKPOINT, b"mine")
    run_folder(worker, "r1", CHECKPOINT)
    assert path.read_bytes() == b"mine"


def test_a_checkpoint_goes_from_machine_to_machine_and_back(worker, dashboard):
    other = dashboard
    for turn in range(3):
        writer, reader = (worker, other) if turn % 2 == 0 else (other, worker)
        content = b"checkpoint %d" % turn
        write(writer, CHECKPOINT, content)
        share(writer, "r1", CHECKPOINT)
        assert read(reader, CHECKPOINT) == content


def test_deleted_runs_are_deleted_there_too(worker, dashboard):
    for name in (FINAL, LOG):
        write(worker, name, b"1")
    share(worker, "r1", FINAL, LOG)
    read(dashboard, FINAL)
    assert remove_leftovers(dashboard.artifacts, ["r1"]) == []
    unshare(dashboard, ["r1"])
    assert read(dashboard, FINAL) is None and not (dashboard.artifacts / "r1").exists()


def test_no_half_file_is_ever_there(worker, dashboard, url, monkeypatch):
    write(worker, FINAL, b"whole")
    share(worker, "r1", FINAL)
    files, root = fsspec.core.url_to_fs(url)

    write(worker, FINAL, b"another")
    with monkeypatch.context() as patch:
        put = type(files).put_file

        def broken(self, lpath, rpath, *args, **kwargs):
            put(self, lpath, rpath, *args, **kwargs)
            self.pipe_file(rpath, b"ha")
            raise OSError("the line broke")

        patch.setattr(type(files), "put_file", broken)
        error = share(worker, "r1", FINAL)
    assert isinstance(error, StoreError) and "the line broke" in str(error)
    assert read(dashboard, FINAL) == b"whole"
    assert [name.rpartition("/")[2] for name in files.find(root)] == [FINAL]
    assert share(worker, "r1", FINAL) is None and read(dashboard, FINAL) == b"another"


def test_an_executed_run_leaves_all_it_has_there(store, small, worker, dashboard):
    run = store.runs.create(small, 3, origin="dashboard")
    done = execute(run.id, store, worker, "me", train=fake_training.quick)
    assert done.status == "completed" and done.artifacts_bytes
    folder = run_folder(dashboard, run.id, FINAL, BEST, PREDICTIONS)
    assert list(load_weights(folder)) == ["dense/kernel", "dense/bias"]
    assert np.load(folder / PREDICTIONS)["predictions"].shape == (2,)


def test_a_place_out_of_reach_costs_files_and_not_the_run(store, small, worker, tmp_path):
    away = replace(worker, artifacts_url=f"file://{tmp_path / 'a file'}/inside")
    (tmp_path / "a file").write_text("")
    run = store.runs.create(small, 3, origin="dashboard")
    done = execute(run.id, store, away, "me", train=fake_training.quick)
    assert done.status == "completed" and "cannot be reached" in " ".join(done.notes)


def test_copies_give_way_without_a_word_to_the_store(store, small, worker, dashboard):
    run = store.runs.create(small, 3, origin="dashboard")
    execute(run.id, store, worker, "me", train=fake_training.quick)
    size = store.runs.get(run.id).artifacts_bytes
    run_folder(dashboard, run.id, FINAL, PREDICTIONS)
    old = dashboard.artifacts / run.id / FINAL
    os.utime(old, (1, 1))
    keep_within(store, replace(dashboard, keep_weights_days=1))
    assert not old.exists() and store.runs.get(run.id).artifacts_bytes == size
    assert load_weights(run_folder(dashboard, run.id, FINAL))


def test_a_plain_folder_is_used_as_it_is(tmp_path):
    settings = Settings(home=tmp_path / "home", artifacts_url=str(tmp_path / "mounted"))
    assert settings.artifacts == tmp_path / "mounted" and not settings.shares
    write(settings, FINAL, b"1")
    assert share(settings, "r1", FINAL) is None and read(settings, FINAL) == b"1"
    assert [path.name for path in (tmp_path / "mounted" / "r1").iterdir()] == [FINAL]
    assert load_settings({"RECIPE_LAB_HOME": str(tmp_path)}).artifacts == tmp_path / "artifacts"


def test_without_fsspec_one_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "fsspec.core", None)
    with pytest.raises(RequestError, match=r"requirements-cluster\.txt"):
        Shelf("s3://bucket/folder")


def test_no_password_is_shown():
    assert public_url("ftp://me:secret@host/folder") == "ftp://host/folder"


def test_a_backup_has_what_is_shared_and_a_restore_shares_it(worker, dashboard, tmp_path, url):
    write(worker, FINAL, b"1")
    write(worker, LOG, b"2", run="r2")
    share_all(worker)
    bring_all(dashboard)
    assert (dashboard.artifacts / "r1" / FINAL).read_bytes() == b"1"
    assert (dashboard.artifacts / "r2" / LOG).read_bytes() == b"2"
