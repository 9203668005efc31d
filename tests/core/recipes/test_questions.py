"""Every recipe asks a question, and every published one has its own."""

import pytest

from core.recipes import RECIPES, recipe
from core.recipes.questions import BUILT_FOR, QUESTIONS, question
from tests.benchmarks.probes import WINNERS


@pytest.mark.parametrize("id", list(RECIPES))
def test_every_recipe_asks_a_question(id):
    text = question(recipe(id))
    assert text.endswith("?")
    assert "{" not in text


def test_every_published_recipe_has_its_own_question():
    assert QUESTIONS.keys() == {entry.id for entry in RECIPES.values() if entry.published}
    assert len(set(QUESTIONS.values())) == len(QUESTIONS)


def test_the_families_of_the_probes_are_those_the_benchmark_requires():
    families = {
        probe: {recipe(f"{probe}/{name}").family for name in names}
        for probe, names in WINNERS.items()
    }
    assert families == BUILT_FOR
    assert "must learn it" in question(recipe("probe-motif/cnn"))
    assert "not built" in question(recipe("probe-motif/mlp"))
