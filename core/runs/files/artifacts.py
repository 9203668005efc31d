"""The files of a run, in addition to its history: weights and test predictions, as .npz files.

Each run has a folder in ``Settings.artifacts``:

* ``final.npz`` the weights after the last epoch, float32, under Keras' paths and in Keras' order;
* ``best.npz`` the weights of the best monitored epoch; only written if they differ from the final
  ones;
* ``predictions.npz`` the array ``predictions``: the output for every test sample, float32 (4 bytes
  per number: 100 kB for 25,000 reviews, 414 kB for the 46 classes of reuters). float16 would round
  probabilities near 1 to steps of 1/2048, and distort every ranking and log loss;
* ``checkpoint.npz`` the state to resume from (``core.training.checkpoint``): weights, optimizer and
  best weights; with Adam three to four times the size of ``final.npz``;
* ``epochs.npz`` of a small model, the weights after some of its epochs
  (``core.training.epoch_weights``); an older Recipe Lab neither reads nor deletes this file;
* ``run.log`` the output of the run's worker.

A set of weights takes four bytes per parameter. Measured sizes when the best weights are the final
ones (otherwise up to twice as large): numeric-binary/mlp 10 kB, imdb/cnn 10.9 MB, imdb/mlp 36.6 MB.
The history takes about 43 bytes per value in the store: 170 kB for 1,000 epochs of loss, accuracy
and seconds.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from core.errors import RequestError
from core.npz import read_npz, write_npz
from core.settings import Settings
from core.training.epoch_weights import epochs_in, read_epochs
from core.training.recorder import TrainingResult

FINAL = "final.npz"
BEST = "best.npz"
PREDICTIONS = "predictions.npz"
CHECKPOINT = "checkpoint.npz"
EPOCHS = "epochs.npz"
LOG = "run.log"
# Lists the shared versions that local files are copies of (core.runs.files.sharing).
COPIES = ".copies.json"
# Lower ranks are deleted first: a checkpoint only saves time, predictions are the result.
RANKS = ((0, CHECKPOINT), (1, FINAL), (1, BEST), (1, EPOCHS), (2, PREDICTIONS))
MEGABYTE = 10**6
PART_SECONDS = 600
DAY = 86_400


class StoredFile(NamedTuple):
    """A file of a run: rank as in ``RANKS``, time written (seconds since 1970), size in bytes."""

    rank: int
    written: float
    run_id: str
    name: str
    size: int


def save_artifacts(folder: Path, result: TrainingResult) -> int:
    """Write a run's weights and predictions; each file is written completely or not at all.

    Returns:
        Bytes written.

    Raises:
        OSError: A file could not be written, for example because the disk is full.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, Mapping[str, np.ndarray]] = {}
    if result.predictions is not None:
        files[PREDICTIONS] = {"predictions": result.predictions}
    if result.epochs:
        files[FINAL] = _named(result.weight_names, result.final_weights)
        if not _equal(result.best_weights, result.final_weights):
            files[BEST] = _named(result.weight_names, result.best_weights)
    written = sum(write_npz(folder / name, arrays) for name, arrays in files.items())
    if FINAL in files and BEST not in files:
        (folder / BEST).unlink(missing_ok=True)  # from before the run was extended
    return written


def load_weights(folder: Path, which: str = "final") -> dict[str, np.ndarray]:
    """A run's weights: Keras' path → array, in Keras' order.

    Args:
        folder: The run's folder.
        which: ``final`` or ``best``.

    Raises:
        RequestError: The run has no weights, or no longer has them.
    """
    path = folder / FINAL
    if which == "best" and (folder / BEST).exists():
        path = folder / BEST
    return _read(path)


def stored_epochs(folder: Path) -> tuple[int, ...]:
    """After which epochs a run's weights are in its folder, in order; 0 is before training."""
    try:
        return epochs_in(folder / EPOCHS)
    except (OSError, ValueError):
        return ()


def load_epoch(folder: Path, epoch: int) -> dict[str, np.ndarray]:
    """A run's weights after ``epoch`` epochs: Keras' path → array, in Keras' order.

    Raises:
        RequestError: The run has none of that epoch, no longer has them, or the file is unreadable.
    """
    path = folder / EPOCHS
    if not path.exists():
        raise RequestError(
            "The run {run} has no weights of single epochs: only small models keep them, up to "
            "RECIPE_LAB_KEEP_EPOCHS_MB.",
            run=folder.name,
        )
    epochs = _read(path, read_epochs)
    if epoch not in epochs:
        raise RequestError(
            "The run {run} has its weights after these epochs only: {epochs}.",
            run=folder.name,
            epochs=", ".join(map(str, epochs)),
        )
    return epochs[epoch]


def load_predictions(folder: Path) -> np.ndarray:
    """A run's output for every test sample: (n,) or (n, classes) float32.

    Raises:
        RequestError: The run has no predictions, no longer has them, or the file is unreadable.
    """
    path = folder / PREDICTIONS
    arrays = _read(path)
    try:
        return arrays["predictions"]
    except KeyError:
        raise _unreadable(path, "predictions") from None


def artifact_sizes(folder: Path) -> dict[str, int]:
    """Bytes of weights, predictions and checkpoint in ``folder`` by name, without missing ones."""
    sizes = file_sizes(folder)
    return {name: sizes[name] for _, name in RANKS if name in sizes}


def file_sizes(folder: Path) -> dict[str, int]:
    """Bytes of the files in a folder by name, as far as they can be read."""
    sizes = {}
    with suppress(OSError), os.scandir(folder) as entries:  # may be gone by now
        for entry in entries:
            with suppress(OSError):
                if entry.is_file():
                    sizes[entry.name] = entry.stat().st_size
    return sizes


def folders(root: Path) -> list[Path]:
    """The folders of runs; none if ``root`` cannot be read."""
    try:
        with os.scandir(root) as entries:
            return [Path(entry.path) for entry in entries if entry.is_dir()]
    except OSError:
        return []


def bound_artifacts(
    settings: Settings, keep: Collection[str], days: Sequence[int]
) -> dict[str, dict[str, int]]:
    """Delete files past their age limit, and then the oldest until the rest fits the size limit.

    Checkpoints are deleted first, then weights, then predictions.

    Args:
        settings: The installation's settings, with the folder and the size limit of all files.
        keep: Ids of runs whose files are never deleted: those running, queued or paused.
        days: Age limit in days for each rank of ``RANKS``; 0 for none.

    Returns:
        Run id → file name → bytes of the files left, for each run that lost a file.
    """
    root = settings.artifacts
    files: list[StoredFile] = []
    for folder in folders(root):
        entries = _entries(folder)
        if folder.name not in keep:
            _clear_parts(entries.values())
        for rank, name in RANKS:
            with suppress(KeyError, OSError):
                status = entries[name].stat()
                files.append(StoredFile(rank, status.st_mtime, folder.name, name, status.st_size))
    expired = files_to_delete(files, settings.artifacts_limit_mb, keep, days)
    for file in expired:
        (root / file.run_id / file.name).unlink(missing_ok=True)
    return {run_id: artifact_sizes(root / run_id) for run_id in {file.run_id for file in expired}}


def files_to_delete(
    files: Iterable[StoredFile], limit_mb: int, keep: Collection[str], days: Sequence[int]
) -> list[StoredFile]:
    """The files that exceed the limits, in the order of deletion; see ``bound_artifacts``."""
    files, now = sorted(files), time.time()
    total = sum(file.size for file in files)
    expired = []
    for file in files:
        old = days[file.rank] and now - file.written > days[file.rank] * DAY
        if file.run_id in keep or not (old or total > limit_mb * MEGABYTE):
            continue
        expired.append(file)
        total -= file.size
    return expired


def _clear_parts(entries: Iterable[os.DirEntry[str]]) -> None:
    """Delete partial files left behind by a worker that was killed while writing."""
    for entry in entries:
        if entry.name.startswith(".") and ".npz." in entry.name:
            with suppress(OSError):
                if time.time() - entry.stat().st_mtime > PART_SECONDS:
                    os.unlink(entry.path)


def _entries(folder: Path) -> dict[str, os.DirEntry[str]]:
    """The files of a folder by name, in one read: there may be ten thousand such folders."""
    try:
        with os.scandir(folder) as entries:
            return {entry.name: entry for entry in entries}
    except OSError:
        return {}


def _named(names: list[str], weights: list[np.ndarray]) -> dict[str, np.ndarray]:
    named = dict(zip(names, weights, strict=True))
    if len(named) != len(names):
        raise ValueError(f"weights share a name: {names}")
    return named


def _equal(weights: list[np.ndarray], others: list[np.ndarray]) -> bool:
    return len(weights) == len(others) and all(map(np.array_equal, weights, others))


def _read(path: Path, read: Callable[[Path], dict[Any, Any]] = read_npz) -> dict[Any, Any]:
    try:
        return read(path)
    except (FileNotFoundError, NotADirectoryError):
        raise RequestError(
            "The run {run} no longer has {name}: the oldest files are deleted when "
            "artifacts_limit_mb is reached.",
            run=path.parent.name,
            name=path.name,
        ) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, reason: object) -> RequestError:
    return RequestError(
        "The run's file {path} cannot be read ({reason}).", path=path, reason=reason
    )
