"""A run's progress as a bar and a sentence, which update on their own: see ``live_chart``."""

from __future__ import annotations

from typing import Any

from pages.components.live.component import component

_HTML = """
<div class="live-progress">
  <p></p><div role="progressbar" aria-valuemin="0" aria-valuemax="100"><i></i></div>
</div>
"""


def live_progress(words: dict[str, Any], *, key: str, feed: dict[str, Any]) -> None:
    """Draw ``share``, from 0 to 1, and ``text``; both follow the feed."""
    component(__file__, _HTML)(key=key, data={"words": words, "feed": feed})
