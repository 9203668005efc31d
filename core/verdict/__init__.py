"""Does A beat B? Verdicts on groups of seeds that share a test set."""
