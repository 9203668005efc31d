"""A dataset as pages show it: its splits as a recipe prepares them, and texts in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np

from core.datasets import Dataset, Samples, Splits, dataset
from core.datasets.texts import Texts
from core.i18n import gettext
from core.settings import Settings
from core.training.validation import split_validation

SPLITS = ("train", "validation", "test")
Origin = Literal["source", "held out", "test", "none"]


@dataclass(frozen=True)
class DataView:
    """A dataset prepared for showing.

    Attributes:
        dataset: The dataset's declaration.
        preprocessing: The settings it was prepared with.
        splits: Samples by split name: train, test and, if there is one, validation. For encoded
            texts, ``inputs`` holds indices for ``text`` instead of the samples themselves.
        validation: Where the validation samples come from: prescribed by the ``source``, ``held
            out`` from the end of the training samples, the ``test`` samples themselves, or
            ``none``.
        loaded: The splits as the dataset loaded them; None for encoded texts.
        texts: The full texts by the dataset's own split; empty for other data.
    """

    dataset: Dataset
    preprocessing: Mapping[str, Any]
    splits: dict[str, Samples]
    validation: Origin
    loaded: Splits | None = None
    texts: Mapping[str, Texts] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one sample as the model reads it."""
        if self.texts:
            return self.dataset.shape(self.preprocessing)
        return self.splits["train"].shape

    @property
    def dtype(self) -> np.dtype:
        return np.dtype(np.int32) if self.texts else self.splits["train"].inputs.dtype

    @property
    def notes(self) -> tuple[str, ...]:
        return self.loaded.notes if self.loaded else ()

    def sample(self, split: str, number: int) -> np.ndarray:
        """One sample as the model reads it, of shape ``shape``."""
        if self.texts:
            return self.dataset.encoding.row(self.text(split, number), self.preprocessing)
        return self.splits[split].take(np.array([number]))[0]

    def text(self, split: str, number: int) -> np.ndarray:
        """(tokens,) int32: the full text of a sample."""
        index = int(self.splits[split].inputs[number])
        for texts in self.texts.values():
            if index < len(texts):
                return texts.text(index)
            index -= len(texts)
        raise IndexError(number)

    def lengths(self, split: str) -> np.ndarray:
        """(n,) int64: number of tokens in each sample's full text."""
        return self._all_lengths[self.splits[split].inputs]

    @cached_property
    def _all_lengths(self) -> np.ndarray:
        return np.concatenate([texts.lengths for texts in self.texts.values()])

    def of_class(self, split: str, label: int | None) -> np.ndarray:
        """(n,) int64: indices of a split's samples, of one class or (None) of all."""
        targets = self.splits[split].targets
        return np.arange(len(targets)) if label is None else np.flatnonzero(targets == label)

    def counts(self, split: str) -> np.ndarray:
        """(classes,) int64: number of samples of each class."""
        return np.bincount(self.splits[split].targets, minlength=self.dataset.classes)

    def class_name(self, label: int) -> str:
        names = self.dataset.class_names
        return names[label] if names else gettext("class {number}", number=label)


def load_view(
    name: str, preprocessing: Mapping[str, Any], fit: Mapping[str, Any], settings: Settings
) -> DataView:
    """Load a dataset for showing.

    Args:
        name: Name of the dataset.
        preprocessing: Its preprocessing settings.
        fit: A recipe's fit settings, which determine what is held out for validation.
        settings: The installation, which locates files.

    Raises:
        RequestError: Invalid preprocessing settings.
        DatasetError: The dataset is missing or refused.
    """
    entry = dataset(name)
    texts: Mapping[str, Texts] = {}
    loaded = None
    if entry.encoding:
        texts = entry.encoding.texts(preprocessing, settings)
        splits = _numbered(texts)
    else:
        splits = loaded = entry.load(preprocessing, settings)
    train, validation = split_validation(splits, dict(fit))
    by_name = {"train": train, "validation": validation, "test": splits.test}
    return DataView(
        dataset=entry,
        preprocessing=dict(preprocessing),
        splits={split: samples for split, samples in by_name.items() if samples is not None},
        validation=_origin(splits, validation),
        loaded=loaded,
        texts=texts,
    )


def _numbered(texts: Mapping[str, Texts]) -> Splits:
    """Splits whose inputs are indices of the texts, numbered across all splits."""
    first = 0
    numbered = {}
    for split, full in texts.items():
        numbers = np.arange(first, first + len(full))
        numbered[split] = Samples(numbers, full.targets)
        first += len(full)
    return Splits(**numbered)


def _origin(splits: Splits, validation: Samples | None) -> Origin:
    if splits.validation is not None:
        return "source"
    if validation is None:
        return "none"
    return "test" if validation is splits.test else "held out"
