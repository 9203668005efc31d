"""Compare beyond accuracy: figures from predictions, cost, and the ranking at equal cost."""

from __future__ import annotations

import pytest

from core.runs.files.artifacts import PREDICTIONS
from core.settings import load_settings
from pages.components.compare.mistakes import FIRST, SECOND
from tests.pages import filling
from tests.pages.runs import charts, predicted, texts


@pytest.fixture
def open_compare(open_page):
    return lambda **query: open_page("compare", **query)


def frame(page, column: str):
    """The table that has a column of that name."""
    return next((one.value for one in page.dataframe if column in one.value), None)


def test_figures_beyond_accuracy_come_from_predictions(open_compare, store):
    runs = [predicted(store, "digits/mlp", seed=seed) for seed in (0, 1)]
    predicted(store, "digits/cnn", seed=2)
    page = open_compare(datasets="digits", table="more", recorded="mnist/mlp")
    table = frame(page, "Macro F1").set_index("recipe")
    assert list(table.index) == [
        "MLP (digits/mlp)",
        "CNN (digits/cnn)",
    ]  # recorded runs kept nothing
    accuracy = sum(run.test["accuracy"] for run in runs) / 2
    assert table.loc["MLP (digits/mlp)", "Accuracy"] == pytest.approx(accuracy)
    assert table.loc["MLP (digits/mlp)", "seeds"] == 2
    assert {"Balanced accuracy", "Log loss (nats)", "Calibration error"} <= set(table.columns)
    # once computed they are kept, whatever becomes of the predictions
    assert len(list((load_settings().home / "figures").glob("*.json"))) == 3


def test_a_series_is_measured_in_degrees(open_compare, store):
    run = predicted(store, "series/dense")
    table = frame(open_compare(table="more"), "Root mean square error (°C)")
    error = table["Mean absolute error (°C)"][0]
    assert error == pytest.approx(run.test["mae"] * 8.85, rel=0.2)
    assert table["Root mean square error (°C)"][0] > error


def test_nobody_waits_for_a_missing_file(open_compare, store):
    filling.completed(store, "imdb/cnn")
    page = open_compare(table="more")
    assert "get the file of imdb" in texts(page)
    assert frame(page, "Macro F1") is None


def test_predictions_that_were_cleared_leave_a_gap(open_compare, store):
    complete, cleared = (predicted(store, "digits/mlp", seed=seed) for seed in (0, 1))
    (load_settings().artifacts / cleared.id / PREDICTIONS).unlink()
    table = frame(open_compare(table="more"), "Macro F1")
    assert table["seeds"].tolist() == [1]
    assert table["Accuracy"][0] == pytest.approx(complete.test["accuracy"])


def test_cost_is_a_table_and_a_chart_of_any_cost(open_compare, store):
    for name in ("imdb/mlp", "imdb/cnn"):
        run = filling.running(store, name, done=2)
        store.runs.describe(run.id, holder=filling.HOLDER, train_samples=20_000)
        test = {"accuracy": 0.8, "loss": 0.4}
        store.leases.finish(
            run.id, filling.HOLDER, "completed", test=test, peak_memory=1_100_000_000
        )
    page = open_compare(table="cost", cost="memory")
    table = frame(page, "memory (MB)").set_index("recipe")
    assert table.loc["CNN", "memory (MB)"] == 1_100
    assert table.loc["CNN", "training GFLOP"] > 100
    assert table.loc["MLP", "MFLOP per prediction"] > 0
    figure = charts(page)["memory"]
    assert figure["layout"]["xaxis"]["title"]["text"].startswith("peak memory")
    page.segmented_control(key="compare cost").set_value("operations").run()
    assert "GFLOP" in charts(page)["operations"]["layout"]["xaxis"]["title"]["text"]
    assert "forward pass × 3" in texts(page)
    assert page.query_params == {"cost": "operations", "datasets": "imdb", "tab": "cost"}


def test_equal_cost_is_ranked_at_the_budget_in_the_url(open_compare, store):
    filling.completed(store, "imdb/mlp", epochs=5)  # 42 s an epoch
    filling.completed(store, "imdb/cnn", epochs=2)
    page = open_compare(tab="cost")
    assert "after **80 s of training**" in texts(page)  # as far as both got: 84
    assert len(charts(page)["equal-cost"]["data"]) == 2
    page.number_input(key="compare budget").set_value(200.0).run()
    assert page.query_params["budget"] == "200"
    remarks = frame(page, "remark").set_index("recipe")["remark"]
    assert remarks["CNN"] == "finished after 84 s"
    assert remarks["MLP · epochs 5"] == ""
    page.segmented_control(key="compare unit").set_value("epoch").run()
    assert "after **2 epochs**" in texts(page)  # 200 seconds are no 200 epochs
    assert page.query_params["unit"] == "epoch" and "budget" not in page.query_params


def test_recipes_on_different_data_are_not_ranked(open_compare, store):
    filling.completed(store, "imdb/mlp")
    filling.completed(store, "topics/mlp")
    page = open_compare(datasets="imdb,topics", tab="cost")
    assert "so they are not ranked" in texts(page)
    names = charts(page)["equal-cost"]["layout"]["yaxis"]["ticktext"]
    assert sorted(names) == ["MLP (imdb/mlp)", "MLP (topics/mlp)"]


def test_a_link_with_a_budget_opens_it(open_compare, store):
    filling.completed(store, "imdb/mlp", epochs=5)
    page = open_compare(datasets="imdb", unit="epoch", budget="3", axis="operations")
    assert "after **3 epochs**" in texts(page)
    assert page.query_params == {
        "datasets": "imdb",
        "unit": "epoch",
        "budget": "3",
        "axis": "operations",
    }
    page = open_compare(datasets="imdb", unit="parsecs", budget="many", cost="x")
    assert page.query_params == {"datasets": "imdb"}


def test_the_difference_of_confusion_matrices_is_drawn_where_it_is_looked_for(open_compare, store):
    for seed in (0, 1):
        predicted(store, "digits/mlp", seed=seed)
        predicted(store, "digits/cnn", seed=seed + 5)
    assert "confusions" not in charts(open_compare())
    page = open_compare(tab="mistakes")
    assert not page.exception
    (squares,) = charts(page)["confusions"]["data"]
    assert len(squares["y"]) == 10 and squares["zmin"] == -squares["zmax"]
    pairs = ("MLP (2 seeds) minus CNN (2 seeds)", "CNN (2 seeds) minus MLP (2 seeds)")
    assert any(f"{pair}, on 359 digits" in texts(page) for pair in pairs)
    table = frame(page, "predicted class")
    assert {"MLP", "CNN"} <= set(table.columns)
    first, second = page.selectbox(key=FIRST), page.selectbox(key=SECOND)
    assert first.value != second.value
    for file in load_settings().artifacts.glob(f"*/{PREDICTIONS}"):
        file.unlink()
    page.run()  # nothing is read or computed again
    assert charts(page)["confusions"]["data"] == [squares]


def test_recipes_tested_on_different_samples_are_not_compared(open_compare, store):
    predicted(store, "digits/mlp")
    run = filling.completed(store, "digits/cnn", {"accuracy": 0.9, "loss": 0.3}, data_seed=7)
    assert run.status == "completed"
    page = open_compare(tab="mistakes")
    assert "tested on different samples" in texts(page)


def test_one_recipe_alone_has_no_confusion_matrices_to_compare(open_compare, store):
    predicted(store, "digits/mlp")
    assert "confusions" not in charts(open_compare(tab="mistakes"))
