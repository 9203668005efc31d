"""Runs: the store that holds them, the manager that starts them, the workers that train them."""

__all__ = ["backup", "files", "index", "queue", "run", "store", "workers"]
