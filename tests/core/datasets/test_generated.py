from __future__ import annotations

import itertools

import numpy as np
import pytest

from core.datasets import dataset
from core.datasets.holdout import stratified
from core.datasets.sequences import drop_from, flatten, pad, reorder
from core.datasets.series import generate_series


def load(name, settings, **changes):
    entry = dataset(name)
    values = {setting.name: setting.default for setting in entry.settings} | changes
    return entry.load(values, settings)


def test_noise_is_uniform_and_has_no_pattern(settings):
    splits = load("noise", settings, train_samples=50_000)
    inputs, targets = splits.train.inputs, splits.train.targets
    assert inputs.min() >= 0 and inputs.max() < 1
    np.testing.assert_allclose(inputs.mean(axis=0), 0.5, atol=0.01)
    assert abs(targets.mean() - 0.5) < 0.01
    correlation = [np.corrcoef(column, targets)[0, 1] for column in inputs.T]
    assert np.abs(correlation).max() < 0.02


@pytest.mark.parametrize(("name", "samples"), [("breast-cancer", 569), ("digits", 1_797)])
@pytest.mark.parametrize("share", [0.05, 0.2, 0.9])
def test_shares_are_held_out_by_class(settings, name, samples, share):
    splits = load(name, settings, test_split=share)
    assert len(splits.train) + len(splits.test) == samples
    counts = np.bincount(splits.test.targets) / np.bincount(
        np.concatenate([splits.train.targets, splits.test.targets])
    )
    np.testing.assert_allclose(counts, share, atol=0.01)


def test_breast_cancer_is_scaled_by_the_training_rows(settings):
    splits = load("breast-cancer", settings)
    np.testing.assert_allclose(splits.train.inputs.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(splits.train.inputs.std(axis=0), 1, atol=1e-5)
    assert np.abs(splits.test.inputs.mean(axis=0)).max() > 0.01


def test_digits_are_from_0_to_1(settings):
    splits = load("digits", settings)
    assert splits.train.inputs.min() == 0 and splits.train.inputs.max() == 1


def test_stratified_is_a_partition():
    targets = np.array([0] * 7 + [1] * 40 + [5] * 2)
    train, test = stratified(targets, {"test_split": 0.2, "data_seed": 0})
    assert sorted([*train, *test]) == list(range(49))
    assert np.bincount(targets[test]).tolist() == [1, 8, 0, 0, 0, 1]


def test_most_but_not_all_topics_can_be_recognised(settings):
    """Counting words, the simplest possible model, gets most of them right."""
    splits = load("topics", settings)

    def counts(inputs):
        return np.stack([np.bincount(text, minlength=1_000)[1:] for text in inputs])

    seen = np.stack(
        [
            counts(splits.train.inputs[splits.train.targets == topic]).sum(axis=0) + 1
            for topic in range(8)
        ]
    )
    words = np.log(seen / seen.sum(axis=1, keepdims=True))
    predictions = (counts(splits.test.inputs) @ words.T).argmax(axis=1)
    assert 0.85 < (predictions == splits.test.targets).mean() < 0.98
    lengths = (splits.test.inputs > 0).sum(axis=1)
    assert lengths.min() == 20 and lengths.max() == 60
    # zeros only at the front
    assert (np.diff(splits.test.inputs > 0, axis=1).sum(axis=1) <= 1).all()


def test_the_series_looks_like_weather():
    values = generate_series(np.random.default_rng(0))
    temperature = values[:, 0]
    assert -35 < temperature.min() < -5 and 25 < temperature.max() < 45
    hours = temperature[: 365 * 24].reshape(365, 24)
    assert hours.mean(axis=0).argmax() in range(13, 18)
    assert 150 < hours.mean(axis=1)[:].reshape(-1, 5).mean(axis=1).argmax() * 5 < 250
    assert values[:, 1].min() > 950 and values[:, 1].max() < 1_060
    assert values[:, 2].min() >= 0 and values[:, 2].max() <= 100


def test_tomorrow_as_now_is_not_the_best_guess_of_the_series(settings):
    """A linear model of the temperature, pressure and clouds of the last day is clearly better."""
    splits = load("series", settings)

    def numbers(part):
        latest = part.take(np.arange(0, len(part), 5))
        recent = latest[:, -24:].reshape(len(latest), -1)
        return np.c_[recent, np.ones(len(latest))], part.targets[::5], latest[:, -1, 0]

    inputs, targets, _ = numbers(splits.train)
    line = np.linalg.lstsq(inputs, targets, rcond=None)[0]
    inputs, targets, now = numbers(splits.test)
    persistence = np.abs(now - targets).mean() * splits.scale
    better = np.abs(inputs @ line - targets).mean() * splits.scale
    assert 2.5 < persistence < 4
    assert better < 0.85 * persistence


def test_series_splits_do_not_share_a_target(settings):
    splits = load("series", settings)
    last = splits.train.starts.max() + 240 + 24
    assert last < splits.validation.starts.min() + 240 + 24
    assert last <= 3 * 8_766


def test_a_finer_step_than_an_hour_adds_a_note(settings):
    splits = load("series", settings, step=30)
    assert splits.train.shape == (240, 3) and "every 60 minutes" in splits.notes[0]


# padding


def reference_pad(texts, maxlen, num_words):
    rows = []
    for text in texts:
        words = [word if word < num_words else 2 for word in text][-maxlen:]
        rows.append([0] * (maxlen - len(words)) + words)
    return np.array(rows)


@pytest.mark.parametrize("maxlen", [1, 3, 10, 60])
@pytest.mark.parametrize("num_words", [3, 20, 1_000])
def test_padding(maxlen, num_words):
    rng = np.random.default_rng(maxlen)
    texts = [rng.integers(1, 50, rng.integers(0, 40)).tolist() for _ in range(30)] + [[]]
    tokens, offsets = flatten(texts)
    padded = pad(tokens, offsets, maxlen=maxlen, num_words=num_words)
    np.testing.assert_array_equal(padded, reference_pad(texts, maxlen, num_words))
    assert padded.dtype == np.int32 and padded.flags.writeable


def test_padding_of_many_long_rows():
    texts = [[5, 1_000, 7]] * 9_000
    padded = pad(*flatten(texts), maxlen=2_000, num_words=100)
    assert padded.shape == (9_000, 2_000)
    assert (padded[:, -3:] == [5, 2, 7]).all() and not padded[:, :-3].any()


def test_reorder_and_drop():
    texts = [[1, 9, 2], [], [9], [3, 3]]
    tokens, offsets = reorder(*flatten(texts), np.array([3, 0, 1]))
    assert [tokens[a:b].tolist() for a, b in itertools.pairwise(offsets)] == [
        [3, 3],
        [1, 9, 2],
        [],
    ]
    tokens, offsets = drop_from(tokens, offsets, 9)
    assert tokens.tolist() == [3, 3, 1, 2] and offsets.tolist() == [0, 2, 4, 4]
