"""What a finished run keeps beside its history: weights and test predictions, as .npz files.

A folder a run, in ``Settings.artifacts``:

* ``final.npz`` weights after the last epoch, float32, under Keras' paths and in Keras' order;
* ``best.npz`` weights of the best monitored epoch; not written where they are the final ones;
* ``predictions.npz`` ``predictions``: the output for every test sample, float32 (4 bytes a
  number: 100 kB for 25,000 reviews, 414 kB for reuters' 46 classes). Half of that would round
  probabilities near 1 to steps of 1/2048, and with them every ranking and log loss;
* ``checkpoint.npz`` where it goes on from (``core.training.checkpoint``): weights, optimizer, best
  weights, three to four times ``final.npz`` with Adam;
* ``run.log`` what its worker printed.

Four bytes a parameter and set of weights. Measured, where the best are the final ones (else up to
twice that): numeric-binary/mlp 10 kB, imdb/cnn 10.9 MB, imdb/mlp 36.6 MB. The history itself costs
about 43 bytes a value in the store: 170 kB for 1,000 epochs of loss, accuracy and seconds.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import numpy as np

from core.errors import RequestError
from core.npz import read_npz, write_npz
from core.training.recorder import TrainingResult

FINAL = "final.npz"
BEST = "best.npz"
PREDICTIONS = "predictions.npz"
CHECKPOINT = "checkpoint.npz"
LOG = "run.log"
# Of which versions elsewhere these are copies (core.runs.files.sharing).
COPIES = ".copies.json"
# What goes first when room is short: a checkpoint only saves time, predictions are the result.
RANKS = ((0, CHECKPOINT), (1, FINAL), (1, BEST), (2, PREDICTIONS))
MEGABYTE = 10**6
PART_SECONDS = 600
DAY = 86_400


class Kept(NamedTuple):
    """A file that a run keeps: its place in ``RANKS``, seconds since 1970, bytes."""

    rank: int
    written: float
    run_id: str
    name: str
    size: int


def save_artifacts(folder: Path, result: TrainingResult) -> int:
    """Write a run's weights and predictions, each file whole or not at all.

    Returns:
        Bytes written.

    Raises:
        OSError: They could not be written, a full disk for example.
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
        (folder / BEST).unlink(missing_ok=True)  # of before the run was extended
    return written


def load_weights(folder: Path, which: str = "final") -> dict[str, np.ndarray]:
    """A run's weights: Keras' path → array, in Keras' order.

    Args:
        folder: The run's folder.
        which: ``final`` or ``best``.

    Raises:
        RequestError: They are not there (any more).
    """
    path = folder / FINAL
    if which == "best" and (folder / BEST).exists():
        path = folder / BEST
    return _read(path)


def load_predictions(folder: Path) -> np.ndarray:
    """A run's output for every test sample: (n,) or (n, classes) float32.

    Raises:
        RequestError: They are not there (any more), or the file cannot be read.
    """
    path = folder / PREDICTIONS
    arrays = _read(path)
    try:
        return arrays["predictions"]
    except KeyError:
        raise _unreadable(path, "predictions") from None


def artifacts_bytes(folder: Path) -> int:
    """Bytes of weights, predictions and checkpoint there; 0 when there is no such folder."""
    return sum(_size(folder / name) for name in (FINAL, BEST, PREDICTIONS, CHECKPOINT))


def bound_artifacts(
    root: Path, limit_mb: int, keep: Collection[str] = (), days: Sequence[int] = (0, 0, 0)
) -> dict[str, int]:
    """Delete what was kept long enough; then the oldest checkpoints, then weights, then
    predictions, until the rest fits.

    Args:
        root: ``Settings.artifacts``.
        limit_mb: Megabytes (10**6 bytes) that may stay.
        keep: Ids of runs that are not touched: those that run, wait or are paused.
        days: For each rank of ``RANKS``, after how many days its files are deleted; 0 for never.

    Returns:
        Run id → bytes left, of each run that lost something.
    """
    found: list[Kept] = []
    for folder in _folders(root):
        entries = _entries(folder)
        if folder.name not in keep:
            _clear_parts(entries.values())
        for rank, name in RANKS:
            with suppress(KeyError, OSError):
                status = entries[name].stat()
                found.append(Kept(rank, status.st_mtime, folder.name, name, status.st_size))
    gone = beyond(found, limit_mb, keep, days)
    for file in gone:
        (root / file.run_id / file.name).unlink(missing_ok=True)
    return {run_id: artifacts_bytes(root / run_id) for run_id in {file.run_id for file in gone}}


def beyond(
    found: Iterable[Kept], limit_mb: int, keep: Collection[str], days: Sequence[int]
) -> list[Kept]:
    """Which files go; see ``bound_artifacts``."""
    files, now = sorted(found), time.time()
    total = sum(file.size for file in files)
    gone = []
    for file in files:
        old = days[file.rank] and now - file.written > days[file.rank] * DAY
        if file.run_id in keep or not (old or total > limit_mb * MEGABYTE):
            continue
        gone.append(file)
        total -= file.size
    return gone


def _clear_parts(entries: Iterable[os.DirEntry[str]]) -> None:
    """Delete what a worker killed while it wrote left half done."""
    for entry in entries:
        if entry.name.startswith(".") and ".npz." in entry.name:
            with suppress(OSError):
                if time.time() - entry.stat().st_mtime > PART_SECONDS:
                    os.unlink(entry.path)


def _entries(folder: Path) -> dict[str, os.DirEntry[str]]:
    """A folder's files by name: read at once, where there may be ten thousand such folders."""
    try:
        with os.scandir(folder) as entries:
            return {entry.name: entry for entry in entries}
    except OSError:
        return {}


def _folders(root: Path) -> list[Path]:
    try:
        return [entry for entry in root.iterdir() if entry.is_dir()]
    except OSError:
        return []


def _named(names: list[str], weights: list[np.ndarray]) -> dict[str, np.ndarray]:
    named = dict(zip(names, weights, strict=True))
    if len(named) != len(names):
        raise ValueError(f"weights share a name: {names}")
    return named


def _equal(some: list[np.ndarray], others: list[np.ndarray]) -> bool:
    return len(some) == len(others) and all(map(np.array_equal, some, others))


def _read(path: Path) -> dict[str, np.ndarray]:
    try:
        return read_npz(path)
    except (FileNotFoundError, NotADirectoryError):
        raise RequestError(
            "The run {run} no longer keeps {name}: older files give way when artifacts_limit_mb is "
            "reached.",
            run=path.parent.name,
            name=path.name,
        ) from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, reason: object) -> RequestError:
    return RequestError(
        "The file {path} of a run cannot be read ({reason}).", path=path, reason=reason
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
