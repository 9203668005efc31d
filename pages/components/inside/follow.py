"""Following the input: what is slower than the answers comes a moment after the last key."""

from __future__ import annotations

from pathlib import Path

FOLLOW = Path(__file__).with_name("follow.js")
"""What a component needs for ``followInput(root, refresh)``; ``root.data.given`` is its input."""
