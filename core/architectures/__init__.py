"""Architectures: layers as data, their shapes and hyperparameters, and the table of models."""

from core.architectures.architecture import Architecture, Block, complete, head
from core.architectures.families import FAMILIES
from core.architectures.layers import LAYERS, Layer, layer
from core.architectures.receptive import receptive_fields
from core.architectures.summary import Summary, summarize
from core.architectures.table import ARCHITECTURES, architecture

__all__ = [
    "ARCHITECTURES",
    "FAMILIES",
    "LAYERS",
    "Architecture",
    "Block",
    "Layer",
    "Summary",
    "architecture",
    "complete",
    "head",
    "layer",
    "receptive_fields",
    "summarize",
]
