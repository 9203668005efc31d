"""Formats durations for people."""

from __future__ import annotations

from core.digits import significant
from core.i18n import gettext


def duration(seconds: float) -> str:
    """Format seconds: ``"8 ms"``, ``"2.4 s"``, ``"48 s"``, ``"3 min 20 s"``, ``"2 h 5 min"``."""
    if seconds < 0.1:
        return gettext("{count} ms", count=significant(seconds * 1000, 2))
    if seconds < 10:
        return gettext("{count:.1f} s", count=seconds)
    if seconds < 59.5:
        return gettext("{count:.0f} s", count=seconds)
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return gettext("{minutes} min {seconds} s", minutes=minutes, seconds=rest)
    hours, minutes = divmod(minutes, 60)
    return gettext("{hours} h {minutes} min", hours=hours, minutes=minutes)


def roughly(seconds: float) -> str:
    """Format seconds with one significant figure: ``"about 40 s"``, ``"about 2 min"``."""
    return gettext("about {time}", time=rounded(seconds))


def rounded(seconds: float) -> str:
    """Format seconds with one significant figure: ``"40 s"``, ``"2 min"``."""
    if _one_figure(seconds) < 1:
        return gettext("{count:g} ms", count=_one_figure(seconds * 1_000))
    if _one_figure(seconds) < 60:
        return gettext("{count:g} s", count=_one_figure(seconds))
    if _one_figure(seconds / 60) < 60:
        return gettext("{count:g} min", count=max(1, _one_figure(seconds / 60)))
    return gettext("{count:g} h", count=max(1, _one_figure(seconds / 3_600)))


def _one_figure(value: float) -> float:
    return float(f"{value:.0e}")
