"""Arrays in a .npz file: written whole or not at all, read without ever unpickling."""

from __future__ import annotations

import os
import threading
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np


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
        OSError: It cannot be read.
        ValueError: It is damaged, cut off, or holds something else than arrays.
    """
    try:
        # opened here: np.load leaves a file open that turns out to be no archive
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (zipfile.BadZipFile, EOFError, KeyError, AttributeError, NotImplementedError) as error:
        raise ValueError(f"{path.name}: {error}") from None
