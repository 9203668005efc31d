"""Words as a model has them: the rows of its embedding, which of them are alike, and a map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.errors import RequestError
from core.inside.models import Model
from core.inside.texts import number_of, vocabulary
from core.settings import Settings

MOST = 8
BASIS_WORDS = 2_000


@dataclass(frozen=True)
class Near:
    """A word that a model has near another.

    Attributes:
        word: The word, or a token's number.
        cosine: Of the angle between their vectors, from -1 to 1.
    """

    word: str
    cosine: float


def has_embedding(model: Model) -> bool:
    """Whether a model's first layer gives every word a vector of its own."""
    return model.recipe.layers[0].type == "Embedding"


def vector(model: Model, word: str, settings: Settings) -> np.ndarray:
    """A word's vector: (size,) float32.

    Raises:
        RequestError: The model's vocabulary does not have the word.
        DatasetError: The dataset's words are missing.
    """
    return _vectors(model)[number_of(model.recipe, word, settings)]


def nearest(model: Model, word: str, settings: Settings, most: int = MOST) -> list[Near]:
    """The words whose vectors are the most alike to a word's, the nearest first.

    Args:
        model: A model whose first layer is an Embedding.
        word: A word of its vocabulary, or a token's number.
        settings: The installation, which locates the dataset's words.
        most: How many words.

    Raises:
        RequestError: The model's vocabulary does not have the word.
        DatasetError: The dataset's words are missing.
    """
    place = number_of(model.recipe, word, settings)
    names = vocabulary(model.recipe, settings)
    vectors = _vectors(model)
    lengths = np.linalg.norm(vectors, axis=1)
    scale = np.maximum(lengths * lengths[place], np.finfo(np.float32).tiny)
    cosines = vectors @ vectors[place] / scale
    named = _places(names)
    order = named[np.argsort(-cosines[named], kind="stable")]
    order = order[order != place][:most]
    return [Near(names[number], float(cosines[number])) for number in order]


def positions(model: Model, words: Sequence[str], settings: Settings) -> tuple[np.ndarray, float]:
    """Where words are on a map: their vectors, projected onto two directions.

    The directions are those along which the model's most frequent words are spread the most
    (PCA), so that they do not depend on which words are shown.

    Args:
        model: A model whose first layer is an Embedding.
        words: Words of its vocabulary, or numbers of tokens.
        settings: The installation, which locates the dataset's words.

    Returns:
        (words, 2) float64 positions, and the share from 0 to 1 of the spread that they show.

    Raises:
        RequestError: The model's vocabulary does not have a word.
        DatasetError: The dataset's words are missing.
    """
    places = [number_of(model.recipe, word, settings) for word in words]
    vectors = _vectors(model).astype(np.float64)
    frequent = vectors[_places(vocabulary(model.recipe, settings))[:BASIS_WORDS]]
    centre = frequent.mean(axis=0)
    spread, directions = np.linalg.eigh(np.cov(frequent - centre, rowvar=False))
    basis = directions[:, [-1, -2]]
    basis = basis * np.where(basis[np.abs(basis).argmax(axis=0), [0, 1]] < 0, -1, 1)
    share = float(spread[-2:].sum() / max(spread.sum(), np.finfo(np.float64).tiny))
    return (vectors[places] - centre) @ basis, share


def _places(names: Sequence[str]) -> np.ndarray:
    """The numbers that are words, the most frequent word first."""
    return np.flatnonzero([bool(name) for name in names])


def _vectors(model: Model) -> np.ndarray:
    """(vocabulary, size) float32, the weights of the first layer.

    Raises:
        RequestError: It is no Embedding.
    """
    if not has_embedding(model):
        raise RequestError("{recipe} has no Embedding as its first layer.", recipe=model.recipe.id)
    return model.network.weights[0][0]
