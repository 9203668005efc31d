"""The small tables that come inside scikit-learn, read without importing it.

To import scikit-learn takes seconds, and all that is wanted of it here are two tables.
"""

from __future__ import annotations

import gzip
import importlib.util
from pathlib import Path

import numpy as np

from core.errors import DatasetError


def read_table(name: str, *, header: int) -> np.ndarray:
    """A table of comma-separated numbers: (rows, columns) float64.

    Args:
        name: File name among scikit-learn's own data.
        header: Lines to skip.

    Raises:
        DatasetError: This scikit-learn has no such file.
    """
    try:
        found = importlib.util.find_spec("sklearn")
        path = Path(found.submodule_search_locations[0], "datasets", "data", name)
        content = path.read_bytes()
        text = gzip.decompress(content) if name.endswith(".gz") else content
        return np.loadtxt(text.decode().splitlines(), delimiter=",", skiprows=header)
    except (AttributeError, TypeError, OSError, ValueError) as error:
        raise DatasetError(
            "The installed scikit-learn has no {name} to read ({reason}); install the version "
            "that requirements.txt names.",
            name=name,
            reason=error,
        ) from None
