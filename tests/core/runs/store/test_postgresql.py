"""A real PostgreSQL server, and what can happen to it: every trouble ends, and in a sentence."""

import signal
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import text

from core.errors import StoreError
from core.runs.index import RunIndex
from core.runs.store import Store
from core.runs.store import postgresql as special
from core.runs.workers.execute import execute
from core.runs.workers.recorder import StoreRecorder
from tests.core.runs.fake_training import result
from tests.core.runs.waiting import wait_for
from tests.postgresql import PASSWORD


@pytest.fixture
def engine():
    return "postgresql"


def plain_url(store):
    return store.database.url.replace("+psycopg", "")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((PASSWORD, "wrong-horse"), "cannot be reached .*password authentication failed"),
        (("/postgres", "/nosuch"), 'cannot be reached .*database "nosuch" does not exist'),
        (("/postgres?", "/?"), "must name a database"),
        (("+psycopg", "+psycopg2"), "names the driver postgresql.psycopg2"),
        (("lab:", "nobody:"), "cannot be reached .*check that its PostgreSQL server is running"),
    ],
)
def test_what_cannot_be_reached_is_a_sentence_without_the_password(settings, change, words):
    with pytest.raises(StoreError, match=words) as caught:
        Store(settings.store.replace(*change))
    for message in (str(caught.value), repr(caught.value), repr(caught.value.values)):
        assert PASSWORD not in message and "wrong-horse" not in message


def test_without_its_driver_it_says_what_to_install(settings, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"psycopg; install it with .* requirements-postgres\.txt"):
        Store(settings.store_url)


def test_it_is_named_without_its_password(store):
    assert (
        PASSWORD in store.database.url
        and PASSWORD not in store.database.place
        and "lab@127.0.0.1" in store.database.place
    )


def test_programs_that_open_a_new_store_at_one_moment_all_succeed(settings):
    opened, problems, together = [], [], threading.Barrier(6)

    def open_it():
        try:
            together.wait()
            opened.append(Store(settings.store_url))
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems and len(opened) == 6
    for opened_store in opened:
        assert opened_store.runs.list() == []
        opened_store.close()


def test_who_reads_what_is_new_never_misses_a_change(store, small, settings):
    """Of two changes at once the one that is seen first has the smaller number."""
    index = RunIndex(store)

    def write():
        mine = Store(settings.store_url)
        for seed in range(12):
            run = mine.runs.create(small, seed, origin="dashboard")
            mine.leases.claim(run.id, "me")
            mine.leases.finish(run.id, "me", "completed")
        mine.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        index.read()
    for thread in threads:
        thread.join()
    assert index.rows() == RunIndex(store).rows()
    assert {row.status for row in index.rows()} == {"completed"} and len(index.rows()) == 48
    assert len({row.changed for row in index.rows()}) == 48


def test_a_server_that_restarts_is_waited_for(store, small, postgresql, monkeypatch):
    monkeypatch.setattr("core.runs.store.database.LOST_SECONDS", 60.0)
    run = store.runs.create(small, 1, origin="dashboard")
    postgresql.stop()
    postgresql.start()
    assert store.runs.get(run.id) == run, "connections of before are known to be dead"
    postgresql.stop()
    later = threading.Timer(1.0, postgresql.start)
    later.start()
    second = store.runs.create(small, 2, origin="dashboard")
    later.join()
    assert {stored.id for stored in store.runs.list()} == {run.id, second.id}


def test_a_crash_of_the_server_loses_no_epoch_of_a_run(store, small, postgresql):
    run = store.runs.create(small, 1, origin="dashboard")
    store.leases.claim(run.id, "me")
    with StoreRecorder(store, run.id, "me") as recorder:
        for epoch in range(120):
            recorder.epochs(epoch, [{"loss": float(epoch)}], [0.01])
            time.sleep(0.01)
            if epoch == 20:
                postgresql.stop(signal.SIGQUIT)
            if epoch == 90:
                postgresql.start()
    assert recorder.error is None and not recorder.lost
    assert store.histories.get(run.id).metrics["loss"] == [float(epoch) for epoch in range(120)]


def cut_while_committing(store, postgresql, monkeypatch, *, committed):
    """Cut the next write's connection right before it commits, or right after, unheard."""
    dialect = store.database._engine.dialect
    commit = dialect.do_commit

    def cut(connection):
        monkeypatch.setattr(dialect, "do_commit", commit)
        if committed:
            commit(connection)
        postgresql.run(
            f"SELECT pg_terminate_backend({connection.dbapi_connection.info.backend_pid})"
        )
        connection.dbapi_connection.execute("SELECT 1")

    monkeypatch.setattr(dialect, "do_commit", cut)


@pytest.mark.parametrize("committed", [True, False])
def test_a_write_whose_end_nobody_heard_happens_once(
    store, small, postgresql, monkeypatch, committed
):
    before = store.database.version()
    cut_while_committing(store, postgresql, monkeypatch, committed=committed)
    run = store.runs.create(small, 1, origin="dashboard")
    assert [stored.id for stored in store.runs.list()] == [run.id]
    assert store.database.version() == before + 1


def test_a_store_locked_for_long_is_a_sentence(store, settings, small, monkeypatch):
    monkeypatch.setattr("core.runs.store.database.ATTEMPTS", 1)
    monkeypatch.setitem(special.LONGEST, "lock_timeout", 0.2)
    impatient = Store(settings.store_url)
    with psycopg.connect(plain_url(store)) as other:
        other.execute(special.BEGIN)
        with pytest.raises(StoreError, match="stayed locked by another program"):
            impatient.runs.create(small, 1, origin="dashboard")
        assert impatient.runs.list() == [], "reading still works"
    assert impatient.runs.create(small, 1, origin="dashboard").status == "queued"
    impatient.close()


def test_a_writer_that_went_silent_does_not_keep_the_others_waiting(settings, small, monkeypatch):
    monkeypatch.setitem(special.LONGEST, "idle_in_transaction_session_timeout", 0.3)
    store, silent = Store(settings.store_url), Store(settings.store_url)
    asleep, awake, slept = threading.Event(), threading.Event(), []

    def fall_asleep(connection):
        slept.append(True)
        if len(slept) == 1:
            asleep.set()
            awake.wait(60)
        return connection.execute(text("SELECT 7")).scalar_one()

    answer = []
    thread = threading.Thread(target=lambda: answer.append(silent.database.write(fall_asleep)))
    thread.start()
    asleep.wait()
    store.runs.create(small, 1, origin="dashboard")
    awake.set()
    thread.join()
    assert answer == [7] and len(slept) == 2, "it was ended, woke, and did its work again"
    store.close(), silent.close()


def test_what_takes_too_long_is_a_sentence(settings, monkeypatch):
    monkeypatch.setitem(special.LONGEST, "statement_timeout", 2.0)
    store = Store(settings.store_url)
    with (
        pytest.raises(StoreError, match="did not answer within"),
        store.database.reading() as connection,
    ):
        connection.execute(text("SELECT pg_sleep(60)"))
    store.close()


def test_without_the_right_to_write_it_says_so(store, postgresql, small):
    schema = store.database.url.rpartition("%3D")[2]
    postgresql.run(
        f"CREATE ROLE reader_{schema} LOGIN PASSWORD 'secret-word';"
        f"GRANT USAGE ON SCHEMA {schema} TO reader_{schema};"
        f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO reader_{schema}"
    )
    reader = Store(store.database.url.replace(f"lab:{PASSWORD}", f"reader_{schema}:secret-word"))
    assert reader.runs.list() == []
    with pytest.raises(StoreError, match=r"cannot be written \(permission denied") as caught:
        reader.runs.create(small, 1, origin="dashboard")
    assert "secret-word" not in str(caught.value)
    reader.close()


def test_readers_see_one_moment_and_never_wait(store, small):
    run = store.runs.create(small, 1, origin="dashboard")
    with store.database.reading() as connection:
        names = text("SELECT name FROM runs")
        assert connection.execute(names).scalar_one() == ""
        store.labels.rename(run.id, "new")
        assert connection.execute(names).scalar_one() == ""
    assert store.runs.get(run.id).name == "new"


def test_too_many_connections_are_waited_for(store, settings, postgresql, small):
    taken = []
    try:
        while len(taken) < 100:
            taken.append(psycopg.connect(plain_url(store)))
    except psycopg.OperationalError:
        pass
    fresh = Store.__new__(Store)
    with pytest.raises(StoreError, match="cannot be reached"):
        fresh.__init__(settings.store_url)
    release = threading.Timer(0.5, lambda: [connection.close() for connection in taken])
    release.start()
    wait_for(lambda: _opens(settings), 10)
    release.join()


def _opens(settings):
    try:
        Store(settings.store_url).close()
    except StoreError:
        return False
    return True


def test_leases_go_by_the_servers_clock(store, small, monkeypatch):
    def wrong():
        return datetime.now(UTC) + timedelta(hours=1)

    run = store.runs.create(small, 1, origin="dashboard")
    store.leases.claim(run.id, "me")
    monkeypatch.setattr("core.runs.store.leases.now", wrong)
    monkeypatch.setattr("core.runs.store.sqlite.now", wrong)
    assert store.leases.expire(apart=0) == []
    store.leases.renew(run.id, "me", 0.1)
    time.sleep(0.2)
    assert store.leases.expire(apart=0) == [run.id]


def test_while_nobody_could_renew_no_lease_runs_out(settings, small, postgresql):
    store, mine = Store(settings.store_url), Store(settings.store_url)
    run = store.runs.create(small, 1, origin="dashboard")
    mine.leases.claim(run.id, "me", 0.1)
    postgresql.stop()
    with pytest.raises(StoreError, match="cannot be reached"):
        store.database.version()
    postgresql.start()
    assert store.leases.expire(apart=0) == [], "the one who holds it may be about to renew"
    assert mine.leases.renew(run.id, "me", 0.1).held
    time.sleep(0.2)
    assert mine.leases.expire(apart=0) == [run.id], "it saw no trouble"
    store.close(), mine.close()


@pytest.mark.slow
def test_the_result_of_a_run_waits_for_a_server_that_restarts(store, settings, small, postgresql):
    run = store.runs.create(small, 1, origin="dashboard")

    def train(recipe, seed, *, settings, recorder):
        postgresql.stop()
        threading.Timer(8.0, postgresql.start).start()  # longer than a write waits by itself
        return result()

    done = execute(run.id, store, settings, "me", train=train)
    assert done.status == "completed" and done.test == {"loss": 0.5, "accuracy": 0.75}
