"""Arrays in a .npz file: written whole or not at all, read without ever unpickling."""

from __future__ import annotations

import io
import math
import os
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

import numpy as np

from core.regular_file import open_regular

DAMAGED_ARCHIVE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError),
    *(KeyError, IndexError, NotImplementedError, RuntimeError, OverflowError),
)
"""What ``zipfile`` raises for a damaged file, beside ValueError and OSError."""

_HEADER_LIMIT = 10_000
_VERSIONS = {
    b"\1\0": (np.lib.format.read_array_header_1_0, 2),
    b"\2\0": (np.lib.format.read_array_header_2_0, 4),
}


def write_npz(path: Path, arrays: Mapping[str, np.ndarray]) -> int:
    """Write arrays under their names; whoever reads meanwhile finds the file that was there.

    Returns:
        Bytes written.

    Raises:
        OSError: It could not be written, a full disk for example; nothing is left behind.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        with part.open("wb") as file:
            _save(file, arrays)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path.stat().st_size


def _save(file: object, arrays: Mapping[str, np.ndarray]) -> None:
    # np.savez takes names as keywords, and a layer may be called "file"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w", force_zip64=True) as entry:
                np.lib.format.write_array(entry, np.asarray(array), allow_pickle=False)


def read_npz(path: Path) -> dict[str, np.ndarray]:
    """The arrays of a file, by name and in its order; every byte is checked (zip's CRC).

    Raises:
        FileNotFoundError: It is not there.
        OSError: It cannot be read, or is no regular file.
        ValueError: It is damaged, cut off, or holds something else than arrays as ``write_npz``
            writes them.
    """
    with open_regular(path) as file, _opened(file) as archive:
        return {
            entry.filename.removesuffix(".npy"): _read(archive, entry)
            for entry in archive.infolist()
        }


def read_array(file: BinaryIO, name: str) -> np.ndarray:
    """One array of a file that ``write_npz`` wrote.

    Raises:
        OSError: It cannot be read.
        ValueError: As ``read_npz``, or there is no array of that name.
    """
    with _opened(file) as archive:
        return _read(archive, archive.getinfo(f"{name}.npy"))


@contextmanager
def _opened(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            # Not compressed and each byte once, it cannot ask for more memory than it has bytes.
            if any(entry.compress_type != zipfile.ZIP_STORED for entry in entries):
                raise ValueError("it is compressed")
            if sum(entry.file_size for entry in entries) > file.seek(0, os.SEEK_END):
                raise ValueError("it is cut off")
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
    """Shape, Fortran order and dtype of an array in .npy format.

    Args:
        file: At the beginning of the array; left at its first byte of data.

    Raises:
        ValueError: There is no such header, or its shape is none that an array can have.
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
        # numpy takes (True,), (-8, -1) and (0, 2**62) for shapes
        if any(type(number) is not int or number < 0 for number in shape):
            raise ValueError(f"the shape {shape}")
        np.broadcast_to(np.complex128(), shape)  # the widest number: whatever is made of it fits
    except Exception as error:  # whatever a hostile literal provokes: MemoryError, RecursionError
        raise ValueError(f"{type(error).__name__}: {error}"[:200]) from None
    return shape, fortran, dtype
