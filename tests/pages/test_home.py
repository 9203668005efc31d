"""The page Home in each of its states."""

from __future__ import annotations

import json

import pytest

from core.architectures import FAMILIES
from core.datasets import DATASETS
from core.recipes import RECIPES, recipe
from core.recipes.catalogue import representative
from core.results.recorded import recorded
from core.results.reproduced import HIGHER, LOWER, REPRODUCED, reproduced
from core.stories import STORIES
from pages.components.frame import wording
from tests.pages import filling


@pytest.fixture
def open_home(open_page):
    return lambda **query: open_page("", **query)


def components(page) -> dict[str, dict]:
    """What Home's components are asked to show: the hero, and the grid."""
    shown = [element for element in page.main if element.type == "bidi_component"]
    words = [json.loads(element.proto.json) for element in shown]
    return {
        "hero": next(data for data in words if "stories" in data),
        "grid": next(data for data in words if "rows" in data),
    }


def rows(page) -> dict[str, dict]:
    return {row["name"]: row for row in components(page)["grid"]["rows"]}


def cell(page, id: str) -> dict:
    entry = recipe(id)
    shown = rows(page)[entry.dataset]["cells"][list(FAMILIES).index(entry.family)]
    assert shown["id"] == id
    return shown


def story(page, dataset: str) -> dict:
    return next(it for it in components(page)["hero"]["stories"] if it["dataset"] == dataset)


def done(store, id, seed, accuracy, **settings):
    epochs = recipe(id).with_settings(settings).fit["epochs"]
    run = filling.running(store, id, seed=seed, done=epochs, **settings)
    store.leases.finish(
        run.id, filling.HOLDER, "completed", test={"loss": 0.3, "accuracy": accuracy}
    )
    return run


def test_first_start_is_not_empty_and_shows_reference_runs(open_home):
    shown = cell(open_home(), "imdb/cnn")
    values = [run["test"]["accuracy"] for run in recorded("imdb/cnn")["runs"]]
    assert shown["figure"] == wording.percent(sum(values) / len(values))
    assert not shown["own"] and not shown["hollow"]
    assert shown["state"] is None


def test_the_first_story_is_open_and_the_address_names_another_with_its_guess(open_home):
    shown = components(open_home())["hero"]
    assert [it["dataset"] for it in shown["stories"]] == list(STORIES)
    assert (shown["chosen"], shown["guess"]) == (next(iter(STORIES)), [])
    shown = components(open_home(story="imdb", guess="phrases"))["hero"]
    assert (shown["chosen"], shown["guess"]) == ("imdb", ["phrases"])
    for story in shown["stories"]:
        assert story["question"] and story["rows"] and len(story["answers"]) >= 3


@pytest.mark.parametrize(
    ("query", "chosen", "guess"),
    [
        ({"story": "no such story", "guess": "mlp"}, "probe-motif", []),
        ({"story": "imdb", "guess": "mlp,phrases,phrases"}, "imdb", ["phrases"]),
        ({"story": "imdb", "guess": "words,phrases"}, "imdb", ["words"]),
        ({"guess": "convolutional"}, "probe-motif", []),
    ],
)
def test_an_address_with_unknown_parts_shows_the_rest(open_home, query, chosen, guess):
    shown = components(open_home(**query))["hero"]
    assert (shown["chosen"], shown["guess"]) == (chosen, guess)


def test_every_dataset_and_family_has_its_cell_learnable_ones_first_and_noise_last(open_home):
    shown = rows(open_home())
    assert shown.keys() == DATASETS.keys()
    assert list(shown)[:3] == ["probe-motif", "probe-order", "probe-last"]
    assert list(shown)[-1] == "noise"
    for name, row in shown.items():
        ids = [representative(name, family).id for family in FAMILIES]
        assert [cell["id"] for cell in row["cells"]] == ids
        assert row["story"] == (name in STORIES)


def test_every_published_figure_is_a_star_with_whether_it_was_reproduced(open_home):
    page = open_home()
    for entry in RECIPES.values():
        if entry.represents and entry.reference.test_accuracy is not None:
            star = cell(page, entry.id)["star"]
            outcome = reproduced(entry, recorded(entry.id)).outcome
            assert star["sign"] == {REPRODUCED: "=", HIGHER: "↑", LOWER: "↓"}.get(outcome, "")
            assert wording.percent(entry.reference.test_accuracy) in star["label"]
    assert cell(page, "imdb/cnn")["star"]
    assert cell(page, "probe-motif/cnn")["star"] is None


def test_mine_is_the_mean_over_seeds_of_exactly_this_recipe(open_home, store):
    done(store, "imdb/cnn", 0, 0.85)
    done(store, "imdb/cnn", 1, 0.87)
    done(store, "imdb/cnn", 1, 0.89)  # a seed counts once, the latest
    done(store, "imdb/cnn", 2, 0.99, units=64)  # another recipe
    shown = cell(open_home(), "imdb/cnn")
    assert (shown["figure"], shown["note"]) == ("87.0", "±2.0")
    assert shown["own"] and not shown["hollow"]


def test_one_seed_of_mine_is_hollow(open_home, store):
    done(store, "imdb/cnn", 0, 0.85)
    shown = cell(open_home(), "imdb/cnn")
    assert shown["own"] and shown["hollow"]
    assert shown["figure"] == "85.0"


def test_a_bar_goes_from_guessing_to_perfect(open_home, store):
    done(store, "probe-motif/mlp", 0, 1.0)
    done(store, "probe-motif/cnn", 0, 0.2)
    page = open_home()
    assert cell(page, "probe-motif/mlp")["bar"] == 1
    assert cell(page, "probe-motif/cnn")["bar"] == 0
    assert 0 <= cell(page, "probe-motif/cnn")["tick"] <= 1


def test_errors_of_a_series_are_in_degrees(open_home, store):
    filling.completed(store, "series/dense", test={"loss": 0.29, "mae": 0.29})
    shown = cell(open_home(), "series/dense")
    scale = recorded("series/dense")["runs"][0]["scale"]
    assert (shown["figure"], shown["unit"]) == (f"{0.29 * scale:.2f}", "°C")


def test_a_running_cell_shows_its_progress_and_the_row_a_way_to_watch(open_home, store):
    run = filling.running(store, "topics/cnn", done=4, epochs=10)
    waiting = filling.queued(store, "topics/mlp")
    page = open_home()
    state = cell(page, "topics/cnn")["state"]
    assert state["share"] == 0.4
    assert state["goal"]["act"]["query"] == {"run": run.id}
    assert cell(page, "topics/mlp")["state"]["share"] == 0
    (watch,) = rows(page)["topics"]["actions"]
    assert watch["act"] == {"do": "watch", "groups": [waiting.recipe_key, run.recipe_key]}
    (race,) = rows(page)["digits"]["actions"]
    assert race["act"] == {"do": "race", "dataset": "digits"}


def test_a_failed_cell_leads_to_its_reason(open_home, store):
    run = filling.failed(store, "imdb/rcnn")
    state = cell(open_home(), "imdb/rcnn")["state"]
    assert "share" not in state
    assert state["goal"]["act"] == {"do": "open", "page": "train", "query": {"run": run.id}}


def test_a_row_without_its_file_offers_the_download(open_home):
    page = open_home()
    (get,) = rows(page)["imdb"]["actions"]
    assert get["act"] == {"do": "get", "dataset": "imdb"}
    assert "17.5 MB" in get["why"]
    button = story(page, "imdb")["button"]
    assert button["do"] == "get" and "17.5 MB" in button["note"]
    (race,) = rows(page)["topics"]["actions"]
    assert race["act"]["do"] == "race"


def test_a_row_whose_own_runs_cannot_be_judged_marks_nobody(open_home, store):
    done(store, "topics/mlp", 0, 0.1)
    row = rows(open_home())["topics"]
    assert row["cells"][0]["kind"] == ""  # the verdict is about the reference runs
    assert row["raced"]


@pytest.mark.parametrize("query", [{"recipe": "topics/cnn"}, {"run": "nosuchrun"}])
def test_addresses_from_before_there_was_a_home_lead_to_train(open_page, query):
    page = open_page("", **query)
    assert page.button(key="launch")
    words = "\n".join(element.value for element in [*page.markdown, *page.warning])
    assert next(iter(query.values())) in words


def test_broken_store_is_one_sentence(open_home, store, monkeypatch, tmp_path):
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"not a database, not at all" * 100)
    monkeypatch.setenv("RECIPE_LAB_STORE", f"sqlite:///{broken}")
    page = open_home()
    assert len(page.error) == 1
    assert "broken.sqlite" in page.error[0].value.replace("\\", "")
