"""The form of the page Train: every setting, kept in the URL, explained where it cannot be."""

from __future__ import annotations

import pytest
from streamlit.util import calc_hash

from core.machine import Memory
from core.recipes import RECIPES, recipe
from core.runs.queue import limits
from pages.components.run.form import LAUNCH, front_names, stem
from tests.pages import filling
from tests.pages.test_train import launch, texts

OWN_NAMES = {"run", "recipe", *LAUNCH}


def field(page, recipe_id: str, name: str):
    """The widget of a setting."""
    key = f"{recipe_id} {name}"
    kinds = (page.number_input, page.selectbox, page.toggle)
    return next(widget for kind in kinds for widget in kind if widget.key == key)


def turn(page, recipe_id: str, name: str, value):
    return field(page, recipe_id, name).set_value(value).run()


def query(page) -> dict[str, str]:
    """What the URL says; every name once."""
    return {
        name: value[0] if isinstance(value, list) else value
        for name, value in page.query_params.items()
    }


def test_no_setting_has_a_name_that_the_url_uses_itself():
    for entry in RECIPES.values():
        assert not OWN_NAMES & entry.hyperparameters().keys()


@pytest.mark.parametrize(
    "recipe_id", ["imdb/cnn", "jena/stacked-lstm", "imdb-raw/glove", "imdb/conv1d", "mnist/cnn"]
)
def test_every_setting_stands_in_the_form_with_the_recipes_value(open_train, recipe_id):
    page = open_train(recipe=recipe_id)
    for name, value in recipe(recipe_id).values().items():
        assert field(page, recipe_id, name).value == value, name
    assert page.button(key="reset").disabled
    assert "as in the recipe" in texts(page)


def test_a_change_is_marked_counted_in_the_url_and_in_the_model(open_train, store):
    page = open_train(recipe="topics/cnn")
    turn(page, "topics/cnn", "units", 64)
    turn(page, "topics/cnn", "activation_2", "tanh")
    assert "Settings, 2 changed" in texts(page)
    marks = [item.value for item in page.markdown if "recipe\\: " in item.value]
    assert len(marks) == 2 and any("recipe\\: 32" in mark for mark in marks)
    assert query(page) == {"recipe": "topics/cnn", "units": "64", "activation_2": "tanh"}
    changed = recipe("topics/cnn").with_settings({"units": 64})
    assert f"**{changed.summary.parameters:,}** parameters" in texts(page)
    (others,) = (box for box in page.expander if "settings" in box.label)
    assert "1 changed" in others.label and others.proto.expanded
    assert f"({changed.summary.parameters - recipe('topics/cnn').summary.parameters:+,})" in texts(
        page
    )
    launch(page).click().run()
    (run,) = store.runs.list()
    assert run.recipe_key == changed.with_settings({"activation_2": "tanh"}).key
    assert query(page) == {"run": run.id}


def test_back_to_the_recipe(open_train):
    page = open_train(recipe="topics/cnn", units="64", learning_rate="0.01")
    assert "Settings, 2 changed" in texts(page)
    page.button(key="reset").click().run()
    assert query(page) == {"recipe": "topics/cnn"}
    assert field(page, "topics/cnn", "units").value == 32


def test_a_url_opens_the_form_as_it_was(open_train):
    page = open_train(recipe="imdb/cnn", units="64", learning_rate="0.01", seed="3", seeds="2")
    assert field(page, "imdb/cnn", "units").value == 64
    assert field(page, "imdb/cnn", "learning_rate").value == 0.01
    assert field(page, "imdb/cnn", "seed").value == 3
    assert "2 runs" in launch(page).label
    assert not [warning for warning in page.warning if "setting" in warning.value]


def test_what_a_url_names_wrongly_is_said_and_the_rest_is_used(open_train):
    page = open_train(recipe="topics/cnn", wings="2", units="64", epochs="many", seed="-1")
    text = page.warning[0].value.replace("\\", "")
    assert "'wings'" in text and "'many'" in text and "'-1'" in text
    assert query(page) == {"recipe": "topics/cnn", "units": "64"}
    assert not launch(page).disabled


def test_impossible_together_is_explained_where_it_was_turned_and_launch_is_off(open_train):
    page = open_train(recipe="probe-motif/cnn")
    turn(page, "probe-motif/cnn", "kernel_size", 64)
    turn(page, "probe-motif/cnn", "depth", 3)
    sentence = page.error[0].value.replace("\\", "")
    assert "Layer 3 (Conv1D) cannot follow" in sentence
    assert launch(page).disabled and "conflict" in launch(page).help
    page.button(key="cure depth 1").click().run()
    assert not page.error and not launch(page).disabled
    assert query(page) == {"recipe": "probe-motif/cnn", "kernel_size": "64"}


def test_the_nearest_value_that_works_is_a_click_away(open_train):
    page = open_train(recipe="imdb/cnn", maxlen="2")
    assert "kernel 3 is longer" in page.error[0].value.replace("\\", "")
    (others,) = (box for box in page.expander if box.proto.expanded)
    assert "1 changed" in others.label
    page.button(key="cure maxlen 3").click().run()
    assert not page.error and query(page)["maxlen"] == "3"


def test_depth_brings_fields_and_takes_them_away(open_train):
    page = open_train(recipe="topics/mlp", units="48")
    turn(page, "topics/mlp", "depth", 2)
    assert field(page, "topics/mlp", "units_2").value == 48
    turn(page, "topics/mlp", "units_2", 16)
    assert query(page) == {"recipe": "topics/mlp", "depth": "2", "units_1": "48", "units_2": "16"}
    turn(page, "topics/mlp", "depth", 1)
    assert field(page, "topics/mlp", "units").value == 48
    assert not [widget for widget in page.number_input if widget.key.endswith("units_2")]


def test_a_known_flaw_is_corrected_by_a_click(open_train):
    page = open_train(recipe="mnist/mlp")
    page.button(key="correct mnist/mlp 0").click().run()
    assert query(page)["validation_data"] == "train"
    assert "Known flaw corrected" in texts(page)
    page.button(key="reset").click().run()
    assert page.button(key="correct mnist/mlp 0")


def test_several_seeds_are_several_runs_and_a_group(open_train, store):
    page = open_train(recipe="numeric-binary/mlp", seed="5", seeds="3")
    launch(page).click().run()
    runs = sorted(store.runs.list(), key=lambda run: run.seed)
    assert [run.seed for run in runs] == [5, 6, 7]
    assert query(page) == {"seeds": "3", "run": runs[0].id}
    assert [button.label for button in page.button if button.key.startswith("seed ")] == [
        ":blue[●] seed 5 · queued",
        ":blue[●] seed 6 · queued",
        ":blue[●] seed 7 · queued",
    ]
    page.button(key="seed 6").click().run()
    assert query(page)["run"] == runs[1].id


def test_one_three_or_five_seeds_are_a_click_and_any_other_number_is_possible(open_train, store):
    page = open_train(recipe="topics/mlp", seeds="2")
    choice = page.segmented_control(key="number of seeds topics/mlp")
    assert choice.options == ["1", "2", "3", "5 seeds"] and choice.value == 2
    choice.set_value(5).run()
    assert query(page) == {"recipe": "topics/mlp", "seeds": "5"}
    assert field(page, "topics/mlp", "seeds").value == 5
    launch(page).click().run()
    assert len(store.runs.list()) == 5


@pytest.mark.parametrize("recipe_id", RECIPES)
def test_at_most_seven_settings_are_in_front_of_which_each_is_another(recipe_id):
    front = front_names(recipe(recipe_id).hyperparameters())
    assert {"learning_rate", "epochs", "batch_size"} <= {*front} and len(front) <= 7
    assert len({stem(name) for name in front}) == len(front)


def test_seeds_end_where_numbers_do(open_train, store):
    page = open_train(recipe="numeric-binary/mlp", seed=str(2**31 - 2), seeds="5")
    launch(page).click().run()
    assert sorted(run.seed for run in store.runs.list()) == [2**31 - 2, 2**31 - 1]


def test_a_late_url_undoes_no_click(open_train, monkeypatch):
    """Clicks that follow each other quickly still bring an address from before the first."""
    monkeypatch.setattr("pages.components.frame.address.STALE_SECONDS", 600.0)
    page = open_train(recipe="topics/cnn")
    for units in (40, 48, 56):
        field(page, "topics/cnn", "units").set_value(units)
        page.query_params["recipe"] = "topics/cnn"
        page.query_params.pop("units", None)
        page.run()
    assert query(page) == {"recipe": "topics/cnn", "units": "56"}
    assert field(page, "topics/cnn", "units").value == 56


def test_each_recipe_keeps_its_own_changes(open_train):
    page = open_train(recipe="topics/cnn", units="64")
    page.segmented_control(key="recipe of topics").set_value("topics/mlp").run()
    assert query(page) == {"recipe": "topics/mlp"}
    page.segmented_control(key="recipe of topics").set_value("topics/cnn").run()
    assert query(page) == {"recipe": "topics/cnn", "units": "64"}


def test_leaving_the_page_and_coming_back_loses_nothing(open_train):
    page = open_train(recipe="topics/cnn", units="64", seed="4")
    page._page_hash = calc_hash("")
    page.query_params.clear()
    page.run()
    assert not page.exception
    assert not [button for button in page.button if button.key == "launch"]
    page._page_hash = calc_hash("train")
    page.query_params.clear()
    page.run()
    assert query(page) == {"recipe": "topics/cnn", "units": "64", "seed": "4"}
    assert field(page, "topics/cnn", "units").value == 64


def test_a_run_brings_its_settings_into_the_form(open_train, store):
    run = filling.completed(store, "imdb/cnn", epochs=3, maxlen=150)
    page = open_train(run=run.id)
    assert query(page) == {"run": run.id}
    assert field(page, "imdb/cnn", "maxlen").value == 150
    turn(page, "imdb/cnn", "units", 64)
    assert query(page) == {
        "recipe": "imdb/cnn",
        "maxlen": "150",
        "epochs": "3",
        "units": "64",
        "run": run.id,
    }
    assert "would use next" in texts(page)
    page.button(key="use settings").click().run()
    assert query(page) == {"run": run.id}


def test_time_to_expect_says_how_it_is_known(open_train, store):
    page = open_train(recipe="topics/cnn")
    assert "for each seed" in texts(page) and "(estimated)" in expected(page)
    run = filling.running(store, "topics/cnn", done=10)
    store.leases.finish(
        run.id, filling.HOLDER, "completed", seconds={"train": 41.0, "first_epoch": 5.0}
    )
    page.run()
    assert "**40 s** for each seed" in texts(page)
    assert "**4.0 s** per epoch, **40 s** for 10 epochs (measured here)" in expected(page)


def expected(page) -> str:
    """The help of what training is expected to take."""
    return next(item.help for item in page.markdown if "for each seed" in item.value)


# what does not fit


def test_memory_and_disk_are_said_beside_the_time(open_train):
    page = open_train(recipe="imdb/cnn")
    assert "of memory" in expected(page) and "per epoch" in expected(page)


def test_what_this_machine_cannot_hold_cannot_be_launched(open_train, monkeypatch):
    monkeypatch.setattr(limits, "memory", lambda: Memory(10**9, 5 * 10**8))
    page = open_train(recipe="noise/cnn")
    assert page.button(key="launch").disabled
    assert any("needs about" in item.value for item in page.markdown)


def test_where_it_is_only_said_it_can_be_launched(open_train, monkeypatch):
    monkeypatch.setattr(limits, "memory", lambda: Memory(10**9, 5 * 10**8))
    monkeypatch.setenv("RECIPE_LAB_LIMITS", "warn")
    page = open_train(recipe="noise/cnn")
    assert not page.button(key="launch").disabled
    assert any("needs about" in item.value for item in page.markdown)


@pytest.mark.parametrize(
    ("name", "value"),
    [("learning_rate", 50.0), ("epochs", 0), ("seed", -1), ("seeds", 1_000), ("units", 5_000)],
)
def test_a_refused_value_is_not_launched_as_another(open_train, store, name, value):
    page = open_train(recipe="digits/mlp")
    turn(page, "digits/mlp", name, value)
    assert not page.exception
    assert field(page, "digits/mlp", name).value == value, "what was typed stays"
    assert launch(page).disabled and f"{value:g}" in launch(page).help.replace(",", "")
    turn(page, "digits/mlp", "patience", 2)  # another change does not let it through
    assert field(page, "digits/mlp", name).value == value and launch(page).disabled
    turn(page, "digits/mlp", name, {"seed": 3, "seeds": 2}.get(name, 1))
    assert not launch(page).disabled
    launch(page).click().run()
    assert store.runs.list() and not page.exception


def test_back_to_the_recipe_takes_a_refused_value_away(open_train):
    page = open_train(recipe="digits/mlp")
    turn(page, "digits/mlp", "units", 64)
    turn(page, "digits/mlp", "learning_rate", 50.0)
    page.button(key="reset").click().run()
    usual = recipe("digits/mlp").values()["learning_rate"]
    assert field(page, "digits/mlp", "learning_rate").value == usual
    assert not launch(page).disabled


@pytest.mark.parametrize("name", ["seed", "seeds", "units", "epochs", "batch_size", "depth"])
def test_a_very_long_number_in_a_link_is_a_sentence(open_train, name):
    page = open_train(recipe="digits/mlp", **{name: "9" * 310})
    assert not page.exception and page.warning
