"""The page Train in each of its states."""

from __future__ import annotations

import pytest

from core.analysis.diagnoses import NOTHING
from core.recipes import RECIPES, recipe
from tests.pages import filling
from tests.pages.runs import progress_text, sent


def texts(page) -> str:
    """Everything written on the page."""
    kinds = (page.markdown, page.info, page.warning, page.error, page.success, page.caption)
    return "\n".join(element.value for kind in kinds for element in kind)


def charts(page) -> list[dict]:
    """What the live charts are sent: the curves, then the picture of luck."""
    return [data for data in sent(page) if "figure" in data]


def said(page) -> str:
    """The sentences of the verdict line, or of a result without one."""
    lines = [element.value for element in page.markdown if element.value.startswith("**")]
    line = next(line for line in lines if "est accuracy" in line or "est error" in line)
    return line.replace("\\", "")


def queue_label(page) -> str:
    """The label of the queue's popover."""
    labels = [item.proto.popover.label for item in page.get("popover")]
    return next(label for label in labels if "queued" in label or "paused" in label)


def launch(page):
    return page.button(key="launch")


def test_first_start_shows_a_recipe_with_its_recorded_runs_and_can_launch(open_train):
    page = open_train()
    assert "probe-motif/cnn" in texts(page)
    assert "Reference run, shipped" in texts(page)

    assert not launch(page).disabled
    assert "Recent runs" not in texts(page)


@pytest.mark.parametrize("recipe_id", list(RECIPES))
def test_every_recipe_has_its_page(open_train, recipe_id):
    page = open_train(recipe=recipe_id)
    assert recipe_id in texts(page)
    entry = RECIPES[recipe_id]
    for flaw in entry.flaws:
        assert flaw.text.split(":")[0][:30] in texts(page).replace("\\", "")


def test_missing_dataset_is_said_and_launch_is_off_with_the_reason(open_train):
    page = open_train(recipe="imdb/lstm")
    assert "imdb.npz is not on this computer yet" in texts(page)
    assert page.button(key="download imdb") and "The data is not downloaded yet" in texts(page)
    assert launch(page).disabled
    assert launch(page).help
    assert "86.1\xa0%" in texts(page)  # what was published is there all the same


def test_unknown_names_in_the_url_are_said_and_the_rest_is_shown(open_train):
    page = open_train(run="nosuchrun")
    assert "nosuchrun" in page.warning[0].value
    assert not launch(page).disabled
    page = open_train(recipe="imdb/lsmt")
    assert "imdb/lstm" in page.warning[0].value


def test_launch_queues_a_run_with_epochs_and_seed_and_names_it_in_the_url(open_train, store):
    page = open_train(recipe="numeric-binary/perceptron")
    page.number_input(key="numeric-binary/perceptron epochs").set_value(25)
    page.number_input(key="numeric-binary/perceptron seed").set_value(7)
    page.run()
    assert "recipe\\: 1,000" in texts(page)
    launch(page).click().run()
    (run,) = store.runs.list()
    assert (run.status, run.epochs, run.seed) == ("queued", 25, 7)
    assert page.query_params["run"] == run.id
    assert "Changed from the recipe" in texts(page)
    assert queue_label(page) == "0 running, 1 queued"


def test_a_button_pressed_before_the_page_is_drawn_anew_trains_what_was_typed(open_train, store):
    page = open_train(recipe="numeric-binary/perceptron")
    page.number_input(key="numeric-binary/perceptron epochs").set_value(25)
    page.number_input(key="numeric-binary/perceptron seed").set_value(7)
    launch(page).click().run()
    (run,) = store.runs.list()
    assert (run.epochs, run.seed) == (25, 7)


def test_two_launches_make_two_runs_and_a_queue(open_train, store):
    page = open_train()
    launch(page).click().run()
    launch(page).click().run()
    assert len(store.runs.list(status="queued")) == 2
    assert "1 ahead" in progress_text(page)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"phase": "prepare"}, "Loading TensorFlow and the data"),
        ({"phase": "build"}, "Building the model"),
        ({"phase": "first_epoch"}, "Compiling the first epoch"),
        ({"phase": "first_epoch", "batch": 100}, "Epoch 1 of 2 · batch 100 of 313"),
        (
            {"done": 1, "batch": 156},
            "Epoch 2 of 2 · batch 156 of 313 · 42 s per epoch · about 21",
        ),
        ({"done": 2, "phase": "evaluate"}, "Testing"),
    ],
)
def test_running_says_where_it_is(open_train, store, state, words):
    run = filling.running(store, **state)
    page = open_train(run=run.id)
    assert words in progress_text(page)
    assert page.button(key="stop")


def test_stop_is_asked_for_once(open_train, store):
    run = filling.running(store, done=1, batch=10)
    page = open_train(run=run.id)
    page.button(key="stop").click().run()
    assert store.runs.get(run.id).stop_requested
    assert "Stopping" in progress_text(page)
    assert page.button(key="stop").disabled


def test_completed_shows_the_test_result_on_what_and_beside_the_published_one(open_train, store):
    run = filling.completed(store)
    page = open_train(run=run.id)
    assert "accuracy 86.1\xa0% on 25,000 reviews; published: 86.1\xa0%" in said(page)
    assert not [button for button in page.button if button.key == "stop"]


def test_series_show_their_error_in_standard_deviations_and_degrees(open_train, store):
    run = filling.completed(store, "series/dense", test={"loss": 0.29, "mae": 0.29})
    page = open_train(run=run.id)
    assert "0.2900 sd = 2.57 °C" in said(page)
    assert "metric" not in {element.key for element in page.get("button_group")}


def test_series_show_degrees_and_the_guess_to_beat_from_the_first_epoch_on(open_train, store):
    run = filling.running(store, "series/dense", done=1)
    known = {"scale": 8.85, "unit": "°C", "train_samples": 12_800}
    baselines = {"persistence_val": 0.3, "persistence_test": 0.33}
    store.runs.describe(run.id, holder=filling.HOLDER, baselines=baselines, **known)
    page = open_train(run=run.id)
    assert "validation 0.5500 sd = 4.87 °C" in progress_text(page)
    assert "300 samples/s" in progress_text(page)
    assert "0.3300 sd = 2.92 °C" in texts(page)  # in the table, next to the run's own
    assert "1 sd = 8.85" in str(charts(page)[0])
    store.leases.finish(
        run.id, filling.HOLDER, "completed", test={"loss": 0.29, "mae": 0.29}, **known
    )
    page.run()
    assert "0.2900 sd = 2.57 °C" in said(page)


def test_the_queue_says_who_is_before_and_any_of_it_can_be_removed(open_train, store):
    first = filling.running(store, "topics/cnn", done=2)
    waiting = [filling.queued(store, "topics/mlp"), filling.queued(store, "topics/lstm")]
    page = open_train(run=waiting[1].id)
    labels = {button.key: button.label for button in page.button}
    assert "epoch 2 of 10" in labels[f"queue {first.id}"]
    assert "next" in labels[f"queue {waiting[0].id}"]
    assert "1 ahead" in labels[f"queue {waiting[1].id}"]
    assert queue_label(page) == "1 running, 2 queued"
    assert "1 ahead; next is topics/mlp, seed 0" in progress_text(page)
    page.button(key=f"stop {waiting[0].id}").click().run()
    assert store.runs.get(waiting[0].id).status == "stopped"
    assert queue_label(page) == "1 running, 1 queued"
    page.button(key=f"stop {first.id}").click().run()
    assert store.runs.get(first.id).stop_requested


def test_a_group_shows_each_seeds_state_its_curves_and_what_they_give_together(open_train, store):
    recipe_id = "topics/mlp"
    tests = ({"loss": 0.5, "accuracy": 0.8}, {"loss": 0.4, "accuracy": 0.9})
    runs = [
        filling.completed(store, recipe_id, test=test, seed=seed) for seed, test in enumerate(tests)
    ]
    runs.append(filling.running(store, recipe_id, done=3, seed=2))
    other = filling.completed(store, recipe_id, seed=9, epochs=3)  # another recipe key
    page = open_train(run=runs[0].id)
    labels = {button.key: button.label for button in page.button}
    assert "seed 0 · 80.0\xa0%" in labels["seed 0"] and "seed 1 · 90.0\xa0%" in labels["seed 1"]
    assert "seed 2 · running, 30%" in labels["seed 2"]
    assert "2 seeds: test accuracy **85.0\xa0%** on average, 80.0\xa0% to 90.0\xa0%" in texts(page)
    assert not [key for key in labels if key == "seed 9"]
    drawn = [trace["uid"] for trace in charts(page)[0]["figure"]["data"]]
    assert f"{recipe(recipe_id).key} validation" in drawn and f"{runs[0].id} validation" in drawn
    page.button(key="seed 2").click().run()
    assert page.query_params["run"] == runs[2].id
    assert other.id not in texts(page)


def test_failed_shows_its_sentence(open_train, store):
    run = filling.failed(store)
    page = open_train(run=run.id)
    assert page.error[0].value == "The loss of imdb/lstm became NaN in epoch 2."
    assert NOTHING not in texts(page)  # of two epochs that came before


def test_stopped_says_how_far_it_came(open_train, store):
    run = filling.stopped(store)
    page = open_train(run=run.id)
    assert "Stopped after 1 of 2 epochs" in page.info[0].value


def test_interrupted_says_why(open_train, store):
    run = filling.running(store, done=1, lease_seconds=-1)
    assert store.leases.expire(apart=0) == [run.id]
    page = open_train(run=run.id)
    assert "what it had is kept" in page.warning[-1].value


def test_recent_runs_reopen_with_their_recipe(open_train, store):
    first = filling.completed(store, "imdb/cnn")
    page = open_train(recipe="numeric-binary/mlp")
    page.button(key=f"open {first.id}").click().run()
    assert page.query_params["run"] == first.id
    assert "imdb/cnn" in texts(page)
    assert page.selectbox(key="dataset").value == "imdb"


def test_another_recipe_lets_go_of_the_run(open_train, store):
    run = filling.completed(store, "imdb/cnn")
    page = open_train(run=run.id)
    page.segmented_control(key="recipe of imdb").set_value("imdb/mlp").run()
    assert "run" not in page.query_params
    assert page.query_params["recipe"] == "imdb/mlp"


def test_broken_store_is_one_sentence(open_train, store, monkeypatch, tmp_path):
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"not a database, not at all" * 100)
    monkeypatch.setenv("RECIPE_LAB_STORE", f"sqlite:///{broken}")
    page = open_train()
    assert len(page.error) == 1
    assert "broken.sqlite" in page.error[0].value.replace("\\", "")
    assert broken.read_bytes().startswith(b"not a database")


def test_a_home_that_is_no_folder_is_one_sentence(open_train, store, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("mine")
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path / "file"))
    page = open_train()
    assert len(page.error) == 1
    assert (tmp_path / "file").read_text() == "mine"


def test_another_machines_data_is_not_compared_as_if_equal(open_train, store):
    run = filling.running(store, "jena/dense", done=20)
    store.runs.describe(run.id, holder=filling.HOLDER, notes=["This data is hourly."])
    store.leases.finish(run.id, filling.HOLDER, "completed", test={"loss": 0.5, "mae": 0.5})
    page = open_train(run=run.id)
    assert "This data is hourly." in texts(page)
    store_run = filling.running(store, "imdb/lstm", done=2)
    store.runs.describe(store_run.id, holder=filling.HOLDER, notes=["Half of the reviews."])
    store.leases.finish(
        store_run.id, filling.HOLDER, "completed", test={"loss": 0.5, "accuracy": 0.8}
    )
    page = open_train(run=store_run.id)
    assert "published, on other data: 86.1\xa0%" in said(page)


def test_a_model_that_learnt_nothing_is_not_applauded(open_train, store):
    run = filling.completed(store, "digits/mlp", {"loss": 2.4, "accuracy": 0.08}, learning_rate=1.0)
    page = open_train(run=run.id)
    assert not page.success and "no better than guessing" in texts(page)
    page.button(key="try suggestion").click().run()
    assert page.number_input(key="digits/mlp learning_rate").value == 0.001
    fine = filling.completed(store, "digits/mlp", {"loss": 0.1, "accuracy": 0.97})
    page = open_train(run=fine.id)
    assert "no better" not in texts(page)
