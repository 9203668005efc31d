"""Downloads from a real server on 127.0.0.1 that can break off, wait or send wrong content."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import shutil
import threading

import numpy as np
import pytest

from core.datasets import dataset, known, mnist, table
from core.datasets.base import RemoteFile
from core.datasets.download import download
from core.datasets.fetch import fetch
from core.datasets.jena_file import SOURCE as JENA
from core.datasets.status import status
from core.errors import DatasetError, RequestError
from tests.core.datasets.helpers import run_without_room
from tests.core.datasets.publisher import publishing
from tests.core.datasets.test_jena import measurements
from tests.core.datasets.test_jena import table as jena_table
from tests.core.runs.waiting import SLOWER

CONTENT = np.random.default_rng(0).bytes(3_000_000)


@pytest.fixture
def server():
    with publishing(CONTENT) as server:
        yield server


def remote(server, **changes) -> RemoteFile:
    digest = hashlib.sha256(server.content).hexdigest()
    return RemoteFile("file.bin", server.url, len(server.content), digest, **changes)


def names(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_arrives_whole_with_progress(server, tmp_path):
    calls = []
    path = download(
        remote(server), tmp_path / "new" / "folder", progress=lambda *call: calls.append(call)
    )
    assert path.read_bytes() == CONTENT and names(path.parent) == ["file.bin"]
    assert calls[0] == (0, len(CONTENT)) and calls[-1] == (len(CONTENT), len(CONTENT))
    assert [done for done, _ in calls] == sorted(done for done, _ in calls) and len(calls) > 5


def test_an_interrupted_connection_is_continued(server, tmp_path):
    server.breaks_after = [1_000_000, 500_000]
    path = download(remote(server), tmp_path)
    assert path.read_bytes() == CONTENT
    assert server.asked == [None, "bytes=1000000-", "bytes=1500000-"]
    assert names(tmp_path) == ["file.bin"]


def test_a_connection_that_keeps_breaking_is_continued_the_next_time(server, tmp_path):
    server.breaks_after = [100_000] * 5
    with pytest.raises(DatasetError, match=r"interrupted after 0\.5 MB of 3\.0 MB.*to continue"):
        download(remote(server), tmp_path)
    assert (tmp_path / "file.bin.part").read_bytes() == CONTENT[:500_000]
    assert download(remote(server), tmp_path).read_bytes() == CONTENT
    assert server.asked[-1] == "bytes=500000-"


def test_a_stop_keeps_the_bytes_so_far(server, tmp_path):
    def stop(done, total):
        if done > 1_000_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(remote(server), tmp_path, progress=stop)
    assert not (tmp_path / "file.bin").exists()
    assert download(remote(server), tmp_path).read_bytes() == CONTENT
    assert server.asked[-1].startswith("bytes=1")


def test_a_file_that_changed_on_the_server_starts_again(server, tmp_path):
    server.breaks_after = [1_000_000, 0]
    with pytest.raises(DatasetError, match="interrupted"):
        download(remote(server), tmp_path)
    server.content, server.etag = CONTENT[::-1], '"two"'
    assert download(remote(server), tmp_path).read_bytes() == CONTENT[::-1]


def test_a_server_without_ranges_starts_again(server, tmp_path):
    server.breaks_after, server.ranges = [1_000_000], False
    assert download(remote(server), tmp_path).read_bytes() == CONTENT


def test_a_complete_part_is_accepted(server, tmp_path):
    (tmp_path / "file.bin.part").write_bytes(CONTENT)
    (tmp_path / "file.bin.part.json").write_text('{"validator": "\\"one\\""}')
    assert download(remote(server), tmp_path).read_bytes() == CONTENT
    assert server.asked == [f"bytes={len(CONTENT)}-"]


@pytest.mark.parametrize("record", ["", "[1]", '{"validator": ' * 100_000], ids=len)
def test_a_part_of_unknown_origin_is_not_trusted(server, tmp_path, record):
    (tmp_path / "file.bin.part").write_bytes(b"something else")
    (tmp_path / "file.bin.part.json").write_text(record)
    assert download(remote(server), tmp_path).read_bytes() == CONTENT
    assert server.asked == [None]


def test_wrong_content_is_set_aside_and_nothing_else_changed(server, tmp_path):
    file = remote(server)
    server.content = CONTENT[:-1] + b"?"
    (tmp_path / "other.npz").write_bytes(b"mine")
    for name in ("file.bin.refused", "file.bin.refused1"):
        with pytest.raises(DatasetError, match=r"is not the published file") as caught:
            download(file, tmp_path)
        assert str(tmp_path / name) in str(caught.value)
        assert (tmp_path / name).read_bytes() == server.content
    assert names(tmp_path) == ["file.bin.refused", "file.bin.refused1", "other.npz"]


def test_an_existing_file_is_never_overwritten(server, tmp_path):
    (tmp_path / "file.bin").write_bytes(b"mine")
    with pytest.raises(DatasetError, match="is not overwritten"):
        download(remote(server), tmp_path)
    assert (tmp_path / "file.bin").read_bytes() == b"mine" and server.asked == []


def test_a_file_created_meanwhile_is_not_overwritten(server, tmp_path):
    def meanwhile(done, total):
        if done == total:
            (tmp_path / "file.bin").write_bytes(b"mine")

    with pytest.raises(DatasetError):
        download(remote(server), tmp_path, progress=meanwhile)
    assert (tmp_path / "file.bin").read_bytes() == b"mine"


def test_two_downloads_do_not_write_into_one_file(server, tmp_path):
    server.hold.clear()
    done = []
    first = threading.Thread(target=lambda: done.append(download(remote(server), tmp_path)))
    first.start()
    while not server.asked:
        pass
    try:
        with pytest.raises(DatasetError, match="another process"):
            download(remote(server), tmp_path)
    finally:
        server.hold.set()
        first.join()
    assert done[0].read_bytes() == CONTENT


@pytest.mark.parametrize(("code", "word"), [(404, "HTTP 404"), (403, "HTTP 403"), (503, "503")])
def test_errors_of_the_server_are_reported(server, tmp_path, code, word):
    server.code = code
    with pytest.raises(DatasetError, match=word) as caught:
        download(remote(server), tmp_path)
    assert "without a network connection, copy a file of that name" in str(caught.value)
    assert names(tmp_path) == ["file.bin.part.json"] or names(tmp_path) == []


def test_without_a_network_the_error_says_what_to_do(server, tmp_path):
    file = dataclasses.replace(remote(server), url="http://127.0.0.1:9/file.bin")
    with pytest.raises(DatasetError) as caught:
        download(file, tmp_path)
    sentence = str(caught.value)
    assert "could not be downloaded" in sentence and "Connection refused" in sentence
    assert str(tmp_path) in sentence and "without a network" in sentence


def test_a_folder_that_cannot_be_written_is_reported(server, tmp_path):
    (tmp_path / "home").write_text("a file where the folder should be")
    with pytest.raises(DatasetError, match=r"cannot be stored in .* RECIPE_LAB_HOME"):
        download(remote(server), tmp_path / "home" / "downloads")


_DOWNLOAD = """
import sys
from pathlib import Path
from core.datasets.base import RemoteFile
from core.datasets.download import download
from core.errors import DatasetError
try:
    download(RemoteFile("file.bin", sys.argv[2], 3_000_000, ""), Path(sys.argv[1]))
except DatasetError as error:
    print(error)
"""


@pytest.mark.skipif(os.name == "nt", reason="not on Windows: no small disk to be had")
def test_a_full_disk_is_reported(server, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    printed = run_without_room(_DOWNLOAD, disk, server.url)
    assert f"{disk} has no space for file.bin, which needs 3.0 MB" in printed


# by dataset


@pytest.fixture
def served_mnist(server, tmp_path, settings, monkeypatch):
    """mnist of a few samples, published on the server."""
    monkeypatch.setattr(mnist, "TRAIN", 20)
    monkeypatch.setattr(mnist, "TEST", 10)
    rng = np.random.default_rng(0)
    path = tmp_path / "published.npz"
    arrays = {}
    for part, count in (("train", 20), ("test", 10)):
        arrays[f"x_{part}"] = rng.integers(0, 256, (count, 28, 28)).astype(np.uint8)
        arrays[f"y_{part}"] = np.arange(count).astype(np.uint8) % 10
    np.savez(path, **arrays)
    monkeypatch.setattr(known, "require_digest", lambda *_: None)
    server.content = path.read_bytes()
    file = dataclasses.replace(remote(server), name="mnist.npz")
    source = dataclasses.replace(mnist.SOURCE, file=file)
    monkeypatch.setattr(mnist, "SOURCE", source)
    monkeypatch.setitem(table.SOURCES, "mnist", source)
    return path


def test_nothing_is_downloaded_without_consent(server, served_mnist, settings):
    with pytest.raises(RequestError, match=r"mnist\.npz \(0\.0 MB\) would be downloaded from http"):
        fetch("mnist", settings, consent=False)
    with pytest.raises(DatasetError, match="is missing"):
        dataset("mnist").load({"train_samples": 20}, settings)
    assert server.asked == [] and not settings.home.exists()


def test_fetch_then_load_then_fetch_again(server, served_mnist, settings):
    assert status("mnist", settings).state == "missing"
    path = fetch("mnist", settings, consent=True)
    assert path == settings.downloads / "mnist.npz"
    assert path.read_bytes() == served_mnist.read_bytes()
    unread = status("mnist", settings)
    assert (unread.state, unread.path, unread.checked) == ("ready", path, False)
    assert len(dataset("mnist").load({"train_samples": 20}, settings).train) == 20
    assert status("mnist", settings).checked
    assert fetch("mnist", settings, consent=False) == path
    assert len(server.asked) == 1


def test_a_usable_file_of_the_user_is_not_fetched_again(server, served_mnist, settings):
    mine = settings.data / "mnist.npz"
    shutil.copy(served_mnist, mine)
    assert fetch("mnist", settings, consent=False) == mine
    assert server.asked == []


def test_a_bad_file_of_the_user_stays_and_the_download_is_used(server, served_mnist, settings):
    mine = settings.data / "mnist.npz"
    mine.write_bytes(b"bad")
    assert status("mnist", settings).state == "ready"  # not read yet
    checked = status("mnist", settings, read=True)
    assert checked.state == "refused" and checked.path == mine and "refused" in checked.detail
    assert status("mnist", settings).state == "refused"
    fetch("mnist", settings, consent=True)
    assert mine.read_bytes() == b"bad"
    assert status("mnist", settings).state == "ready"
    (note,) = dataset("mnist").load({"train_samples": 20}, settings).notes
    assert str(mine) in note


def test_a_bad_file_among_the_downloads_is_not_overwritten(server, served_mnist, settings):
    settings.downloads.mkdir(parents=True)
    target = settings.downloads / "mnist.npz"
    target.write_bytes(b"bad")
    with pytest.raises(DatasetError, match=r"not overwritten; move it away and fetch it again"):
        fetch("mnist", settings, consent=True)
    assert target.read_bytes() == b"bad" and server.asked == []


def test_a_file_without_a_checksum_is_accepted_by_its_content(server, settings, monkeypatch):
    file = dataclasses.replace(JENA.file, url=server.url, name="jena_climate_2009_2016.csv")
    monkeypatch.setitem(table.SOURCES, "jena", dataclasses.replace(JENA, file=file))
    server.content = b"a page that says the file has moved"
    with pytest.raises(DatasetError, match=r"set aside as .*csv\.refused"):
        fetch("jena", settings, consent=True)
    server.content = jena_table(measurements(6_000)[:50], 10).encode()
    path = fetch("jena", settings, consent=True)
    assert path.read_bytes() == server.content
    assert status("jena", settings, read=True).state == "ready"


def test_check_ignores_the_cache(served_mnist, settings):
    mine = settings.data / "mnist.npz"
    shutil.copy(served_mnist, mine)
    dataset("mnist").load({"train_samples": 20}, settings)
    before = mine.stat()
    content = bytearray(mine.read_bytes())
    content[len(content) // 2] ^= 0xFF
    mine.write_bytes(content)
    os.utime(mine, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert status("mnist", settings).state == "ready"
    assert status("mnist", settings, read=True).state == "refused"
    assert status("mnist", settings).state == "refused"


def test_status_and_names(settings):
    assert status("noise", settings).state == "generated"
    for name in table.SOURCES:
        missing = status(name, settings)
        assert missing.state == "missing" and missing.path is None and missing.size > 500_000
        assert f"data fetch {name}" in missing.detail
        assert status(name, settings, read=True).state == "missing"
    assert status("noise", settings, read=True).state == "generated"
    with pytest.raises(RequestError, match="imdb, imdb-raw, glove"):
        fetch("noise", settings, consent=True)
    for read in (False, True):
        with pytest.raises(RequestError, match="imdb, imdb-raw"):
            status("imbd", settings, read=read)


def test_status_of_real_files_is_cheap(real_settings):
    import time

    started = time.perf_counter()
    states = [status(name, real_settings).state for name in table.SOURCES]
    assert time.perf_counter() - started < SLOWER * 0.1
    assert set(states) <= {"ready", "missing"}
