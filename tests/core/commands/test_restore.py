"""``restore`` of what is no backup, in a process whose memory is bounded."""

from __future__ import annotations

import os
import resource
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from core.__main__ import main

ROOT = Path(__file__).resolve().parents[3]
MEMORY = 4 * 10**9
SPARSE = 2**42


def fifo(path):
    os.mkfifo(path)


def device(path):
    path.symlink_to("/dev/zero")


def sparse(path):
    """A regular file whose end promises a directory of 4 TiB, all of it zeros."""
    with path.open("wb") as file:
        file.seek(SPARSE)
        file.write(struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, SPARSE, 0))
        file.write(struct.pack("<4sLQL", b"PK\6\7", 0, SPARSE, 1))
        file.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 2**32 - 1, 2**32 - 1, 0))
    assert zipfile.is_zipfile(path)


@pytest.mark.parametrize("make", [fifo, device, sparse])
def test_what_never_ends_or_never_begins_is_refused(tmp_path, make):
    path = tmp_path / "backup.zip"
    make(path)
    done = subprocess.run(
        [sys.executable, "-m", "core", "restore", str(path)],
        cwd=ROOT,
        env=os.environ | {"RECIPE_LAB_HOME": str(tmp_path / "home")},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 1 and str(path) in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["none.zip", "a file/none.zip"])
def test_what_is_not_there_is_a_wrong_request(tmp_path, monkeypatch, capsys, name):
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path / "home"))
    assert main(["restore", str(tmp_path / name)]) == 2
    assert name in capsys.readouterr().err
