"""Where to look for dataset files, and their sizes in words."""

from __future__ import annotations

import os
from pathlib import Path

from core.settings import Settings


def folders(settings: Settings) -> tuple[Path, ...]:
    """The folders to search, in order: the data folder, Keras' own cache, our downloads."""
    keras = Path(os.environ.get("KERAS_HOME") or Path("~/.keras").expanduser()) / "datasets"
    paths = (settings.data, keras, settings.downloads)
    return tuple(path for path in paths if path is not None)


def megabytes(size: int) -> str:
    """Format a number of bytes: 17,464,789 is ``"17.5 MB"``."""
    return f"{size / 1e6:,.1f} MB" if size < 1e8 else f"{size / 1e6:,.0f} MB"
