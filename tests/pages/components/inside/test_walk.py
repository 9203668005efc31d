"""The layer walk's parts without a page: names, pictures, the trail and its sums."""

import base64
from itertools import pairwise

import numpy as np
import pytest

from core.architectures import summarize
from core.errors import RequestError
from core.inside.inputs import Input
from core.inside.models import open_reference
from core.inside.samples import read_sample
from core.inside.terms import Sum
from core.recipes import RECIPES, recipe
from core.results.weights import index
from core.settings import load_settings
from pages.components.inside import naming, words
from pages.components.inside.cards import MOST_NUMBERS, describe_cards, part_sizes, part_start
from pages.components.inside.choice import Point
from pages.components.inside.models import Row
from pages.components.inside.naming import input_axes, layer_axes, named, place_name
from pages.components.inside.sums import describe_sum
from pages.components.inside.trail import find_trail
from pages.components.inside.walk import _along
from tests.core.inside.drawn import drawn_network

SAMPLE, ANSWER = 3, Point()


@pytest.fixture
def settings(monkeypatch, tmp_path):
    monkeypatch.setenv("RECIPE_LAB_HOME", str(tmp_path))
    return load_settings()


def walked(entry, network, read, point=ANSWER):
    """Every layer's trail, picture and sum, as the page has them."""
    traces = network.trace(read.values)
    trail = find_trail(network, read.values, traces, point)
    summary = summarize(network.layers, read.values.shape[1:])
    names = layer_axes(entry, summary, input_axes(entry, read))
    cards = describe_cards(entry, network, summary, read, traces, trail, names)
    sums = [
        describe_sum(step.layer, number, stop, names[number - 1], names[number])
        for number, (step, stop) in enumerate(zip(summary.steps, trail.stops, strict=True), 1)
    ]
    return trail, cards, sums


def drawn(card) -> np.ndarray:
    """The numbers of a picture, as the browser reads them."""
    shares = np.frombuffer(base64.b64decode(card["values"]), "<i2").reshape(card["size"])
    return shares / 32_767 * card["scale"]


def check(cards, sums):
    """Each sum ends with the number that is marked in its picture, and reads the one before."""
    for before, card in pairwise(cards):
        card["values"] = card["values"] or before["values"]  # as walk.js does
    layers = [card for card in cards if card["number"]]
    assert [card["number"] for card in layers] == list(range(1, len(sums) + 1))
    for card, explained in zip(layers, sums, strict=True):
        assert explained["value"] == card["marked"]
        local = np.subtract(card["place"], card["first"])
        picture = drawn(card)
        assert (local >= 0).all() and (local < picture.shape).all()
        assert picture.size <= MOST_NUMBERS
        shown = float(picture[tuple(local)])
        value = float(card["marked"].replace("−", "-"))
        assert shown == pytest.approx(value, abs=max(0.006, 0.02 * abs(value)))
    for before, explained in pairwise([None, *zip(layers, sums, strict=True)]):
        if before and explained[1]["kind"] != "step":
            (term,) = [it for it in explained[1]["terms"][:1]]
            assert term["to"]["layer"] == before[0]["number"]
            assert list(term["source"]) == list(before[0]["place"])[-len(term["source"]) :]


@pytest.mark.parametrize("name", sorted(index()))
def test_every_sum_of_reference_weights_ends_in_the_next_picture(settings, monkeypatch, name):
    model = open_reference(name)
    trail, cards, sums = walked(
        model.recipe, model.network, read_sample(model.recipe, SAMPLE, settings)
    )
    assert trail.layer == len(trail.stops) - 1 and not trail.problem
    check(cards, sums)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(RECIPES.keys() - index().keys()))
def test_every_other_recipe_has_a_walk(monkeypatch, name):
    entry, rng = recipe(name), np.random.default_rng(0)
    network, shape = drawn_network(entry.layers, entry.input_shape), (1, *entry.input_shape)
    monkeypatch.setattr(naming, "_series_axes", lambda entry: (named([]), named([])))
    if entry.layers[0].type == "Embedding":
        most = entry.layers[0].config["input_dim"]
        values = rng.integers(1, most, shape).astype(np.int32)
    else:
        values = rng.random(shape, np.float32)
    _, cards, sums = walked(entry, network, Input(values=values, changes=None))
    check(cards, sums)


def test_a_place_leads_back_by_its_own_largest_terms(settings):
    model = open_reference("topics/cnn")
    read = read_sample(model.recipe, SAMPLE, settings)
    trail, cards, _ = walked(model.recipe, model.network, read, Point(layer=3, unit=(5,)))
    pooled, convolved = trail.stops[2], trail.stops[1]
    assert trail.sum is pooled and pooled.place == (5,)
    assert convolved.place == pooled.won and convolved.place[1] == 5
    assert cards[2]["place"] == (5,) and convolved.value == pooled.value
    traces = model.network.trace(read.values)
    assert trail.stops[-1].place == (traces[-1].output[0].argmax(),)


@pytest.mark.parametrize(
    "point",
    [
        Point(layer=9),
        Point(layer=2, unit=(1, 2, 3)),
        Point(layer=2, unit=(-1, 0)),
        Point(unit=(8,)),
    ],
)
def test_a_place_that_is_not_there_is_a_sentence(settings, point):
    model = open_reference("topics/cnn")
    read = read_sample(model.recipe, SAMPLE, settings)
    trail, cards, sums = walked(model.recipe, model.network, read, point)
    assert trail.problem
    check(cards, sums)


def test_a_step_of_a_recurrent_layer(settings):
    model = open_reference("topics/lstm")
    read = read_sample(model.recipe, SAMPLE, settings)
    last = len(read.values[0]) - 1
    trail, cards, sums = walked(
        model.recipe, model.network, read, Point(layer=2, unit=(7,), step=last - 2)
    )
    card, explained = cards[1], sums[1]
    assert card["stepwise"] and card["place"] == (last - 2, 7) and card["shape"][0] == last + 1
    assert [gate["name"] for gate in explained["gates"]] == ["input", "forget", "new", "output"]
    assert len(card["stopped"]["shares"]) == card["size"][0]
    assert card["stopped"]["shares"][-1] == pytest.approx(float(max(drawn(cards[2]))), abs=1e-3)
    targets = [term["to"] for gate in explained["gates"] for term in gate["terms"]]
    before = [target for target in targets if target["layer"] == 2]
    assert before and all(target["step"] == last - 3 for target in before)
    assert trail.stops[0].place[0] == last - 2  # reads the word of its step


def test_a_window_of_pixels_is_a_square_of_products(settings):
    model = open_reference("digits/cnn")
    read = read_sample(model.recipe, SAMPLE, settings)
    point = Point(layer=2, unit=(2, 3, 5))
    trail, cards, sums = walked(model.recipe, model.network, read, point)
    assert isinstance(trail.sum, Sum) and trail.sum.window == ((2, 5), (3, 6), (0, 1))
    cells = sums[1]["grid"]["cells"]
    assert sorted(np.concatenate(cells)) == list(range(9))
    sources = [[sums[1]["terms"][number]["source"][:2] for number in line] for line in cells]
    assert sources == [[(row, column) for column in (3, 4, 5)] for row in (2, 3, 4)]
    assert cards[0]["kind"] == "pixels" and cards[0]["shape"] == (8, 8)


def row(name: str) -> Row:
    model = open_reference(name)
    return Row(name, model.recipe, (model,))


def test_another_model_follows_where_it_has_the_same_place():
    rows = [row("topics/cnn"), row("topics/rcnn"), row("topics/mlp")]
    point, other = Point("topics/cnn", 2, (3, 15)), Point("topics/rcnn", 4)
    assert _along(rows, other, point) == Point("topics/rcnn", 2, (3, 15))
    assert _along(rows, other, Point("topics/cnn", 3, (5,))) == other  # pools otherwise
    assert _along(rows, Point("topics/mlp"), point) == Point("topics/mlp")


# ── names ────────────────────────────────────────────────────────────────────────────────────────


def test_words_name_the_windows_that_read_them(settings):
    model = open_reference("topics/rcnn")
    read = read_sample(model.recipe, SAMPLE, settings)
    summary = summarize(model.network.layers, read.values.shape[1:])
    names = layer_axes(model.recipe, summary, input_axes(model.recipe, read))
    length, parts = read.values.shape[1], read.parts
    assert names[0][0].name(length - 1) == parts[-1]
    assert names[0][0].filled == length - len(parts)
    embedded, convolved, pooled = (axes[0] for axes in names[1:4])
    width = model.network.layers[1].config["kernel_size"]
    windows = length - width + 1
    assert embedded.name(length - 2) == parts[-2]
    assert convolved.spans[windows - 1] == (length - width, length)
    pool = model.network.layers[2].config["pool_size"]
    assert pooled.spans[0] == (0, pool + width - 1)
    assert all(name in convolved.name(windows - 1) for name in (parts[-width], parts[-1]))
    assert convolved.filled < embedded.filled  # a window with any word is shown
    assert place_name(names[-1], (2,)) == "topic 2"


def test_flattened_numbers_keep_their_names(settings):
    model = open_reference("topics/mlp")
    read = read_sample(model.recipe, SAMPLE, settings)
    summary = summarize(model.network.layers, read.values.shape[1:])
    names = layer_axes(model.recipe, summary, input_axes(model.recipe, read))
    assert place_name(names[2], (959,)) == place_name(names[1], (59, 15))


def test_a_long_name_is_cut():
    name = named(["a" * 50]).name(0)
    assert len(name) < 20 and name.startswith("aaa")


# ── pictures and numbers ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("shape", "sizes"),
    [
        ((25_600,), [64]),
        ((200, 128), [64, 64]),
        ((120, 16), [120, 16]),
        ((24, 24, 64), [24, 24, 7]),
    ],
)
def test_a_large_array_is_shown_in_part(shape, sizes):
    assert part_sizes(shape) == sizes
    for axis, size in enumerate(sizes):
        for place in (0, shape[axis] // 2, shape[axis] - 1):
            start = part_start(place, shape[axis], size)
            assert 0 <= start <= place < start + size <= shape[axis]


def test_neighbours_are_shown_in_the_same_part():
    starts = {part_start(place, 25_600, 64) for place in range(1_000, 1_016)}
    assert len(starts) <= 2


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.4649, "0.46"), (-1.5, "−1.50"), (0.0616, "0.062"), (0.00001, "0"), (-0.0, "0"),
     (123.44, "123.4"), (0.0999, "0.10"), (0.00064, "0.0006")],
)  # fmt: skip
def test_a_number_has_two_decimals_or_two_digits(value, text):
    assert words.number(value) == text
    assert words.number(0.25, signed=True) == "+0.25"


@pytest.mark.parametrize("text", ["x", "1,,2", "1.5", "٣", "-1", "12345678901"])
def test_a_unit_in_the_address_is_an_index(text):
    from pages.components.inside.choice import _unit

    with pytest.raises(RequestError):
        _unit(text)
    assert _unit("4,16") == (3, 15) and _unit("") == ()
