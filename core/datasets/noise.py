"""Random numbers with random labels: whatever a model learns from them is memorised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.datasets.base import Dataset, Samples, Sizes, Splits
from core.datasets.declared import DATA_SEED, train_samples
from core.datasets.decoded import splits_digest
from core.i18n import mark
from core.settings import Settings

FEATURES = 12
TEST_SAMPLES = 100


def load_noise(preprocessing: Mapping[str, Any], settings: Settings) -> Splits:
    """Draw features uniformly from [0, 1) and labels 0 or 1.

    The test samples are drawn first, so that the test set depends on the data seed only, not on
    the number of training samples.

    Returns:
        train: (train_samples, 12) float32 and (train_samples,) int32; test: 100 samples alike.
    """
    rng = np.random.default_rng(preprocessing["data_seed"])
    test = _draw(rng, TEST_SAMPLES)
    return Splits(
        train=_draw(rng, preprocessing["train_samples"]),
        test=test,
        digest=splits_digest("noise-1", preprocessing),
    )


def _draw(rng: np.random.Generator, count: int) -> Samples:
    return Samples(
        rng.random((count, FEATURES), dtype=np.float32),
        rng.integers(0, 2, count, dtype=np.int32),
    )


DATASET = Dataset(
    name="noise",
    task="numeric-binary",
    title=mark("Noise"),
    summary=mark(
        "12 random numbers with a random label. There is no pattern, so a test accuracy above "
        "chance is luck and the training accuracy is pure memorisation."
    ),
    settings=(train_samples(1_000, 100_000), DATA_SEED),
    shape=lambda preprocessing: (FEATURES,),
    sizes=lambda preprocessing: Sizes(preprocessing["train_samples"], TEST_SAMPLES),
    load=load_noise,
    classes=2,
)
