"""What cannot be a store is refused with a clear error and left unchanged."""

import hashlib
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import event

from core.errors import StoreError
from core.recipes import recipe
from core.runs.store import Store
from core.runs.workers.recorder import StoreRecorder


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def close_and_change(store, settings, *statements):
    store.close()
    path = settings.home / "runs.sqlite"
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()
    return path


def test_a_new_file_that_another_program_sets_up_is_waited_for(settings):
    settings.home.mkdir(parents=True, exist_ok=True)
    other = sqlite3.connect(
        settings.home / "runs.sqlite", isolation_level=None, check_same_thread=False
    )
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.5, other.execute, ("COMMIT",))
    release.start()
    store = Store(settings.store_url)
    release.join()
    other.close()
    assert store.runs.list() == []
    store.close()


def _tables(settings):
    with sqlite3.connect(settings.home / "runs.sqlite") as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()
    return names


def test_a_file_of_something_else_is_refused_and_left(settings):
    settings.home.mkdir()
    path = settings.home / "runs.sqlite"
    path.write_text("my precious notes\n" * 100)
    before = digest(path)
    with pytest.raises(StoreError, match=r"runs\.sqlite is damaged or not a run store"):
        Store(settings.store_url)
    assert digest(path) == before and os.listdir(settings.home) == ["runs.sqlite"]


def test_another_programs_database_is_refused_and_left(settings):
    settings.home.mkdir()
    with sqlite3.connect(settings.home / "runs.sqlite") as connection:
        connection.execute("CREATE TABLE recipes_of_grandmother (cake TEXT)")
    connection.close()
    with pytest.raises(StoreError, match=r"another program \(recipes_of_grandmother\)"):
        Store(settings.store_url)
    assert _tables(settings) == {"recipes_of_grandmother"}


def test_a_corrupt_store_is_refused_and_left(store, settings, small):
    for seed in range(50):
        store.runs.create(small, seed, origin="dashboard")
    path = close_and_change(store, settings, "PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    content[1024:] = b"\x5a" * (len(content) - 1024)
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"runs\.sqlite is damaged .*was left unchanged"):
        Store(settings.store_url).runs.list()
    assert path.read_bytes() == bytes(content)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite://", "must name a file"),
        ("sqlite:///:memory:", "must name a file"),
        ("not a url", "must be a database URL"),
        ("nosuch://host/db", "must be a database URL"),
    ],
)
def test_an_impossible_url_is_refused(url, words):
    with pytest.raises(StoreError, match=words):
        Store(url)


def test_a_home_below_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match=r"cannot be opened .* RECIPE_LAB_HOME"):
        Store(f"sqlite:///{tmp_path / 'file' / 'runs.sqlite'}")


# Root may write anywhere, so the rights are dropped, once everything is imported.
OPEN = """
import os, sys, tempfile
from core.errors import StoreError
from core.recipes import recipe
from core.runs.store import Store
mlp = recipe("numeric-binary/mlp")
with tempfile.TemporaryDirectory() as folder:
    Store("sqlite:///" + folder + "/warm.sqlite").runs.create(mlp, 1, origin="dashboard")
if os.getuid() == 0:
    os.setgid(65534), os.setuid(65534)
try:
    Store("sqlite:///" + sys.argv[1]).runs.create(mlp, 1, origin="dashboard")
    print("created")
except StoreError as error:
    print(error)
"""


def open_up(path):
    for parent in [path, *path.parents]:
        if parent.owner() == "root" and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="needs POSIX rights")
@pytest.mark.parametrize("exists", [True, False])
def test_a_folder_one_may_not_write_is_refused(tmp_path, settings, exists):
    home = tmp_path / "home"
    home.mkdir()
    if exists:
        Store(settings.store_url).close()
    for entry in home.iterdir():
        entry.chmod(0o444)
    home.chmod(0o555)
    open_up(tmp_path)
    try:
        done = _python(OPEN, home / "runs.sqlite")
    finally:
        home.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert "cannot be" in done.stdout and "RECIPE_LAB_HOME" in done.stdout


def test_a_full_disk_ends_the_recording_with_a_sentence(store, small):
    run = store.runs.create(small, 1, origin="dashboard")
    store.leases.claim(run.id, "me")

    @event.listens_for(store.database._engine, "begin")
    def no_room(connection):  # SQLite's own SQLITE_FULL, from its own page limit
        connection.exec_driver_sql("PRAGMA max_page_count = 1")

    with StoreRecorder(store, run.id, "me", patience=0.5) as recorder:
        for epoch in range(3000):
            recorder.epochs(epoch, [{"loss": 1.0, "accuracy": 1.0}], [0.1])
    assert recorder.stopping()
    assert "disk is full" in str(recorder.error)
    event.remove(store.database._engine, "begin", no_room)
    with store.database._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert store.leases.finish(run.id, "me", "failed", recorder.error), (
        "the store works once there is room"
    )


LIMITED = """
import os, resource, sys
from core.errors import StoreError
from core.recipes import recipe
from core.runs.store import Store
store = Store("sqlite:///" + sys.argv[1])
run = store.runs.create(recipe("numeric-binary/mlp"), 1, origin="dashboard")
store.leases.claim(run.id, "me")
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    for first in range(0, 10**6, 100):
        store.histories.append(run.id, first, [{"loss": 1.0}] * 100, [0.1] * 100, holder="me")
except StoreError as error:
    print(error, flush=True)  # it does not end as programs do
os._exit(0)
"""


def test_a_file_that_may_not_grow_is_a_sentence_and_loses_nothing(settings):
    path = settings.home / "runs.sqlite"
    done = _python(LIMITED, path)
    assert "run store" in done.stdout and str(path) in done.stdout, done.stderr
    store = Store(settings.store_url)
    run = store.runs.list()[0]
    assert run.epochs_done > 0 and len(store.histories.get(run.id)) == run.epochs_done
    store.close()


def _python(code, path):
    root = Path(__file__).parents[4]
    command = [sys.executable, "-c", code, str(path)]
    return subprocess.run(command, capture_output=True, text=True, cwd=root)


def test_a_store_locked_for_long_is_a_sentence(store, settings, small, monkeypatch):
    monkeypatch.setattr("core.runs.store.database.ATTEMPTS", 1)
    monkeypatch.setattr("core.runs.store.sqlite.BUSY_SECONDS", 0.2)
    impatient = Store(settings.store_url)
    other = sqlite3.connect(settings.home / "runs.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="stayed locked by another program"):
        impatient.runs.create(small, 1, origin="dashboard")
    assert impatient.runs.list() == [], "reading still works"
    other.execute("ROLLBACK")
    other.close()
    assert impatient.runs.create(recipe(small.id), 1, origin="dashboard").status == "queued"
    impatient.close()


def _deleted(path):
    path.unlink()


def _replaced(path):
    other = path.with_name("other.sqlite")
    Store(f"sqlite:///{other}").close()
    os.replace(other, path)


def _cut(path):
    path.write_bytes(b"")


@pytest.mark.parametrize("harm", [_deleted, _replaced, _cut])
def test_a_store_that_is_taken_away_under_a_program_is_said(store, settings, small, harm):
    store.runs.create(small, 1, origin="dashboard")
    path = settings.home / "runs.sqlite"
    harm(path)
    for ask in (
        store.database.version,
        store.runs.list,
        lambda: store.runs.create(small, 2, origin="dashboard"),
    ):
        with pytest.raises(StoreError):
            ask()
    assert harm is not _deleted or not path.exists(), "nothing is made in its place"


def test_a_store_that_is_put_back_goes_on(store, settings, small):
    store.runs.create(small, 1, origin="dashboard")
    path = settings.home / "runs.sqlite"
    path.rename(path.with_name("aside"))
    with pytest.raises(StoreError):
        store.runs.list()
    path.with_name("aside").rename(path)
    assert len(store.runs.list()) == 1


LOCKED = """
import sys
from core.runs.store import Store
first = Store(sys.argv[1])
first.database.version()
Store(sys.argv[1]).database.version()
with open("/proc/locks") as locks:
    import os
    inode = str(os.stat(sys.argv[1].removeprefix("sqlite:///")).st_ino)
    print(sum(inode in line.split()[5] and f" {os.getpid()} " in line for line in locks))
"""


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="needs Linux's list of locks")
def test_a_second_store_in_one_process_keeps_the_firsts_locks(store, settings):
    """Closing the file would drop them, and another program could ruin it."""
    root = Path(__file__).parents[4]
    command = [sys.executable, "-c", LOCKED, settings.store_url]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root)
    assert int(done.stdout) > 0, done.stderr
