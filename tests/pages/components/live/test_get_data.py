"""Getting a dataset's file, from a server on 127.0.0.1, as a page shows it."""

from __future__ import annotations

import dataclasses
import time

import pytest

from core.datasets import table
from core.datasets.jena_file import SOURCE as JENA
from core.recipes import RECIPES
from core.settings import load_settings
from pages.components.live.get_data import downloads, files_of
from tests.core.datasets.publisher import publishing
from tests.core.datasets.test_jena import measurements
from tests.core.datasets.test_jena import table as jena_table
from tests.core.runs.waiting import SLOWER
from tests.pages.test_data import texts

TABLE = jena_table(measurements(50_000), 10).encode()


@pytest.fixture
def server(monkeypatch):
    """The Jena table, published by a local test server."""
    with publishing(TABLE) as server:
        file = dataclasses.replace(JENA.file, url=server.url, name="jena_climate_2009_2016.csv")
        file = dataclasses.replace(file, size=len(TABLE), alternatives=())
        monkeypatch.setitem(table.SOURCES, "jena", dataclasses.replace(JENA, file=file))
        monkeypatch.setattr("core.datasets.download._TIMEOUT", 300)  # as long as it may hold
        yield server


def wait(*states):
    end = time.monotonic() + SLOWER * 30
    while (seen := downloads().look("jena")) is None or seen.state not in states:
        assert time.monotonic() < end, seen
        time.sleep(0.01)
    return seen


def half_way(server):
    while not (seen := downloads().look("jena")) or not seen.done:
        time.sleep(0.01)


def progress(page) -> str:
    return "".join(e.proto.text for e in page.main if e.type == "progress").replace("\\", "")


def asked(page) -> str:
    """What the button says it downloads."""
    return page.button(key="download jena").label.replace("\\", "")


@pytest.fixture
def open_jena(open_page):
    return lambda: open_page("data", dataset="jena")


def test_nothing_is_asked_of_a_server_before_the_click(server, open_jena):
    page = open_jena()
    page.button(key="look jena").click().run()
    assert server.asked == []
    assert asked(
        page
    ) == f"Download jena_climate_2009_2016.csv ({len(TABLE) / 1e6:.1f} MB) from " + (
        f"127.0.0.1:{server.server_port}"
    )


def test_download_leave_the_page_and_come_back(server, open_jena, open_page):
    server.hold.clear()
    page = open_jena()
    page.button(key="download jena").click().run()
    half_way(server)
    time.sleep(0.4)
    page.run()
    assert "jena_climate_2009_2016.csv: " in progress(page) and "per second" in progress(page)
    assert "left" in progress(page)
    assert "You can leave this page" in texts(page)
    other = open_page("data", dataset="jena")  # another session sees the same download
    assert "MB of" in progress(other)
    server.hold.set()
    wait("done")
    page.run()
    assert "Window 1 of" in texts(page) and not progress(page)
    assert len(server.asked) == 1


def test_a_stopped_download_resumes_where_it_was(server, open_jena):
    server.hold.clear()
    page = open_jena()
    page.button(key="download jena").click().run()
    half_way(server)
    page.run()
    page.button(key="stop jena").click().run()
    assert page.button(key="stop jena").disabled and "stopping" in progress(page)
    server.hold.set()
    wait("stopped")
    page.run()
    assert "Resume: download the rest of" in asked(page)
    page.button(key="download jena").click().run()
    wait("done")
    assert server.asked[-1].startswith("bytes=")


def test_a_failure_is_reported_and_says_what_to_do_offline(server, open_jena):
    server.code = 503
    page = open_jena()
    page.button(key="download jena").click().run()
    wait("failed")
    page.run()
    assert "could not be downloaded" in page.error[0].value
    assert "Without a network: copy a file named jena_climate_2009_2016.csv" in texts(page)
    server.code = 200
    page.button(key="download jena").click().run()
    wait("done")
    page.run()
    assert not page.error and "Window 1 of" in texts(page)


def test_a_file_copied_by_hand_is_found_by_check_again(server, open_jena):
    page = open_jena()
    folder = load_settings().downloads
    folder.mkdir(parents=True)
    (folder / "jena_climate_2009_2016.csv").write_bytes(TABLE)
    page.button(key="look jena").click().run()
    assert "Window 1 of" in texts(page) and server.asked == []


def test_a_refused_file_is_reported_and_kept_and_a_download_offered(
    server, open_jena, monkeypatch, tmp_path
):
    mine = tmp_path / "data"
    mine.mkdir()
    (mine / "jena_climate_2009_2016.csv").write_text("mine")
    monkeypatch.setenv("RECIPE_LAB_DATA", str(mine))
    page = open_jena()
    assert "is refused and left unchanged" in page.error[0].value
    page.button(key="download jena").click().run()
    wait("done")
    page.run()
    assert "Window 1 of" in texts(page)
    assert (mine / "jena_climate_2009_2016.csv").read_text() == "mine"


def test_the_files_a_recipe_needs():
    assert files_of(RECIPES["imdb-raw/glove"]) == ("imdb-raw", "glove")
    assert files_of(RECIPES["imdb/cnn"]) == ("imdb",)
    assert files_of(RECIPES["topics/cnn"]) == ()
