from __future__ import annotations

import json
import subprocess
import sys

import pytest

from core.architectures import FAMILIES
from core.datasets import DATASETS, TASKS
from core.errors import RequestError
from core.recipes import RECIPES, grid, recipe, representative
from core.results.recorded import RECORDED_DIR


def test_every_cell_of_the_grid_has_a_recipe():
    cells = grid()
    assert set(cells) == set(TASKS)
    for families in cells.values():
        assert families.keys() == FAMILIES.keys()
        assert all(families.values())
    listed = [entry for families in cells.values() for row in families.values() for entry in row]
    assert len(listed) == len(RECIPES)


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("family", FAMILIES)
def test_one_recipe_represents_a_dataset_and_a_family(dataset, family):
    representatives = [
        entry
        for entry in RECIPES.values()
        if entry.represents and (entry.dataset, entry.family) == (dataset, family)
    ]
    assert len(representatives) == 1 and representative(dataset, family) is representatives[0]
    published = [
        entry
        for entry in RECIPES.values()
        if entry.published and (entry.dataset, entry.family) == (dataset, family)
    ]
    assert representatives[0].published == bool(published)


def test_ids_are_unique_and_usable_in_a_url():
    for name, entry in RECIPES.items():
        assert entry.id == name
        assert name == name.lower() and name.count("/") == 1
        assert name.replace("/", "").replace("-", "").isalnum()


def test_ours_are_marked_and_have_no_reference():
    for entry in RECIPES.values():
        if not entry.published:
            assert not entry.reference.as_dict() and not entry.source


def test_an_unknown_recipe_names_similar_ones():
    with pytest.raises(RequestError, match="no recipe 'imdb/ccn'") as caught:
        recipe("imdb/ccn")
    assert caught.value.values["names"].startswith("imdb/cnn")
    assert "python -m core recipes" in str(caught.value)
    with pytest.raises(RequestError) as caught:
        recipe("")
    assert caught.value.values["names"].startswith("numeric-binary/perceptron")


def test_an_unknown_cell_lists_datasets_and_families():
    with pytest.raises(RequestError, match=r"datasets: noise, .*families: mlp, recurrent"):
        representative("imdb", "transformer")


def test_keys_distinguish_recipes_and_do_not_depend_on_the_process():
    keys = {name: entry.key for name, entry in RECIPES.items()}
    assert all(len(key) == 12 and int(key, 16) >= 0 for key in keys.values())
    twins = {name for name in keys if list(keys.values()).count(keys[name]) > 1}
    assert not twins
    code = "import json; from core.recipes import RECIPES as r; "
    code += "print(json.dumps({name: entry.key for name, entry in r.items()}))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(other.stdout) == keys


def test_recorded_runs_have_the_keys_of_the_current_recipes():
    """Recorded runs are looked up by key: one with other settings would never be shown again."""
    files = sorted(RECORDED_DIR.glob("*.json"))
    assert files
    for path in files:
        record = json.loads(path.read_text(encoding="utf-8"))
        assert record["key"] == RECIPES[record["recipe"]].key, path.name
