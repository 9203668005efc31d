"""Whether a dataset can be used: a cheap answer, or a full check."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.datasets import dataset
from core.datasets.decoded import decode_once, decoded_state
from core.datasets.places import megabytes, missing
from core.datasets.table import SOURCES
from core.errors import DatasetError
from core.i18n import gettext
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


def status(name: str, settings: Settings) -> Status:
    """Whether a dataset can be used, without reading its content: cheap enough for every page.

    Args:
        name: A dataset, or another name of SOURCES such as ``"glove"``.
        settings: The installation's settings, with the folders of files.

    Raises:
        RequestError: The name is unknown; the message lists the valid ones.
    """
    if name not in SOURCES and dataset(name):
        return Status("generated", None, gettext("Needs no file; works at once, offline."), 0, True)
    entry = SOURCES[name]
    paths = entry.candidates(settings)
    if not paths:
        return Status("missing", None, str(missing(name, entry.file, settings)), entry.file.size)
    refused: Status | None = None
    for path in paths:
        try:
            state, detail = decoded_state(entry.cache_name, path, settings)
        except DatasetError as error:
            state, detail = "refused", str(error)
        if state != "refused":
            return _ready(path, checked=state == "ready")
        refused = refused or Status("refused", path, detail, _size(path), True)
    return refused


def check(name: str, settings: Settings) -> Status:
    """Whether a dataset can be used, by reading its files in full and ignoring the cache.

    Raises:
        RequestError: The name is unknown; the message lists the valid ones.
    """
    if name not in SOURCES:
        return status(name, settings)
    entry = SOURCES[name]
    refused: Status | None = None
    for path in entry.candidates(settings):
        try:
            decode_once(entry.cache_name, path, entry.decoder, settings, refresh=True)
        except DatasetError as error:
            refused = refused or Status("refused", path, str(error), _size(path), True)
            continue
        return _ready(path, checked=True)
    return refused or status(name, settings)


def _ready(path: Path, *, checked: bool) -> Status:
    size = _size(path)
    sentence = (
        gettext("{path} ({size}) has been read and is valid.", path=path, size=megabytes(size))
        if checked
        else gettext(
            "{path} ({size}) exists; it will be read on first use.",
            path=path,
            size=megabytes(size),
        )
    )
    return Status("ready", path, sentence, size, checked)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
