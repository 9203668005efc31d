"""Imported by the fork server: Keras in memory, and not one operation run.

A child forked after an operation would share dead thread pools and devices; importing alone
starts neither.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import tensorflow

__all__ = ["keras", "tensorflow"]
