"""A file a dataset is decoded from, and how: one entry a dataset."""

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
        version: Of the decoder; raised when it decodes differently, so caches are made anew.
        file: The file looked for.
        decoder: Decodes and validates a found file.
        fetched_as: The dataset name that ``data fetch`` takes, where it differs.
    """

    name: str
    version: str
    file: RemoteFile
    decoder: Decoder
    fetched_as: str = ""

    @property
    def cache_name(self) -> str:
        return f"{self.name}-{self.version}"

    def found(self, settings: Settings) -> list[Path]:
        """The files there are, best first."""
        return candidates(self.file, settings)

    def open(self, settings: Settings) -> Content:
        """The decoded content.

        Raises:
            DatasetError: The file is missing, or every one found is refused.
        """
        found = self.found(settings)
        if not found:
            raise missing(self.fetched_as or self.name, self.file, settings)
        return decode_first(self.cache_name, found, self.decoder, settings)[1]
