"""A run resumed from a checkpoint is bitwise equal to one that was never interrupted."""

from __future__ import annotations

import dataclasses
import shutil

import numpy as np
import pytest

from core.architectures import FAMILIES
from core.errors import TrainingError
from core.recipes import representative
from core.settings import Settings
from core.training import fitting
from core.training.checkpoint import MIN_SECONDS, SHARE, Checkpoint, CheckpointFile
from core.training.checkpoint import load_checkpoint as load
from core.training.recorder import Recorder
from tests.core.training.conftest import short, small_splits

pytestmark = pytest.mark.tensorflow


class StopAt(Recorder):
    """Asks to stop after ``count`` calls of ``progress`` or ``epochs``."""

    def __init__(self, count):
        self.left = count

    def progress(self, *_):
        self.left -= 1

    def epochs(self, *_):
        self.left -= 1

    def stopping(self):
        return self.left <= 0


class EpochListener(Recorder):
    """Records the reported epochs."""

    def __init__(self):
        self.first, self.losses = [], []

    def epochs(self, first, rows, seconds):
        assert len(rows) == len(seconds) > 0
        self.first.append(first)
        self.losses += [row["loss"] for row in rows]


class PointListener(Recorder):
    """Records the reported points, and asks to stop at ``position``."""

    def __init__(self, position=99.0):
        self.reported, self.position = [], position

    def points(self, points):
        self.reported += points

    def stopping(self):
        return bool(self.reported) and self.reported[-1].position >= self.position


class Always(CheckpointFile):
    """Keeps a copy of every checkpoint."""

    def __init__(self, path):
        super().__init__(path)
        self.copies = []

    def due(self):
        return True

    def save(self, checkpoint, copying=0.0):
        super().save(checkpoint, copying)
        self.close()
        copy = self._path.with_name(f"{len(self.copies)}.npz")
        shutil.copy(self._path, copy)
        self.copies.append(copy)


def run(entry, settings, splits, **more):
    from core.training.train import train

    return train(entry, 5, settings=settings, splits=splits, **more)


def cell(dataset, family, **fit):
    """The recipe of a cell, with dropout wherever possible and short epochs."""
    entry = representative(dataset, family)
    kinds = ("dropout", "recurrent_dropout")  # an added layer would make it another model
    dropout = [name for name in entry.values() if name.rstrip("_0123456789") in kinds]
    entry = short(entry.with_settings(dict.fromkeys(dropout, 0.3)))
    return dataclasses.replace(entry, fit={**entry.fit, **fit})


def assert_same(result, expected):
    assert result.status == expected.status == "completed"
    assert result.history == expected.history
    assert result.best_epoch == expected.best_epoch
    assert result.test == expected.test
    for kind in ("final_weights", "best_weights"):
        for ours, theirs in zip(getattr(result, kind), getattr(expected, kind), strict=True):
            np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(result.predictions, expected.predictions)


@pytest.mark.parametrize(
    "family",
    [
        family if family == "convolutional" else pytest.param(family, marks=pytest.mark.slow)
        for family in FAMILIES
    ],
)
def test_a_run_stopped_anywhere_resumes_to_the_same_result(family, settings, tmp_path):
    entry = cell("topics", family)
    splits = small_splits(entry)
    expected = run(entry, settings, splits)
    file = CheckpointFile(tmp_path / "checkpoint.npz")
    stops, result = 0, None
    while result is None or result.status == "stopped":
        result = run(entry, settings, splits, recorder=StopAt(3), checkpoints=file)
        result.checkpoint.save(tmp_path / "checkpoint.npz")
        stops += 1
        assert stops < 30
    assert stops >= 3
    assert_same(result, expected)


@pytest.mark.parametrize("cell_of", [("topics", "convolutional"), ("digits", "mlp")])
def test_a_resumed_run_has_the_points_of_one_that_was_not_interrupted(
    cell_of, settings, tmp_path, monkeypatch
):
    entry = cell(*cell_of, batch_size=3, epochs=2)
    splits, whole, first, second = small_splits(entry), *(PointListener(at) for at in (99, 0.4, 99))
    run(entry, settings, splits, recorder=whole)
    positions = [point.position for point in whole.reported]
    assert positions[:3] == [1 / 50, 2 / 50, 5 / 50] and len(positions) == len(set(positions))
    # XLA, which takes over after the first epoch, does several epochs a call
    assert positions[-1] == (2.0 if cell_of[0] == "topics" else 1.0)
    half, none = (CheckpointFile(tmp_path / name) for name in ("half.npz", "none.npz"))
    monkeypatch.setattr(fitting, "PIECE_SECONDS", 0.0)  # a batch at a time
    stopped = run(entry, settings, splits, recorder=first, checkpoints=none)
    stopped.checkpoint.save(tmp_path / "half.npz")
    assert first.reported[-1].position == 0.4
    run(entry, settings, splits, recorder=second, checkpoints=half)
    assert second.reported == whole.reported  # those before the stop are reported again


@pytest.mark.parametrize("pieces", [1, pytest.param(5, marks=pytest.mark.slow)])
def test_small_dense_models_too_and_in_both_engines(settings, tmp_path, pieces):
    entry = cell("digits", "mlp", epochs=12)
    splits = small_splits(entry)
    expected = run(entry, settings, splits)
    assert expected.engine == "xla"
    files = Always(tmp_path / "checkpoint.npz")
    assert_same(run(entry, settings, splits, checkpoints=files), expected)
    places = [(load(path).epoch, load(path).step) for path in files.copies]
    assert any(step for _, step in places), "none within an epoch"
    assert any(epoch > 1 for epoch, _ in places), "none in XLA's epochs"
    # from an early one, within a graph's epoch, to a late one
    for path in files.copies[:: max(1, (len(files.copies) - 1) // pieces)]:
        assert_same(run(entry, settings, splits, checkpoints=CheckpointFile(path)), expected)


def test_early_stopping_and_restored_weights_resume_too(settings, tmp_path):
    entry = cell("digits", "mlp", epochs=40, patience=2, restore_best_weights=True)
    splits = small_splits(entry)
    expected = run(entry, settings, splits)
    assert 2 < expected.epochs < 40
    files = Always(tmp_path / "checkpoint.npz")
    run(entry, settings, splits, checkpoints=files)
    for path in (files.copies[len(files.copies) // 2], files.copies[-1]):
        assert_same(run(entry, settings, splits, checkpoints=CheckpointFile(path)), expected)


def test_an_extended_run_is_the_run_of_more_epochs(settings, tmp_path):
    long = cell("digits", "mlp", epochs=9)
    splits = small_splits(long)
    ended = run(
        dataclasses.replace(long, fit={**long.fit, "epochs": 4}),
        settings,
        splits,
        checkpoints=CheckpointFile(tmp_path / "none.npz"),
    )
    ended.checkpoint.save(tmp_path / "end.npz")
    listener = EpochListener()
    end = CheckpointFile(tmp_path / "end.npz")
    extended = run(long, settings, splits, checkpoints=end, recorder=listener)
    assert_same(extended, run(long, settings, splits))
    assert listener.first[:2] == [0, 4]  # a killed run may not have reported the earlier epochs
    assert listener.losses == extended.history["loss"]


CHANGES = {
    "other data": lambda it: {"digest": "that"},
    "another model": lambda it: {"weights": it.weights[:-1], "best_weights": it.best_weights[:-1]},
    "another optimizer": lambda it: {"optimizer": it.optimizer[:-1]},
    "optimizer of another shape": lambda it: {"optimizer": [item[None] for item in it.optimizer]},
    "weights of another kind": lambda it: {
        name: [item.astype(np.complex64) for item in getattr(it, name)]
        for name in ("weights", "best_weights")
    },
    "streams of other layers": lambda it: {"streams": [*it.streams, np.zeros(2, np.uint32)]},
    "other metrics": lambda it: {"history": {"mae": it.history["loss"]}},
    "a step too many": lambda it: {"step": 1_000},
    "more epochs": lambda it: {
        "epoch": it.epoch + 1,
        "epoch_seconds": [*it.epoch_seconds, 0.1],
        "history": {name: [*values, 0.1] for name, values in it.history.items()},
    },
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A recipe, its samples, and its run from the first epoch to the last."""
    folder = tmp_path_factory.mktemp("whole")
    entry = cell("digits", "mlp")
    splits = dataclasses.replace(small_splits(entry), digest="this")
    file = CheckpointFile(folder / "checkpoint.npz")
    return entry, splits, run(entry, Settings(home=folder, threads=2), splits, checkpoints=file)


@pytest.mark.parametrize(
    "harm", ["cut off", *(pytest.param(name, marks=pytest.mark.slow) for name in CHANGES)]
)
def test_without_a_valid_checkpoint_it_starts_over(harm, whole, settings, tmp_path):
    entry, splits, expected = whole
    path = tmp_path / "checkpoint.npz"
    expected.checkpoint.save(path)
    if harm == "cut off":
        path.write_bytes(path.read_bytes()[:-500])
    else:
        dataclasses.replace(expected.checkpoint, **CHANGES[harm](expected.checkpoint)).save(path)
    result = run(entry, settings, splits, checkpoints=CheckpointFile(path))
    assert_same(result, expected)
    assert any("restarted from the first epoch" in note for note in result.notes)


def example(**more):
    arrays = [np.arange(3.0)]
    given = {"epoch": 2, "epoch_seconds": [0.1, 0.2], "totals": np.zeros(3)}
    given |= {"weights": arrays, "optimizer": arrays}
    return Checkpoint(**given | more)


def test_a_checkpoint_survives_its_file(tmp_path):
    given = example(
        step=7,
        best=0.1 + 0.2,
        best_epoch=1,
        best_weights=[np.ones(3)],
        history={"loss": [1.0, 0.5]},
        seconds={"train": 2.0},
        owner={"run": "r1", "recipe": "abc", "seed": 3},
    )
    given.save(tmp_path / "one.npz")
    result = load(tmp_path / "one.npz")
    for name in ("epoch", "step", "best", "best_epoch", "history", "seconds", "owner"):
        assert getattr(result, name) == getattr(given, name)
    np.testing.assert_array_equal(result.weights[0], given.weights[0])
    assert load(tmp_path / "none.npz") is None
    assert example().save(tmp_path / "two.npz") and load(tmp_path / "two.npz").best == float("inf")


def test_invalid_files_are_refused(tmp_path):
    np.savez(tmp_path / "arrays.npz", numbers=np.zeros(3))
    (tmp_path / "text.npz").write_text("no archive")
    example().save(tmp_path / "cut.npz")
    (tmp_path / "cut.npz").write_bytes((tmp_path / "cut.npz").read_bytes()[:-200])
    for name in ("arrays", "text", "cut"):
        with pytest.raises(TrainingError, match="its checkpoint cannot be read"):
            load(tmp_path / f"{name}.npz")


def test_writing_costs_a_bounded_share(tmp_path, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("core.training.checkpoint.time.monotonic", lambda: now[0])
    file = CheckpointFile(tmp_path / "one.npz")
    assert not file.due()
    now[0] += MIN_SECONDS + 0.1
    assert file.due()
    file.save(example(), copying=2.0)
    file.close()
    now[0] += 2.0 / SHARE - 1
    assert not file.due()
    now[0] += 2
    assert file.due()


def test_a_full_disk_does_not_end_the_run(tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    saved = []
    file = CheckpointFile(tmp_path / "file" / "one.npz", lambda *what: saved.append(what))
    file.save(example())
    file.close()
    assert not saved and "no checkpoint at epoch 2" in caplog.text
