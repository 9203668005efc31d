"""Checkpoints: the exact state of a run, written now and then so that it can be resumed.

Sample orders and dropout masks derive from (seed, epoch, step), so the position in the epochs is
also the position in the random streams. A checkpoint has everything else that decides the rest of
the run.
"""

from __future__ import annotations

import itertools
import json
import logging
import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from core.errors import TrainingError
from core.json_file import parse_object
from core.npz import read_array, read_npz, write_npz
from core.training.choice import compiled_by

VERSION = 4
# Version 1 does not name its run, 1 and 2 have no points, 1 to 3 do not name their engine.
READABLE_VERSIONS = (1, 2, 3, 4)
# Share of the training time that copying and writing may take.
SHARE = 0.01
# Shorter runs are as quickly repeated.
MIN_SECONDS = 5.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """Everything that decides the rest of a run.

    Attributes:
        epoch: Number of completed epochs, which is the 0-based epoch to resume in.
        step: Optimizer steps of that epoch already done.
        partial_seconds: Wall-clock seconds that these steps took.
        best: The best monitored loss so far.
        best_epoch: 0-based epoch of ``best``; None before the first epoch ended.
        history: Metric name → one value per completed epoch.
        points: Position, loss and metric of each point within the epochs so far.
        point_sums: The totals at the last point of the unfinished epoch, see ``EpochPoints``; empty
            if not known.
        epoch_seconds: Wall-clock seconds of each completed epoch.
        seconds: Seconds by phase so far.
        digest: Digest of the data, which must be the same to resume.
        owner: Whose checkpoint it is, JSON-ready: ``run``, ``recipe`` (its key without epochs),
            ``seed`` and ``engine``; empty if not known.
        totals: (3,) float32 running sums of the unfinished epoch: loss, metric, samples.
        weights: The model's weights, in Keras' order.
        optimizer: The optimizer's variables, in Keras' order.
        streams: The state of every dropout stream, in layer order.
        best_weights: The weights after ``best_epoch``.
    """

    epoch: int
    step: int = 0
    partial_seconds: float = 0.0
    best: float = math.inf
    best_epoch: int | None = None
    history: Mapping[str, list[float]] = field(default_factory=dict)
    points: Sequence[Sequence[float]] = ()
    point_sums: Sequence[float] = ()
    epoch_seconds: Sequence[float] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    digest: str = ""
    owner: Mapping[str, Any] = field(default_factory=dict)
    totals: np.ndarray
    weights: Sequence[np.ndarray]
    optimizer: Sequence[np.ndarray]
    streams: Sequence[np.ndarray] = ()
    best_weights: Sequence[np.ndarray] = ()

    def save(self, path: Path) -> int:
        """Write the checkpoint atomically; return the file's size in bytes.

        Raises:
            OSError: It could not be written.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        numbers = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        arrays: dict[str, np.ndarray] = {"totals": numbers.pop("totals")}
        for name in _ARRAYS:
            for index, array in enumerate(numbers.pop(name)):
                arrays[f"{name}/{index}"] = array
        # JSON has no infinity
        text = json.dumps(numbers | {"version": VERSION, "best": repr(float(self.best))})
        arrays["numbers"] = np.frombuffer(text.encode(), np.uint8)
        return write_npz(path, arrays)


_ARRAYS = ("weights", "optimizer", "streams", "best_weights")


def load_checkpoint(path: Path) -> Checkpoint | None:
    """Read a checkpoint; return None if the file does not exist.

    Raises:
        TrainingError: The file cannot be read, is damaged, or has another version.
    """
    try:
        arrays = read_npz(path)
        numbers = parse_object(arrays.pop("numbers").tobytes())
        if numbers.pop("version") not in READABLE_VERSIONS:
            raise ValueError("it was written by another version of Recipe Lab")
        lists: dict[str, list[np.ndarray]] = {name: [] for name in _ARRAYS}
        for name, array in arrays.items():
            if "/" in name:
                lists[name.split("/")[0]].append(array)
        numbers["best"] = float(numbers["best"])
        checkpoint = Checkpoint(**numbers, **lists, totals=arrays["totals"])
        _require_sound(checkpoint)
        return checkpoint
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, MemoryError, *_DAMAGED) as error:
        reason = str(error) or type(error).__name__
        raise TrainingError("its checkpoint cannot be read ({reason})", reason=reason) from None


_DAMAGED = (ValueError, KeyError, TypeError, AttributeError, OverflowError)


def _require_sound(checkpoint: Checkpoint) -> None:
    """Refuse a checkpoint that no training run can have written.

    Raises:
        ValueError: Positions, history and numbers contradict each other, or some are not finite;
            or another error of ``_DAMAGED``.
    """
    epoch, best_epoch = checkpoint.epoch, checkpoint.best_epoch
    positions = [epoch, checkpoint.step] + ([] if best_epoch is None else [best_epoch])
    if any(type(position) is not int or position < 0 for position in positions):
        raise ValueError(f"its epochs and steps are {positions}")
    columns = [checkpoint.epoch_seconds, *checkpoint.history.values()]
    if any(len(column) != epoch for column in columns):
        raise ValueError(f"its history does not have {epoch} epochs")
    if (best_epoch is not None and best_epoch >= epoch) or math.isnan(checkpoint.best):
        raise ValueError(f"its best epoch is {best_epoch} of {epoch}")
    best_weights = [] if best_epoch is None else kinds(checkpoint.weights)
    if kinds(checkpoint.best_weights) != best_weights:
        raise ValueError("its best weights belong to another model")
    if checkpoint.totals.shape != (3,):
        raise ValueError(f"its totals have the shape {checkpoint.totals.shape}")
    triples = [*checkpoint.points, *filter(None, [checkpoint.point_sums])]
    if any(len(triple) != 3 for triple in triples):
        raise ValueError("its points do not have three numbers each")
    columns += triples
    seconds = [checkpoint.partial_seconds, *checkpoint.seconds.values()]
    arrays = [checkpoint.totals, *checkpoint.weights, *checkpoint.best_weights]
    finite = all(map(math.isfinite, itertools.chain(seconds, *columns)))
    finite &= all(bool(np.isfinite(array).all()) for array in arrays)
    # a second moment may be infinite; its weight then no longer changes
    if not finite or any(bool(np.isnan(array).any()) for array in checkpoint.optimizer):
        raise ValueError("not all of its numbers are finite")


def checkpoint_epoch(file: BinaryIO) -> int:
    """The 0-based epoch in which a checkpoint resumes; −1 if it cannot be read.

    Args:
        file: The open file, at position 0; it is reset to 0 afterwards.
    """
    try:
        return int(parse_object(read_array(file, "numbers").tobytes())["epoch"])
    except (OSError, *_DAMAGED):
        return -1
    finally:
        file.seek(0)


class CheckpointFile:
    """A run's checkpoint file, written in a background thread; that takes about 1 % of the time.

    All calls come from the training thread. A failed write is logged and retried later, so a full
    disk does not end a run. A checkpoint that is not finite is not written: the run is about to
    diverge, and would again if resumed from the previous one.

    Args:
        path: The file.
        saved: Called in that thread with each written checkpoint and its size in bytes.
        first: Called in that thread before each write.
        least: Least seconds between two checkpoints, and before the first.
        owner: Whose checkpoints these are, see ``Checkpoint``; those of another owner are refused.
            By default all are accepted.
        history: Returns the run's stored history, metric name → one value per epoch; called only
            for a checkpoint without an owner.

    Attributes:
        spent: Wall-clock seconds of copying and writing so far, including the background thread.
    """

    def __init__(
        self,
        path: Path,
        saved: Callable[[Checkpoint, int], None] | None = None,
        *,
        first: Callable[[], object] | None = None,
        least: float = MIN_SECONDS,
        owner: Mapping[str, Any] | None = None,
        history: Callable[[], Mapping[str, Sequence[float]]] = dict,
    ):
        self._path, self._saved, self._least = path, saved, least
        self._first = first
        self._owner, self._history = owner or {}, history
        self._last = time.monotonic()
        self.spent = self._cost = 0.0
        self._writing: threading.Thread | None = None

    def load(self) -> Checkpoint | None:
        """The checkpoint to resume from; None if there is no file.

        Raises:
            TrainingError: It is damaged or belongs to another run, recipe or seed.
        """
        checkpoint = load_checkpoint(self._path)
        if checkpoint and self._owner:
            self._require_own(checkpoint)
        return checkpoint

    def _require_own(self, checkpoint: Checkpoint) -> None:
        if not checkpoint.owner:
            if not _same_epochs(checkpoint.history, self._history()):
                raise TrainingError(
                    "its checkpoint is from an earlier version of Recipe Lab, which did not name "
                    "the run, and its epochs do not match this run"
                )
            return
        # until version 3, Keras computed every layer
        owner = {"engine": compiled_by(self._owner.get("engine", "")), **checkpoint.owner}
        if names := [name for name in self._owner if owner.get(name) != self._owner[name]]:
            raise TrainingError(
                "its checkpoint belongs to another run "
                "({names}: got {received}, expected {expected})",
                names=", ".join(names),
                received=", ".join(str(owner.get(name)) for name in names),
                expected=", ".join(str(self._owner[name]) for name in names),
            )

    def due(self) -> bool:
        """Whether a checkpoint is due; cheap, since it is called several times a second."""
        if self._writing is not None and self._writing.is_alive():
            return False
        return time.monotonic() - self._last > max(self._least, self._cost / SHARE)

    def save(self, checkpoint: Checkpoint, copying: float = 0.0) -> None:
        """Start writing in the background; ``close`` waits for it.

        ``copying`` is the number of seconds it took to make the checkpoint.
        """
        self.close()
        self._last = time.monotonic()
        self._writing = threading.Thread(
            target=self._write, args=[checkpoint, copying], name="checkpoint"
        )
        self._writing.start()

    def close(self) -> None:
        """Wait for the write in progress, if any."""
        if self._writing is not None:
            self._writing.join()

    def _write(self, checkpoint: Checkpoint, copying: float) -> None:
        began = time.monotonic()
        try:
            _require_sound(checkpoint)
            if self._first:
                self._first()
            size = replace(checkpoint, owner=self._owner).save(self._path)
        except (OSError, ValueError) as error:
            log.warning("no checkpoint at epoch %d: %s", checkpoint.epoch, error)
        else:
            if self._saved:
                self._saved(checkpoint, size)
        self._cost = copying + time.monotonic() - began
        self.spent += self._cost


def _same_epochs(some: Mapping[str, Sequence[float]], other: Mapping[str, Sequence[float]]) -> bool:
    """Whether two histories have epochs in common that are bitwise equal."""
    common = min((len(other.get(name, ())) for name in some), default=0)
    common = min([common, *map(len, some.values())])
    return common > 0 and all(
        list(values[:common]) == list(other[name][:common]) for name, values in some.items()
    )


def kinds(arrays: Sequence[np.ndarray]) -> list[tuple[tuple[int, ...], np.dtype]]:
    """Shape and dtype of each array."""
    return [(array.shape, array.dtype) for array in arrays]
