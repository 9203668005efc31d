"""What people do to a run's life, in the store alone."""

import pytest

from core.errors import RequestError, TrainingError
from core.recipes import recipe_from_dict
from core.runs.run import STATUSES
from core.runs.store.actions import available_actions

ROW = [{"loss": 0.5, "accuracy": 0.7}]


@pytest.fixture
def run(store, small):
    return store.runs.create(small, 1, origin="dashboard")


def bring_to(store, run_id, status, epochs=3):
    """A run of that status, reached by the usual actions."""
    if status == "queued":
        return
    store.leases.claim(run_id, "me")
    store.histories.append(run_id, 0, ROW * epochs, [0.1] * epochs, holder="me")
    if status != "running":
        test = {"test": {"loss": 0.5, "accuracy": 0.7}} if status == "completed" else {}
        error = TrainingError("It broke.") if status in ("failed", "interrupted") else None
        store.leases.finish(run_id, "me", status, error, **test)


def test_one_that_waits_is_paused_at_once_and_keeps_its_place(store, small):
    first = store.runs.create(small, 1, origin="dashboard")
    second = store.runs.create(small, 2, origin="dashboard")
    assert store.actions.pause(first.id) == "paused"
    assert [run.id for run in store.queue.next(5)] == [second.id]
    assert not store.leases.claim(first.id, "me")
    assert store.actions.resume(first.id) == "queued"
    assert [run.id for run in store.queue.next(5)] == [first.id, second.id]
    assert store.runs.get(first.id).resumes == 0, "it had not begun"


def test_one_that_trains_is_asked_and_pauses_when_it_has_seen_it(store, run):
    bring_to(store, run.id, "running")
    assert store.actions.pause(run.id) == "running"
    assert store.leases.get(run.id, "me").pause_requested
    assert store.leases.renew(run.id, "me").pause_requested
    assert store.leases.finish(run.id, "me", "paused")
    paused = store.runs.get(run.id)
    assert (paused.status, paused.ended, paused.finished) == ("paused", False, None)
    assert not paused.pause_requested and paused.holder == "" and paused.epochs_done == 3


def test_a_pause_can_be_taken_back_before_it_was_seen(store, run):
    bring_to(store, run.id, "running")
    store.actions.pause(run.id)
    assert store.actions.resume(run.id) == "running"
    assert not store.leases.get(run.id, "me").pause_requested


@pytest.mark.parametrize("status", ["paused", "stopped", "interrupted"])
def test_it_goes_on_with_what_it_had(store, run, status):
    bring_to(store, run.id, status)
    assert store.actions.resume(run.id) == "queued"
    resumed = store.runs.get(run.id)
    assert (resumed.error, resumed.finished, resumed.stop_requested) == ("", None, False)
    assert resumed.resumes == 1 and resumed.epochs_done == len(store.histories.get(run.id)) == 3
    assert store.leases.claim(run.id, "another") and store.runs.get(run.id).started is not None
    assert store.actions.resume(run.id) == "running", "asked twice it is done once"
    assert store.runs.get(run.id).resumes == 1


def test_a_paused_run_is_stopped_at_once(store, run):
    bring_to(store, run.id, "paused")
    assert store.actions.stop(run.id) == "stopped" and store.runs.get(run.id).finished


def test_a_completed_run_is_extended_into_the_recipe_with_more_epochs(store, run):
    bring_to(store, run.id, "completed", epochs=30)
    assert store.actions.extend(run.id, 12) == "queued"
    extended = store.runs.get(run.id)
    recipe = recipe_from_dict(extended.recipe)
    assert extended.epochs == recipe.fit["epochs"] == 42 and extended.recipe_key == recipe.key
    assert (
        extended.recipe_key != run.recipe_key and extended.epochs_done == 30 and not extended.test
    )
    reached = extended.extended[0]
    assert (reached["epochs"], reached["key"]) == (30, run.recipe_key)
    assert reached["test"] == {"loss": 0.5, "accuracy": 0.7}


@pytest.mark.parametrize(
    ("status", "action", "words"),
    [
        ("completed", "resume", "a completed run can be extended"),
        ("failed", "resume", "a failed one retried"),
        ("completed", "pause", "only a queued or running run can be paused"),
        ("stopped", "extend", "only a completed run can be extended"),
        ("running", "extend", "only a completed run can be extended"),
        ("completed", "extend", "stopped early after 3 of 30 epochs"),
        ("running", "retry", "only a run that has ended can be retried"),
    ],
)
def test_what_cannot_be_says_what_could(store, run, status, action, words):
    bring_to(store, run.id, status)
    more = {"extend": [5], "retry": []}.get(action, [])
    named = {"origin": "dashboard"} if action == "retry" else {}
    before = store.runs.get(run.id)
    with pytest.raises(RequestError, match=words):
        getattr(store.actions, action)(run.id, *more, **named)
    assert store.runs.get(run.id) == before


@pytest.mark.parametrize("epochs", [0, -1, 2.5, True, "3", None])
def test_an_impossible_number_of_epochs_is_refused(store, run, epochs):
    bring_to(store, run.id, "completed", epochs=30)
    with pytest.raises(RequestError, match="whole number of at least 1"):
        store.actions.extend(run.id, epochs)


def test_more_epochs_than_the_recipe_takes_are_refused(store, run):
    bring_to(store, run.id, "completed", epochs=30)
    with pytest.raises(RequestError, match="epochs"):
        store.actions.extend(run.id, 10**7)
    assert store.runs.get(run.id).epochs == 30


def test_from_the_bin_nothing_goes_on(store, run):
    bring_to(store, run.id, "stopped")
    store.bin.add([run.id])
    with pytest.raises(RequestError, match="in the bin"):
        store.actions.resume(run.id)


@pytest.mark.parametrize("action", ["stop", "pause", "resume"])
def test_an_unknown_run_is_refused(store, action):
    with pytest.raises(RequestError, match="There is no run 'nosuch'"):
        getattr(store.actions, action)("nosuch")


def test_trying_again_makes_another_run(store, run):
    bring_to(store, run.id, "failed")
    again = store.actions.retry(run.id, origin="command line", person="Ada")
    assert again.id != run.id and (again.seed, again.recipe_key) == (run.seed, run.recipe_key)
    assert (again.retry_of, again.person, again.status) == (run.id, "Ada", "queued")
    assert store.runs.get(run.id).status == "failed"


def test_where_it_could_go_on_is_noted(store, run):
    before = store.database.version()
    store.runs.note_checkpoint(run.id, epoch=4, step=7, size=1000)
    assert store.runs.get(run.id).checkpoint == {"epoch": 4, "step": 7, "bytes": 1000}
    assert store.database.version() > before
    store.runs.set_artifacts({run.id: 0}, gone=[run.id])
    assert store.runs.get(run.id).checkpoint == {}


@pytest.mark.parametrize("status", STATUSES)
def test_what_is_offered_can_be_done(store, small, status):
    for action in available_actions(status, epochs_done=30, epochs=30):
        run = store.runs.create(small, 1, origin="dashboard")
        bring_to(store, run.id, status, epochs=30)
        more = [5] if action == "extend" else []
        named = {"origin": "dashboard"} if action == "retry" else {}
        getattr(store.actions, action)(run.id, *more, **named)


def test_a_run_whose_machine_died_waits_again_until_that_was_often_enough(store, small):
    run_id = store.runs.create(small, 1, origin="dashboard").id
    for attempt in range(2):
        assert store.leases.claim(run_id, f"holder {attempt}")
        assert not store.actions.hand_back(run_id, "another", 2)
        assert store.actions.hand_back(run_id, f"holder {attempt}", 2)
        run = store.runs.get(run_id)
        assert (run.status, run.resumes) == ("queued", attempt + 1)
    store.leases.claim(run_id, "holder")
    assert not store.actions.hand_back(run_id, "holder", 2)
    assert store.runs.get(run_id).status == "running"


def test_one_that_shall_stop_does_not_wait_again(store, small):
    run_id = store.runs.create(small, 1, origin="dashboard").id
    store.leases.claim(run_id, "holder")
    store.actions.stop(run_id)
    assert not store.actions.hand_back(run_id, "holder", 5)
