"""The probes: small generated sets whose winners are known beforehand. To be written."""

from __future__ import annotations

from core.datasets.base import Dataset, Splits
from core.datasets.declared import data_seed, train_samples
from core.i18n import mark
from core.settings import Settings


def load_probe(kind: str, preprocessing: dict, settings: Settings) -> Splits:
    raise NotImplementedError


def _probe(kind: str, title: str, summary: str) -> Dataset:
    return Dataset(
        name=f"probe-{kind}",
        task="text-binary",
        title=title,
        summary=summary,
        settings=(train_samples(4_000, 100_000), data_seed()),
        shape=lambda preprocessing: (120,),
        load=lambda preprocessing, settings: load_probe(kind, preprocessing, settings),
        classes=2,
        vocabulary=30,
        licence="generated",
        origin=mark("Generated."),
    )


PROBES = (
    _probe(
        "motif",
        mark("Probe: a motif anywhere"),
        mark(
            "A 3-token motif anywhere in the sequence, against the same tokens in the wrong order."
        ),
    ),
    _probe(
        "place",
        mark("Probe: a fixed place"),
        mark("Which half of the vocabulary the token at one fixed place is from."),
    ),
    _probe("last", mark("Probe: the last marker"), mark("The type of the last of many markers.")),
    _probe(
        "order",
        mark("Probe: which came first"),
        mark("Which of two local motifs came first, among broken ones."),
    ),
)
