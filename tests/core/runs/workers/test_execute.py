import dataclasses
import os
import sys
import time

import numpy as np
import pytest

from core.errors import DatasetError
from core.recipes import recipe
from core.runs.files.artifacts import load_predictions, load_weights
from core.runs.workers.execute import execute, new_holder
from core.training.recorder import Recorder
from tests.core.runs import fake_training
from tests.core.runs.fake_training import diverge, patient, quick, surprise
from tests.core.runs.waiting import SLOWER


@pytest.fixture
def run_id(store, small):
    return store.runs.create(small, 3, origin="command line").id


def test_a_completed_run_keeps_everything(store, settings, run_id):
    run = execute(run_id, store, settings, new_holder(), executor="here", train=quick)
    assert run.status == "completed" and run.error == "" and run.executor == "here"
    assert run.test == {"loss": 0.5, "accuracy": 0.75} and run.parameters == 9
    assert run.seconds == {"prepare": 0.1, "train": 0.2} and run.peak_memory == 10**6
    assert run.threads == 2 and run.neighbours == 0 and run.environment["python"]
    assert run.notes == ("A note.",) and run.digest == "d1" and run.engine == "graph"
    assert run.epochs_done == 3 and run.best_epoch == 1 and run.holder == ""
    assert run.created <= run.started <= run.finished
    assert store.histories.get(run_id).metrics["loss"][0] == 4.0
    folder = settings.artifacts / run_id
    assert run.artifacts_bytes == sum(
        (folder / name).stat().st_size for name in ("final.npz", "predictions.npz")
    )
    assert list(load_weights(folder)) == ["dense/kernel", "dense/bias"]
    np.testing.assert_array_equal(load_predictions(folder), np.array([0.1, 0.9], np.float32))


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ({}, "graph+block-1"),
        ({"engine": "graph"}, "graph"),
        ({"engine": "graph+block-1", "epochs_done": 2}, "graph+block-1"),
        # begun under a version that stored engines at a run's end
        ({"epochs_done": 2}, "graph"),
        ({"checkpoint": {"epoch": 0, "step": 5, "bytes": 9}}, "graph"),
    ],
)
def test_a_run_continues_on_the_engine_it_began_on(store, settings, monkeypatch, before, expected):
    run_id = store.runs.create(recipe("topics/lstm"), 3, origin="command line").id
    assert store.leases.claim(run_id, "me")
    store.runs.describe(run_id, holder="me", **before)
    seen = []

    def train(recipe, seed, *, settings, recorder, checkpoints, epoch_weights, engine, standby):
        seen.append((engine, store.runs.get(run_id).engine))
        return dataclasses.replace(fake_training.result(), engine=engine)

    monkeypatch.setattr("core.training.train.train", train)
    run = execute(run_id, store, settings, "me")
    assert seen == [(expected, expected)] and run.engine == expected


def test_a_run_of_an_unknown_engine_is_left_to_the_version_that_began_it(store, settings, run_id):
    assert store.leases.claim(run_id, "me")
    store.runs.describe(run_id, holder="me", engine="graph+block-9")
    run = execute(run_id, store, settings, "me", train=quick)
    assert run.status == "interrupted" and "graph+block-9" in run.error
    assert run.engine == "graph+block-9" and not run.epochs_done


def test_a_run_somebody_else_holds_is_left_alone(store, settings, run_id):
    assert store.leases.claim(run_id, "another")
    run = execute(run_id, store, settings, new_holder(), train=surprise)
    assert run.status == "running" and run.holder == "another"


def test_a_diverged_run_keeps_its_epochs_and_says_why(store, settings, run_id):
    run = execute(run_id, store, settings, new_holder(), train=diverge)
    assert run.status == "failed" and run.error == "numeric-binary/mlp diverged in epoch 2."
    values = store.histories.get(run_id).metrics["loss"]
    assert values[0] == 1.0 and np.isnan(values[1]) and run.epochs_done == 2
    assert run.environment["numpy"] == np.__version__ and run.peak_memory > 10**6


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forgets a process' peak")
def test_what_the_process_took_before_is_not_the_runs_peak(store, settings, small):
    def greedy(*_args, **_values):
        np.ones(2 * 10**7)  # 160 MB
        raise DatasetError("Enough.")

    first = store.runs.create(small, 0, origin="command line")
    second = store.runs.create(small, 1, origin="command line")
    much = execute(first.id, store, settings, new_holder(), train=greedy).peak_memory
    little = execute(second.id, store, settings, new_holder(), train=diverge).peak_memory
    assert little < much - 10**8


def test_any_error_of_ours_is_its_own_sentence(store, settings, run_id):
    def refuse(*_args, **_values):
        raise DatasetError("The file {path} is short.", path=settings.home)

    run = execute(run_id, store, settings, new_holder(), train=refuse)
    assert run.status == "failed" and run.error == f"The file {settings.home} is short."


def test_memory_that_ran_out_is_a_sentence(store, settings, run_id):
    def hungry(*_args, **_values):
        raise MemoryError

    run = execute(run_id, store, settings, new_holder(), train=hungry)
    assert run.status == "failed" and run.error.startswith("Memory ran out; choose a smaller")


def test_the_unforeseen_is_one_line_and_its_traceback_goes_to_the_log(store, settings, run_id):
    run = execute(run_id, store, settings, new_holder(), train=surprise)
    assert run.status == "failed"
    assert "(ZeroDivisionError: by nothing)" in run.error and "\n" not in run.error
    log = (settings.artifacts / run_id / "run.log").read_text()
    assert "Traceback" in log and "fake_training.py" in log


def test_ctrl_c_stops_the_run_with_its_history_and_goes_on_up(store, settings, run_id):
    def interrupted(recipe, seed, *, settings, recorder):
        recorder.epochs(0, [{"loss": 1.0}], [0.1])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        execute(run_id, store, settings, new_holder(), train=interrupted)
    run = store.runs.get(run_id)
    assert run.status == "stopped" and run.error == "" and run.epochs_done == 1
    assert len(store.histories.get(run_id)) == 1 and run.finished is not None


def test_a_listener_hears_and_may_stop_it(store, settings, run_id):
    class Impatient(Recorder):
        count = 0

        def epochs(self, first, rows, seconds):
            self.count += len(rows)

        def stopping(self):
            return self.count >= 4

    listener = Impatient()
    run = execute(run_id, store, settings, new_holder(), listener=listener, train=patient)
    assert run.status == "stopped" and run.epochs_done == listener.count == 4
    assert load_weights(settings.artifacts / run_id)


def test_a_store_that_breaks_under_a_run_interrupts_it(store, settings, run_id, monkeypatch):
    def explode(*_args, **_values):
        raise ZeroDivisionError("boom")

    monkeypatch.setattr(store.histories, "append", explode)
    began = time.monotonic()
    run = execute(run_id, store, settings, new_holder(), train=patient)
    assert time.monotonic() - began < SLOWER * 1
    assert run.status == "interrupted" and "could not be recorded" in run.error


def test_a_run_whose_weights_find_no_room_is_done_and_says_so(store, settings, run_id, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.runs.workers.execute.save_artifacts", full)
    run = execute(run_id, store, settings, new_holder(), train=quick)
    assert run.status == "completed" and run.artifacts_bytes == 0
    assert run.notes[-1].endswith("could not be saved (No space left on device).")


def test_the_bound_holds_over_runs_and_the_store_knows(store, settings, small, monkeypatch):
    settings = dataclasses.replace(settings, artifacts_limit_mb=1)
    big = fake_training.result()
    big.final_weights = big.best_weights = [np.zeros(100_000, np.float32), np.zeros(3)]
    monkeypatch.setattr(fake_training, "result", lambda: big)
    ids = [store.runs.create(small, seed, origin="dashboard").id for seed in range(3)]
    for run_id in ids:
        execute(run_id, store, settings, new_holder(), train=quick)
        time.sleep(0.01)
    assert not (settings.artifacts / ids[0] / "final.npz").exists()
    assert (settings.artifacts / ids[0] / "predictions.npz").exists()
    sizes = [store.runs.get(run_id).artifacts_bytes for run_id in ids]
    assert sizes[0] < 1000 and sizes[1] == sizes[2] > 400_000
    assert all(len(store.histories.get(run_id)) == 3 for run_id in ids)


def test_holders_say_where_they_are_and_are_never_the_same():
    some, other = new_holder(), new_holder()
    assert some != other and f"/{os.getpid()}/" in some


def test_a_worker_whose_run_was_taken_back_leaves_it_alone(store, settings, run_id):
    assert store.leases.claim(run_id, "me") and store.actions.hand_back(run_id, "me", 5)
    run = execute(run_id, store, settings, "me", claimed=True, train=quick)
    assert run.status == "queued" and len(store.histories.get(run_id)) == 0
    assert store.leases.claim(run_id, "another")
    run = execute(run_id, store, settings, "me", claimed=True, train=quick)
    assert (run.status, run.holder) == ("running", "another")
