"""``recipes`` of one recipe: its Keras code, and the data that the code loads."""

from __future__ import annotations

import numpy as np
import pytest

from core.__main__ import main
from core.recipes import recipe
from core.recipes.keras_code import keras_code


def test_the_code_of_a_changed_recipe(capsys):
    assert main(["recipes", "topics/cnn", "--code", "--set", "kernel_size=7"]) == 0
    changed = recipe("topics/cnn").with_settings({"kernel_size": 7})
    assert capsys.readouterr().out == keras_code(changed).text


@pytest.mark.parametrize(
    ("name", "arrays"),
    [
        ("breast-cancer/mlp", {"x_train", "y_train", "x_test", "y_test"}),
        (
            "series/lstm",
            {"series", "offsets", "y_train", "y_val", "y_test"}
            | {"starts_train", "starts_val", "starts_test"},
        ),
    ],
)
def test_the_data_is_what_the_recipe_trains_on(capsys, tmp_path, name, arrays):
    file = tmp_path / "data.npz"
    assert main(["recipes", name, "--data", str(file)]) == 0
    with np.load(file) as data:
        assert {*data} == arrays
        assert len(data["y_train"]) == recipe(name).data.sizes(recipe(name).preprocessing).train
    before = file.read_bytes()
    assert main(["recipes", name, "--data", str(file)]) == 2  # nothing is overwritten
    assert "exists" in capsys.readouterr().err and file.read_bytes() == before


@pytest.mark.parametrize("option", [["--code"], ["--data", "x.npz"], ["--set", "units=3"]])
def test_options_of_one_recipe_need_its_id(capsys, option):
    assert main(["recipes", *option]) == 2
    assert "id of a recipe" in capsys.readouterr().err
