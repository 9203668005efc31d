import time
from datetime import UTC, datetime

import pytest

from core.errors import RequestError
from core.recipes import recipe
from core.runs.store import Store
from tests.core.runs.waiting import SLOWER


def test_newest_first_and_filters(store, small):
    digits = recipe("digits/mlp")
    first = store.runs.create(small, 1, origin="dashboard")
    second = store.runs.create(digits, 2, origin="command line")
    third = store.runs.create(small, 3, origin="dashboard")
    assert [run.id for run in store.runs.list()] == [third.id, second.id, first.id]
    assert [run.id for run in store.runs.list(limit=2)] == [third.id, second.id]
    assert store.runs.list(status="running") == []
    assert len(store.runs.list(status=["queued", "running"])) == 3
    assert [run.id for run in store.queue.next()] == [first.id]
    assert store.runs.counts()["queued"] == 3 and store.runs.counts()["failed"] == 0


@pytest.mark.parametrize("run_id", ["none", "\udcff", "a\0b"], ids=ascii)
def test_what_no_database_can_be_asked_for_is_no_run(store, run_id):
    asked = [
        lambda: store.runs.get(run_id),
        lambda: store.actions.stop(run_id),
        lambda: store.actions.pause(run_id),
        lambda: store.actions.resume(run_id),
        lambda: store.actions.extend(run_id, 1),
        lambda: store.actions.retry(run_id, origin="command line"),
        lambda: store.labels.rename(run_id, "name"),
        lambda: store.labels.tag([run_id], ["tag"]),
        lambda: store.bin.add([run_id]),
        lambda: store.runs.owners([run_id]),
    ]
    for ask in asked:
        with pytest.raises(RequestError) as caught:
            ask()
        assert caught.value.values == {"run_id": run_id}


def test_the_version_grows_with_what_a_page_shows_and_only_then(store, small):
    before = store.database.version()
    run = store.runs.create(small, 1, origin="dashboard")
    created = store.database.version()
    assert created > before
    store.leases.claim(run.id, "me")
    claimed = store.database.version()
    assert claimed > created
    store.leases.renew(run.id, "me")
    store.runs.get(run.id), store.runs.list(), store.leases.get(run.id, "me")
    assert store.database.version() == claimed
    store.histories.append(run.id, 0, [{"loss": 1.0}], [0.1], holder="me")
    appended = store.database.version()
    assert appended > claimed
    other = store.runs.create(small, 2, origin="dashboard")
    assert [item.id for item in store.runs.list(changed_after=appended)] == [other.id]
    assert len(store.runs.list(changed_after=claimed)) == 2


def test_times_are_utc(store, small):
    before = datetime.now(UTC)
    run = store.runs.create(small, 1, origin="dashboard")
    assert run.created.tzinfo is UTC and before <= run.created <= datetime.now(UTC)


@pytest.mark.parametrize("seed", [-1, 2**31, 1.5, "3", True, None])
def test_an_impossible_seed_is_refused(store, small, seed):
    with pytest.raises(RequestError, match="whole number from 0 to 2147483647"):
        store.runs.create(small, seed, origin="dashboard")
    assert store.runs.list() == []


def test_an_unknown_run_is_refused(store):
    with pytest.raises(RequestError, match="There is no run 'nosuch'"):
        store.runs.get("nosuch")
    with pytest.raises(RequestError, match="There is no run 'nosuch'"):
        store.actions.stop("nosuch")


def test_opening_again_is_quick_and_keeps_everything(store, small, settings, engine):
    run = store.runs.create(small, 1, origin="dashboard")
    times = []
    for _ in range(5):
        began = time.perf_counter()
        again = Store(settings.store_url)
        times.append(time.perf_counter() - began)
        assert again.runs.get(run.id) == run
        again.close()
    # a server checks a password and forks
    assert min(times) < SLOWER * {"sqlite": 0.02, "postgresql": 0.2}[engine]


def test_two_runs_of_one_millisecond_get_two_ids(store, small, monkeypatch):
    ids = iter(["same", "same", "other"])
    monkeypatch.setattr("core.runs.store.runs.new_id", lambda: next(ids))
    assert store.runs.create(small, 1, origin="dashboard").id == "same"
    assert store.runs.create(small, 1, origin="dashboard").id == "other"
