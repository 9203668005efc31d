"""Which epochs' weights are kept, and what their file survives; a model of two arrays, no Keras."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from core.npz import write_npz
from core.training import epoch_weights
from core.training.epoch_weights import MOST, EpochWeights, epochs_in, epochs_kept, read_epochs

LONGEST = 10_000


class Model:
    """Its weights are the number of epochs it has been trained for."""

    def __init__(self, epochs=0, size=3, names=("a/kernel", "a/bias")):
        self.value, self.size = epochs, size
        self.weights = [SimpleNamespace(path=name) for name in names]

    def get_weights(self):
        return [np.full(self.size, self.value, np.float32) for _ in self.weights]


def train(path, first, last, *, step=0, model=None, most_bytes=10**6):
    """Epochs ``first`` to ``last``, written once at the end; None if killed before."""
    model = model or Model(first)
    file = EpochWeights(path, most_bytes)
    file.begin(model, first, step)
    for done in range(first + 1, last + 1):
        model.value = done
        file.ended(model, done)
    return file


def values(path):
    return {epoch: float(it["a/bias"][0]) for epoch, it in read_epochs(path).items()}


def test_closer_at_the_beginning_and_never_more_than_twelve():
    assert epochs_kept(0) == (0,)
    assert epochs_kept(1) == (0, 1)
    assert epochs_kept(200) == (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144)
    assert epochs_kept(233) == (0, 1, 2, 5, 8, 13, 21, 34, 55, 89, 144, 233)
    assert len(epochs_kept(LONGEST)) == MOST and epochs_kept(LONGEST)[-1] > LONGEST / 2


def test_what_is_dropped_never_comes_back():
    before = epochs_kept(0)
    for done in range(1, LONGEST + 1):
        after = epochs_kept(done)
        assert {*after} <= {*before, done}
        assert len(after) <= MOST
        before = after


@pytest.mark.parametrize("stop", [0, 1, 4, 8, 232, 233, 400])
def test_stopped_and_extended_has_the_bytes_of_one_that_never_stopped(tmp_path, stop):
    one, two = tmp_path / "one.npz", tmp_path / "two" / "two.npz"
    train(one, 0, 500).close()
    train(two, 0, stop).close()
    train(two, stop, 500, step=1).close()
    assert one.read_bytes() == two.read_bytes()
    assert epochs_in(two) == epochs_kept(500)
    assert values(two) == {epoch: epoch for epoch in epochs_kept(500)}


def test_killed_it_keeps_what_came_before_its_checkpoint_only(tmp_path):
    path = tmp_path / "epochs.npz"
    train(path, 0, 8).save()
    train(path, 6, 7).close()  # resumed from a checkpoint after 6, and stopped
    assert epochs_in(path) == (0, 1, 2, 3, 5)


def test_resumed_within_its_first_epoch_it_keeps_the_weights_before_training(tmp_path):
    path = tmp_path / "epochs.npz"
    train(path, 0, 0).save()
    train(path, 0, 1, step=20, model=Model(0.5)).close()
    assert values(path) == {0: 0.0, 1: 1.0}


def test_of_a_large_model_nothing_is_kept(tmp_path):
    path, size = tmp_path / "epochs.npz", MOST * 2 * 3 * 4
    file = train(path, 0, 10, most_bytes=size - 1)
    file.close()
    assert not path.exists() and file.until_next(0) > LONGEST
    train(path, 0, 10, most_bytes=size).close()
    assert path.exists()


def test_how_many_epochs_may_run_at_once(tmp_path):
    file = train(tmp_path / "epochs.npz", 0, 0)
    assert [file.until_next(done) for done in (0, 1, 3, 4, 5, 144, 232)] == [1, 1, 2, 1, 3, 89, 1]


def test_weights_that_are_not_numbers_are_left_out(tmp_path):
    path, model = tmp_path / "epochs.npz", Model()
    file = train(path, 0, 2, model=model)
    model.value = np.nan
    file.ended(model, 3)
    file.close()
    assert epochs_in(path) == (0, 1, 2)


@pytest.mark.parametrize("other", [Model(size=4), Model(names=("b/kernel", "b/bias"))])
def test_those_of_another_model_are_not_continued(tmp_path, other):
    path = tmp_path / "epochs.npz"
    train(path, 0, 3, model=other).close()
    train(path, 3, 5).close()
    assert epochs_in(path) == (5,)


@pytest.mark.parametrize("content", [b"", b"PK", None])
def test_a_damaged_file_is_replaced(tmp_path, content):
    path = tmp_path / "epochs.npz"
    if content is None:
        write_npz(path, {"weights": np.zeros(3)})
    else:
        path.write_bytes(content)
    with pytest.raises(ValueError):
        epochs_in(path)
    train(path, 3, 5).close()
    assert epochs_in(path) == (5,)


def test_a_full_disk_does_not_end_the_run(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    path = tmp_path / "epochs.npz"
    file = train(path, 0, 2)
    with monkeypatch.context() as patch:
        patch.setattr(epoch_weights, "write_npz", full)
        file.save()
    assert not path.exists()
    file.close()  # there is room again
    assert epochs_in(path) == (0, 1, 2)


def test_it_is_written_in_the_background_while_the_run_trains(tmp_path, monkeypatch):
    monkeypatch.setattr(epoch_weights, "MIN_SECONDS", -1.0)
    saved = []
    file = EpochWeights(tmp_path / "epochs.npz", 10**6, lambda: saved.append(len(saved)))
    file.begin(Model(), 0)
    file._writing.join()
    assert epochs_in(tmp_path / "epochs.npz") == (0,) and saved == [0]
    file.save()  # there is nothing new
    assert saved == [0] and file.spent > 0
