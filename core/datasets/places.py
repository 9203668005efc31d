"""Where dataset files are looked for."""

from __future__ import annotations

import os
from pathlib import Path

from core.datasets.base import RemoteFile
from core.errors import DatasetError
from core.settings import Settings


def folders(settings: Settings) -> tuple[Path, ...]:
    """The folders looked in, in order: the data folder, Keras' own cache, our downloads."""
    keras = Path(os.environ.get("KERAS_HOME") or Path("~/.keras").expanduser()) / "datasets"
    places = (settings.data, keras, settings.downloads)
    return tuple(place for place in places if place is not None)


def candidates(file: RemoteFile, settings: Settings) -> list[Path]:
    """The files and folders that may hold ``file``'s content, best first.

    A name with ``*`` among the alternatives stands for every match, in alphabetical order.
    """
    found = []
    for folder in folders(settings):
        for name in (file.name, *file.alternatives):
            matches = sorted(folder.glob(name)) if "*" in name else [folder / name]
            found += [match for match in matches if os.path.exists(match) and match not in found]
    return found


def megabytes(size: int) -> str:
    """``"17.5 MB"`` of 17,464,789 bytes."""
    return f"{size / 1e6:,.1f} MB" if size < 1e8 else f"{size / 1e6:,.0f} MB"


def missing(name: str, file: RemoteFile, settings: Settings) -> DatasetError:
    """The error that says what is missing and how to get it, on-line or off."""
    return DatasetError(
        "{file} is missing (looked in {folders}): download it ({size}) on the page Data or with "
        "`python -m core data fetch {name}`; offline, copy a file of that name into {folder}.",
        file=file.name,
        folders=", ".join(map(str, folders(settings))),
        size=megabytes(file.size),
        name=name,
        folder=settings.data or settings.downloads,
    )
