"""Generated texts, each about one of eight topics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.datasets.base import Dataset, Samples, Sizes, Splits
from core.datasets.declared import DATA_SEED, train_samples
from core.datasets.decoded import splits_digest
from core.i18n import mark
from core.settings import Settings

TOPICS = 8
VOCABULARY = 1_000
LENGTH = 60
SHORTEST = 20
TEST_SAMPLES = 2_000
TOPIC_WORDS = 60
TOPIC_SHARE = (0.15, 0.5)
ASIDE_SHARE = 0.1


def load_topics(preprocessing: Mapping[str, Any], settings: Settings) -> Splits:
    """Draw texts of 20 to 60 words, padded at the front with 0.

    A word is about the text's topic (15 to 50 % of the words, drawn for each text), about another
    topic that the text mentions in passing (10 %), or common (the rest, with frequencies as in a
    natural language). Topics share some of their 60 words, and short texts may have few of them,
    so that no model gets all texts right.

    Returns:
        train: (train_samples, 60) int32 tokens below 1,000 and (train_samples,) int32 topics;
        test: 2,000 samples alike.
    """
    rng = np.random.default_rng(preprocessing["data_seed"])
    words = np.array(
        [rng.choice(np.arange(1, VOCABULARY), TOPIC_WORDS, replace=False) for _ in range(TOPICS)]
    )
    frequency = 1 / np.arange(1, VOCABULARY)
    common = rng.permutation(np.arange(1, VOCABULARY))
    cumulative = np.cumsum(frequency / frequency.sum())

    def samples(count: int) -> Samples:
        topic = rng.integers(0, TOPICS, count, dtype=np.int32)
        aside = (topic + rng.integers(1, TOPICS, count)) % TOPICS
        share = rng.uniform(*TOPIC_SHARE, (count, 1))
        kind, which = rng.random((2, count, LENGTH))
        chosen = (which * TOPIC_WORDS).astype(np.int64)
        rank = np.minimum(np.searchsorted(cumulative, which), VOCABULARY - 2)
        tokens = common[rank]
        about_aside = kind < share + ASIDE_SHARE
        tokens = np.where(about_aside, words[aside[:, None], chosen], tokens)
        tokens = np.where(kind < share, words[topic[:, None], chosen], tokens)
        length = rng.integers(SHORTEST, LENGTH + 1, (count, 1))
        tokens = np.where(np.arange(LENGTH) < LENGTH - length, 0, tokens)
        return Samples(tokens.astype(np.int32), topic)

    test = samples(TEST_SAMPLES)
    train = samples(preprocessing["train_samples"])
    return Splits(train=train, test=test, digest=splits_digest("topics-1", preprocessing))


DATASET = Dataset(
    name="topics",
    task="text-multiclass",
    title=mark("Generated topics"),
    summary=mark("Short generated texts, each about one of 8 topics."),
    settings=(train_samples(4_000, 100_000), DATA_SEED),
    shape=lambda preprocessing: (LENGTH,),
    sizes=lambda preprocessing: Sizes(preprocessing["train_samples"], TEST_SAMPLES),
    load=load_topics,
    classes=TOPICS,
    vocabulary=VOCABULARY,
)
