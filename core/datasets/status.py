"""Whether a dataset can be used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.datasets import dataset
from core.datasets.decoded import decode_once, is_decoded
from core.datasets.places import megabytes
from core.datasets.table import SOURCES
from core.errors import DatasetError
from core.i18n import gettext, mark
from core.regular_file import file_size
from core.settings import Settings

State = Literal["ready", "generated", "missing", "refused"]


@dataclass(frozen=True)
class Status:
    """Whether a dataset can be used.

    Attributes:
        state: ``generated`` needs no file; ``ready`` has a file that is accepted or not read yet;
            ``refused`` has only files that cannot be used; ``missing`` has no file.
        path: The file, if there is one.
        detail: A sentence for the user.
        size: Size in bytes of the file, or of its download if it is missing.
        checked: Whether the content has been read and accepted.
    """

    state: State
    path: Path | None
    detail: str
    size: int
    checked: bool = False


def status(name: str, settings: Settings, *, read: bool = False) -> Status:
    """Whether a dataset can be used.

    Args:
        name: A dataset, or another name of SOURCES such as ``"glove"``.
        settings: The installation's settings, with the folders of files.
        read: Whether to read its files in full and ignore the cache; otherwise no content is read,
            which is cheap enough for every page.

    Raises:
        RequestError: The name is unknown; the message lists the valid ones.
    """
    if name not in SOURCES and dataset(name):
        return Status("generated", None, gettext("Needs no file; works at once, offline."), 0, True)
    entry = SOURCES[name]
    refused: Status | None = None
    for path in entry.candidates(settings):
        try:
            if read:
                decode_once(entry.cache_name, path, entry.decoder, settings, refresh=True)
            checked = read or is_decoded(entry.cache_name, path, settings)
        except DatasetError as error:
            refused = refused or Status("refused", path, str(error), file_size(path), True)
        else:
            return _ready(path, checked=checked)
    return refused or Status("missing", None, str(entry.missing(settings)), entry.file.size)


def _ready(path: Path, *, checked: bool) -> Status:
    size = file_size(path)
    sentence = mark("{path} ({size}) exists; it will be read on first use.")
    if checked:
        sentence = mark("{path} ({size}) has been read and is valid.")
    detail = gettext(sentence, path=path, size=megabytes(size))
    return Status("ready", path, detail, size, checked)
