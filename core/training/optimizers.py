"""Keras' optimizers, with Adam and RMSprop computed in one pass instead of ten.

A Keras step makes about ten passes over each variable, which dominates the time of models with a
large embedding. TensorFlow's fused kernels do a dense step in one pass. For an embedding they would
give a different result: Keras squares each slice of a sparse gradient before it adds up the slices
of a token (the sum of squares, not the square of the sum). Those steps are written out here and
fused by XLA.
"""

from __future__ import annotations

from typing import Any

from core.training.keras_private import momentum, variable_index, velocity


def build_optimizer(name: str, learning_rate: float) -> Any:
    """The Keras optimizer with this lower-case class name, with Keras' defaults."""
    import keras
    import tensorflow as tf

    class Adam(keras.optimizers.Adam):
        def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
            m, v = momentum(self, variable), velocity(self, variable)
            step = tf.cast(self.iterations.value + 1, variable.dtype)
            beta1_power = tf.pow(tf.constant(self.beta_1, variable.dtype), step)
            beta2_power = tf.pow(tf.constant(self.beta_2, variable.dtype), step)
            if isinstance(gradient, tf.IndexedSlices):
                total, squares = _sums(gradient, variable)
                alpha = (
                    tf.convert_to_tensor(learning_rate)
                    * tf.sqrt(1 - beta2_power)
                    / (1 - beta1_power)
                )

                @tf.function(jit_compile=True)
                def update(total: Any, squares: Any, alpha: Any) -> None:
                    m_new = m + (total - m) * (1 - self.beta_1)
                    v_new = v + (squares - v) * (1 - self.beta_2)
                    m.assign(m_new)
                    v.assign(v_new)
                    variable.assign_sub(m_new * alpha / (tf.sqrt(v_new) + self.epsilon))

                update(total, squares, alpha)
                return
            tf.raw_ops.ResourceApplyAdam(
                var=variable.handle,
                m=m.handle,
                v=v.handle,
                beta1_power=beta1_power,
                beta2_power=beta2_power,
                lr=tf.cast(learning_rate, variable.dtype),
                beta1=self.beta_1,
                beta2=self.beta_2,
                epsilon=self.epsilon,
                grad=gradient,
            )

    class RMSprop(keras.optimizers.RMSprop):
        def build(self, variables: Any) -> None:
            if self.built:
                return
            super().build(variables)
            self._increments = [
                self.add_variable_from_reference(variable, name="increment")
                for variable in variables
            ]

        def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
            v = velocity(self, variable)
            if isinstance(gradient, tf.IndexedSlices):
                total, squares = _sums(gradient, variable)

                @tf.function(jit_compile=True)
                def update(total: Any, squares: Any, rate: Any) -> None:
                    v_new = self.rho * v + (1 - self.rho) * squares
                    v.assign(v_new)
                    variable.assign_sub(rate * total / tf.sqrt(v_new + self.epsilon))

                update(total, squares, tf.convert_to_tensor(learning_rate))
                return
            tf.raw_ops.ResourceApplyRMSProp(
                var=variable.handle,
                ms=v.handle,
                mom=self._increments[variable_index(self, variable)].value.handle,
                lr=tf.cast(learning_rate, variable.dtype),
                rho=self.rho,
                momentum=0.0,
                epsilon=self.epsilon,
                grad=gradient,
            )

    def _sums(gradient: Any, variable: Any) -> tuple[Any, Any]:
        """Sums by row of the slices of a sparse gradient, and of their squares."""
        rows = variable.shape[0]
        values, indices = gradient.values, gradient.indices
        total = tf.math.unsorted_segment_sum(values, indices, rows)
        return total, tf.math.unsorted_segment_sum(tf.square(values), indices, rows)

    if name == "adam":
        return Adam(learning_rate)
    if name == "rmsprop":
        return RMSprop(learning_rate)
    return keras.optimizers.get({"class_name": name, "config": {"learning_rate": learning_rate}})
