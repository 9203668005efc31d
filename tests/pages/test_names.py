"""A changed run is named by what was changed, and a name somebody gave it, wherever it is."""

import pytest

from core.analysis.export import curves_csv
from core.people import NAME_LENGTH as PERSON_LENGTH
from core.runs.store.labels import NAME_LENGTH
from tests.core.analysis.making import entrant
from tests.pages import filling
from tests.pages.runs import listed, texts

TITLE = "probe-motif/cnn · kernel size 7"
NAME = "wide kernel"


@pytest.fixture
def changed(store):
    """A completed run with another kernel size, that has a name."""
    run = filling.completed(store, "probe-motif/cnn", kernel_size=7)
    store.labels.rename(run.id, NAME)
    return run


def labels(page) -> dict[str, str]:
    return {button.key: button.label for button in page.button}


def test_on_train_its_heading_the_recent_runs_and_the_queue_have_both(open_page, store, changed):
    waiting = filling.queued(store, "probe-motif/cnn", kernel_size=7, seed=1)
    store.labels.rename(waiting.id, "next")
    page = open_page("train", run=changed.id)
    heading = next(item.value for item in page.markdown if item.value.startswith("## "))
    assert NAME in heading and TITLE in texts(page)
    open_label, queued = labels(page)[f"open {changed.id}"], labels(page)[f"queue {waiting.id}"]
    assert NAME in open_label and TITLE in open_label
    assert "next" in queued and TITLE in queued


def test_without_a_name_the_heading_is_what_was_changed(open_page, store):
    run = filling.completed(store, "probe-motif/cnn", kernel_size=7)
    titles = {"train": "Kernel size 7 instead of 5", "runs": TITLE}
    for name, title in titles.items():
        page = open_page(name, run=run.id)
        heading = next(item.value for item in page.markdown if item.value.startswith("## "))
        assert title in heading


def test_runs_has_a_column_of_changes_and_finds_them(open_page, store, changed):
    plain = filling.completed(store, "probe-motif/cnn")
    page = open_page("runs")
    table = page.dataframe[0].value.set_index("id")
    assert table.loc[changed.id, "change"] == "kernel size 7"
    assert not table.loc[plain.id, "change"]
    assert table.loc[changed.id, "recipe"] == "probe-motif/cnn"
    page.text_input(key="runs text").set_value("kernel").run()
    assert listed(page) == [changed.id]


def test_a_runs_page_has_its_name_and_its_title(open_page, changed):
    page = open_page("runs", run=changed.id)
    assert NAME in texts(page) and TITLE in texts(page)


def test_compare_calls_it_by_name_and_change_and_offers_it_so(open_page, store, changed):
    filling.completed(store, "probe-motif/cnn")
    page = open_page("compare", recipes="probe-motif/cnn", groups=changed.recipe_key, tab="figures")
    (offered,) = [it for it in page.multiselect if it.key == "compare groups"]
    assert TITLE in offered.options
    (runs,) = [it for it in page.multiselect if it.key == "compare runs"]
    assert any(NAME in option and TITLE in option for option in runs.options)
    figures = next(it.value for it in page.dataframe if "recipe" in it.value)
    assert f"{NAME} · CNN · kernel size 7" in list(figures["recipe"])


def test_a_file_of_curves_has_a_column_of_changes():
    head, first, *_ = curves_csv([entrant("imdb/cnn", settings={"filters": 64})]).splitlines()
    row = dict(zip(head.split(","), first.split(","), strict=True))
    assert (row["recipe"], row["change"]) == ("imdb/cnn", "filters 64")


@pytest.mark.parametrize("what", ["name", "note"])
def test_what_is_pasted_past_the_limit_is_kept_as_far_as_it_fits(open_page, store, changed, what):
    page = open_page("runs", run=changed.id)
    key, pasted = f"runs {what} of {changed.id}", "a" * 10_500
    field = page.text_input(key=key) if what == "name" else page.text_area(key=key)
    assert not field.proto.max_chars  # Streamlit would ignore the whole of it
    field.set_value(pasted).run()
    most = {"name": NAME_LENGTH, "note": 10_000}[what]
    assert getattr(store.runs.get(changed.id), what) == "a" * most
    assert f"{most:,}" in texts(page) + "".join(it.value for it in page.error)
    assert "10,500" in texts(page) + "".join(it.value for it in page.error)


def test_a_persons_own_name_is_kept_as_far_as_it_fits(open_page):
    page = open_page("train")
    page.text_input(key="person name").set_value("b" * 60).run()
    assert page.text_input(key="person name").value == "b" * PERSON_LENGTH
