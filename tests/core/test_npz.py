"""Arrays in a file are read whole, or the file is refused with a ValueError or OSError."""

from __future__ import annotations

import warnings
import zipfile

import numpy as np
import pytest

from core.npz import read_npz, write_npz
from tests.core.datasets.helpers import HOSTILE_SHAPES, npy

ARRAYS = {
    "a/kernel": np.arange(6, dtype=np.float32).reshape(2, 3),
    "scalar": np.array(3, np.int64),
    "none": np.zeros((0, 4), bool),
    "columns": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
}


def written(path, content: bytes, method: int = zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("x.npy", content)
    return path


def test_written_arrays_are_read(tmp_path):
    write_npz(tmp_path / "a.npz", ARRAYS)
    read = read_npz(tmp_path / "a.npz")
    assert list(read) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert read[name].dtype == array.dtype and read[name].flags.writeable
        np.testing.assert_array_equal(read[name], array)


@pytest.mark.parametrize("dtype", ["<f4", "|u1", "|O", "<U3"])
@pytest.mark.parametrize("shape", HOSTILE_SHAPES.values(), ids=HOSTILE_SHAPES)
def test_an_impossible_shape_is_refused(tmp_path, dtype, shape):
    for content in (b"", bytes(8)):
        with pytest.raises(ValueError):
            read_npz(written(tmp_path / "a.npz", npy(dtype, shape, content)))


@pytest.mark.parametrize("dtype", ["|O", "<U0", "<U3", "|V0"])
def test_arrays_of_anything_but_numbers_are_refused(tmp_path, dtype):
    with pytest.raises(ValueError):
        read_npz(written(tmp_path / "a.npz", npy(dtype, "(0,)", b"")))


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_compressed_file_is_refused(tmp_path, method):
    path = written(tmp_path / "a.npz", npy("|u1", "(1000000,)", bytes(1_000_000)), method)
    with pytest.raises(ValueError):
        read_npz(path)


def test_a_directory_with_a_larger_size_than_the_file_is_refused(tmp_path):
    """The zip's directory claims 2**31 numbers, which would need too much memory."""
    path = tmp_path / "a.npz"
    content = npy("|u1", f"({2**31},)", b"12345678")
    whole = written(path, content).read_bytes()
    size = len(content).to_bytes(4, "little")
    claimed = (len(content) - 8 + 2**31).to_bytes(4, "little")
    assert whole.count(size * 2) == 2
    path.write_bytes(whole.replace(size * 2, claimed * 2))
    with pytest.raises(ValueError):
        read_npz(path)


def test_a_changed_file_has_arrays_or_is_refused(tmp_path):
    path = tmp_path / "a.npz"
    write_npz(path, ARRAYS)
    whole = path.read_bytes()
    rng = np.random.default_rng(0)
    for _ in range(1_500):
        changed = bytearray(whole)
        for position in rng.integers(len(whole), size=rng.integers(1, 4)):
            changed[position] = rng.integers(256)
        path.write_bytes(changed[: rng.integers(len(whole))] if rng.random() < 0.1 else changed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                read = read_npz(path)
            except (ValueError, OSError):  # OSError: an offset before the beginning
                continue
        for name, array in read.items():
            if name in ARRAYS and array.shape == ARRAYS[name].shape:
                assert array.dtype.kind in "biufc"
