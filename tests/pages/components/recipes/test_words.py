"""A recipe in sentences."""

from __future__ import annotations

from core.datasets import DATASETS
from pages.components.recipes.words import PREPARED


def test_every_dataset_that_is_not_generated_as_tokens_says_how_it_is_prepared():
    generated_tokens = {
        name for name, data in DATASETS.items() if data.vocabulary and data.licence == "generated"
    }
    assert PREPARED.keys() == DATASETS.keys() - generated_tokens
