"""Runs: the store that holds them, the manager that launches them, what executes them."""
