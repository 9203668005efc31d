"""Does A beat B? Verdicts on groups of seeds that share a test set."""

__all__ = [
    "outcomes",
    "ranking",
    "row",
    "scores",
    "sentences",
    "spending",
    "tails",
    "verdict",
]
