"""Small LSTMs by TensorFlow's BlockLSTM: all time steps in one operation instead of a loop.

The layers stay Keras' own, with their weights and their file format; only the loop over the time
steps is replaced. It adds in another order, so values differ from Keras' loop in their last bits,
and a run's engine says which of the two computed it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from core.architectures import Layer

# Named in the engine of every run that uses it; another kernel or rule needs another name.
BLOCK = "block-1"
# Measured on two cores, forward and all gradients, alternating with Keras' loop in 12 shapes of
# time steps, batch and features: with 32 units or fewer 1.6 to 2.9 times as fast in each of 5
# shapes, with 48 and 55 units 2.1 and 0.8 times, with 64 or more 0.6 to 0.8 times except in the
# shortest sequence (docs/benchmarks.md).
BLOCK_UNITS = 32
# Arguments that the rule knows: a layer with any other stays on Keras' loop.
_KNOWN = frozenset({"units", "return_sequences", "activation", "dropout", "recurrent_dropout"})


def uses_block(item: Layer) -> bool:
    """Whether a layer is computed by BlockLSTM, by a fixed rule, so results are reproducible."""
    config = item.config
    if item.type == "Bidirectional":
        return uses_block(config["layer"])
    return (
        item.type == "LSTM"
        and config["units"] <= BLOCK_UNITS
        and config.get("activation", "tanh") == "tanh"
        and not (config.get("dropout") or config.get("recurrent_dropout"))
        and config.keys() <= _KNOWN
    )


def use_block(model: Any, layers: Sequence[Layer]) -> None:
    """Let BlockLSTM compute those layers of a Keras model for which ``uses_block`` holds.

    Args:
        model: The ``keras.Sequential`` that ``layers`` describe, as ``build_model`` builds it.
        layers: The model, in order.
    """
    for built, item in zip(model.layers, layers, strict=True):
        if uses_block(item):
            both = item.type == "Bidirectional"
            for lstm in (built.forward_layer, built.backward_layer) if both else (built,):
                lstm.inner_loop = partial(_block, lstm)


def _block(
    lstm: Any, sequences: Any, initial_state: Sequence[Any], mask: Any, training: bool = False
) -> tuple[Any, Any, list[Any]]:
    """What ``keras.layers.LSTM.inner_loop`` returns, with its arguments; no layer here has a mask.

    Args:
        sequences: (batch, steps, features) float32.
        initial_state: Output and cell state, each (batch, units) float32.

    Returns:
        The last output (batch, units), all outputs (batch, steps, units) and the last state.
    """
    import tensorflow as tf

    inputs = tf.transpose(sequences, [1, 0, 2])
    if lstm.go_backwards:
        inputs = inputs[::-1]
    cell, absent = lstm.cell, tf.zeros([lstm.units])
    # BlockLSTMV2 would take Keras' order of gates, but its gradient does not: it is wrong
    states = tf.raw_ops.BlockLSTM(
        seq_len_max=tf.shape(inputs, tf.int64)[0],
        x=inputs,
        h_prev=initial_state[0],
        cs_prev=initial_state[1],
        w=_reordered(tf.concat([cell.kernel.value, cell.recurrent_kernel.value], axis=0)),
        b=_reordered(cell.bias.value),
        wci=absent,
        wcf=absent,
        wco=absent,
        forget_bias=0.0,  # Keras has it in the bias
        cell_clip=0.0,  # none
    )
    outputs = tf.transpose(states.h, [1, 0, 2])
    return states.h[-1], outputs, [states.h[-1], states.cs[-1]]


def _reordered(weights: Any) -> Any:
    """Weights (…, 4 * units) in BlockLSTM's order of gates: input, cell, forget, output."""
    import tensorflow as tf

    i, f, c, o = tf.split(weights, 4, axis=-1)
    return tf.concat([i, c, f, o], axis=-1)
