"""Which of a run's files a backup takes: regular ones, and no log that is a link elsewhere."""

import os
import zipfile

import pytest

from core.errors import StoreError
from core.runs.backup import back_up
from core.runs.backup.restore import restore
from core.runs.files.artifacts import CHECKPOINT, FINAL, LOG, PREDICTIONS
from core.runs.store import Store
from tests.pages import filling


@pytest.mark.timeout(60)
def test_only_regular_files_are_backed_up(store, settings, tmp_path):
    run = filling.completed(store, "numeric-binary/perceptron", epochs=3)
    folder = settings.artifacts / run.id
    folder.mkdir(parents=True)
    (tmp_path / "secret").write_text("not a log")
    (folder / FINAL).write_bytes(b"weights")
    (folder / LOG).symlink_to(tmp_path / "secret")
    os.mkfifo(folder / PREDICTIONS)
    os.mkfifo(folder / CHECKPOINT)
    assert back_up(store, settings.artifacts, tmp_path / "b.zip").files == 1
    with zipfile.ZipFile(tmp_path / "b.zip") as archive:
        assert not any(archive.read(name) == b"not a log" for name in archive.namelist())


@pytest.mark.timeout(60)
def test_where_something_else_is_nothing_is_restored(store, settings, tmp_path):
    run = filling.completed(store, "numeric-binary/perceptron", epochs=3)
    folder = settings.artifacts / run.id
    folder.mkdir(parents=True)
    (folder / FINAL).write_bytes(b"weights")
    back_up(store, settings.artifacts, tmp_path / "b.zip")
    (tmp_path / "other" / run.id).mkdir(parents=True)
    os.mkfifo(tmp_path / "other" / run.id / FINAL)
    other = Store(f"sqlite:///{tmp_path / 'other.sqlite'}")
    with pytest.raises(StoreError) as caught:
        restore(other, tmp_path / "other", tmp_path / "b.zip")
    assert caught.value.values["path"] == tmp_path / "other" / run.id / FINAL
    assert other.runs.list() == []
    other.close()
