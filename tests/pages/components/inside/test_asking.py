import numpy as np
import pytest

from core.errors import RequestError
from core.inside.effects import effects
from core.inside.models import open_reference
from core.inside.samples import read_sample
from core.settings import load_settings
from pages.components.inside.asking import ask_rows
from pages.components.inside.models import Row

SAMPLE = 3


@pytest.fixture
def read(monkeypatch, tmp_path):
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path))
    return lambda recipe: read_sample(recipe, SAMPLE, load_settings())


def row(recipe_id: str, *, times: int = 1) -> Row:
    model = open_reference(recipe_id)
    return Row(recipe_id, model.recipe, (model,) * times)


def test_effects_of_all_rows_are_about_one_class(read):
    rows = [row("topics/cnn"), row("topics/mlp")]
    answers = ask_rows(rows, read)
    winners = {asked.winner for asked in answers.rows}
    assert answers.about in winners
    for asked in answers.rows:
        network = asked.row.models[0].network
        expected = effects(asked.row.recipe, network, asked.given, answers.about)
        np.testing.assert_allclose(asked.effects, expected)
        assert asked.probabilities.sum() == pytest.approx(1, abs=1e-5)


def test_of_two_classes_the_second_counts_even_if_nobody_answers_it(read):
    answers = ask_rows([row("probe-place/mlp")], read)
    (asked,) = answers.rows
    assert answers.about == 1
    (place,) = np.argsort(-np.abs(asked.effects))[:1]
    assert place == 60 and (asked.effects[place] > 0) == (asked.winner == 1)


def test_seeds_answer_as_one_row(read):
    (asked,) = ask_rows([row("topics/cnn", times=3)], read).rows
    (alone,) = ask_rows([row("topics/cnn")], read).rows
    assert (asked.votes, len(asked.answers)) == (3, 3)
    np.testing.assert_allclose(asked.probabilities, alone.probabilities, rtol=1e-6)
    np.testing.assert_allclose(asked.effects, alone.effects, atol=1e-6)


def test_a_row_that_cannot_read_it_has_a_reason_and_others_answer(read):
    def picky(recipe):
        if recipe.id == "topics/mlp":
            raise RequestError("The text has no words.")
        return read(recipe)

    answers = ask_rows([row("topics/mlp"), row("topics/cnn")], picky)
    assert [bool(asked.answers) for asked in answers.rows] == [False, True]
    assert answers.rows[0].problem and answers.about == answers.rows[1].winner
