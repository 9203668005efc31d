"""Fetches a dataset's file, with consent."""

from __future__ import annotations

from pathlib import Path

from core.datasets.decoded import decode_once
from core.datasets.download import Progress, download
from core.datasets.places import megabytes
from core.datasets.table import source
from core.errors import DatasetError, RequestError
from core.settings import Settings


def fetch(
    name: str,
    settings: Settings,
    *,
    consent: bool,
    progress: Progress = lambda done, total: None,
) -> Path:
    """Return a usable file of a dataset, or download one.

    Args:
        name: A name of SOURCES, such as ``imdb``.
        settings: The installation's settings, with the folders of files and downloads.
        consent: Whether the person agreed to a download of ``source(name).file.size`` bytes.
        progress: Called with the bytes received and the total.

    Returns:
        The path of the file.

    Raises:
        RequestError: The name is unknown, or there is no consent.
        DatasetError: The file could not be downloaded, stored or accepted.
    """
    entry = source(name)
    refusal: DatasetError | None = None
    target = settings.downloads / entry.file.name
    for path in entry.candidates(settings):
        try:
            decode_once(entry.cache_name, path, entry.decoder, settings)
        except DatasetError as error:
            if path == target:
                refusal = error
            continue
        return path
    if refusal:
        raise DatasetError(
            "{path} cannot be used and is not overwritten; move it away and fetch it again. "
            "({reason})",
            path=target,
            reason=refusal,
        )
    if not consent:
        raise RequestError(
            "{file} ({size}) would be downloaded from {url}, but nothing is downloaded without "
            "consent.",
            file=entry.file.name,
            size=megabytes(entry.file.size),
            url=entry.file.url,
        )
    return download(
        entry.file,
        settings.downloads,
        progress=progress,
        verify=entry.decoder,
    )
