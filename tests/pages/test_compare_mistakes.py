"""Compare, where two networks differ: the pair, the four counts, the wall and its links."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from core.analysis.differ import BOTH, CELLS, NEITHER, ONLY_FIRST
from core.analysis.predictions import load_test_set
from core.recipes import recipe
from core.settings import load_settings
from pages.components.compare.mistakes import AGREEMENT, CELL, FIRST, SECOND
from pages.components.run.wall import PICTURES, ROWS
from tests.pages import filling
from tests.pages.runs import predicted, sent, texts


@pytest.fixture
def open_mistakes(open_page):
    return lambda **query: open_page("compare", tab="mistakes", **query)


def walls(page) -> list[list[dict]]:
    """The samples of each wall, in order."""
    return [data["samples"] for data in sent(page) if "samples" in data]


def numbers(wall) -> list[int]:
    return sorted(sample["sample"] for sample in wall)


@pytest.fixture
def digits(store):
    """A CNN that gets the first 3 digits wrong, and two MLPs that get 19 and 30 wrong."""
    truth = load_test_set("digits", recipe("digits/mlp").preprocessing, load_settings())

    def tested(name, wrong, seed=0, **changes):
        return filling.tested(
            store, load_settings(), truth, f"digits/{name}", seed=seed, wrong=wrong, **changes
        )

    runs = {
        "mlp": tested("mlp", range(30)),
        "longer": tested("mlp", range(1, 20), epochs=99),
        "cnn": tested("cnn", range(3)),
    }
    return runs, truth, tested


def test_the_best_is_compared_with_the_next_best_of_another_family(open_mistakes, digits):
    runs, truth, _ = digits
    page = open_mistakes(datasets="digits")
    pair = [page.selectbox(key=key).value for key in (FIRST, SECOND)]
    assert pair == [runs["cnn"].recipe_key, runs["longer"].recipe_key]
    shown, nobody = walls(page)
    assert numbers(shown) == list(range(3, 20)) and numbers(nobody) == [1, 2]
    first = shown[0]
    assert first["truth"] == str(truth.targets[first["sample"]]) and first["shape"] == [8, 8]
    answers = [(answer["mark"], answer["right"]) for answer in first["answers"]]
    assert answers == [("green", True), ("blue", False)]
    labels = page.segmented_control(key=CELL).options
    counts = [int(label.rpartition(" ")[2]) for label in labels]
    assert len(counts) == len(CELLS) and sum(counts) == len(truth)


def test_other_pairs_other_cells_and_further_samples(open_mistakes, digits):
    runs, _, _ = digits
    page = open_mistakes(datasets="digits")
    page.selectbox(key=SECOND).set_value(runs["mlp"].recipe_key).run()
    assert len(walls(page)[0]) == PICTURES
    page.button(key=f"mistakes {ONLY_FIRST} next").click().run()
    assert len(walls(page)[0]) == 27 - PICTURES
    page.segmented_control(key=CELL).set_value(NEITHER).run()
    assert numbers(walls(page)[0]) == [0, 1, 2] and not page.exception


def test_a_sample_is_a_link_to_inside_with_both_networks(open_mistakes, digits):
    runs, _, _ = digits
    first = walls(open_mistakes(datasets="digits"))[0][0]
    address = urlsplit(first["href"])
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert address.path == "/inside"
    assert query == {
        "run": f"{runs['cnn'].id},{runs['longer'].id}",
        "sample": str(first["sample"] + 1),
    }


def test_most_seeds_must_agree_or_all(open_mistakes, digits):
    _, _, tested = digits
    for seed in (1, 2):
        tested("cnn", range(5 * seed), seed=seed)
    page = open_mistakes(datasets="digits")
    assert numbers(walls(page)[0]) == list(range(5, 20))
    assert {sample["answers"][0]["note"] for sample in walls(page)[0]} == {"2 of 3", "3 of 3"}
    page.segmented_control(key=AGREEMENT).set_value("every").run()
    assert numbers(walls(page)[0]) == list(range(10, 20))


def test_reference_runs_differ_before_anything_was_trained(open_mistakes, store):
    page = open_mistakes(recorded="probe-motif/cnn,probe-motif/mlp")
    shown = walls(page)[0]
    assert len(shown) == ROWS and not shown[0]["words"]
    assert {kind for _, kind in shown[0]["tokens"]} & {"decides", "decoy"}
    assert "recipe=probe-motif%2Fcnn%2Cprobe-motif%2Fmlp" in shown[0]["href"]
    assert "recipe-lab-confusions" not in {data.get("picture") for data in sent(page)}


def test_rows_of_numbers_have_names(open_mistakes, store):
    predicted(store, "breast-cancer/mlp", seed=0)
    predicted(store, "breast-cancer/cnn", seed=1)
    page = open_mistakes(datasets="breast-cancer")
    page.segmented_control(key=CELL).set_value(BOTH).run()
    row = walls(page)[0][0]
    sizes = [abs(float(value.replace("−", "-"))) for _, value in row["numbers"]]
    assert row["numbers"][0][0] and sizes == sorted(sizes, reverse=True)


def test_without_the_data_there_is_a_sentence(open_mistakes, store):
    filling.completed(store, "imdb/cnn")
    filling.completed(store, "imdb/mlp")
    page = open_mistakes(datasets="imdb")
    assert not walls(page) and "not on this computer" in texts(page)


def test_a_series_has_no_right_and_wrong(open_mistakes, store):
    predicted(store, "series/dense")
    page = open_mistakes(datasets="series")
    assert not walls(page) and "largest errors" in texts(page)
