"""How a row of models is named: its family's mark, its family, and what it is."""

from __future__ import annotations

from pathlib import Path

from core.charts import FAMILY_STYLES
from pages.components.frame import wording
from pages.components.inside import words
from pages.components.inside.models import Row

SHARED = (Path(__file__).with_name("names.js"), Path(__file__).with_name("names.css"))
"""What a component needs to draw a name by itself: ``nameOf(described)``."""


def described(row: Row) -> dict[str, str]:
    """Describe the name of a row for names.js."""
    return {
        "mark": FAMILY_STYLES[row.recipe.family].word,
        "family": wording.family_title(row.recipe.family),
        "about": words.about(row),
    }
