"""Figures and states in words."""

from __future__ import annotations

import pytest

from core.architectures import FAMILIES
from core.datasets import DATASETS, TASKS
from core.recipes import RECIPES
from core.recipes.catalogue import representative
from core.runs.run import STATUSES
from core.settings import Settings
from pages.components.frame import wording


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0003, "0.3 ms"),
        (0.012, "12 ms"),
        (2.44, "2.4 s"),
        (48.2, "48 s"),
        (59.7, "1 min 0 s"),
        (200, "3 min 20 s"),
        (7_500, "2 h 5 min"),
    ],
)
def test_duration(seconds, text):
    assert wording.duration(seconds) == text


def test_accuracies_are_percentages_and_only_what_is_perfect_is_100():
    assert wording.share(0.86119) == "86.1\xa0%"
    assert [wording.percent(value) for value in (1.0, 0.9995, 0.99999, 0.0)] == [
        "100",
        "99.95",
        "99.999",
        "0.0",
    ]
    assert wording.share(None) == wording.share(float("nan")) == "—"
    assert wording.figure(0.34821) == "0.3482"


def test_a_test_figure_says_what_it_is_measured_on():
    assert wording.basis("imdb") == "25,000 reviews"
    assert wording.basis("digits", 359) == "359 digits"
    assert wording.basis("jena") == "the test set"


@pytest.mark.parametrize("name", [name for name, data in DATASETS.items() if data.generated])
def test_the_number_of_test_samples_is_the_datasets(name, tmp_path):
    entry = representative(name, "mlp")
    count = len(DATASETS[name].load(entry.preprocessing, Settings(home=tmp_path)).test)
    assert wording.basis(name) == wording.basis(name, count)
    assert all(wording.basis(name, 7).startswith("7 ") for name in DATASETS)


def test_values_are_shown_literally_and_commands_can_be_copied():
    text = wording.escape_markdown("*a_b* costs $1 [x](y), run `python -m core --set a_b=1`")
    assert text == r"\*a\_b\* costs \$1 \[x\](y), run `python -m core --set a_b=1`"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("one ` and [a](b)", r"one \` and \[a\](b)"),
        ("a``b`c``d [a](b)`", r"a\`\`b\`c\`\`d \[a\](b)\`"),
        ("`a\n[a](b)`", "\\`a\n\\[a\\](b)\\`"),
        ("R&D &copy; &#60;", r"R&D \&copy; \&\#60;"),
        ("- a\n1. b\n---", "\\- a\n1\\. b\n\\---"),
        ("-1.5 is left alone. So is 0.5", "-1.5 is left alone. So is 0.5"),
    ],
)
def test_no_value_becomes_a_link_a_list_or_another_sign(typed, shown):
    assert wording.escape_markdown(typed) == shown


def test_every_name_has_its_words():
    assert set(wording.TASKS) == set(TASKS)
    assert set(wording.STATUS_COLOURS) < set(STATUSES)
    losses = {(entry.metric == "mae", entry.compile["loss"] == "mae") for entry in RECIPES.values()}
    assert losses == {(True, True), (False, False)}
    assert len({wording.family_mark(name) for name in FAMILIES}) == len(FAMILIES)


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 kB"), (1, "1 kB"), (12_300, "13 kB"), (3_440_000, "3.4 MB"), (1_200_000_000, "1.2 GB")],
)
def test_sizes(count, words):
    assert wording.size(count) == words


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("see https://a.example", r"see https:color[]\://a.example"),
        ("http://www.a.example", r"http:color[]\://www:color[].a.example"),
        ("WWW.a.example", "WWW:color[].a.example"),
        ("a@b.example", "a:color[]@b.example"),
        (":smile: and :x_y:", r"\:smile:color[]\: and \:x\_y:color[]\:"),
        (":material/face:", r"\:material:color[]/face\:"),
        ("note: 3 (a/b)", r"note\: 3 (a/b)"),
    ],
)
def test_plain_text_does_not_become_a_link_or_an_icon(typed, shown):
    assert wording.escape_markdown(typed) == shown
