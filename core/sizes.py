"""Bytes in words."""

from __future__ import annotations

import math

from core.i18n import gettext


def size(count: float) -> str:
    """``"0 kB"``, ``"12 kB"``, ``"3.4 MB"``, ``"1.2 GB"``."""
    if count < 1e6:
        return gettext("{count:,.0f} kB", count=math.ceil(count / 1e3))
    if count < 1e9:
        return gettext("{count:,.1f} MB", count=count / 1e6)
    return gettext("{count:,.1f} GB", count=count / 1e9)
