"""Helpers that make good and bad files."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.settings import Settings


def real_file(settings: Settings, name: str) -> Path:
    path = settings.data / name
    if not path.exists():
        pytest.skip(f"{name} is not in RECIPE_LAB_DATA")
    return path


def ragged(*texts: list[int]) -> np.ndarray:
    array = np.empty(len(texts), object)
    array[:] = [list(text) for text in texts]
    return array


def npy_with_pickle(stream: bytes, shape: tuple[int, ...]) -> bytes:
    """A .npy file of an object array whose pickle is ``stream``."""
    return npy("|O", str(shape), stream)


# Each is accepted by NumPy as a shape, or raises something other than a ValueError there.
HOSTILE_SHAPES = {
    "negative": "(-8, -1)",
    "negative and none": "(-1, 0)",
    "no numbers of 2**62": f"(0, {2**62})",
    "no numbers of 2**90": f"(0, {2**90})",
    "2**62 numbers": f"({2**62},)",
    "True": "(True,)",
    "80 dimensions": str((1,) * 80),
    "brackets": "[" * 9_000,
    "minus signs": "-" * 9_000 + "1",
    "a long number": "(" + "9" * 9_000 + ",)",
}


def npy(dtype: str, shape: str, content: bytes) -> bytes:
    """A .npy file whose header has these texts, whether they make sense or not."""
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}"
    padded = header.ljust(-(-(len(header) + 11) // 64) * 64 - 11) + "\n"
    return b"\x93NUMPY\x01\x00" + len(padded).to_bytes(2, "little") + padded.encode() + content


class Gadget:
    """Pickles into a call that creates a folder when it is unpickled normally."""

    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


def gadget_in_array(path: Path, protocol: int) -> bytes:
    array = np.empty(2, object)
    array[0] = [1, 2]
    array[1] = [3, Gadget(path)]
    return pickle.dumps(array, protocol)


def run_without_room(script: str, disk: Path, *arguments: object) -> str:
    """Run a script for which ``disk`` has space for 64 kB, and return what it printed.

    A disk of that size is mounted if the machine allows it; otherwise file sizes are limited.
    """
    mounted = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]
    limit = f"mount -t tmpfs -o size=64k tmpfs {disk}"
    try:
        if subprocess.run([*mounted, limit], capture_output=True).returncode:
            raise OSError
    except OSError:
        mounted, limit = ["sh", "-c"], "ulimit -f 64"
    ran = subprocess.run(
        [*mounted, f'{limit} && exec "$@"', "sh", sys.executable, "-c", script, disk, *arguments],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": os.getcwd()},
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
