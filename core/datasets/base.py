"""The parts of a dataset: its declaration, its splits, and the files it may need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.datasets.texts import Encoding
from core.hyperparameters import Hyperparameter, grouped
from core.i18n import mark
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
    """The samples of one split.

    There are two layouts:

    * plain (``starts`` is None): sample i is ``inputs[i]``.
    * windows over one series (``starts`` is an array): sample i is
      ``inputs[starts[i] + offsets]``, so overlapping windows need no copies.

    Attributes:
        inputs: (n, *shape) float32 or int32; for windows (rows, columns) float32.
        targets: (n,) int32 class numbers, or (n,) float32 for regression.
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

    def part(self, rows: slice) -> Samples:
        """The samples in a slice, as views."""
        if self.starts is None:
            return Samples(self.inputs[rows], self.targets[rows])
        return Samples(self.inputs, self.targets[rows], self.starts[rows], self.offsets)


@dataclass(frozen=True)
class Splits:
    """The data a run uses: samples for training, validation and test.

    Attributes:
        train: Samples to fit.
        test: Samples for the final evaluation only.
        validation: The source's own validation split; None if the fit settings decide.
        embeddings: (num_words, width) float32 word vectors by token number, if requested.
        scale: For regression, how many ``unit`` a difference of 1 in the target is (the standard
            deviation of the z-score).
        centre: For regression, the value in ``unit`` of a target of 0.
        unit: For regression, the unit of ``scale``, such as "°C".
        times: (rows,) int64 seconds of a series' rows, counted from 1970 if they have dates, or
            from the first row if the series is generated.
        columns: Names of the input columns, if they have any.
        input_mean: (columns,) float64 that was subtracted from the source's values, column by
            column; None if the inputs are the source's values.
        input_std: (columns,) float64 by which the difference was divided, likewise.
        target_column: For series, the input column of which the target is a later reading, so
            that ``take(…)[:, -1, target_column]`` is the guess "as now".
        notes: Sentences on how this data differs from what the recipe asks for, such as a coarser
            interval; shown with the run.
        digest: Hex digest of what was read; it distinguishes runs on different data.
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
    input_mean: np.ndarray | None = None
    input_std: np.ndarray | None = None
    target_column: int | None = None
    notes: tuple[str, ...] = ()
    digest: str = ""


@dataclass(frozen=True)
class Sizes:
    """Number of samples in the splits, before a validation split is taken from train."""

    train: int
    test: int
    validation: int = 0


@dataclass(frozen=True)
class RemoteFile:
    """A file that a dataset is decoded from.

    Attributes:
        name: File name to look for in the data folders.
        url: Where it is downloaded from, with consent.
        size: Size of the download in bytes.
        sha256: Digest of the published container, checked only after a download; "" if unknown.
        alternatives: Other names, or patterns, under which the same content is accepted.
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
        task: Its task, one of TASKS.
        title: A few words for a heading.
        summary: One or two sentences: what a sample is, how many there are and where they are from.
        shape: Gives the shape of one sample from the preprocessing, without loading anything.
        sizes: Gives the number of samples in each split likewise.
        load: Reads, splits and prepares the data; may raise DatasetError.
        settings: The preprocessing hyperparameters it declares.
        classes: Number of classes; None for regression.
        class_names: A name for each class, if they have names.
        vocabulary: Number of tokens, if it is not a setting.
        files: The files that must be on disk; empty for built-in and generated datasets.
        encoding: For texts that are truncated: the full texts, and how they became numbers.
        licence: Licence or terms, as far as known; by default it is generated.
        origin: Whom to cite, likewise.
    """

    name: str
    task: str
    title: str
    summary: str
    shape: Callable[[Mapping[str, Any]], tuple[int, ...]]
    sizes: Callable[[Mapping[str, Any]], Sizes]
    load: Callable[[Mapping[str, Any], Settings], Splits]
    settings: tuple[Hyperparameter, ...] = ()
    classes: int | None = None
    class_names: tuple[str, ...] = ()
    vocabulary: int | None = None
    files: tuple[RemoteFile, ...] = ()
    encoding: Encoding | None = None
    licence: str = "generated"
    origin: str = mark("Generated.")

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", grouped("preprocessing", *self.settings))

    @property
    def generated(self) -> bool:
        """Whether it needs no file, and so works at once and offline."""
        return not self.files
