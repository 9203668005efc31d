"""Where to look for dataset files."""

from __future__ import annotations

import os
from pathlib import Path

from core.datasets.base import RemoteFile
from core.errors import DatasetError
from core.settings import Settings


def folders(settings: Settings) -> tuple[Path, ...]:
    """The folders to search, in order: the data folder, Keras' own cache, our downloads."""
    keras = Path(os.environ.get("KERAS_HOME") or Path("~/.keras").expanduser()) / "datasets"
    paths = (settings.data, keras, settings.downloads)
    return tuple(path for path in paths if path is not None)


def candidates(file: RemoteFile, settings: Settings) -> list[Path]:
    """The existing files and folders that may have the content of ``file``, best first.

    An alternative name with ``*`` stands for all its matches, in alphabetical order.
    """
    paths = []
    for folder in folders(settings):
        for name in (file.name, *file.alternatives):
            matches = sorted(folder.glob(name)) if "*" in name else [folder / name]
            paths += [match for match in matches if os.path.exists(match) and match not in paths]
    return paths


def megabytes(size: int) -> str:
    """Format a number of bytes: 17,464,789 is ``"17.5 MB"``."""
    return f"{size / 1e6:,.1f} MB" if size < 1e8 else f"{size / 1e6:,.0f} MB"


def missing(name: str, file: RemoteFile, settings: Settings) -> DatasetError:
    """An error that says what is missing and how to get it, online or offline."""
    return DatasetError(
        "{file} is missing (looked in {folders}): download it ({size}) on the Data page or with "
        "`python -m core data fetch {name}`; offline, copy a file of that name into {folder}.",
        file=file.name,
        folders=", ".join(map(str, folders(settings))),
        size=megabytes(file.size),
        name=name,
        folder=settings.data or settings.downloads,
    )
