"""A store, a backup and saved addresses of an earlier version open as they did.

``before/`` was made by the commit before the rooms (d0af85d) from seven runs: a changed one with a
name, a tag and a note, one in the bin, a stopped, a failed and a queued one, and one that kept its
predictions.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core.runs.backup.restore import restore
from core.runs.store import Store
from core.settings import load_settings
from tests.pages.runs import texts

BEFORE = Path(__file__).with_name("before")
CHANGED, DIGITS = "2s7tbo2k29y", "2s7tbo7mxlr"
KEYS = "793ced4346df,bc34716d360d"
ADDRESSES = [
    ("compare", {"groups": KEYS}),
    ("compare", {"runs": f"{CHANGED},{DIGITS}", "mean": "0"}),
    ("compare", {"recorded": "imdb/mlp,imdb/cnn", "axis": "seconds", "smoothing": "0.5"}),
    ("compare", {"datasets": "probe-motif", "families": "convolutional", "highlight": KEYS[:12]}),
    ("train", {"recipe": "probe-motif/cnn", "kernel_size": "7", "seeds": "3"}),
    ("train", {"run": CHANGED}),
    ("runs", {"datasets": "probe-motif", "tags": "lecture"}),
    ("runs", {"run": DIGITS}),
    ("runs", {"bin": "1"}),
    ("data", {"dataset": "digits", "split": "test", "sample": "4"}),
    ("recipes", {"recipe": "imdb/cnn"}),
    ("sweeps", {"recipe": "topics/cnn", "units": "64"}),
]


@pytest.fixture
def opened(store):
    """The store of before, opened in place of an empty one."""
    url = load_settings().store_url
    path = Path(url.removeprefix("sqlite:///"))
    store.close()
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript((BEFORE / "store.sql").read_text(encoding="utf-8"))
    opened = Store(url)
    yield opened
    opened.close()


def facts(store: Store) -> dict[str, tuple]:
    return {
        run.id: (run.recipe_key, run.seed, run.status, run.name, run.tags, run.note, run.test)
        for run in store.runs.list()
    }


def test_a_store_of_before_has_its_runs_epochs_and_labels(opened):
    assert len(facts(opened)) == 6 and not opened.database.unreadable
    run = opened.runs.get(CHANGED)
    assert (run.name, run.tags, run.title) == (
        "wide kernel",
        ("lecture",),
        "probe-motif/cnn · kernel size 7",
    )
    assert len(opened.histories.get(CHANGED).epochs) == 6


def test_a_backup_of_before_is_restored_whole(store, opened, tmp_path):
    fresh = Store(f"sqlite:///{tmp_path / 'fresh.sqlite'}")
    restore(fresh, tmp_path / "artifacts", BEFORE / "backup.zip")
    queued = {"queued": "interrupted"}  # nobody here asked for it
    expected = {
        id: (key, seed, queued.get(status, status), *rest)
        for id, (key, seed, status, *rest) in facts(opened).items()
    }
    assert facts(fresh) == expected
    assert (tmp_path / "artifacts" / DIGITS / "predictions.npz").is_file()
    fresh.close()


@pytest.mark.parametrize(("page", "query"), ADDRESSES)
def test_an_address_of_before_opens_what_it_named(opened, open_page, page, query):
    opened_page = open_page(page, **query)
    assert not opened_page.error
    assert "this page does not have" not in texts(opened_page)
    shown = {
        name: text if isinstance(text, str) else text[0]
        for name, text in opened_page.query_params.items()
    }
    assert shown == query
