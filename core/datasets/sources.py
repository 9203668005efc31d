"""A dataset's source: the file it is decoded from, and its decoder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from core.datasets.base import RemoteFile
from core.datasets.decoded import Content, Decoder, decode_first
from core.datasets.places import folders, megabytes
from core.errors import DatasetError
from core.settings import Settings


@dataclass(frozen=True)
class Source:
    """Where a dataset's content comes from.

    Attributes:
        name: The name that ``data fetch`` accepts, a key of SOURCES.
        version: Version of the decoder; a change invalidates what earlier versions cached.
        file: The file to look for.
        decoder: Decodes and validates the file.
    """

    name: str
    version: str
    file: RemoteFile
    decoder: Decoder

    @property
    def cache_name(self) -> str:
        return f"{self.name}-{self.version}"

    def candidates(self, settings: Settings) -> list[Path]:
        """The existing files and folders that may have the content, best first.

        An alternative name with ``*`` stands for all its matches, in alphabetical order.
        """
        paths = []
        for folder in folders(settings):
            for name in (self.file.name, *self.file.alternatives):
                matches = sorted(folder.glob(name)) if "*" in name else [folder / name]
                paths += [path for path in matches if os.path.exists(path) and path not in paths]
        return paths

    def open(self, settings: Settings) -> Content:
        """The decoded content.

        Raises:
            DatasetError: The file is missing, or every candidate is refused.
        """
        paths = self.candidates(settings)
        if not paths:
            raise self.missing(settings)
        return decode_first(self.cache_name, paths, self.decoder, settings)

    def missing(self, settings: Settings) -> DatasetError:
        """An error that says what is missing and how to get it, online or offline."""
        return DatasetError(
            "{file} is missing (looked in {folders}): download it ({size}) on the Data page or "
            "with `python -m core data fetch {name}`; offline, copy a file of that name into "
            "{folder}.",
            file=self.file.name,
            folders=", ".join(map(str, folders(settings))),
            size=megabytes(self.file.size),
            name=self.name,
            folder=settings.data or settings.downloads,
        )
