"""Why nothing can be trained in a row of the grid yet, in a few words."""

from __future__ import annotations

from core.datasets.places import megabytes
from core.datasets.status import status
from core.i18n import gettext
from core.settings import Settings


def need(dataset: str, settings: Settings) -> str:
    """Return what a dataset still needs, or "" if it is ready."""
    current = status(dataset, settings)
    if current.state == "missing":
        return gettext("Needs a download of {size} first.", size=megabytes(current.size))
    if current.state == "refused":
        return gettext(
            "The file {file} cannot be used.", file=current.path.name if current.path else ""
        )
    return ""
