"""A model as blocks: every layer of every recipe, its shape, its parameters, nothing unescaped."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from core.architectures.layers import LAYERS, layer
from core.i18n import gettext
from core.recipes import RECIPES, recipe
from pages.components.run.blocks import KINDS, blocks_html, settings_words, shape_words


def test_every_layer_type_has_a_kind():
    assert KINDS.keys() == LAYERS.keys()


@pytest.mark.parametrize("id", list(RECIPES))
def test_every_layer_is_shown_with_its_sentence_and_parameters(id):
    entry = recipe(id)
    html = blocks_html(entry)
    assert html.count('role="listitem"') == len(entry.layers) + 1
    for step in entry.summary.steps:
        assert f"<strong>{step.position} {step.layer.type}</strong>" in html
        assert gettext(LAYERS[step.layer.type].about).replace("'", "&#x27;") in html
        if step.parameters:
            assert f"{step.parameters:,} parameters" in html


def test_what_a_change_adds_and_takes_away_has_its_sign():
    entry = recipe("topics/cnn")
    wide = entry.with_settings({"kernel_size": 7, "dropout_layer": 0.5})
    html = blocks_html(wide, original=entry)
    assert "(+1,024)" in html and "(−64)" in html  # two more weights of each; fewer places to pool
    assert html.count("<strong>(") == 3
    assert "(+" not in blocks_html(entry, original=entry) and "(+" not in blocks_html(wide)
    deep = recipe("topics/mlp").with_settings({"depth": 2})
    assert f"(+{64 * 65:,})" in blocks_html(deep, original=recipe("topics/mlp"))


def test_every_layer_has_the_share_of_a_sample_that_it_sees():
    html = blocks_html(recipe("topics/cnn"))
    assert [size in html for size in ("sees 1 of 60", "sees 5 of 60", "sees 60 of 60")] == [
        True
    ] * 3
    assert "sees 5 × 5 of 28 × 28 pixels" in blocks_html(recipe("mnist/cnn"))


def test_shares_of_parameters_add_up():
    shares = re.findall(r"width:([\d.]+)%", blocks_html(recipe("imdb/cnn")))
    assert sum(map(float, shares)) == pytest.approx(100, abs=0.3)


def test_frozen_parameters_are_marked():
    assert "parameters, frozen" in blocks_html(recipe("imdb-raw/glove"))


def test_theme_decides_the_colours():
    entry = recipe("imdb/lstm")
    assert "#d55e00" in blocks_html(entry)
    assert "#f5884a" in blocks_html(entry, theme="dark")


def test_values_are_escaped():
    entry = recipe("imdb/lstm")
    model = replace(
        entry.architecture, layers=(*entry.layers, layer("Activation", activation="<b>&"))
    )
    html = blocks_html(replace(entry, architecture=model))
    assert "<b>&" not in html and "&lt;b&gt;&amp;" in html


def test_shapes_and_settings_in_words():
    assert shape_words((200, 128)) == "200 steps × 128"
    assert shape_words((28, 28, 1)) == "28 × 28 × 1"
    assert shape_words((1,)) == "1 number"
    inner = layer("LSTM", units=32, dropout=0.2)
    words = settings_words(layer("Bidirectional", layer=inner))
    assert words.startswith("LSTM (units 32") and "dropout 0.2" in words
