"""The page Home in each of its states."""

from __future__ import annotations

import json

import pytest

from core.architectures import FAMILIES
from core.datasets import DATASETS
from core.recipes import RECIPES, recipe
from core.recipes.catalogue import representative
from core.results.recorded import recorded
from core.results.reproduced import reproduced
from pages.components.frame import wording
from tests.pages import filling


@pytest.fixture
def open_home(open_page):
    return lambda **query: open_page("", **query)


def grid(page) -> dict:
    """What the grid is asked to show."""
    (proto,) = [element.proto for element in page.main if element.type == "bidi_component"]
    return json.loads(proto.json)


def rows(page) -> dict[str, dict]:
    return {row["name"]: row for task in grid(page)["tasks"] for row in task["rows"]}


def cell(page, id: str) -> dict:
    entry = recipe(id)
    shown = rows(page)[entry.dataset]["cells"][list(FAMILIES).index(entry.family)]
    assert shown["id"] == id
    return shown


def figures(page, id: str) -> dict[str, str]:
    """Label → words; for whether a figure was reproduced, the full text of the tooltip."""
    words = [
        (label, [_full_text(part) for part in parts]) for label, *parts in cell(page, id)["figures"]
    ]
    return {label: " ".join(parts) for label, parts in words}


def _full_text(part: str | dict[str, str]) -> str:
    return part if isinstance(part, str) else part["title"]


def recorded_words(id: str) -> str:
    values = [run["test"]["accuracy"] for run in recorded(id)["runs"]]
    mean = wording.share(sum(values) / len(values))
    held = reproduced(recipe(id), recorded(id)).words()
    if len(values) == 1:
        return f"{mean} 1 seed {held}"
    low, high = wording.share(min(values)), wording.share(max(values))
    return f"{mean} ({low}–{high}) {len(values)} seeds {held}"


def done(store, id, seed, accuracy, **settings):
    epochs = recipe(id).with_settings(settings).fit["epochs"]
    run = filling.running(store, id, seed=seed, done=epochs, **settings)
    store.leases.finish(
        run.id, filling.HOLDER, "completed", test={"loss": 0.3, "accuracy": accuracy}
    )
    return run


def test_first_start_is_not_empty_and_says_what_to_press(open_home):
    page = open_home()
    words = "\n".join(element.value for element in page.markdown)
    assert "Race" in words
    assert page.button(key="first race")
    labelled = figures(page, "imdb/cnn")
    assert labelled["published"] == ".8602"
    assert labelled["reference"] == recorded_words("imdb/cnn")
    assert "here" not in labelled
    assert cell(page, "imdb/cnn")["spark"]["lines"][0]["faint"]


def test_every_dataset_and_family_has_its_cell(open_home):
    page = open_home()
    shown = rows(page)
    assert shown.keys() == DATASETS.keys()
    for name, row in shown.items():
        ids = [representative(name, family).id for family in FAMILIES]
        assert [cell["id"] for cell in row["cells"]] == ids


def test_every_recorded_run_of_a_cell_is_shown_and_every_published_figure(open_home):
    page = open_home()
    for entry in RECIPES.values():
        if entry.represents and entry.published:
            assert "published" in figures(page, entry.id)


def test_here_shows_the_mean_and_range_over_seeds_of_exactly_this_recipe(open_home, store):
    done(store, "imdb/cnn", 0, 0.85)
    done(store, "imdb/cnn", 1, 0.87)
    done(store, "imdb/cnn", 1, 0.89)  # a seed counts once, the latest
    done(store, "imdb/cnn", 2, 0.99, units=64)  # another recipe
    page = open_home()
    assert figures(page, "imdb/cnn")["here"] == ".8700 (.8500–.8900) 2 seeds"
    assert figures(page, "imdb/cnn")["reference"] == recorded_words("imdb/cnn")
    lines = cell(page, "imdb/cnn")["spark"]["lines"]
    assert [line["faint"] for line in lines] == [True, False]


def test_errors_of_a_series_are_in_standard_deviations_and_lower_is_better(open_home, store):
    filling.completed(store, "series/dense", test={"loss": 0.29, "mae": 0.29})
    page = open_home()
    assert figures(page, "series/dense")["here"] == "0.2900 sd 1 seed"
    assert "lower is better" in rows(page)["series"]["basis"]


def test_a_result_on_other_data_is_not_comparable(open_home):
    assert "not comparable" in figures(open_home(), "jena/dense")["reference"]


def test_a_running_cell_shows_its_progress_and_a_link_to_watch(open_home, store):
    run = filling.running(store, "topics/cnn", done=4, epochs=10)
    waiting = filling.queued(store, "topics/mlp")
    page = open_home()
    state = cell(page, "topics/cnn")["state"]
    assert (state["kind"], state["share"]) == ("running", 0.4)
    assert state["text"] == "Epoch 5 of 10"
    assert cell(page, "topics/mlp")["state"]["kind"] == "queued"
    assert "TensorFlow is loading" in cell(page, "topics/mlp")["state"]["text"]
    assert rows(page)["topics"]["watch"]["act"]["query"]["groups"].split(",") == [
        waiting.recipe_key,
        run.recipe_key,
    ]
    assert rows(page)["digits"]["watch"] is None


def test_a_failed_cell_says_why(open_home, store):
    filling.failed(store, "imdb/rcnn")
    state = cell(open_home(), "imdb/rcnn")["state"]
    assert state["kind"] == "failed"
    assert "became NaN in epoch 2" in state["text"]


def test_a_stopped_cell_says_how_far_it_got(open_home, store):
    filling.stopped(store, "imdb/rcnn", done=1)
    assert "1 of 2 epochs" in cell(open_home(), "imdb/rcnn")["state"]["text"]


def test_a_row_without_its_file_offers_the_download(open_home):
    page = open_home()
    row = rows(page)["imdb"]
    race, get = row["actions"]
    assert race["disabled"] and "17.5 MB" in row["need"] and race["why"] == row["need"]
    assert get["act"] == {"do": "get", "dataset": "imdb"}
    assert all(cell["run"]["disabled"] for cell in row["cells"])
    assert not rows(page)["topics"]["actions"][0]["disabled"]
    assert not cell(page, "topics/cnn")["run"]["disabled"]


def test_a_race_queues_all_four_families_with_one_seed(open_home, store):
    done(store, "probe-motif/cnn", 0, 0.9)
    page = open_home()
    page.button(key="first race").click().run()
    queued = store.runs.list(status="queued")
    assert {run.family for run in queued} == set(FAMILIES)
    assert {(run.dataset, run.seed) for run in queued} == {("probe-motif", 1)}


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
