"""Baselines of classes: the most frequent one, and a linear model on what the networks are given.

Linear models are logistic regressions, so that they have probabilities. They learn from all
training samples, those included that a recipe validates on.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from scipy import sparse

from core.datasets import Dataset, Samples
from core.datasets.texts import Texts
from core.settings import Settings

# How freely weights may grow (scikit-learn's C): a class against 45 others has few samples.
FREEDOM = {"two": 3.0, "many": 10.0, "numbers": 1.0}
ITERATIONS = 100
MAJORITY, LINEAR = "majority", "linear"


def load_models() -> None:
    """Import scikit-learn, which takes seconds: before a clock runs, and only where it is used."""
    import sklearn.feature_extraction.text
    import sklearn.linear_model
    import sklearn.multiclass  # noqa: F401


def majority(train: np.ndarray, count: int, classes: int) -> np.ndarray:
    """Predictions that give every test sample the shares of the classes in training.

    Returns:
        (count,) float32 probabilities of class 1, or (count, classes): the most frequent class is
        always taken. (Of two equally frequent ones, the first.)
    """
    shares = np.bincount(train, minlength=classes) / len(train)
    if classes == 2:
        return np.full(count, shares[1], np.float32)
    return np.tile(shares.astype(np.float32), (count, 1))


def linear(train: Any, targets: np.ndarray, test: Any, classes: int) -> np.ndarray:
    """Predictions of a logistic regression.

    Args:
        train: (n, features), sparse or not, in the order in which samples were drawn.
        targets: (n,) class numbers.
        test: (m, features).
        classes: How many there are; those that training lacks get a probability of 0.

    Returns:
        (m,) float32 probabilities of class 1, or (m, classes).
    """
    model = _model(sparse.issparse(train), classes)
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    # one thread: beside running recipes, two that wait for each other took forty times as long
    with threadpool_limits(1), warnings.catch_warnings():
        # a baseline that stopped early is a baseline
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(train, targets)
    found = np.zeros((test.shape[0], classes), np.float32)
    found[:, model.classes_] = model.predict_proba(test)
    return np.ascontiguousarray(found[:, 1]) if classes == 2 else found


def _model(texts: bool, classes: int) -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    if not texts:
        return LogisticRegression(C=FREEDOM["numbers"], max_iter=ITERATIONS)
    # on words liblinear is ten times faster than the default: 46 classes in 4 s instead of 36
    given = {"solver": "liblinear", "tol": 1e-2, "random_state": 0}
    if classes == 2:
        return LogisticRegression(C=FREEDOM["two"], **given)
    return OneVsRestClassifier(LogisticRegression(C=FREEDOM["many"], **given))


def flat(train: Samples, test: Samples) -> tuple[np.ndarray, np.ndarray]:
    """Numbers as columns, scaled by what training holds: (n, features) and (m, features)."""
    ours, theirs = (part.inputs.reshape(len(part), -1) for part in (train, test))
    spread = ours.std(axis=0)
    spread = np.where(spread > 1e-6, spread, 1).astype(np.float32)
    if ours.shape[1] > 60:  # pixels: one scale for all, or the edges' noise becomes loud
        spread = np.float32(ours.std())
    centre = ours.mean(axis=0, dtype=np.float64).astype(np.float32)
    return (ours - centre) / spread, (theirs - centre) / spread


def bags(
    entry: Dataset, preprocessing: dict[str, Any], settings: Settings
) -> dict[str, tuple[sparse.csr_matrix, np.ndarray]]:
    """Texts as bags of words, split → ((n, num_words) float32 tf-idf, (n,) class numbers).

    The vocabulary and the split are the recipe's; a text is read in full, whatever ``maxlen`` is.
    """
    if entry.encoding:
        texts = entry.encoding.texts(preprocessing, settings)
    else:
        loaded = entry.load(preprocessing, settings)
        texts = {"train": _texts(loaded.train), "test": _texts(loaded.test)}
    words = preprocessing.get("num_words") or entry.vocabulary
    if not words:
        words = 1 + max(int(part.tokens.max(initial=0)) for part in texts.values())
    counts = {part: _counts(texts[part], words) for part in ("train", "test")}
    return {
        part: (found, texts[part].targets.astype(np.int64))
        for part, found in _weighed(counts).items()
    }


def _texts(samples: Samples) -> Texts:
    rows, columns = samples.inputs.shape
    return Texts(
        samples.inputs.reshape(-1), np.arange(rows + 1) * columns, np.array(samples.targets)
    )


def _counts(texts: Texts, words: int) -> sparse.csr_matrix:
    start, end = texts.offsets[0], texts.offsets[-1]
    tokens = np.array(texts.tokens[start:end])
    known = (tokens > 0) & (tokens < words)  # 0 fills up
    before = np.concatenate([[0], np.cumsum(known)])
    indices, indptr = tokens[known], before[texts.offsets - start]
    ones = np.ones(len(indices), np.float32)
    found = sparse.csr_matrix((ones, indices, indptr), shape=(len(texts), words))
    found.sum_duplicates()
    return found


def _weighed(counts: dict[str, sparse.csr_matrix]) -> dict[str, sparse.csr_matrix]:
    from sklearn.feature_extraction.text import TfidfTransformer

    weigher = TfidfTransformer(sublinear_tf=True).fit(counts["train"])
    return {part: weigher.transform(found) for part, found in counts.items()}
