"""Same seed, same run, bit for bit: alone, with three others, in a thread, in a process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.architectures import FAMILIES

pytestmark = [pytest.mark.tensorflow, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[3]


def start(how: str, *families: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.core.training.same_seed", how, *families]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finish(process: subprocess.Popen) -> dict:
    out, err = process.communicate(timeout=800)
    assert process.returncode == 0, err[-2_000:]
    return json.loads(out.splitlines()[-1])


def test_same_seed_same_run():
    alone = finish(start("alone"))
    assert set(alone) == set(FAMILIES)
    together = finish(start("together"))
    processes = [start("alone", family) for family in FAMILIES]
    beside = {name: bits for process in processes for name, bits in finish(process).items()}
    for family in FAMILIES:
        assert together[family] == alone[family], f"{family}: four threads of one process"
        assert beside[family] == alone[family], f"{family}: four processes at once"
