"""Which samples a run validates on: the fit settings' answer, as Keras gives it."""

from __future__ import annotations

import math
from typing import Any

from core.datasets import Samples, Splits
from core.errors import RequestError


def split_validation(splits: Splits, fit: dict[str, Any]) -> tuple[Samples, Samples | None]:
    """Training and validation samples.

    Args:
        splits: What the dataset gave.
        fit: The recipe's fit settings; ``validation_split`` is held out from the end of the
            training samples, as ``Model.fit`` does.

    Raises:
        RequestError: The share leaves no sample to train or to validate on.
    """
    if splits.validation is not None:
        return splits.train, splits.validation
    if fit.get("validation_data") == "test":
        return splits.train, splits.test
    share = fit.get("validation_split", 0.0)
    if not share:
        return splits.train, None
    count = len(splits.train)
    kept = math.floor(count * (1.0 - share))
    if not 0 < kept < count:
        raise RequestError(
            "validation_split={share} of {count} samples leaves {kept} to train on; choose a "
            "share that leaves both parts at least one sample.",
            share=share,
            count=count,
            kept=kept,
        )
    return splits.train.part(slice(0, kept)), splits.train.part(slice(kept, None))
