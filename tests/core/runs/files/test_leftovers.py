"""What runs leave on disk: counted, read and removed, and nothing else touched."""

from __future__ import annotations

import os

import pytest

from core.runs.files.artifacts import EPOCHS, FINAL, LOG, PREDICTIONS
from core.runs.files.leftovers import LAST_BYTES, bytes_left, log_tail, remove_leftovers


def leave(root, run_id, **files):
    folder = root / run_id
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    return folder


def test_bytes_of_some_runs(tmp_path):
    leave(tmp_path, "a1", final_npz=b"12345", run_log=b"123")
    leave(tmp_path, "b2", predictions_npz=b"1")
    leave(tmp_path, "c3", predictions_npz=b"1" * 100)
    assert bytes_left(tmp_path, ["a1", "b2", "none"]) == 9


def test_what_runs_wrote_goes_with_its_folder(tmp_path):
    gone = leave(tmp_path, "a1", final_npz=b"1", best_npz=b"1", predictions_npz=b"1", run_log=b"1")
    (gone / EPOCHS).write_bytes(b"1")
    (gone / ".final.npz.77.88").write_bytes(b"a part")
    (gone / ".epochs.npz.77.88").write_bytes(b"a part")
    stays = leave(tmp_path, "b2", final_npz=b"1")
    assert remove_leftovers(tmp_path, ["a1", "none"]) == []
    assert not gone.exists()
    assert (stays / FINAL).exists()


def test_what_somebody_else_put_there_stays(tmp_path):
    folder = leave(tmp_path, "a1", predictions_npz=b"1", notes_txt=b"mine")
    assert remove_leftovers(tmp_path, ["a1"]) == []
    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("run_id", ["..", "../a1", "/etc", "", "a/b", "A1"])
def test_nothing_outside_is_ever_meant(tmp_path, run_id):
    with pytest.raises(ValueError, match="not a run id"):
        remove_leftovers(tmp_path / "artifacts", [run_id])


def test_a_file_that_cannot_be_deleted_is_named(tmp_path, monkeypatch):
    folder = leave(tmp_path, "a1", predictions_npz=b"1")

    def refuse(path, missing_ok=False):
        raise PermissionError(13, "no")

    monkeypatch.setattr(type(folder), "unlink", refuse)
    assert remove_leftovers(tmp_path, ["a1"]) == [str(folder / PREDICTIONS)]


def test_the_end_of_a_log(tmp_path):
    folder = leave(tmp_path, "a1", run_log=b"".join(b"line %d\n" % number for number in range(500)))
    assert log_tail(tmp_path, "a1", lines=2) == "line 498\nline 499"
    assert len(log_tail(tmp_path, "a1").splitlines()) == 200
    (folder / LOG).write_bytes("é".encode() + b"\xff<b>\n")
    assert log_tail(tmp_path, "a1") == "é\ufffd<b>"
    (folder / LOG).write_bytes(b"x" * 10 + b"\n" + b"y" * LAST_BYTES + b"\nend\n")
    assert log_tail(tmp_path, "a1") == "end"
    assert log_tail(tmp_path, "none") == ""


@pytest.mark.timeout(20)
def test_a_log_that_is_no_regular_file_has_no_end(tmp_path):
    (tmp_path / "secret").write_text("not a log")
    for run_id, make in {
        "a1": lambda log: log.symlink_to(tmp_path / "secret"),
        "b2": os.mkfifo,
        "c3": lambda log: log.symlink_to("/dev/zero"),
        "d4": lambda log: log.mkdir(),
    }.items():
        make(leave(tmp_path, run_id) / LOG)
        assert log_tail(tmp_path, run_id) == ""


def test_the_folder_of_all_runs_may_be_a_link(tmp_path):
    leave(tmp_path / "disk", "a1", run_log=b"line\n")
    (tmp_path / "artifacts").symlink_to("disk")
    assert log_tail(tmp_path / "artifacts", "a1") == "line"
