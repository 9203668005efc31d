"""Imported by the fork server, to have Keras in memory without running any operation.

A child forked after an operation would inherit dead thread pools and devices; the import alone
starts neither.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import tensorflow

__all__ = ["keras", "tensorflow"]
