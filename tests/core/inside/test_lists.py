"""Many inputs at once become a table of answers."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import RequestError
from core.inside.answers import ask
from core.inside.lists import MOST_LINES, answers_table, read_list
from core.inside.models import open_reference
from core.inside.texts import read_text
from core.inside.values import MOST_ROWS, read_rows
from core.recipes import recipe

CANCER, MOTIF = recipe("breast-cancer/mlp"), recipe("probe-motif/cnn")


def test_every_line_is_answered_by_every_model(settings):
    rng = np.random.default_rng(0)
    lines = [" ".join(map(str, rng.integers(0, 30, 120))) for _ in range(3)]
    models = [(name, open_reference(f"probe-motif/{name}")) for name in ("cnn", "mlp")]
    table = answers_table(models, "\n\n".join(lines), settings)
    assert len(table) == 4 and {len(column) for column in table.values()} == {3}
    answer = ask(MOTIF, models[0][1].network, read_text(MOTIF, lines[1], settings))
    winners, probabilities = list(table.values())[:2]
    assert winners[1] == answer.classes[answer.winner]
    np.testing.assert_allclose(probabilities[1], answer.probabilities[answer.winner], atol=1e-5)


def test_rows_of_numbers_are_scaled_as_the_training_data(settings):
    splits = CANCER.data.load(CANCER.preprocessing, settings)
    raw = splits.test.inputs[:4] * splits.input_std + splits.input_mean
    text = "\n".join(",".join(map(repr, row)) for row in raw.tolist())
    np.testing.assert_allclose(read_list(CANCER, text, settings), splits.test.inputs[:4], atol=1e-5)


@pytest.mark.parametrize(
    "text", ["", "1,2\n", "1," * 29 + "nan", ("1," * 29 + "1\n") * (MOST_ROWS + 1)]
)
def test_a_bad_table_is_one_sentence(settings, text):
    with pytest.raises(RequestError):
        read_rows(CANCER, text, settings)


@pytest.mark.parametrize(
    "text",
    ["", "\n \n", "1 2\n" * (MOST_LINES + 1), "1 2 3"],
    ids=["empty", "blank", "lines", "length"],
)
def test_a_bad_list_is_one_sentence(settings, text):
    with pytest.raises(RequestError):
        read_list(MOTIF, text, settings)


def test_a_wrong_line_is_named(settings):
    with pytest.raises(RequestError) as refused:
        read_list(MOTIF, "5 " * 120 + "\nfive", settings)
    assert refused.value.values["number"] == 2
