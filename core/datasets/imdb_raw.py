"""IMDB reviews from raw text, with only a few hundred for training, as in the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from core.datasets.base import Dataset, Sizes, Splits
from core.datasets.declared import DATA_SEED, maxlen, num_words, train_samples
from core.datasets.decoded import Content, splits_digest
from core.datasets.glove import load_glove
from core.datasets.keras_files import padded_splits
from core.datasets.raw_reviews import FILE, SOURCE, TEXTS
from core.datasets.sequences import drop_from, reorder
from core.datasets.texts import Encoding, Texts
from core.errors import RequestError
from core.hyperparameters import Int
from core.i18n import gettext, mark
from core.settings import Settings

VALIDATION_SAMPLES = Int(
    name="validation_samples",
    default=10_000,
    low=10,
    high=24_000,
    scale="log",
    unit="samples",
    label=mark("Validation samples"),
    help=mark("How many samples the model is validated on."),
)


def load_imdb_raw(preprocessing: Mapping[str, Any], settings: Settings) -> Splits:
    """Load the reviews, tokenised, shuffled and padded.

    As in Keras' old Tokenizer, a word's number is its rank, from 1 on, and words of rank
    ``num_words`` or more are dropped. The 25,000 training texts are shuffled with ``data_seed``;
    the first ``train_samples`` are for training and the next ``validation_samples`` for
    validation.

    Returns:
        train, validation and test: (n, maxlen) int32 and (n,) int32; test has all 25,000 test
        texts. ``embeddings``: (num_words, 100) float32 if ``preprocessing`` has ``embedding`` =
        ``glove``, which training sets for a layer with given weights.

    Raises:
        RequestError: More samples are requested than there are.
        DatasetError: The reviews, or the requested vectors, are missing or refused.
    """
    _require_enough(preprocessing)
    content, num_words = SOURCE.open(settings), preprocessing["num_words"]
    known = {
        part: Texts(*drop_from(full.tokens, full.offsets, num_words), full.targets)
        for part, full in _texts(content, preprocessing).items()
    }
    splits = padded_splits(known, content, preprocessing)
    if preprocessing.get("embedding") != "glove":
        return splits
    embeddings, vectors, coverage = _embeddings(content, num_words, settings)
    return replace(
        splits,
        embeddings=embeddings,
        notes=(*splits.notes, *vectors.notes, coverage),
        digest=splits_digest(content.digest + vectors.digest, preprocessing),
    )


def _require_enough(preprocessing: Mapping[str, Any]) -> None:
    received = preprocessing["train_samples"] + preprocessing["validation_samples"]
    if received > 2 * TEXTS:
        raise RequestError(
            "train_samples and validation_samples must together be at most {right:,}, got "
            "{received:,}.",
            right=2 * TEXTS,
            received=received,
        )


def _texts(content: Content, preprocessing: Mapping[str, Any]) -> dict[str, Texts]:
    count, held_out = preprocessing["train_samples"], preprocessing["validation_samples"]
    order = np.random.default_rng(preprocessing["data_seed"]).permutation(2 * TEXTS)

    def select(part: str, numbers: np.ndarray) -> Texts:
        tokens, offsets = (content.arrays[f"{part}_{kind}"] for kind in ("tokens", "offsets"))
        targets = content.arrays[f"{part}_labels"][numbers]
        return Texts(*reorder(tokens, offsets, numbers), targets)

    return {
        "train": select("train", order[:count]),
        "validation": select("train", order[count : count + held_out]),
        "test": select("test", np.arange(2 * TEXTS)),
    }


def _full_texts(preprocessing: Mapping[str, Any], settings: Settings) -> dict[str, Texts]:
    _require_enough(preprocessing)
    return _texts(SOURCE.open(settings), preprocessing)


def _embeddings(
    content: Content, num_words: int, settings: Settings
) -> tuple[np.ndarray, Content, str]:
    """The embedding matrix, the decoded vectors, and a note on how many words have a vector."""
    words = content.text("words")[: num_words - 1]
    word_index = {word: rank for rank, word in enumerate(words, start=1)}
    matrix, with_vector, vectors = load_glove(word_index, num_words, settings)
    note = gettext(
        "{found:,} of the {count:,} words have a GloVe vector (the file has {held:,} words); the "
        "others get zeros.",
        found=with_vector,
        count=len(words),
        held=len(vectors.arrays["vectors"]),
    )
    return matrix, vectors, note


DATASET = Dataset(
    name="imdb-raw",
    task="text-binary",
    title=mark("IMDB reviews, raw text"),
    summary=mark(
        "The same 50,000 reviews as raw text, tokenised by Recipe Lab; the source trains on 200 of "
        "them."
    ),
    settings=(
        num_words(10_000),
        maxlen(100),
        train_samples(200, 15_000),
        VALIDATION_SAMPLES,
        DATA_SEED,
    ),
    shape=lambda preprocessing: (preprocessing["maxlen"],),
    sizes=lambda preprocessing: Sizes(
        preprocessing["train_samples"], 2 * TEXTS, preprocessing["validation_samples"]
    ),
    load=load_imdb_raw,
    classes=2,
    class_names=("negative", "positive"),
    files=(FILE,),
    encoding=Encoding(
        texts=_full_texts,
        words=lambda settings: tuple(SOURCE.open(settings).text("words")),
        first_word=1,
    ),
    licence=mark("No formal licence; free for research, cite Maas et al. 2011."),
    origin="Maas et al. 2011; GloVe: Pennington, Socher and Manning 2014 (PDDL)",
)
