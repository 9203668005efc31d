"""Checkpoint files: contents that no training run can have written are refused as damaged."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile

import numpy as np
import pytest

from core.errors import TrainingError
from core.npz import read_npz, write_npz
from core.training.checkpoint import Checkpoint, CheckpointFile, checkpoint_epoch, load_checkpoint
from tests.core.datasets.helpers import HOSTILE_SHAPES, npy

OWNER = {"run": "r1", "recipe": "abc", "seed": 3, "engine": "graph+block-1"}
HISTORY = {"loss": [1.0, 0.5], "accuracy": [0.5, 0.75]}


def example(**changes) -> Checkpoint:
    given = {
        "epoch": 2,
        "best": 0.5,
        "best_epoch": 1,
        "best_weights": [np.ones(3, np.float32)],
        "history": HISTORY,
        "epoch_seconds": [0.1, 0.2],
        "seconds": {"train": 0.3},
        "totals": np.zeros(3, np.float32),
        "points": [[0.5, 1.0, 0.5]],
        "point_sums": [64.0, 32.0, 64.0],
        "weights": [np.ones(3, np.float32)],
        "optimizer": [np.array(7), np.ones(3, np.float32)],
    }
    return Checkpoint(**given | changes)


@pytest.fixture
def path(tmp_path):
    example().save(tmp_path / "one.npz")
    return tmp_path / "one.npz"


def change(path, arrays=None, **numbers):
    """Rewrite the file with changed numbers and arrays."""
    content = read_npz(path)
    text = json.dumps(json.loads(content["numbers"].tobytes()) | numbers)
    content["numbers"] = np.frombuffer(text.encode(), np.uint8)
    write_npz(path, content | (arrays or {}))


def text(content: str) -> dict[str, np.ndarray]:
    return {"numbers": np.frombuffer(content.encode(), np.uint8)}


NUMBERS = {
    "no epoch": {"epoch": -1},
    "half an epoch": {"epoch": 1.5},
    "an epoch more than its history": {"epoch": 3},
    "a step before the first": {"step": -1},
    "a step that is none": {"step": "7"},
    "a best epoch to come": {"best_epoch": 2},
    "no best epoch": {"best_epoch": None},
    "a best that is none": {"best": "nan"},
    "a best of words": {"best": "low"},
    "a history of one more": {"history": {"loss": [1.0, 0.5, 0.1]}},
    "a history that is none": {"history": [1.0, 0.5]},
    "a history of NaN": {"history": {"loss": [1.0, float("nan")]}},
    "a history of words": {"history": {"loss": ["a", "b"]}},
    "endless seconds": {"seconds": {"train": float("inf")}},
    "seconds in a list": {"seconds": [1.0]},
    "seconds of 10**400": {"epoch_seconds": [0.1, 10**400]},
    "another version": {"version": 99},
    "an unknown name": {"more": 1},
}
NONE = np.full(3, np.nan, np.float32)
ARRAYS = {
    "NaN weights": {"weights/0": NONE},
    "endless weights": {"weights/0": np.full(3, np.inf, np.float32)},
    "NaN best weights": {"best_weights/0": NONE},
    "NaN in the optimizer": {"optimizer/1": NONE},
    "NaN totals": {"totals": NONE},
    "totals of another shape": {"totals": np.zeros((2, 3), np.float32)},
    "best weights of another shape": {"best_weights/0": np.ones(4, np.float32)},
    "best weights of another kind": {"best_weights/0": np.ones(3)},
    "an unknown array": {"others/0": np.ones(3)},
    "deep JSON": text('{"epoch":' + "[" * 100_000),
    "JSON that is no object": text("[1]"),
    "no JSON": text("epoch"),
    "no text": {"numbers": np.frombuffer(b"{\xff}", np.uint8)},
}


@pytest.mark.parametrize("numbers", NUMBERS.values(), ids=NUMBERS)
def test_contradicting_numbers_are_refused(path, numbers):
    change(path, **numbers)
    with pytest.raises(TrainingError):
        load_checkpoint(path)


@pytest.mark.parametrize("arrays", ARRAYS.values(), ids=ARRAYS)
def test_invalid_arrays_are_refused(path, arrays):
    change(path, arrays)
    with pytest.raises(TrainingError):
        load_checkpoint(path)
    with path.open("rb") as file:
        assert checkpoint_epoch(file) in (2, -1)
        assert file.tell() == 0


@pytest.mark.parametrize("shape", HOSTILE_SHAPES.values(), ids=HOSTILE_SHAPES)
def test_impossible_shapes_are_refused(tmp_path, shape):
    path = tmp_path / "one.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("numbers.npy", npy("|u1", shape, b"{}"))
    with pytest.raises(TrainingError):
        load_checkpoint(path)
    with path.open("rb") as file:
        assert checkpoint_epoch(file) == -1


def test_a_file_in_place_of_the_folder_is_no_checkpoint(tmp_path):
    (tmp_path / "artifacts").write_text("no folder")
    assert load_checkpoint(tmp_path / "artifacts" / "r1" / "checkpoint.npz") is None


WITH_LITTLE_MEMORY = """
import resource, sys
from pathlib import Path
from core.errors import TrainingError
from core.training.checkpoint import load_checkpoint
pages = int(Path("/proc/self/statm").read_text().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + 50_000_000,) * 2)
try:
    load_checkpoint(Path(sys.argv[1]))
except TrainingError as error:
    print(error.values["reason"])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process' memory")
def test_running_out_of_memory_is_an_error(tmp_path):
    many = [np.ones(25_000_000, np.float32)]
    example(weights=many, best_weights=many).save(tmp_path / "one.npz")
    command = [sys.executable, "-c", WITH_LITTLE_MEMORY, str(tmp_path / "one.npz")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert "allocate" in done.stdout or "MemoryError" in done.stdout, done.stderr


def test_a_second_moment_may_be_infinite(path):
    change(path, {"optimizer/1": np.full(3, np.inf, np.float32)})
    assert np.isinf(load_checkpoint(path).optimizer[1]).all()


@pytest.mark.parametrize(
    ("name", "value"),
    [("run", "r2"), ("recipe", "abd"), ("seed", 4), ("seed", None), ("engine", "graph")],
)
def test_a_checkpoint_of_another_run_recipe_seed_or_engine_is_refused(tmp_path, name, value):
    path = tmp_path / "one.npz"
    file = CheckpointFile(path, owner=OWNER | {name: value})
    file.save(example())
    file.close()
    assert file.load().owner[name] == value
    with pytest.raises(TrainingError) as caught:
        CheckpointFile(path, owner=OWNER, history=lambda: HISTORY).load()
    assert caught.value.values["names"] == name


@pytest.mark.parametrize(
    ("history", "accepted"),
    [
        (HISTORY, True),
        ({name: values[:1] for name, values in HISTORY.items()}, True),  # killed before it reported
        ({name: [*values, 0.1] for name, values in HISTORY.items()}, True),  # or continued
        ({}, False),
        ({"loss": [1.0, 0.5]}, False),
        (HISTORY | {"loss": [1.0, 0.5000001]}, False),
    ],
)
def test_a_checkpoint_without_owner_is_identified_by_its_epochs(path, history, accepted):
    """Version 1 did not name its run."""
    change(path, version=1)
    file = CheckpointFile(path, owner=OWNER, history=lambda: history)
    if accepted:
        assert file.load().epoch == 2
    else:
        with pytest.raises(TrainingError):
            file.load()


@pytest.mark.parametrize(
    ("engine", "accepted"), [("graph", True), ("xla", True), ("graph+block-1", False)]
)
def test_before_version_4_keras_computed_every_layer(path, engine, accepted):
    owner = {name: value for name, value in OWNER.items() if name != "engine"}
    change(path, version=3, owner=owner)
    file = CheckpointFile(path, owner=OWNER | {"engine": engine})
    if accepted:
        assert file.load().owner == owner
    else:
        with pytest.raises(TrainingError) as caught:
            file.load()
        assert caught.value.values["received"] == "graph"


def test_a_diverging_run_keeps_the_previous_checkpoint(path):
    before = path.read_bytes()
    file = CheckpointFile(path)
    file.save(example(weights=[NONE]))
    file.close()
    assert path.read_bytes() == before


def test_what_comes_first_is_done_before_it_is_written(tmp_path):
    path, order = tmp_path / "one.npz", []
    file = CheckpointFile(
        path,
        lambda *_: order.append(path.exists()),
        first=lambda: order.append(path.exists()),
    )
    file.save(example())
    file.close()
    assert order == [False, True]
