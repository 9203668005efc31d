"""Training: the only place that imports Keras, and only when a run begins."""
