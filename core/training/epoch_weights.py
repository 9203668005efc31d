"""The weights of a small model after some of its epochs, so that one can see how it learnt."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core.npz import array_names, read_npz, write_npz
from core.training.checkpoint import SHARE, kinds

# The most epochs of a run whose weights are kept.
MOST = 12
# Least seconds between two writes; a shorter run writes its file once, at its end.
MIN_SECONDS = 2.0
# More epochs than any run has.
_ENDLESS = 2**31

Weights = Mapping[str, np.ndarray]
"""Keras' path → array, in Keras' order."""

log = logging.getLogger(__name__)


def epochs_kept(done: int) -> tuple[int, ...]:
    """After which epochs a run that has completed ``done`` keeps its weights; at most ``MOST``.

    0 is before training, then 1, 2, 3, 5, 8, 13 …, each the sum of the two before. Where that is
    too many, every second is dropped, from 3 on. An epoch that was dropped never comes back, so the
    same epochs are kept however many were planned.

    Example:
        >>> epochs_kept(10)
        (0, 1, 2, 3, 5, 8)
        >>> epochs_kept(1_000)
        (0, 1, 2, 5, 13, 34, 89, 144, 233, 377, 610, 987)
    """
    epochs, following = [0], (1, 2)
    while following[0] <= done:
        epochs.append(following[0])
        following = following[1], sum(following)
    place = 3
    while len(epochs) > MOST:
        del epochs[place]
        place += 1
    return tuple(epochs)


class EpochWeights:
    """The file with a run's weights after some epochs, written in a background thread.

    All calls come from the training thread, except ``save``.

    Args:
        path: The file.
        most_bytes: The most that the weights of all ``MOST`` epochs may take in total; of a larger
            model, none are kept.
        saved: Called after each write, in the thread that wrote.

    Attributes:
        spent: Wall-clock seconds of copying and writing so far, including the background thread.
    """

    def __init__(self, path: Path, most_bytes: int, saved: Callable[[], object] | None = None):
        self._path, self._most_bytes, self._saved = path, most_bytes, saved
        self._small = False
        self._epochs: Mapping[int, Weights] = {}
        self._written: Mapping[int, Weights] = self._epochs
        self._lock = threading.Lock()
        self._writing: threading.Thread | None = None
        self._last = time.monotonic()
        self.spent = self._cost = 0.0

    def begin(self, model: Any, done: int, step: int = 0) -> None:
        """Begin a run, or continue one after ``done`` epochs and ``step`` steps of the next.

        Of the file's epochs, those until then are kept on, if it is of the same model.
        """
        weights = _weights(model)
        size = sum(array.nbytes for array in weights.values())
        self._small = MOST * size <= self._most_bytes
        if not self._small:
            return
        if done or step:
            in_file = self._read()
            self._epochs = {
                epoch: stored
                for epoch, stored in in_file.items()
                if epoch <= done and _same_model(stored, weights)
            }
            self._written = self._epochs if len(self._epochs) == len(in_file) else {}
        else:
            self.ended(model, 0)

    def ended(self, model: Any, done: int) -> None:
        """Keep the model's weights if they are those of an epoch to keep, ``done`` in all."""
        if not self._small or done not in (epochs := epochs_kept(done)):
            return
        began = time.monotonic()
        weights = _weights(model)
        if all(bool(np.isfinite(array).all()) for array in weights.values()):
            every = {**self._epochs, done: weights}
            self._epochs = {epoch: every[epoch] for epoch in epochs if epoch in every}
        self.spent += time.monotonic() - began
        self._write_if_due()

    def until_next(self, done: int) -> int:
        """How many epochs there are from ``done`` to the next one to keep."""
        if not self._small:
            return _ENDLESS
        ahead, after = 1, 2
        while ahead <= done:
            ahead, after = after, ahead + after
        return ahead - done

    def save(self) -> None:
        """Write what is not written yet, and wait for it; a failure is logged.

        Called before a checkpoint is written, too: the epochs before it are never trained again.
        """
        with self._lock:
            epochs, began = self._epochs, time.monotonic()
            if epochs is self._written:
                return
            arrays = {
                f"{epoch}/{name}": array
                for epoch, weights in epochs.items()
                for name, array in weights.items()
            }
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                write_npz(self._path, arrays)
            except OSError as error:
                log.warning("the weights after epochs %s are not kept: %s", [*epochs], error)
            else:
                self._written = epochs
                if self._saved:
                    self._saved()
            self._cost = time.monotonic() - began
            self.spent += self._cost

    def close(self) -> None:
        """Write what is not written yet."""
        if self._writing is not None:
            self._writing.join()
        self.save()

    def _write_if_due(self) -> None:
        if self._writing is not None and self._writing.is_alive():
            return
        if time.monotonic() - self._last > max(MIN_SECONDS, self._cost / SHARE):
            self._last = time.monotonic()
            self._writing = threading.Thread(target=self.save, name="epoch weights")
            self._writing.start()

    def _read(self) -> dict[int, dict[str, np.ndarray]]:
        try:
            return read_epochs(self._path)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            log.warning("%s is replaced, since it cannot be read: %s", self._path, error)
            return {}


def read_epochs(path: Path) -> dict[int, dict[str, np.ndarray]]:
    """The weights in a file by the number of completed epochs, both in order.

    Raises:
        FileNotFoundError: The file does not exist.
        OSError: It cannot be read.
        ValueError: It is damaged, or no such file.
    """
    epochs: dict[int, dict[str, np.ndarray]] = {}
    for name, array in read_npz(path).items():
        epoch, _, weight = name.partition("/")
        epochs.setdefault(int(epoch), {})[weight] = array
    return epochs


def epochs_in(path: Path) -> tuple[int, ...]:
    """The epochs in a file, in order; only their names are read.

    Raises:
        FileNotFoundError: The file does not exist.
        OSError: It cannot be read.
        ValueError: It is damaged, or no such file.
    """
    return tuple(dict.fromkeys(int(name.partition("/")[0]) for name in array_names(path)))


def _weights(model: Any) -> dict[str, np.ndarray]:
    paths = [weight.path for weight in model.weights]
    return dict(zip(paths, model.get_weights(), strict=True))


def _same_model(stored: Weights, weights: Weights) -> bool:
    same_names = [*stored] == [*weights]
    return same_names and kinds([*stored.values()]) == kinds([*weights.values()])
