"""Where a run is, to the last bit: written now and then, so that it goes on from there.

Orders of samples and dropout masks derive from (seed, epoch, step), so the place in the random
streams is the place in the epochs; what else decides the rest of a run are the numbers below.
"""

from __future__ import annotations

import json
import logging
import math
import threading
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import numpy as np

from core.errors import TrainingError
from core.npz import read_npz, write_npz

VERSION = 1
# Of the training's time: what copying and writing may cost.
SHARE = 0.01
# A run that is over sooner is as quickly done again.
LEAST_SECONDS = 5.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """Everything that decides the rest of a run.

    Attributes:
        epoch: Epochs that ended, which is the 0-based epoch to go on with.
        step: Optimizer steps of that epoch that are done.
        partial_seconds: Wall-clock seconds that these steps took.
        best: The best monitored loss so far.
        best_epoch: Its 0-based epoch; None before the first one ended.
        history: Metric name → one value per epoch that ended.
        epoch_seconds: Wall-clock seconds of each of them.
        seconds: Seconds by phase so far.
        digest: Of the data, which must be the same to go on.
        totals: (3,) float32 running sums of the epoch that is not done: loss, metric, samples.
        weights: The model's, in Keras' order.
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
    epoch_seconds: Sequence[float] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    digest: str = ""
    totals: np.ndarray
    weights: Sequence[np.ndarray]
    optimizer: Sequence[np.ndarray]
    streams: Sequence[np.ndarray] = ()
    best_weights: Sequence[np.ndarray] = ()

    def save(self, path: Path) -> int:
        """Write it, whole or not at all; returns the bytes.

        Raises:
            OSError: It could not be written.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        numbers = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        arrays: dict[str, np.ndarray] = {"totals": numbers.pop("totals")}
        for name in _ARRAYS:
            for at, array in enumerate(numbers.pop(name)):
                arrays[f"{name}/{at}"] = array
        text = json.dumps(numbers | {"version": VERSION, "best": _text(self.best)})
        arrays["numbers"] = np.frombuffer(text.encode(), np.uint8)
        return write_npz(path, arrays)


_ARRAYS = ("weights", "optimizer", "streams", "best_weights")


def load_checkpoint(path: Path) -> Checkpoint | None:
    """The checkpoint in a file; None when there is none.

    Raises:
        TrainingError: It cannot be read, is damaged, or is of another version.
    """
    try:
        arrays = read_npz(path)
        numbers: dict[str, Any] = json.loads(arrays.pop("numbers").tobytes())
        if numbers.pop("version") != VERSION:
            raise ValueError("it is of another version of Recipe Lab")
        lists: dict[str, list[np.ndarray]] = {name: [] for name in _ARRAYS}
        for name, array in arrays.items():
            if "/" in name:
                lists[name.split("/")[0]].append(array)
        numbers["best"] = float(numbers["best"])
        return Checkpoint(**numbers, **lists, totals=arrays["totals"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError("its checkpoint cannot be read ({reason})", reason=error) from None


def checkpoint_epoch(file: BinaryIO) -> int:
    """The epoch that a checkpoint goes on with, 0-based; −1 where it cannot be read.

    Args:
        file: Open at its beginning, where it is left.
    """
    try:
        with np.load(file, allow_pickle=False) as arrays:
            return int(json.loads(arrays["numbers"].tobytes())["epoch"])
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, EOFError):
        return -1
    finally:
        file.seek(0)


def _text(number: float) -> str:
    return repr(float(number))  # JSON has no infinity


class Checkpoints(Protocol):
    """Where a training run leaves checkpoints; all calls come from the training thread."""

    def load(self) -> Checkpoint | None:
        """The one to go on from; None to begin at the beginning."""

    def due(self) -> bool:
        """Whether it is time for one; asked after every piece of an epoch, so it is cheap."""

    def save(self, checkpoint: Checkpoint, copying: float) -> None:
        """Keep one. ``copying`` is how many seconds it took to make it."""


class CheckpointFile:
    """One file, written by a thread of its own as often as costs a hundredth of the time.

    What cannot be written is logged and tried again: a full disk does not end a run.

    Args:
        path: The file.
        saved: Told, from that thread, what was written and how many bytes it has.
        least: The least seconds from one to the next, and to the first.

    Attributes:
        spent: Wall-clock seconds of copying and writing so far, those of the own thread too.
    """

    def __init__(
        self,
        path: Path,
        saved: Callable[[Checkpoint, int], None] | None = None,
        *,
        least: float = LEAST_SECONDS,
    ):
        self._path, self._saved, self._least = path, saved, least
        self._last = time.monotonic()
        self.spent = self._cost = 0.0
        self._writing: threading.Thread | None = None

    def load(self) -> Checkpoint | None:
        return load_checkpoint(self._path)

    def due(self) -> bool:
        if self._writing is not None and self._writing.is_alive():
            return False
        return time.monotonic() - self._last > max(self._least, self._cost / SHARE)

    def save(self, checkpoint: Checkpoint, copying: float = 0.0) -> None:
        """Begin to write; ``close`` waits for the end."""
        self.close()
        self._last = time.monotonic()
        self._writing = threading.Thread(
            target=self._write, args=[checkpoint, copying], name="checkpoint"
        )
        self._writing.start()

    def close(self) -> None:
        """Wait until what is being written is written."""
        if self._writing is not None:
            self._writing.join()

    def _write(self, checkpoint: Checkpoint, copying: float) -> None:
        began = time.monotonic()
        try:
            size = checkpoint.save(self._path)
        except OSError as error:
            log.warning("no checkpoint at epoch %d: %s", checkpoint.epoch, error)
        else:
            if self._saved:
                self._saved(checkpoint, size)
        self._cost = copying + time.monotonic() - began
        self.spent += self._cost
