"""Which words are alike in a model, and where they are on its map."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import RequestError
from core.inside.embedding import Near, has_embedding, nearest, positions
from core.inside.models import Model, open_reference
from core.inside.network import Network
from core.settings import load_settings

SETTINGS = load_settings({})


def with_vectors(vectors: np.ndarray) -> Model:
    """topics/cnn, whose first tokens have these vectors and all others none."""
    model = open_reference("topics/cnn")
    weights = dict(model.weights)
    name = next(iter(weights))
    weights[name] = np.zeros_like(weights[name])
    weights[name][: len(vectors), : vectors.shape[1]] = vectors
    return Model("", model.recipe, 0, weights, Network(model.recipe.layers, weights))


def test_neighbours_are_those_with_the_smallest_angles():
    vectors = np.array([[9, 9], [2, 0], [1, 1], [0, 3], [-1, 0], [4, 1]])
    near = nearest(with_vectors(vectors), "1", SETTINGS)
    assert [it.word for it in near][:2] == ["5", "2"]
    assert near[1].cosine == pytest.approx(2**-0.5)
    assert {it.cosine for it in near[2:]} == {0.0}  # 0 only fills up texts, so it is no neighbour
    assert [it.word for it in nearest(with_vectors(vectors), "4", SETTINGS, most=1000)][-1] == "1"


def test_trained_vectors_have_words_of_one_topic_together():
    model = open_reference("topics/cnn")
    near = nearest(model, "40", SETTINGS)
    assert len(near) == 8 and all(isinstance(it, Near) for it in near)
    assert [it.cosine for it in near] == sorted((it.cosine for it in near), reverse=True)


def test_the_map_does_not_depend_on_which_words_are_shown():
    model = open_reference("topics/cnn")
    few, share = positions(model, ["7", "40"], SETTINGS)
    more, same = positions(model, ["3", "40", "900", "7"], SETTINGS)
    np.testing.assert_array_equal(few, more[[3, 1]])
    assert share == same and 0 < share < 1


def test_a_map_keeps_distances_within_its_plane():
    rng = np.random.default_rng(0)
    model = with_vectors(rng.normal(size=(1_000, 2)))
    places, share = positions(model, ["5", "6"], SETTINGS)
    vectors = model.network.weights[0][0]
    assert share == pytest.approx(1)
    assert np.linalg.norm(places[0] - places[1]) == pytest.approx(
        np.linalg.norm(vectors[5] - vectors[6]), rel=1e-5
    )


@pytest.mark.parametrize("word", ["", "5 6", "five", "0", "99999"])
def test_what_is_no_word_of_the_model_is_refused(word):
    with pytest.raises(RequestError):
        nearest(open_reference("topics/cnn"), word, SETTINGS)


def test_a_model_without_words_is_refused():
    model = open_reference("digits/cnn")
    assert not has_embedding(model)
    with pytest.raises(RequestError):
        nearest(model, "5", SETTINGS)
