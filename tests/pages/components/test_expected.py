"""Time to expect, in words: exact where it was measured, one figure where it is estimated."""

from __future__ import annotations

import pytest

from core.analysis.estimates import FITTED, MEASURED, SCALED, Estimate
from core.recipes import recipe
from core.settings import load_settings
from pages.components.expected import Pacemaker, basis_words, expected_words, roughly
from tests.pages import filling


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.00026, "about 0.3 ms"),
        (0.034, "about 30 ms"),
        (0.97, "about 1 s"),
        (37.7, "about 40 s"),
        (56.0, "about 1 min"),
        (150.0, "about 2 min"),
        (3_500.0, "about 1 h"),
        (40_000.0, "about 10 h"),
    ],
)
def test_an_estimate_has_one_figure(seconds, text):
    assert roughly(seconds) == text


def test_each_basis_is_said():
    measured = Estimate(4.21, 10, MEASURED, 2)
    assert expected_words(measured) == "**4.2 s** an epoch, **42 s** for 10 epochs (measured here)"
    fitted = Estimate(4.21, 10, FITTED, 0)
    assert "**about 4 s** an epoch, **about 40 s** for 10" in expected_words(fitted)
    assert "for 3 runs one after the other" in expected_words(fitted, 3)
    assert "**about 4 s** for its one epoch" in expected_words(Estimate(4.2, 1, SCALED, 1))
    said = {basis_words(Estimate(1.0, 1, basis, runs)) for basis, runs in BASES}
    assert len(said) == len(BASES) and all(sentence.endswith(".") for sentence in said)


BASES = [(MEASURED, 2), (SCALED, 1), (FITTED, 3), (FITTED, 0)]


def test_only_runs_that_ended_since_are_read(store):
    pacemaker = Pacemaker(store, load_settings())
    entry = recipe("topics/cnn")
    assert pacemaker.estimate(entry).basis == FITTED
    run = filling.running(store, "topics/cnn", done=10)
    assert pacemaker.estimate(entry).basis == FITTED
    seconds = {"train": 41.0, "first_epoch": 5.0}
    store.finish(run.id, filling.HOLDER, "completed", seconds=seconds)
    assert pacemaker.estimate(entry).epoch_seconds == 4.0
    assert pacemaker.estimate(entry.with_settings({"units": 64})).basis == FITTED
    assert pacemaker.estimate(entry.with_settings({"batch_size": 32})).basis == SCALED
