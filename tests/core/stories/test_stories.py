"""The stories' questions, answers and samples."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from core.architectures import FAMILIES
from core.datasets import DATASETS
from core.stories import STORIES, next_story, sample, was_right
from core.stories.samples import DECIDES, DECOY, SHOWN

MOTIF = STORIES["probe-motif"]


@pytest.mark.parametrize("story", STORIES.values(), ids=list(STORIES))
def test_a_story_can_be_told(story, settings):
    assert story.dataset in DATASETS
    assert story.question and story.short and story.short.endswith("?")
    names = [answer.name for answer in story.answers]
    assert len(names) == len(set(names)) >= 3
    for answer in story.answers:
        assert answer.families <= FAMILIES.keys() and answer.without <= FAMILIES.keys()
        assert answer.families and not answer.families & answer.without
    shown = sample(story.dataset, settings)
    assert len(shown.rows) == 2 and shown.caption
    assert all(bool(row.tokens) != bool(row.pixels) for row in shown.rows)


@pytest.mark.parametrize("story", STORIES.values(), ids=list(STORIES))
def test_every_outcome_makes_some_answer_right_and_some_answer_can_be_wrong(story):
    families = list(FAMILIES)
    groups = [[f for at, f in enumerate(families) if bits >> at & 1] for bits in range(1, 16)]
    fares = {
        answer.name: {was_right(answer, group) for group in groups} for answer in story.answers
    }
    assert all(values == {True, False} for values in fares.values())
    for family in families:
        assert any(was_right(answer, [family]) for answer in story.answers), family


def test_the_next_story_leads_through_all_of_them_once():
    names = ["probe-motif"]
    while later := next_story(names[-1]):
        names.append(later)
    assert names == list(STORIES)
    assert next_story("noise") == ""


def test_nobody_is_right_while_nobody_can_say():
    assert {was_right(answer, ()) for answer in MOTIF.answers} == {None}


def test_a_motif_decides_where_it_stands_and_decoys_are_its_tokens_in_wrong_order(settings):
    yes, no = sample("probe-motif", settings).rows
    texts = [[token.text for token in row.tokens] for row in (yes, no)]
    assert [len(text) for text in texts] == [SHOWN, SHOWN]
    deciding = [token.text for token in yes.tokens if token.kind == DECIDES]
    assert deciding == ["0", "1", "2"]
    assert not any(token.kind == DECIDES for token in no.tokens)
    wrong = [list(order) for order in permutations("012")]
    decoys = [token.text for token in no.tokens if token.kind == DECOY]
    assert decoys and len(decoys) <= 9
    assert decoys[:3] in wrong and decoys[:3] != ["0", "1", "2"]


def test_both_motifs_are_shown_in_the_order_that_the_label_names(settings):
    for row, first in zip(sample("probe-order", settings).rows, ("012", "345"), strict=True):
        deciding = "".join(token.text for token in row.tokens if token.kind == DECIDES)
        assert deciding.startswith(first) and sorted(deciding) == list("012345")
        assert row.label.replace(" ", "") == first


def test_the_last_marker_decides_and_is_its_label(settings):
    for row in sample("probe-last", settings).rows:
        deciding = [token for token in row.tokens if token.kind == DECIDES]
        assert [token.text for token in deciding] == [row.label]
        after = row.tokens[row.tokens.index(deciding[0]) + 1 :]
        assert not any(token.text in "AB" for token in after)


def test_digits_are_shown_as_their_pixels(settings):
    for row in sample("digits", settings).rows:
        pixels = np.array(row.pixels)
        assert pixels.shape == (8, 8) and pixels.min() >= 0 and pixels.max() == 1
