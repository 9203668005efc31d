"""The small tables that ship with scikit-learn, read without importing it.

Importing scikit-learn takes seconds, and only two of its tables are needed.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np

from core.errors import DatasetError


def read_table(name: str, *, header: int) -> np.ndarray:
    """Read a table of comma-separated numbers: (rows, columns) float64.

    Args:
        name: File name in scikit-learn's data folder.
        header: Number of lines to skip.

    Raises:
        DatasetError: The installed scikit-learn has no such file.
    """
    try:
        package = importlib.util.find_spec("sklearn")
        path = Path(package.submodule_search_locations[0], "datasets", "data", name)
        return np.loadtxt(path, delimiter=",", skiprows=header)
    except (AttributeError, TypeError, OSError, ValueError) as error:
        raise DatasetError(
            "The installed scikit-learn has no readable {name} ({reason}); install the version "
            "given in requirements.txt.",
            name=name,
            reason=error,
        ) from None
