"""Estimates in words: precise if measured, rounded to one digit if estimated."""

from __future__ import annotations

from core.analysis.estimates import FITTED, MEASURED, SCALED, Estimate
from core.analysis.expectations import basis_words, expected_words

BASES = [(MEASURED, 2), (SCALED, 1), (FITTED, 3), (FITTED, 0)]


def test_each_basis_has_words():
    measured = Estimate(4.21, 10, MEASURED, 2)
    assert expected_words(measured) == "**4.2 s** per epoch, **42 s** for 10 epochs (measured here)"
    fitted = Estimate(4.21, 10, FITTED, 0)
    assert "**about 4 s** per epoch, **about 40 s** for 10" in expected_words(fitted)
    assert "**42 s** for 10 epochs" in expected_words(measured, 1)
    for runs, whole in ((2, "1 min 24 s"), (3, "2 min 6 s")):
        assert f"**{whole}** for {runs} runs one after another" in expected_words(measured, runs)
    assert "**about 4 s** for its one epoch" in expected_words(Estimate(4.2, 1, SCALED, 1))
    sentences = {basis_words(Estimate(1.0, 1, basis, runs)) for basis, runs in BASES}
    assert len(sentences) == len(BASES) and all(sentence.endswith(".") for sentence in sentences)
