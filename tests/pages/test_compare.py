"""The page Compare in each of its states, and its feed."""

from __future__ import annotations

import json
import time

import pytest

from core.analysis.selection import MAX_RUNS, Selection
from core.charts.arrays import decode
from core.durations import duration, roughly
from pages.components.compare.choice import TABS
from pages.components.compare.comparison import View, comparisons
from pages.components.live.feeds import BUSY_MILLISECONDS, IDLE_MILLISECONDS, feeds
from tests.pages import filling

FOUR = ("imdb/mlp", "imdb/lstm", "imdb/cnn", "imdb/rcnn")


@pytest.fixture
def open_compare(open_page):
    return lambda **query: open_page("compare", **query)


def texts(page) -> str:
    kinds = (page.markdown, page.info, page.warning, page.error)
    return "\n".join(element.value for kind in kinds for element in kind)


def charts(page) -> dict[str, dict]:
    """What each chart was sent, by its place on the page, or the name of its picture."""
    result = {}
    for element in page.main:
        if element.type == "bidi_component":
            data = json.loads(element.proto.json)
            if "feed" in data or "picture" in data:
                result[data["feed"]["name"] if "feed" in data else data["picture"]] = data
    return result


def legend(chart: dict) -> list[str]:
    return [trace["name"] for trace in chart["figure"]["data"] if trace.get("showlegend")]


def test_reference_runs_are_shown_before_any_run(open_compare, store):
    page = open_compare()
    assert "metric" in charts(page) and "loss" not in charts(page)
    named = legend(charts(page)["metric"])
    assert len(named) >= 4 and all(name.endswith(" · reference") for name in named)
    names = ",".join(f"probe-motif/{name}" for name in ("mlp", "lstm", "cnn", "rcnn"))
    assert page.query_params == {"recorded": names}
    chips = charts(page)["chips"]
    assert len(chips["words"]["chips"]) == 4
    assert set(chips["kinds"].values()) == {"best", "level"}
    assert {"families", "seconds"} <= set(charts(open_compare(tab="cost")))


def test_a_chip_is_progress_while_its_run_runs_and_then_its_result(open_compare, store):
    run = filling.running(store, "imdb/cnn", done=1, epochs=2)
    page = open_compare(recipes="imdb/cnn")
    (chip,) = charts(page)["chips"]["words"]["chips"]
    assert chip["id"] == run.recipe_key and chip["share"] == 0.5
    assert "loss" in charts(page), "the loss is shown while it changes"
    page.button(key="stop all").click().run()
    assert store.runs.get(run.id).stop_requested
    store.leases.finish(run.id, filling.HOLDER, "completed", test={"accuracy": 0.8, "loss": 0.4})
    (chip,) = charts(page.run())["chips"]["words"]["chips"]
    assert (chip["figure"], chip["unit"], chip["share"]) == ("80.0", "%", 1)
    assert "loss" not in charts(page)


def test_race_again_queues_each_recipe_with_the_next_seed(open_compare, store):
    for name in FOUR:
        filling.completed(store, name, seed=3)
    page = open_compare(datasets="imdb")
    page.button(key="race again").click().run()
    queued = store.runs.list(status="queued")
    assert {(run.recipe_id, run.seed) for run in queued} == {(name, 0) for name in FOUR}


def test_the_next_story_is_one_press_away(open_compare, store):
    filling.completed(store, "probe-motif/cnn")
    page = open_compare(datasets="probe-motif")
    page.button(key="next story").click().run()
    assert page.query_params == {"story": "probe-order"}
    filling.completed(store, "imdb/cnn")
    page = open_compare(datasets="imdb")  # the last one
    assert not [button for button in page.button if button.key == "next story"]


@pytest.mark.parametrize(
    ("query", "tab"),
    [
        ({}, "sure"),
        ({"tab": "differs"}, "differs"),
        ({"table": "more"}, "figures"),
        ({"table": "cost"}, "cost"),
        ({"budget": "3"}, "cost"),
    ],
)
def test_the_address_says_or_implies_which_tab_is_open(open_compare, store, query, tab):
    filling.completed(store, "imdb/cnn")
    page = open_compare(datasets="imdb", **query)
    shown = [bool(tab.children) for tab in page.tabs]
    assert shown == [name == tab for name in TABS]
    assert not page.warning


def test_the_default_view_is_the_newest_runs_dataset(open_compare, store):
    filling.completed(store, "series/lstm", test={"mae": 0.3, "loss": 0.3})
    for name in FOUR:
        filling.completed(store, name)
    page = open_compare()
    assert legend(charts(page)["metric"]) == ["MLP", "LSTM", "CNN", "CNN-LSTM"]
    assert page.query_params["datasets"] == "imdb"


def test_a_link_opens_the_same_comparison(open_compare, store):
    runs = [filling.completed(store, name, seed=seed) for name in FOUR[:2] for seed in (0, 1)]
    query = {
        "runs": ",".join(run.id for run in runs),
        "axis": "seconds",
        "curve": "loss",
        "mean": "0",
        "smoothing": "0.5",
        "curves": "validation",
        "log": "y",
        "highlight": runs[1].id,
    }
    page = open_compare(**query)
    assert page.query_params == query
    loss = charts(page)["loss"]["figure"]
    assert loss["layout"]["xaxis"]["title"]["text"] == "training time (seconds)"
    assert loss["layout"]["yaxis"]["type"] == "log"
    assert not [trace for trace in loss["data"] if "training" in trace["uid"]]
    (name,) = [text for text in loss["layout"]["annotations"] if "name" in text]
    assert name["name"] == runs[1].id


def test_unknown_parts_of_a_link_are_reported_and_the_rest_is_shown(open_compare, store):
    run, binned = filling.completed(store, "imdb/cnn"), filling.completed(store, "imdb/mlp")
    store.bin.add([binned.id])
    page = open_compare(
        runs=f"{run.id},{binned.id},nosuchrun", datasets="imbd", smoothing="x", colour="red"
    )
    text = page.warning[0].value.replace("\\", "")
    for word in ("nosuchrun", binned.id, "imbd", "colour"):
        assert word in text
    assert legend(charts(page)["metric"]) == ["CNN"]


def test_a_link_to_recipes_without_runs_shows_the_others(open_compare, store):
    run = filling.completed(store, "imdb/cnn")
    page = open_compare(groups=f"{run.recipe_key},0123456789ab")
    assert not page.exception
    assert legend(charts(page)["metric"]) == ["CNN"]


def test_a_filter_without_matches_says_what_to_do(open_compare, store):
    filling.completed(store, "imdb/cnn")
    page = open_compare(datasets="imdb", families="mlp")
    assert "No matching runs yet" in texts(page)
    assert not charts(page)


def test_runs_that_measure_something_else_are_left_out_and_reported(open_compare, store):
    filling.completed(store, "imdb/cnn")
    filling.completed(store, "series/lstm", test={"mae": 0.3, "loss": 0.3})
    page = open_compare(datasets="imdb,series")
    assert "1 more run is measured differently" in page.warning[0].value


def test_too_many_runs_are_cut_to_the_newest_and_reported(open_compare, store):
    for seed in range(MAX_RUNS + 3):
        filling.queued(store, "numeric-binary/mlp", seed=seed)
    page = open_compare(datasets="noise")
    assert f"{MAX_RUNS} of {MAX_RUNS + 3} runs" in texts(page)


def test_a_link_with_too_many_runs_shows_as_many_as_fit(open_compare, store):
    runs = [filling.queued(store, "numeric-binary/mlp", seed=seed) for seed in range(MAX_RUNS + 3)]
    page = open_compare(runs=",".join(run.id for run in runs))
    assert f"{MAX_RUNS} of {MAX_RUNS + 3} runs" in texts(page)


def test_changing_an_option_changes_charts_and_url(open_compare, store):
    filling.completed(store, "imdb/cnn", seed=0)
    filling.completed(store, "imdb/cnn", seed=1)
    page = open_compare(datasets="imdb")
    assert len(legend(charts(page)["metric"])) == 1
    page.toggle(key="compare mean").set_value(False).run()
    assert len(legend(charts(page)["metric"])) == 2
    assert page.query_params["mean"] == "0"
    page.multiselect(key="compare recorded").set_value(["imdb/mlp"]).run()
    assert "MLP · reference" in legend(charts(page)["metric"])[0]
    assert page.query_params["recorded"] == "imdb/mlp"


def test_coming_back_shows_the_previous_view(open_compare, store):
    filling.completed(store, "imdb/cnn")
    page = open_compare(datasets="imdb", smoothing="0.5")
    page.switch_page("train.py").run()
    page.query_params.clear()
    page.switch_page("compare.py").run()
    assert page.slider(key="compare smoothing").value == 0.5
    assert page.query_params["smoothing"] == "0.5"


def test_differences_and_figures_are_tables(open_compare, store):
    filling.completed(store, "imdb/cnn")
    filling.completed(store, "imdb/rcnn", epochs=4)
    page = open_compare(tab="figures")
    figures = next(frame.value for frame in page.dataframe if "test accuracy" in frame.value)
    assert list(figures["recipe"]) == ["CNN", "CNN-LSTM · epochs 4"]
    assert figures["test accuracy"].tolist() == pytest.approx([0.8612, 0.8612])
    page = open_compare(tab="differs")
    differences = next(frame.value for frame in page.dataframe if "setting" in frame.value)
    assert differences.set_index("setting").loc["epochs"].tolist() == ["2", "4"]
    assert "Test accuracy, 25,000 reviews" in texts(open_compare(tab="cost"))


def test_selected_runs_stay_selected_when_renamed_or_deleted(open_compare, store):
    runs = [filling.running(store, "imdb/cnn", done=1, seed=seed) for seed in (0, 1)]
    page = open_compare(runs=",".join(run.id for run in runs))
    before = page.multiselect(key="compare runs")
    sent = list(before.proto.options)
    assert all(text.endswith(run.id) for text, run in zip(sent, reversed(runs), strict=True))
    store.leases.finish(runs[0].id, filling.HOLDER, "stopped")
    store.labels.rename(runs[1].id, "mine")
    # what a browser sends back: the words it was given
    page.session_state["compare runs"] = list(reversed(sent))
    page.run()
    assert page.query_params["runs"] == ",".join(run.id for run in runs)
    assert "No such runs" not in texts(page)


# the feed


@pytest.fixture
def view():
    return View(selection=Selection(datasets=("imdb",)))


def follow(view):
    comparison = comparisons().read(view)
    address = feeds().address(view, comparison, "metric", comparisons().read)
    return address["url"].rpartition("/")[2], address["serial"]


def test_a_feed_answers_with_what_is_new_and_nothing_else(store, view):
    filling.completed(store, "imdb/mlp", epochs=3)
    run = filling.running(store, "imdb/cnn", done=2, epochs=5)
    token, serial = follow(view)
    assert feeds().updates(token, serial) == b""
    row = filling.epoch_row(run, 2)
    store.histories.append(run.id, 2, [row], [1.0], holder=filling.HOLDER)
    updates = json.loads(feeds().updates(token, serial))
    assert updates["serial"] > serial and updates["interval"] == BUSY_MILLISECONDS
    sent = {trace["uid"] for trace in updates["parts"]["metric"]["data"]}
    assert sent == {f"{run.recipe_key} training", f"{run.recipe_key} validation"}
    assert len(updates["parts"]["metric"]["order"]) > len(sent)
    assert feeds().updates(token, updates["serial"]) == b""


def test_a_point_within_an_epoch_sends_the_training_curve_alone(store, view):
    run = filling.running(store, "imdb/cnn", epochs=5)
    token, serial = follow(view)
    for positions in ((7 / 313, 0.05), (0.1,)):
        filling.add_points(store, run, *positions)
        updates = json.loads(feeds().updates(token, serial))
        (sent,) = updates["parts"]["metric"]["data"]
        assert sent["uid"] == f"{run.recipe_key} training"
        serial = updates["serial"]
    assert decode(sent["x"]) == pytest.approx([7 / 313, 0.05, 0.1])
    assert feeds().updates(token, serial) == b""


def test_a_chip_says_what_is_known_before_the_first_epoch_ends(store, view):
    run = filling.running(store, "imdb/cnn", epochs=5)

    def chip():
        chips = comparisons().read(view).words["chips"]["chips"]
        return next(chip for chip in chips if chip["id"] == run.recipe_key)

    assert (chip()["figure"], chip()["note"]) == ("–", "") and chip()["state"]
    filling.compiled(store, "imdb/cnn", 4.0)
    assert roughly(4.0) in chip()["state"] and chip()["note"]
    progress = {"phase": "train", "epoch": 0, "batch": 8, "batches": 313, "metrics": {}}
    store.runs.update_progress(run.id, progress, holder=filling.HOLDER)
    filling.add_points(store, run, 7 / 313, 0.6)
    assert chip()["figure"] == "6.0" and roughly(4.0) not in chip()["state"]


def test_done_in_leaves_compiling_out(store, view):
    run = filling.running(store, "imdb/cnn", epochs=3)
    rows = [filling.epoch_row(run, 9)] * 3  # flat: nothing conspicuous, which would be said instead
    store.histories.append(run.id, 0, rows, [9.0, 2.0, 2.0], holder=filling.HOLDER)
    store.leases.finish(run.id, filling.HOLDER, "completed", test={"accuracy": 0.95, "loss": 0.4})
    (chip,) = comparisons().read(view).words["chips"]["chips"]
    assert duration(6.0) in chip["state"] and not chip["caution"]


def test_a_chip_says_what_most_seeds_look_like(store, view):
    for seed, accuracy in enumerate((0.4, 0.45, 0.95)):
        test = {"accuracy": accuracy, "loss": 0.4}
        filling.completed(store, "imdb/cnn", test, seed=seed, learning_rate=0.002)
    (chip,) = comparisons().read(view).words["chips"]["chips"]
    assert chip["caution"] and chip["state"] == "no better than guessing"


def test_a_feed_says_when_more_than_curves_changed(store, view):
    run = filling.running(store, "imdb/cnn", done=2, epochs=2)
    token, serial = follow(view)
    state = comparisons().read(view).state
    store.leases.finish(run.id, filling.HOLDER, "completed", test={"accuracy": 0.8, "loss": 0.4})
    updates = json.loads(feeds().updates(token, serial))
    assert updates["state"] != state and updates["interval"] == IDLE_MILLISECONDS


def test_progress_within_an_epoch_sends_no_update(store, view):
    run = filling.running(store, "imdb/cnn", done=2, epochs=5)
    token, serial = follow(view)
    store.runs.update_progress(run.id, {"phase": "train", "batch": 7}, holder=filling.HOLDER)
    assert feeds().updates(token, serial) == b""


def test_tokens_cannot_be_guessed_and_unknown_ones_give_nothing(store, view):
    token, _ = follow(view)
    assert len(token) >= 20 and feeds().updates(token[:-1] + "!", 0) is None
    assert follow(view)[0] == token  # all who look at the same follow the same


@pytest.mark.parametrize(
    ("page", "name"), [("compare", "recipes"), ("compare", "runs"), ("runs", "recipes")]
)
def test_a_link_with_very_many_names_is_read_quickly(open_page, page, name):
    began = time.process_time()
    result = open_page(page, **{name: ",".join(f"r{number}" for number in range(50_000))})
    assert not result.exception and time.process_time() - began < 10
    assert all(len(item.value) < 1_000 for item in result.warning)


def test_accuracy_has_no_logarithmic_axis(open_compare, store):
    filling.completed(store, "imdb/cnn")
    loss = charts(open_compare(datasets="imdb", log="y", curve="loss"))["loss"]
    assert loss["figure"]["layout"]["yaxis"]["type"] == "log"
    metric = charts(open_compare(datasets="imdb", log="y"))["metric"]
    assert metric["figure"]["layout"]["yaxis"].get("type") != "log"
