"""Tables, differences, frontiers and files of a comparison."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from core.analysis.differences import differences
from core.analysis.entrants import in_order, recorded_entrant, run_entrant
from core.analysis.export import curves_csv
from core.analysis.metrics import frontier
from core.analysis.table import COLUMNS, qualities, table
from core.recipes import RECIPES, recipe
from core.recipes.naming import changes, settings, short_changes
from core.results.recorded import RECORDED_DIR, recorded
from core.runs.store import Store
from core.settings import Settings
from tests.core.analysis.making import entrant
from tests.pages import filling


def test_a_row_a_recipe_with_the_mean_of_its_seeds():
    runs = [
        entrant(seed=0, val=(0.6, 0.8, 0.7), test=0.70, seconds=1.0),
        entrant(seed=1, val=(0.6, 0.7, 0.8), test=0.80, seconds=3.0),
    ]
    (row,) = table(runs, "accuracy").itertuples()
    assert row.label == "CNN" and row.seeds == "0, 1"
    assert (row.test, row.test_low, row.test_high) == pytest.approx((0.75, 0.7, 0.8))
    assert row.best_epoch == pytest.approx(2.5)  # by the validation loss: epochs 2 and 3
    assert row.best_validation == pytest.approx(0.8)
    assert row.gap == pytest.approx(0.1)
    assert row.seconds == pytest.approx(6.0) and row.seconds_an_epoch == pytest.approx(2.0)
    assert row.published == RECIPES["imdb/cnn"].reference.test_accuracy


def test_what_it_cost_stands_beside_it():
    runs = [
        entrant(seed=0, peak_memory=10**9, train_samples=100),
        entrant(seed=1, peak_memory=None, train_samples=100),
    ]
    (row,) = table(runs, "accuracy").itertuples()
    forward = runs[0].recipe.summary.operations
    assert row.operations == forward and row.peak_memory == 10**9
    assert row.training_operations == pytest.approx(3 * 3 * 100 * forward / 1e9)


def test_stored_predictions_say_more_than_accuracy():
    runs = [entrant(seed=seed) for seed in (0, 1, 2)] + [entrant("imdb/mlp")]
    runs.append(entrant(seed=3, status="running"))
    figures = {
        runs[0].id: {"macro_f1": 0.7, "log_loss": 0.5},
        runs[1].id: {"macro_f1": 0.8, "log_loss": 0.3},
        runs[4].id: {"macro_f1": 0.0, "log_loss": 9.0},
    }
    (row,) = qualities(runs, figures).itertuples()
    assert (row.label, row.seeds) == ("CNN", 2)
    assert (row.macro_f1, row.log_loss) == pytest.approx((0.75, 0.4))
    assert list(qualities(runs, figures, mean=False)["seeds"]) == [1, 1]
    assert qualities(runs, {}).empty


def test_a_recipes_state_is_that_of_its_latest_run():
    runs = [entrant(seed=0, id="b", status="failed"), entrant(seed=1, id="a", status="completed")]
    (row,) = table(runs, "accuracy").itertuples()
    assert row.status == "failed"
    (row,) = table(runs[::-1], "accuracy").itertuples()
    assert row.status == "failed"


def test_runs_that_go_on_or_failed_give_no_test_figure():
    runs = [
        entrant(seed=0, status="running", val=(0.6,), planned=3),
        entrant(seed=1, status="stopped", test=0.9),
    ]
    (row,) = table(runs, "accuracy").itertuples()
    assert np.isnan(row.test) and row.open == 1 and row.status == "running"
    assert (row.epochs, row.planned) == (3, 3)
    assert len(table(runs, "accuracy", mean=False)) == 2


def test_published_stands_only_beside_the_published_settings_and_data():
    assert np.isnan(table([entrant(settings={"epochs": 9})], "accuracy")["published"][0])
    assert np.isnan(table([entrant(different_data=True)], "accuracy")["published"][0])
    assert not np.isnan(table([entrant()], "accuracy")["published"][0])


def test_nothing_gives_an_empty_table_with_its_columns():
    assert list(table([], "accuracy").columns) == list(COLUMNS)


def test_only_what_differs_is_listed():
    pair = {name: recipe(name) for name in ("imdb/cnn", "imdb/rcnn")}
    table = differences(pair)
    assert "optimizer" not in table.index and "maxlen" not in table.index
    assert table.loc["pool_size"].tolist() == ["—", "4"]
    assert table.loc["layers", "imdb/cnn"].startswith("Embedding → Dropout → Conv1D")
    assert differences({"a": recipe("imdb/cnn"), "b": recipe("imdb/cnn")}).empty


@pytest.mark.parametrize("recipe_id", list(RECIPES))
def test_every_recipe_has_settings_to_compare(recipe_id):
    entry = recipe(recipe_id)
    values = settings(entry)
    assert values["dataset"] == entry.dataset and len(values) > 5
    assert changes(entry) == {} and short_changes(entry) == []


def test_changes_are_against_the_catalogue():
    changed = recipe("imdb/cnn").with_settings({"filters": 64, "learning_rate": 0.01})
    assert changes(changed) == {"filters": (256, 64), "learning_rate": (0.001, 0.01)}
    assert short_changes(changed) == ["filters 64", "learning rate 0.01"]


def test_frontier_is_what_nothing_beats():
    cost = np.array([1.0, 2.0, 3.0, 4.0, np.nan, 2.0])
    value = np.array([0.5, 0.7, 0.6, 0.9, 1.0, 0.65])
    assert frontier(cost, value, "accuracy").tolist() == [0, 1, 3]
    assert frontier(cost, value, "mae").tolist() == [0]


@pytest.mark.parametrize(
    ("losses", "epoch"), [((np.nan, 0.9, 0.1), 3), ((0.1, np.nan, 0.9), 1), ((np.nan,) * 3, None)]
)
def test_the_best_epoch_has_the_lowest_known_validation_loss(losses, epoch):
    run = entrant(val=(0.6, 0.7, 0.8))
    run = replace(run, metrics={**run.metrics, "val_loss": np.array(losses)})
    (row,) = table([run], "accuracy").itertuples()
    assert row.best_epoch == epoch if epoch else np.isnan(row.best_epoch)


def test_csv_has_every_epoch_of_every_run_and_no_formula():
    runs = [entrant(seed=0, val=(0.5, np.nan)), entrant(seed=1, val=(0.7,), name="=1+1")]
    rows = list(csv.DictReader(io.StringIO(curves_csv(runs))))
    assert [(row["seed"], row["epoch"]) for row in rows] == [("0", "1"), ("0", "2"), ("1", "1")]
    assert float(rows[0]["val_accuracy"]) == 0.5 and rows[1]["val_accuracy"] == ""
    assert float(rows[1]["seconds"]) == 4.0
    assert rows[2]["label"].startswith("'=1+1")
    assert rows[0]["change"] == "", "an empty text is no formula"


@pytest.mark.parametrize("path", sorted(RECORDED_DIR.glob("*.json")), ids=lambda path: path.stem)
def test_every_recorded_run_can_be_compared(path):
    recipe_id = path.stem.replace("--", "/")
    entry = recipe(recipe_id)
    for run in recorded(recipe_id)["runs"]:
        entrant = recorded_entrant(entry, run)
        assert entrant.recorded and entrant.group != entry.key
        assert len(entrant.epochs) == len(entrant.epoch_seconds) == run["epochs_done"]
        assert all(len(values) == len(entrant.epochs) for values in entrant.metrics.values())


def test_a_run_of_the_store_enters_with_what_it_has(tmp_path):
    store = Store(Settings(home=tmp_path).store_url)
    run = filling.running(store, "imdb/cnn", seed=4, done=2)
    store.runs.describe(run.id, holder=filling.HOLDER, train_samples=25_000, test_samples=25_000)
    run = store.runs.get(run.id)
    history = store.histories.get(run.id)
    metrics = {name: np.array(values) for name, values in history.metrics.items()}
    seconds = np.array(store.histories.seconds(run.id))
    entrant = run_entrant(run, recipe("imdb/cnn"), np.array(history.epochs), metrics, seconds)
    assert entrant.active and not entrant.finished and entrant.seconds == pytest.approx(84.0)
    assert entrant.samples_a_second == pytest.approx(25_000 / 42)
    store.close()


def test_order_is_by_family_then_recipe_then_seed():
    runs = [entrant("imdb/rcnn"), entrant("imdb/mlp", 1), entrant("imdb/mlp", 0)]
    assert [(run.recipe.id, run.seed) for run in in_order(runs)] == [
        ("imdb/mlp", 0),
        ("imdb/mlp", 1),
        ("imdb/rcnn", 0),
    ]
