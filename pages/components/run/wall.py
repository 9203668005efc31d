"""A wall of test samples: pictures, texts or numbers, with what networks answered to each.

Each sample is a link to the page Inside, with these networks and this sample.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from core.analysis.data_tokens import LOST
from core.analysis.differ import UNKNOWN, Seeds
from core.analysis.thumbnails import NUMBERS, Thumbnail, thumbnail
from core.charts import FAMILY_STYLES
from core.i18n import gettext
from core.recipes import Recipe
from pages.components.frame import session, wording
from pages.components.frame.reader import theme
from pages.components.live.answers import class_title, percent
from pages.components.live.component import component
from pages.components.live.loading import load_for, words_of
from pages.components.live.serving import under_base

INSIDE = "inside"
PICTURES, ROWS = 24, 6
"""Samples a page: of pictures, and of texts or numbers."""
_HTML = '<div class="wall"></div>'


@dataclass(frozen=True)
class Network:
    """A network, or several seeds of one, whose answers are shown.

    Attributes:
        recipe: What was trained.
        label: Its name.
        seeds: What it answered to every test sample.
        asked: The part of Inside's URL that names it: ``run`` ids or ``recipe`` ids.
    """

    recipe: Recipe
    label: str
    seeds: Seeds
    asked: Mapping[str, Sequence[str]]


def inside_query(networks: Sequence[Network], sample: int) -> dict[str, str]:
    """The URL query with which Inside asks networks a test sample.

    Args:
        sample: 0-based.
    """
    names: dict[str, list[str]] = {}
    for network in networks:
        for name, values in network.asked.items():
            names.setdefault(name, []).extend(values)
    query = {name: ",".join(values) for name, values in names.items() if values}
    if not query:
        query["dataset"] = networks[0].recipe.dataset
    return query | {"sample": str(sample + 1)}


def show_wall(networks: Sequence[Network], samples: Sequence[int], *, key: str) -> None:
    """Show samples, a page of them at a time.

    The page that calls it must also call ``session.follow_page``, before it draws anything else.

    Args:
        networks: Whose answers are shown with each sample, at least one; the first one's recipe
            prepares the data.
        samples: 0-based numbers of test samples, in the order in which they are shown.
        key: Identifies the wall on its page.

    Raises:
        RecipeLabError: The dataset cannot be loaded.
    """
    recipe = networks[0].recipe
    view, words = load_for(recipe).view, words_of(recipe.dataset)
    each = PICTURES if recipe.task == "image-multiclass" else ROWS
    first = _first_shown(key, len(samples), each)
    shown = [thumbnail(view, "test", int(it), words) for it in samples[first : first + each]]
    data = {
        "theme": theme(),
        "samples": [_described(it, networks) for it in shown],
    }
    if any(it.numbers for it in shown):
        text = gettext(
            "Of each, the {count} numbers farthest from zero, as models read them.", count=NUMBERS
        )
        st.markdown(wording.small(text))
    wall = f"{key} wall"
    component(__file__, _HTML)(
        key=wall, data=data, on_act_change=lambda: _open(networks, st.session_state[wall].act)
    )
    _show_pager(key, first, each, len(samples))


def forget_place(key: str) -> None:
    """Show the wall from its first sample again."""
    st.session_state.pop(f"{key} first", None)


def _open(networks: Sequence[Network], sample: int) -> None:
    session.open_page(INSIDE, inside_query(networks, int(sample)))


def _described(shown: Thumbnail, networks: Sequence[Network]) -> dict[str, Any]:
    """A sample for wall.js."""
    answers = [_answer(network, shown) for network in networks]
    truth = class_title(networks[0].recipe, shown.truth)
    query = urlencode(inside_query(networks, shown.sample))
    described: dict[str, Any] = {
        "sample": shown.sample,
        "href": under_base(f"/{INSIDE}?{query}"),
        "number": gettext("#{number:,}", number=shown.sample + 1),
        "truth": truth,
        "label": gettext(
            "Test sample {number:,}: {truth}. {answers}. Opens Inside.",
            number=shown.sample + 1,
            truth=truth,
            answers="; ".join(answer["label"] for answer in answers),
        ),
        "answers": answers,
        "before": shown.before,
        "after": shown.after,
    }
    if shown.pixels is not None:
        described["pixels"] = base64.b64encode(shown.pixels.tobytes()).decode("ascii")
        described["shape"] = shown.pixels.shape
    if shown.tokens:
        kinds = {LOST: "lost"}
        described["words"] = any(token.word for token in shown.tokens)
        described["tokens"] = [
            [token.word or str(token.number), kinds.get(token.kind, token.kind)]
            for token in shown.tokens
        ]
    if shown.numbers:
        described["numbers"] = [
            [name, f"{value:+.1f}".replace("-", "−")] for name, value in shown.numbers
        ]
    return described


def _answer(network: Network, shown: Thumbnail) -> dict[str, Any]:
    """What a network answered to a sample."""
    number, count, chance = network.seeds.answer(shown.sample)
    if number == UNKNOWN and network.recipe.data.classes == 2:
        number = 1 - shown.truth
    known = number != UNKNOWN
    text = class_title(network.recipe, number) if known else gettext("wrong")
    note = ""
    if len(network.seeds) > 1:
        note = gettext("{votes} of {seeds}", votes=count, seeds=len(network.seeds))
    elif chance == chance:
        note = percent(chance)
    label = gettext(
        "{network} answers {answer} {note}", network=network.label, answer=text, note=note
    )
    return {
        "mark": FAMILY_STYLES[network.recipe.family].word,
        "text": text,
        "note": note,
        "right": number == shown.truth,
        "label": label.strip(),
    }


def _first_shown(key: str, count: int, each: int) -> int:
    """The 0-based place of the first sample shown, on a page that still exists."""
    first = st.session_state.get(f"{key} first", 0)
    return first if first < count else max(0, (count - 1) // each * each)


def _show_pager(key: str, first: int, each: int, count: int) -> None:
    if count <= each:
        return
    line = {"horizontal": True, "vertical_alignment": "center", "gap": "small"}
    with st.container(key=f"{key}-pager", **line):
        for name, sign, label, start in (
            ("back", "‹", gettext("Previous samples"), first - each),
            ("next", "›", gettext("Next samples"), first + each),
        ):
            st.button(
                sign,
                key=f"{key} {name}",
                help=label,
                disabled=not 0 <= start < count,
                on_click=_turn,
                args=(key, start),
            )
        text = gettext(
            "{first:,}–{last:,} of {count:,}",
            first=first + 1,
            last=min(first + each, count),
            count=count,
        )
        st.markdown(text, width="content")


def _turn(key: str, first: int) -> None:
    st.session_state[f"{key} first"] = first
