import dataclasses
import os
import time

import numpy as np
import pytest

from core.errors import RequestError
from core.runs.files.artifacts import (
    artifact_sizes,
    bound_artifacts,
    load_predictions,
    load_weights,
    save_artifacts,
)
from tests.core.runs.fake_training import result


def test_weights_come_back_under_keras_names_in_order(tmp_path):
    made = result(same_best=False)
    size = save_artifacts(tmp_path / "r", made)
    assert sorted(os.listdir(tmp_path / "r")) == ["best.npz", "final.npz", "predictions.npz"]
    assert size == sum(artifact_sizes(tmp_path / "r").values()) > 0
    final, best = load_weights(tmp_path / "r"), load_weights(tmp_path / "r", "best")
    assert list(final) == list(best) == ["dense/kernel", "dense/bias"]
    np.testing.assert_array_equal(final["dense/kernel"], made.final_weights[0])
    np.testing.assert_array_equal(best["dense/kernel"], made.best_weights[0])
    predictions = load_predictions(tmp_path / "r")
    assert predictions.dtype == np.float32
    np.testing.assert_array_equal(predictions, made.predictions)


def test_best_weights_that_are_the_final_ones_are_kept_once(tmp_path):
    save_artifacts(tmp_path / "r", result(same_best=False))  # before it was extended
    save_artifacts(tmp_path / "r", result())
    assert sorted(os.listdir(tmp_path / "r")) == ["final.npz", "predictions.npz"]
    np.testing.assert_array_equal(
        load_weights(tmp_path / "r", "best")["dense/kernel"], result().final_weights[0]
    )


def test_a_layer_may_have_any_name(tmp_path):
    made = result()
    made.weight_names = ["file/kernel", "arr_0"]
    save_artifacts(tmp_path / "r", made)
    assert list(load_weights(tmp_path / "r")) == ["file/kernel", "arr_0"]


def test_a_run_stopped_before_its_first_epoch_keeps_nothing(tmp_path):
    assert save_artifacts(tmp_path / "r", result("stopped", epochs=0)) == 0


def test_what_is_gone_is_a_sentence(tmp_path):
    with pytest.raises(RequestError, match=r"run r no longer has final\.npz"):
        load_weights(tmp_path / "r")


def test_where_a_file_is_in_place_of_the_folder_it_is_gone(tmp_path):
    (tmp_path / "r").write_text("no folder")
    with pytest.raises(RequestError) as caught:
        load_predictions(tmp_path / "r")
    assert caught.value.values == {"run": "r", "name": "predictions.npz"}


@pytest.mark.timeout(20)
def test_what_is_no_regular_file_is_a_sentence(tmp_path):
    for name, load in (("predictions.npz", load_predictions), ("final.npz", load_weights)):
        os.mkfifo(tmp_path / name)
        with pytest.raises(RequestError) as caught:
            load(tmp_path)
        assert caught.value.values["path"] == tmp_path / name


def test_a_folder_and_a_file_may_be_links(tmp_path):
    save_artifacts(tmp_path / "disk" / "r", result())
    (tmp_path / "artifacts").symlink_to("disk")
    (tmp_path / "predictions.npz").symlink_to("artifacts/r/predictions.npz")
    for folder in (tmp_path / "artifacts" / "r", tmp_path):
        np.testing.assert_array_equal(load_predictions(folder), result().predictions)


def test_a_file_is_whole_or_not_there(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.npz.os.fsync", fail)
    with pytest.raises(OSError):
        save_artifacts(tmp_path / "r", result())
    assert os.listdir(tmp_path / "r") == []


@pytest.fixture
def three(settings):
    """Runs a, b, c, the oldest first, of 1 MB of weights and 0.1 MB of predictions each."""
    for age, name in enumerate("cba"):
        folder = settings.artifacts / name
        folder.mkdir(parents=True)
        for file, size in (("final.npz", 10**6), ("predictions.npz", 10**5), ("run.log", 500)):
            (folder / file).write_bytes(b"x" * size)
            past = time.time() - age * 100
            os.utime(folder / file, (past, past))
    return settings.artifacts


@pytest.fixture
def bound(settings):
    """Bounds the files to some megabytes, and returns what is left of runs that lost a file."""

    def bound(limit: int, keep: list[str] | None = None) -> dict[str, dict[str, int]]:
        limited = dataclasses.replace(settings, artifacts_limit_mb=limit)
        return bound_artifacts(limited, keep or [], (0, 0, 0))

    return bound


def left(root):
    return {name: sorted(os.listdir(root / name)) for name in "abc"}


def test_the_oldest_weights_go_first(three, bound):
    assert bound(10) == {}
    assert bound(3) == {"a": {"predictions.npz": 10**5}}
    assert left(three)["a"] == ["predictions.npz", "run.log"]
    assert left(three)["b"] == left(three)["c"] == ["final.npz", "predictions.npz", "run.log"]


def test_epochs_count_and_go_as_weights_do(three, bound):
    os.rename(three / "a" / "final.npz", three / "a" / "epochs.npz")
    assert bound(3) == {"a": {"predictions.npz": 10**5}}
    assert left(three)["a"] == ["predictions.npz", "run.log"]


def test_predictions_go_after_all_weights_and_logs_never(three, bound):
    for name in "abc":
        (three / name / "predictions.npz").write_bytes(b"x" * 600_000)
    assert bound(1) == {"a": {}, "b": {}, "c": {"predictions.npz": 600_000}}
    assert left(three)["c"] == ["predictions.npz", "run.log"]
    assert left(three)["a"] == ["run.log"]


def test_a_running_run_is_not_touched(three, bound):
    assert bound(2, keep=["a"]) == {it: {"predictions.npz": 10**5} for it in "bc"}
    assert left(three)["a"] == ["final.npz", "predictions.npz", "run.log"]


def test_what_a_killed_worker_left_half_written_is_cleared(three, bound):
    half = three / "a" / ".final.npz.1.2"
    half.write_bytes(b"x")
    bound(10)
    assert half.exists(), "it may be being written"
    os.utime(half, (0, 0))
    bound(10)
    assert not half.exists()


def test_no_folder_is_no_problem(bound):
    assert bound(1) == {}
