"""Arrays in .npz files: written atomically, and read without unpickling anything."""

from __future__ import annotations

import io
import math
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

import numpy as np

from core.regular_file import open_regular, replacing

DAMAGED_ARCHIVE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError),
    *(KeyError, IndexError, NotImplementedError, RuntimeError, OverflowError),
)
"""What ``zipfile`` raises for a damaged file, in addition to ValueError and OSError."""

_HEADER_LIMIT = 10_000
_VERSIONS = {
    b"\1\0": (np.lib.format.read_array_header_1_0, 2),
    b"\2\0": (np.lib.format.read_array_header_2_0, 4),
}


def write_npz(path: Path, arrays: Mapping[str, np.ndarray]) -> int:
    """Write arrays by name, replacing the file atomically.

    Returns:
        The number of bytes written.

    Raises:
        OSError: It could not be written, for example to a full disk; nothing is left behind.
    """
    with replacing(path) as file:
        # np.savez takes the names as keywords, which fails for a layer called "file"
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, array in arrays.items():
                with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                    np.lib.format.write_array(entry, np.asarray(array), allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def read_npz(path: Path) -> dict[str, np.ndarray]:
    """Read the arrays of a file, by name and in order; every byte is checked (CRC of the zip).

    Raises:
        FileNotFoundError: The file does not exist.
        OSError: It cannot be read, or is not a regular file.
        ValueError: It is damaged or truncated, or not a file as written by ``write_npz``.
    """
    with open_regular(path) as file, _open_archive(file) as archive:
        return {
            entry.filename.removesuffix(".npy"): _read(archive, entry)
            for entry in archive.infolist()
        }


def array_names(path: Path) -> list[str]:
    """The names of a file's arrays, in order; no array is read.

    Raises:
        FileNotFoundError: The file does not exist.
        OSError: It cannot be read, or is not a regular file.
        ValueError: It is damaged or truncated.
    """
    with open_regular(path) as file, _open_archive(file) as archive:
        return [name.removesuffix(".npy") for name in archive.namelist()]


def read_array(file: BinaryIO, name: str) -> np.ndarray:
    """Read one array of a file written by ``write_npz``.

    Raises:
        OSError: The file cannot be read.
        ValueError: As for ``read_npz``, or the file has no array of that name.
    """
    with _open_archive(file) as archive:
        return _read(archive, archive.getinfo(f"{name}.npy"))


@contextmanager
def _open_archive(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            # Uncompressed and without overlaps, it cannot need more memory than it has bytes.
            if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
                raise ValueError("it is compressed")
            if sum(entry.file_size for entry in entries) > file.seek(0, os.SEEK_END):
                raise ValueError("it is truncated")
            yield archive
    except DAMAGED_ARCHIVE as error:
        raise ValueError(f"{type(error).__name__}: {error}") from None


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> np.ndarray:
    with archive.open(entry) as file:
        shape, _, dtype = read_header(file)
        size = entry.file_size - file.tell()
    if dtype.kind not in "biufc" or math.prod(shape) * dtype.itemsize != size:
        raise ValueError(f"{entry.filename}: {size:,} bytes for {shape} of {dtype}")
    with archive.open(entry) as file:
        return np.lib.format.read_array(file, allow_pickle=False)


def read_header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype]:
    """Read the shape, Fortran order and dtype of an array in .npy format.

    Args:
        file: Positioned at the beginning of the array; left at the first byte of its data.

    Raises:
        ValueError: There is no such header, or no array can have its shape.
    """
    start = file.read(8)
    read, width = _VERSIONS.get(start[6:], (None, 0))
    if read is None:
        raise ValueError(f"no .npy header: {start!r}")
    length = file.read(width)
    size = int.from_bytes(length, "little")
    if size > _HEADER_LIMIT:
        raise ValueError(f"a header of {size:,} bytes")
    text = io.BytesIO(start + length + file.read(size))
    try:
        np.lib.format.read_magic(text)
        shape, fortran, dtype = read(text)
        # NumPy accepts (True,), (-8, -1) and (0, 2**62) as shapes
        if any(type(number) is not int or number < 0 for number in shape):
            raise ValueError(f"the shape {shape}")
        np.broadcast_to(np.complex128(), shape)  # the widest dtype; raises for impossible shapes
    except Exception as error:  # a hostile literal may raise MemoryError, RecursionError …
        raise ValueError(f"{type(error).__name__}: {error}"[:200]) from None
    return shape, fortran, dtype
