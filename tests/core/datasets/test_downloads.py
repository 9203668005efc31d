"""Background downloads against a real server on 127.0.0.1."""

from __future__ import annotations

import dataclasses
import time

import pytest

from core.datasets import table
from core.datasets.downloads import Downloads
from core.datasets.jena_file import SOURCE as JENA
from core.datasets.status import status
from core.errors import RequestError
from tests.core.datasets.publisher import publishing
from tests.core.datasets.test_jena import measurements
from tests.core.datasets.test_jena import table as jena_table
from tests.core.runs.waiting import SLOWER

TABLE = jena_table(measurements(20_000), 10).encode()


@pytest.fixture
def server(monkeypatch):
    """A server that publishes the Jena table."""
    with publishing(TABLE) as server:
        file = dataclasses.replace(JENA.file, url=server.url, name="jena_climate_2009_2016.csv")
        file = dataclasses.replace(file, size=len(TABLE), alternatives=())
        monkeypatch.setitem(table.SOURCES, "jena", dataclasses.replace(JENA, file=file))
        monkeypatch.setattr("core.datasets.download._TIMEOUT", 300)  # as long as it may hold
        yield server


@pytest.fixture
def downloads(settings) -> Downloads:
    return Downloads(settings)


def wait(downloads, *states, seconds=20):
    end = time.monotonic() + SLOWER * seconds
    while (download := downloads.look("jena")).state not in states:
        assert time.monotonic() < end, download
        time.sleep(0.01)
    return download


def test_a_downloaded_file_is_read_once_and_ready(server, downloads, settings):
    assert downloads.look("jena") is None
    downloads.start("jena")
    download = wait(downloads, "done")
    assert (download.done, download.total, download.active) == (len(TABLE), len(TABLE), False)
    ready = status("jena", settings)
    assert (ready.state, ready.checked) == ("ready", True)


def test_a_second_start_keeps_the_download_and_its_progress(server, downloads):
    server.hold.clear()
    downloads.start("jena")
    downloads.start("jena")
    download = downloads.look("jena")
    while not download.done:
        download = downloads.look("jena")
    assert download.active and 0 < download.done < download.total == len(TABLE)
    time.sleep(0.3)
    downloads.start("jena")
    server.hold.set()
    wait(downloads, "done")
    assert len(server.asked) == 1


def test_a_stopped_download_continues_where_it_stopped(server, downloads):
    server.hold.clear()
    downloads.start("jena")
    while not downloads.look("jena").done:
        time.sleep(0.01)
    downloads.stop("jena")
    server.hold.set()
    wait(downloads, "stopped")
    received = downloads.partial_bytes("jena")
    assert 0 < received < len(TABLE)
    downloads.start("jena")
    assert wait(downloads, "done").done == len(TABLE)
    assert server.asked == [None, f"bytes={received}-"]
    assert downloads.partial_bytes("jena") == 0


def test_a_failure_says_what_to_do_and_can_be_tried_again(server, downloads, settings):
    server.code = 503
    downloads.start("jena")
    failed = wait(downloads, "failed")
    assert "without a network connection, copy a file of that name" in str(failed.error)
    assert str(settings.downloads) in str(failed.error) and not failed.active
    server.code = 200
    downloads.start("jena")
    wait(downloads, "done")


def test_wrong_content_fails(server, downloads, settings):
    server.content = b"a page that says the file has moved"
    downloads.start("jena")
    assert "set aside as" in str(wait(downloads, "failed").error)
    assert status("jena", settings).state == "missing"


def test_time_left_follows_from_the_speed(server, downloads):
    server.hold.clear()
    downloads.start("jena")
    while not downloads.look("jena").done:
        time.sleep(0.01)
    time.sleep(0.5)
    download = downloads.look("jena")
    left = (download.total - download.done) / download.speed
    assert download.seconds_left == pytest.approx(left)
    server.hold.set()
    assert wait(downloads, "done").seconds_left is None


def test_unknown_names_are_refused(downloads):
    with pytest.raises(RequestError, match="imdb-words"):
        downloads.start("noise")
