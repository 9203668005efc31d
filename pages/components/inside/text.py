"""A text as the input: typed or pasted, or a test text to edit."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from core.i18n import gettext
from pages.components.inside import rows as row_words
from pages.components.inside.lists import show_list
from pages.components.inside.models import Row
from pages.components.inside.sequence import describe_sequence, follow
from pages.components.live.component import component

KEY = "inside text"
_HTML = '<div class="typing"></div>'
_SHARED = (*row_words.SHARED, Path(__file__).with_name("give.js"))


def show(rows: list[Row]) -> None:
    """Show the field and what every row answers; called in a fragment.

    Args:
        rows: The models, at least one row; all read the same dataset.
    """
    data = describe_sequence(rows)
    data["title"]["field"] = gettext("Your text")
    component(__file__, _HTML, shares=_SHARED)(
        key=KEY, data=data, on_given_change=partial(follow, KEY)
    )
    show_list(rows, texts=True)
