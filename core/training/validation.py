"""The validation samples of a run, split from the training samples as Keras does."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from core.datasets import Samples, Splits
from core.errors import RequestError


def split_validation(splits: Splits, fit: Mapping[str, Any]) -> tuple[Samples, Samples | None]:
    """Training and validation samples.

    Args:
        splits: The splits of the dataset.
        fit: The recipe's fit settings; ``validation_split`` is taken from the end of the
            training samples, as in ``Model.fit``.

    Raises:
        RequestError: The share leaves no samples for training or for validation.
    """
    if splits.validation is not None:
        return splits.train, splits.validation
    if fit.get("validation_data") == "test":
        return splits.train, splits.test
    share = fit.get("validation_split", 0.0)
    if not share:
        return splits.train, None
    count = len(splits.train)
    remaining = math.floor(count * (1.0 - share))
    if not 0 < remaining < count:
        raise RequestError(
            "validation_split={share} of {count} samples leaves {remaining} to train on; choose "
            "a share that leaves at least one sample for each part.",
            share=share,
            count=count,
            remaining=remaining,
        )
    return splits.train.part(slice(0, remaining)), splits.train.part(slice(remaining, None))
