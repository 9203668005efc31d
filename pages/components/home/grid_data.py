"""Why a row of the grid cannot be run yet, in a few words."""

from __future__ import annotations

from core.datasets.places import megabytes
from core.datasets.status import status
from core.i18n import gettext
from core.settings import Settings


def need(dataset: str, settings: Settings) -> str:
    """What a dataset still needs, or "" when it is ready."""
    found = status(dataset, settings)
    if found.state == "missing":
        return gettext("Needs a file of {size} first.", size=megabytes(found.size))
    if found.state == "refused":
        return gettext(
            "Its file {file} cannot be used.", file=found.path.name if found.path else ""
        )
    return ""
