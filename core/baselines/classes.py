"""Baselines for classes: the most frequent class, and a linear model of the networks' inputs.

Linear models are logistic regressions, so that they give probabilities. They learn from all
training samples, including those a recipe holds out for validation.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from scipy import sparse

from core.datasets import Dataset, Samples
from core.datasets.texts import Texts
from core.settings import Settings

# scikit-learn's C, the inverse strength of regularisation: in one class against 45 others, few
# samples are positive.
FREEDOM = {"two": 3.0, "many": 10.0, "numbers": 1.0}
ITERATIONS = 100
MAJORITY, LINEAR = "majority", "linear"


def load_models() -> None:
    """Import scikit-learn, which takes seconds, before anything is timed and only where needed."""
    import sklearn.feature_extraction.text
    import sklearn.linear_model
    import sklearn.multiclass  # noqa: F401


def majority(train: np.ndarray, count: int, classes: int) -> np.ndarray:
    """Predict the class frequencies of the training set for every test sample.

    The predicted class is then always the most frequent one (the first of equally frequent ones).

    Args:
        train: (n,) class numbers of the training samples.
        count: Number of test samples.
        classes: Number of classes.

    Returns:
        (count,) float32 probabilities of class 1, or (count, classes) probabilities.
    """
    shares = np.bincount(train, minlength=classes) / len(train)
    if classes == 2:
        return np.full(count, shares[1], np.float32)
    return np.tile(shares.astype(np.float32), (count, 1))


def linear(train: Any, targets: np.ndarray, test: Any, classes: int) -> np.ndarray:
    """Fit a logistic regression and return its predictions.

    Args:
        train: (n, features), sparse or dense, in the order in which samples were drawn.
        targets: (n,) class numbers.
        test: (m, features).
        classes: Number of classes; those missing from training get a probability of 0.

    Returns:
        (m,) float32 probabilities of class 1, or (m, classes) probabilities.
    """
    model = _model(sparse.issparse(train), classes)
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    # One thread: while recipes were running, two threads waiting for each other took forty times
    # as long.
    with threadpool_limits(1), warnings.catch_warnings():
        # a baseline that stops before it converges is still a baseline
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(train, targets)
    probabilities = np.zeros((test.shape[0], classes), np.float32)
    probabilities[:, model.classes_] = model.predict_proba(test)
    return np.ascontiguousarray(probabilities[:, 1]) if classes == 2 else probabilities


def _model(texts: bool, classes: int) -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    if not texts:
        return LogisticRegression(C=FREEDOM["numbers"], max_iter=ITERATIONS)
    # for words, liblinear is ten times faster than the default: 46 classes in 4 s instead of 36
    options = {"solver": "liblinear", "tol": 1e-2, "random_state": 0}
    if classes == 2:
        return LogisticRegression(C=FREEDOM["two"], **options)
    return OneVsRestClassifier(LogisticRegression(C=FREEDOM["many"], **options))


def flat(train: Samples, test: Samples) -> tuple[np.ndarray, np.ndarray]:
    """(n, features) and (m, features): flattened inputs, standardised with training statistics."""
    train_columns, test_columns = (part.inputs.reshape(len(part), -1) for part in (train, test))
    spread = train_columns.std(axis=0)
    spread = np.where(spread > 1e-6, spread, 1).astype(np.float32)
    if train_columns.shape[1] > 60:  # pixels: one scale for all, or noise at the edges grows
        spread = np.float32(train_columns.std())
    centre = train_columns.mean(axis=0, dtype=np.float64).astype(np.float32)
    return (train_columns - centre) / spread, (test_columns - centre) / spread


def bags(
    entry: Dataset, preprocessing: dict[str, Any], settings: Settings
) -> dict[str, tuple[sparse.csr_matrix, np.ndarray]]:
    """Texts as bags of words, with the recipe's vocabulary and splits.

    Texts are read in full, whatever ``maxlen`` is.

    Returns:
        Split name → ((n, num_words) float32 tf-idf, (n,) int64 class numbers).
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
        part: (weights, texts[part].targets.astype(np.int64))
        for part, weights in _tf_idf(counts).items()
    }


def _texts(samples: Samples) -> Texts:
    rows, columns = samples.inputs.shape
    return Texts(
        samples.inputs.reshape(-1), np.arange(rows + 1) * columns, np.array(samples.targets)
    )


def _counts(texts: Texts, words: int) -> sparse.csr_matrix:
    start, end = texts.offsets[0], texts.offsets[-1]
    tokens = np.array(texts.tokens[start:end])
    known = (tokens > 0) & (tokens < words)  # 0 is padding
    before = np.concatenate([[0], np.cumsum(known)])
    indices, indptr = tokens[known], before[texts.offsets - start]
    ones = np.ones(len(indices), np.float32)
    counts = sparse.csr_matrix((ones, indices, indptr), shape=(len(texts), words))
    counts.sum_duplicates()
    return counts


def _tf_idf(counts: dict[str, sparse.csr_matrix]) -> dict[str, sparse.csr_matrix]:
    from sklearn.feature_extraction.text import TfidfTransformer

    transformer = TfidfTransformer(sublinear_tf=True).fit(counts["train"])
    return {part: transformer.transform(matrix) for part, matrix in counts.items()}
