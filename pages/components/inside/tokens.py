"""A generated sequence as the input: each token can be changed, moved, inserted and removed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from core.datasets.probes import MOTIFS
from core.i18n import gettext
from pages.components.inside import rows as row_words
from pages.components.inside.models import Row
from pages.components.inside.sequence import describe_sequence, follow
from pages.components.live.component import component

KEY = "inside tokens"
MOTIFS_OF = {"probe-motif": MOTIFS[:1], "probe-order": MOTIFS}
_HTML = '<div class="tokens"></div>'
_SHARED = (*row_words.SHARED, Path(__file__).with_name("give.js"))


def show(rows: list[Row]) -> None:
    """Show the tokens and what every row answers; called in a fragment.

    Args:
        rows: The models, at least one row; all read the same dataset.
    """
    recipe = rows[0].recipe
    filled = recipe.dataset == "topics"
    legend = gettext(
        "If a token were unknown, “{answer}” would lose this many points:", answer="{answer}"
    )
    data = describe_sequence(rows, legend=legend) | {
        "first": int(filled),  # there, 0 is what fills up short texts
        "vocabulary": recipe.data.vocabulary,
        "length": recipe.input_shape[0],
        "fixed": not filled,
        "motifs": MOTIFS_OF.get(recipe.dataset, ()),
    }
    data["title"] |= {
        "tokens": gettext("The tokens"),
        "token": gettext("Token {place}", place="{place}"),
        "value": gettext("Its number"),
        "insert": gettext("Insert"),
        "remove": gettext("Remove"),
        "dropped": gettext("the last token made room"),
        "filled": gettext("any token fills the end"),
        "left": gettext("Move left"),
        "right": gettext("Move right"),
        "motif": gettext("Insert {motif}", motif="{motif}"),
        "pick": gettext("Choose a token to change, move or remove it."),
        "locked": gettext("Put them back in order to change them."),
    }
    component(__file__, _HTML, shares=_SHARED)(
        key=KEY, data=data, on_given_change=partial(follow, KEY)
    )
