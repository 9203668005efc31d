"""Does A beat B? Two groups of seeds on one test set, and what may be said of them."""
