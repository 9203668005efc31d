"""Where a run is, to the last bit: written now and then, so that it goes on from there.

Orders of samples and dropout masks derive from (seed, epoch, step), so the place in the random
streams is the place in the epochs; what else decides the rest of a run are the numbers below.
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
from typing import Any, BinaryIO, Protocol

import numpy as np

from core.errors import TrainingError
from core.json_file import parse_object
from core.npz import read_array, read_npz, write_npz

VERSION = 2
# Those of version 1 do not say whose they are.
READ = (1, 2)
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
        owner: Whose it is, ready for JSON: ``run``, ``recipe`` (its key without epochs) and
            ``seed``; empty where nobody said.
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
    owner: Mapping[str, Any] = field(default_factory=dict)
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
        numbers = parse_object(arrays.pop("numbers").tobytes())
        if numbers.pop("version") not in READ:
            raise ValueError("it is of another version of Recipe Lab")
        lists: dict[str, list[np.ndarray]] = {name: [] for name in _ARRAYS}
        for name, array in arrays.items():
            if "/" in name:
                lists[name.split("/")[0]].append(array)
        numbers["best"] = float(numbers["best"])
        found = Checkpoint(**numbers, **lists, totals=arrays["totals"])
        _require_sound(found)
        return found
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, MemoryError, *_DAMAGED) as error:
        reason = str(error) or type(error).__name__
        raise TrainingError("its checkpoint cannot be read ({reason})", reason=reason) from None


_DAMAGED = (ValueError, KeyError, TypeError, AttributeError, OverflowError)


def _require_sound(checkpoint: Checkpoint) -> None:
    """Refuse one that no training run can have left.

    Raises:
        ValueError: Its places, history and numbers contradict each other, or some are not finite;
            or another of ``_DAMAGED``.
    """
    epoch, best_epoch = checkpoint.epoch, checkpoint.best_epoch
    places = [epoch, checkpoint.step] + ([] if best_epoch is None else [best_epoch])
    if any(type(place) is not int or place < 0 for place in places):
        raise ValueError(f"its places are {places}")
    columns = [checkpoint.epoch_seconds, *checkpoint.history.values()]
    if any(len(column) != epoch for column in columns):
        raise ValueError(f"its history has other than {epoch} epochs")
    if (best_epoch is not None and best_epoch >= epoch) or math.isnan(checkpoint.best):
        raise ValueError(f"its best epoch is {best_epoch} of {epoch}")
    best_weights = [] if best_epoch is None else kinds(checkpoint.weights)
    if kinds(checkpoint.best_weights) != best_weights:
        raise ValueError("its best weights are of another model")
    if checkpoint.totals.shape != (3,):
        raise ValueError(f"its totals are {checkpoint.totals.shape}")
    seconds = [checkpoint.partial_seconds, *checkpoint.seconds.values()]
    arrays = [checkpoint.totals, *checkpoint.weights, *checkpoint.best_weights]
    finite = all(map(math.isfinite, itertools.chain(seconds, *columns)))
    finite &= all(bool(np.isfinite(array).all()) for array in arrays)
    # a second moment may be infinite, and its weight then stays where it is
    if not finite or any(bool(np.isnan(array).any()) for array in checkpoint.optimizer):
        raise ValueError("not all of its numbers are finite")


def checkpoint_epoch(file: BinaryIO) -> int:
    """The epoch that a checkpoint goes on with, 0-based; −1 where it cannot be read.

    Args:
        file: Open at its beginning, where it is left.
    """
    try:
        return int(parse_object(read_array(file, "numbers").tobytes())["epoch"])
    except (OSError, *_DAMAGED):
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

    What cannot be written is logged and tried again: a full disk does not end a run. A run that
    is about to diverge leaves the file as it was, from which it comes to the same end.

    Args:
        path: The file.
        saved: Told, from that thread, what was written and how many bytes it has.
        least: The least seconds from one to the next, and to the first.
        owner: Whose it is, see ``Checkpoint``; another's is refused. Anybody's if not given.
        history: The run's epochs as they are kept elsewhere, metric name → one value each; asked
            only of a checkpoint that does not say whose it is.

    Attributes:
        spent: Wall-clock seconds of copying and writing so far, those of the own thread too.
    """

    def __init__(
        self,
        path: Path,
        saved: Callable[[Checkpoint, int], None] | None = None,
        *,
        least: float = LEAST_SECONDS,
        owner: Mapping[str, Any] | None = None,
        history: Callable[[], Mapping[str, Sequence[float]]] = dict,
    ):
        self._path, self._saved, self._least = path, saved, least
        self._owner, self._history = owner or {}, history
        self._last = time.monotonic()
        self.spent = self._cost = 0.0
        self._writing: threading.Thread | None = None

    def load(self) -> Checkpoint | None:
        """The one to go on from; None where there is none.

        Raises:
            TrainingError: It is damaged or of another run, recipe or seed.
        """
        found = load_checkpoint(self._path)
        if found and found.owner and self._owner and found.owner != self._owner:
            differs = [name for name in self._owner if found.owner.get(name) != self._owner[name]]
            raise TrainingError(
                "its checkpoint is of another run ({names}: {received}, {right} would be right)",
                names=", ".join(differs),
                received=", ".join(str(found.owner.get(name)) for name in differs),
                right=", ".join(str(self._owner[name]) for name in differs),
            )
        if found and self._owner and not found.owner and not _same(found.history, self._history()):
            raise TrainingError(
                "its checkpoint is of an earlier version of Recipe Lab, which did not say whose it "
                "is, and none of its epochs is one of this run"
            )
        return found

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
            _require_sound(checkpoint)
            size = replace(checkpoint, owner=self._owner).save(self._path)
        except (OSError, ValueError) as error:
            log.warning("no checkpoint at epoch %d: %s", checkpoint.epoch, error)
        else:
            if self._saved:
                self._saved(checkpoint, size)
        self._cost = copying + time.monotonic() - began
        self.spent += self._cost


def _same(some: Mapping[str, Sequence[float]], other: Mapping[str, Sequence[float]]) -> bool:
    """Whether two histories have epochs in common, and those are the same to the last bit."""
    common = min((len(other.get(name, ())) for name in some), default=0)
    common = min([common, *map(len, some.values())])
    return common > 0 and all(
        list(values[:common]) == list(other[name][:common]) for name, values in some.items()
    )


def kinds(arrays: Sequence[np.ndarray]) -> list[tuple[tuple[int, ...], np.dtype]]:
    """Shape and dtype of each."""
    return [(array.shape, array.dtype) for array in arrays]
