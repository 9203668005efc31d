"""Does A beat B? Verdicts on groups of seeds that share a test set."""

__all__ = ["chance", "outcomes", "ranking", "row", "scores", "sentences", "verdict"]
