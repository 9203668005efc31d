"""A network of layers and weights: what fits, what is refused, and batches of any size."""

from __future__ import annotations

import numpy as np
import pytest

from core.architectures import LAYERS, layer
from core.errors import RequestError
from core.inside import FORWARD, Network, network

LAYERS_OF_ONE = (layer("Dense", units=3), layer("SimpleRNN", units=2))


def weights_of(features=4):
    rng = np.random.default_rng(0)
    shapes = {
        "recipe/1_dense/kernel": (features, 3),
        "recipe/1_dense/bias": (3,),
        "recipe/2_simplernn/simple_rnn_cell/kernel": (3, 2),
        "recipe/2_simplernn/simple_rnn_cell/recurrent_kernel": (2, 2),
        "recipe/2_simplernn/simple_rnn_cell/bias": (2,),
    }
    return {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def inputs(rows):
    return np.random.default_rng(1).normal(size=(rows, 6, 4)).astype(np.float32)


def test_every_layer_type_has_a_forward_pass():
    assert FORWARD.keys() == LAYERS.keys()


def test_a_batch_is_answered_in_pieces(monkeypatch):
    model = Network(LAYERS_OF_ONE, weights_of())
    whole = model.trace(inputs(7))[-1].output
    monkeypatch.setattr(network, "CHUNK_BYTES", 1_000)
    np.testing.assert_allclose(model.predict(inputs(7)), whole, atol=1e-6)


def test_an_empty_batch_has_no_answers():
    assert Network(LAYERS_OF_ONE, weights_of()).predict(inputs(0)).shape == (0, 2)


@pytest.mark.parametrize(
    "change",
    [
        lambda weights: weights.pop("recipe/1_dense/bias"),
        lambda weights: weights.update({"recipe/3_dense/kernel": np.zeros(1, np.float32)}),
        lambda weights: weights.update({"recipe/1_dense/gain": np.zeros(1, np.float32)}),
    ],
)
def test_weights_of_other_layers_are_refused(change):
    weights = weights_of()
    change(weights)
    with pytest.raises(RequestError) as refused:
        Network(LAYERS_OF_ONE, weights)
    assert "position" in refused.value.values


def test_weights_of_another_size_are_refused():
    with pytest.raises(RequestError) as refused:
        Network(LAYERS_OF_ONE, weights_of(features=5)).trace(inputs(1))
    assert refused.value.values["layer"] == "Dense"


def test_a_layer_without_a_forward_pass_is_refused(monkeypatch):
    monkeypatch.delitem(FORWARD, "SimpleRNN")
    with pytest.raises(RequestError) as refused:
        Network(LAYERS_OF_ONE, weights_of())
    assert refused.value.values["name"] == "SimpleRNN"


def test_it_computes_on_one_thread():
    threadpoolctl = pytest.importorskip("threadpoolctl")
    with threadpoolctl.threadpool_limits(2, "blas"):
        Network(LAYERS_OF_ONE, weights_of()).trace(inputs(1))
        blas = [one for one in threadpoolctl.threadpool_info() if one["user_api"] == "blas"]
        assert blas and any(one["num_threads"] == 1 for one in blas)
