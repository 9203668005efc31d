"""Runs that train for real keep the weights they had, and train no differently for it."""

from __future__ import annotations

import numpy as np
import pytest

from core.training.checkpoint import CheckpointFile
from core.training.epoch_weights import EpochWeights, epochs_kept, read_epochs
from tests.core.training.conftest import short, small_recipe, small_splits
from tests.core.training.test_checkpoint import StopAt, assert_same, run

pytestmark = pytest.mark.tensorflow
slow = pytest.mark.slow


def assert_equal(stored, weights):
    for ours, theirs in zip(stored.values(), weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize(
    ("cell", "epochs", "ends"),
    [
        (("topics", "convolutional"), 3, (2,)),
        # XLA, which takes over after the first epoch, does several epochs a call
        pytest.param(("digits", "mlp"), 30, (1, 8, 21), marks=slow),
    ],
)
def test_each_epoch_has_the_weights_of_a_run_that_ends_there(
    cell, epochs, ends, settings, tmp_path
):
    from core.training.build import build_model

    entry = short(small_recipe(*cell), epochs)
    splits = small_splits(entry)
    file = EpochWeights(tmp_path / "epochs.npz", 10**8)
    result = run(entry, settings, splits, epoch_weights=file)
    file.close()
    stored = read_epochs(tmp_path / "epochs.npz")
    assert tuple(stored) == epochs_kept(epochs)
    assert_equal(stored[0], build_model(entry.layers, splits.train.shape, 5).get_weights())
    assert list(stored[0]) == result.weight_names
    for end in ends:
        ended = run(short(entry, end), settings, splits)
        assert_equal(stored[end], ended.final_weights)
    assert_same(result, run(entry, settings, splits))


@slow
def test_stopped_anywhere_it_has_the_file_of_one_that_never_stopped(settings, tmp_path):
    entry = short(small_recipe("topics", "convolutional"), 6)
    splits = small_splits(entry)
    whole = EpochWeights(tmp_path / "whole.npz", 10**8)
    run(entry, settings, splits, epoch_weights=whole)
    whole.close()
    path, stops, status = tmp_path / "checkpoint.npz", 0, ""
    while status != "completed":
        weights = EpochWeights(tmp_path / "stopped.npz", 10**8)
        result = run(
            *(entry, settings, splits),
            recorder=StopAt(3),
            checkpoints=CheckpointFile(path),
            epoch_weights=weights,
        )
        weights.close()
        result.checkpoint.save(path)
        status, stops = result.status, stops + 1
        assert stops < 30
    assert stops >= 3
    assert (tmp_path / "whole.npz").read_bytes() == (tmp_path / "stopped.npz").read_bytes()
