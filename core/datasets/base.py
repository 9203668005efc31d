"""What a dataset is: a declaration, its splits, and the files it may need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.datasets.texts import Encoding
from core.hyperparameters import Hyperparameter
from core.settings import Settings

TASKS = (
    "numeric-binary",
    "text-binary",
    "text-multiclass",
    "image-multiclass",
    "series-regression",
)


@dataclass(frozen=True)
class Samples:
    """One split's samples.

    Two layouts, told apart by ``starts``:

    * plain (``starts`` is None): sample i is ``inputs[i]``.
    * windows over one series: sample i is ``inputs[starts[i] + offsets]``, so that overlapping
      windows are never copied out.

    Attributes:
        inputs: (n, *shape) float32 or int32; for windows (rows, columns) float32.
        targets: (n,) int32 class numbers, or (n,) float32 for a regression.
        starts: (n,) int64 first row of each window, or None.
        offsets: (steps,) int64 row offsets within a window, or None.
    """

    inputs: np.ndarray
    targets: np.ndarray
    starts: np.ndarray | None = None
    offsets: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.targets)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one sample."""
        if self.starts is None:
            return tuple(self.inputs.shape[1:])
        return (len(self.offsets), self.inputs.shape[1])

    def take(self, index: np.ndarray) -> np.ndarray:
        """The inputs of the samples at ``index``: (len(index), *shape)."""
        if self.starts is None:
            return self.inputs[index]
        return self.inputs[self.starts[index][:, None] + self.offsets]

    def part(self, where: slice) -> Samples:
        """The samples of a slice, without copying."""
        if self.starts is None:
            return Samples(self.inputs[where], self.targets[where])
        return Samples(self.inputs, self.targets[where], self.starts[where], self.offsets)


@dataclass(frozen=True)
class Splits:
    """What a dataset gives a run: arrays for training, validation and test.

    Attributes:
        train: Samples to fit.
        test: Samples that only the final evaluation sees.
        validation: The source's own validation split; None where it is left to the fit settings.
        embeddings: (num_words, width) float32 word vectors by token number, where asked for.
        scale: For a regression, how many ``unit`` one step of the target is (the z-score's std).
        centre: For a regression, the value in ``unit`` that a target of 0 stands for.
        unit: For a regression, the unit of ``scale``, such as "°C".
        times: (rows,) int64 seconds of a series' rows: since 1970 where they have a date, since
            the first row where the series is generated.
        columns: Names of the input columns, where they have any.
        target_column: For a series, the input column the target is a later reading of, so that
            ``take(…)[:, -1, target_column]`` is the guess "as now".
        notes: Sentences on how this data differs from what the recipe asks, such as a coarser
            interval; shown with the run.
        digest: Hex digest of what was read, so that runs on different data are told apart.
    """

    train: Samples
    test: Samples
    validation: Samples | None = None
    embeddings: np.ndarray | None = None
    scale: float | None = None
    centre: float = 0.0
    unit: str = ""
    times: np.ndarray | None = None
    columns: tuple[str, ...] = ()
    target_column: int | None = None
    notes: tuple[str, ...] = ()
    digest: str = ""


@dataclass(frozen=True)
class RemoteFile:
    """A file a dataset is decoded from.

    Attributes:
        name: File name looked for in the data folders (also under its ``alternatives``).
        url: Where it is downloaded from, with consent.
        size: Bytes of the download.
        sha256: Digest of the published container; checked after a download only.
        alternatives: Other names the same content is accepted under.
    """

    name: str
    url: str
    size: int
    sha256: str
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A named source of data.

    Attributes:
        name: Stable id, used by the command line and in URLs.
        task: What is asked of it, one of TASKS.
        title: A few words for a heading.
        summary: One or two sentences: what a sample is, how many, where from.
        shape: Shape of one sample for given preprocessing, without loading anything.
        load: Reads, splits and prepares; may raise DatasetError.
        settings: Declared preprocessing, by name.
        classes: Number of classes; None for a regression.
        class_names: A name for each class, if they have one.
        vocabulary: Number of tokens where it is not a setting.
        files: What must be on disk; empty for built-in and generated datasets.
        encoding: For texts that are cut: how they were before, and how they became numbers.
        licence: Licence or terms, as far as known.
        origin: Who made it, to be cited.
    """

    name: str
    task: str
    title: str
    summary: str
    shape: Callable[[Mapping[str, Any]], tuple[int, ...]]
    load: Callable[[Mapping[str, Any], Settings], Splits]
    settings: tuple[Hyperparameter, ...] = ()
    classes: int | None = None
    class_names: tuple[str, ...] = ()
    vocabulary: int | None = None
    files: tuple[RemoteFile, ...] = field(default=())
    encoding: Encoding | None = None
    licence: str = ""
    origin: str = ""

    @property
    def generated(self) -> bool:
        """True when it needs no file, so it works at once, offline."""
        return not self.files
