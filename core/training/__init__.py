"""Training: the only package that imports Keras, and only when a run starts."""
