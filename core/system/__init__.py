"""Seeing inside: what the page System and ``python -m core status`` show."""
