"""The evidence of a diagnosis is a band over its epochs, with a remark at its foot."""

from __future__ import annotations

import pytest

from core.analysis.diagnoses import Diagnosis, remark
from core.charts.evidence import NAME, mark_evidence
from core.charts.themes import THEMES


def marked(first, last, theme="light", name="overfits", quantity="accuracy") -> tuple[list, list]:
    figure = {"data": [], "layout": {"shapes": [{"name": "lane"}]}}
    diagnosis = Diagnosis(name=name, quantity=quantity, first=first, last=last)
    mark_evidence(figure, diagnosis, quantity, theme)
    layout = figure["layout"]
    assert layout["shapes"][0] == {"name": "lane"}
    notes = layout.get("annotations", [])
    assert all(note["text"] == remark(diagnosis) for note in notes)
    return layout["shapes"][1:], notes


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_band_reaches_from_the_first_to_the_last_epoch(theme):
    (band,), (note,) = marked(6, 10, theme)
    assert (band["x0"], band["x1"], band["name"]) == (6, 10, NAME)
    assert band["fillcolor"] == THEMES[theme].caution_tint and band["layer"] == "below"
    assert note["x"] == 8 and note["font"]["color"] == THEMES[theme].caution


def test_a_single_epoch_is_the_way_to_its_end():
    (band,), _ = marked(3, 3)
    assert (band["x0"], band["x1"]) == (2, 3)


def test_a_training_loss_shows_it_from_the_beginning_of_an_epoch_and_leaves_the_top_free():
    (band,), (note,) = marked(1, 10, name="not learning", quantity="loss")
    assert (band["x0"], band["x1"]) == (0, 10)
    assert (note["y"], note["yanchor"]) == (1, "top")


def test_what_no_curve_shows_is_not_marked():
    assert marked(None, None) == ([], [])
