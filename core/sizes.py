"""Formats numbers of bytes for people."""

from __future__ import annotations

import math

from core.i18n import gettext


def size(count: float) -> str:
    """Format bytes: ``"0 kB"``, ``"12 kB"``, ``"3.4 MB"``, ``"1.2 GB"``."""
    if count < 1e6:
        return gettext("{count:,.0f} kB", count=math.ceil(count / 1e3))
    if count < 1e9:
        return gettext("{count:,.1f} MB", count=count / 1e6)
    return gettext("{count:,.1f} GB", count=count / 1e9)


def roughly(count: float) -> str:
    """Format bytes with two significant figures: ``"about 12 kB"``, ``"about 1.1 GB"``."""
    rounded = float(f"{max(count, 1e3):.1e}")
    if rounded < 1e6:
        return gettext("about {count:,g} kB", count=rounded / 1e3)
    if rounded < 1e9:
        return gettext("about {count:,g} MB", count=rounded / 1e6)
    return gettext("about {count:,g} GB", count=rounded / 1e9)
