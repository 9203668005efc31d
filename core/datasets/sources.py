"""A dataset's source: the file it is decoded from, and its decoder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.datasets.base import RemoteFile
from core.datasets.decoded import Content, Decoder, decode_first
from core.datasets.places import candidates, missing
from core.settings import Settings


@dataclass(frozen=True)
class Source:
    """Where a dataset's content comes from.

    Attributes:
        name: The dataset it belongs to.
        version: Version of the decoder; a change invalidates what earlier versions cached.
        file: The file to look for.
        decoder: Decodes and validates the file.
        fetched_as: The name that ``data fetch`` accepts, if it is not ``name``.
    """

    name: str
    version: str
    file: RemoteFile
    decoder: Decoder
    fetched_as: str = ""

    @property
    def cache_name(self) -> str:
        return f"{self.name}-{self.version}"

    def candidates(self, settings: Settings) -> list[Path]:
        """The existing files that may have the content, best first."""
        return candidates(self.file, settings)

    def open(self, settings: Settings) -> Content:
        """The decoded content.

        Raises:
            DatasetError: The file is missing, or every candidate is refused.
        """
        paths = self.candidates(settings)
        if not paths:
            raise missing(self.fetched_as or self.name, self.file, settings)
        return decode_first(self.cache_name, paths, self.decoder, settings)[1]
