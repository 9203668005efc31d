"""Tables in line; output that nobody takes: one sentence on stderr, and exit code 1."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from core.commands.output import print_table
from core.runs.store import Store

ROOT = Path(__file__).resolve().parents[3]


def run(home, line, **environment):
    """Have a shell run ``line``, with its redirections, after ``python -m core``."""
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {shlex.quote(sys.executable)} -m core {line}"],
        cwd=ROOT,
        env=os.environ | {"RECIPE_LAB_HOME": str(home)} | environment,
        capture_output=True,
        text=True,
        timeout=240,
    )


def test_a_table_is_as_wide_as_its_longest_cells(capsys):
    rows = [("a", 1, "x"), ("a title longer than its column", 1234, "")]
    print_table({"recipe": "<10", "seed": ">4", "test": "<4"}, rows, "  ")
    assert capsys.readouterr().out.splitlines() == [
        f"  {'recipe':<30}  seed  test",
        f"  {'a':<30}     1  x",
        f"  {'a title longer than its column':<30}  1234",
    ]


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("line", ["recipes >&-", "recipes >/dev/full", "runs >/dev/full"])
def test_one_sentence_and_exit_1(tmp_path, line, unbuffered):
    done = run(tmp_path, line, PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 1 and done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.tensorflow
@pytest.mark.slow
def test_the_run_is_kept_of_which_nothing_could_be_said(tmp_path):
    done = run(tmp_path, "train numeric-binary/mlp --epochs 2 --json >/dev/full")
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1
    store = Store(f"sqlite:///{tmp_path / 'runs.sqlite'}")
    assert [run.status for run in store.runs.list()] == ["completed"]
    store.close()


def test_nothing_is_trained_whose_output_is_closed(tmp_path):
    assert run(tmp_path, "train numeric-binary/mlp --epochs 2 >&-").returncode == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("line", ["recipes | head -1", "recipes --json | head -c 1"])
def test_a_reader_may_leave(tmp_path, line):
    done = run(tmp_path, line)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("line", "code"), [("recipes 2>&-", 0), ("run x 2>&-", 2)])
def test_without_stderr_there_are_exit_codes(tmp_path, line, code):
    assert run(tmp_path, line).returncode == code
