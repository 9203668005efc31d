"""A run's trained model on its own page: saved as a Keras file, or trained again."""

from __future__ import annotations

import io
import shutil
import zipfile
from urllib.parse import parse_qsl

import pytest

from core.errors import RequestError
from core.inside.keras_file import keras_file
from core.results.weights import weights_path
from core.settings import load_settings
from tests.pages import filling

BUTTON = "runs keras model"


@pytest.fixture
def open_run(open_page):
    return lambda run: open_page("runs", run=run.id)


@pytest.fixture
def trained(store):
    """A completed run with the reference weights of its recipe."""
    run = filling.completed(store, "breast-cancer/mlp", seed=7)
    folder = load_settings().artifacts / run.id
    folder.mkdir(parents=True)
    shutil.copy(weights_path("breast-cancer/mlp"), folder / "final.npz")
    return run


def again(page) -> list[dict[str, str]]:
    """The queries of the links that train the run again."""
    links = [it.proto for it in page.get("page_link") if it.proto.page == "train"]
    return [dict(parse_qsl(it.query_string)) for it in links if "replay" in it.icon]


def saves(page) -> bool:
    return any(button.key == BUTTON for button in page.download_button)


def test_a_run_with_weights_is_saved(open_run, trained):
    page = open_run(trained)
    assert saves(page) and not again(page)


def test_a_run_without_weights_is_trained_again_with_its_seed(open_run, store, trained):
    (load_settings().artifacts / trained.id / "final.npz").unlink()
    page = open_run(trained)
    assert not saves(page)
    assert again(page) == [{"recipe": "breast-cancer/mlp", "seed": "7"}]
    page = open_run(filling.running(store, "breast-cancer/mlp", done=1))
    assert not saves(page) and not again(page)


@pytest.mark.slow
def test_why_no_file_is_made_is_said_as_the_command_does(store):
    with pytest.raises(RequestError, match="There is no run 'nosuchrun'"):
        keras_file("nosuchrun")


@pytest.mark.slow
def test_the_file_is_a_keras_model(trained):
    with zipfile.ZipFile(io.BytesIO(keras_file(trained.id))) as file:
        assert {"config.json", "metadata.json", "model.weights.h5"} <= set(file.namelist())
