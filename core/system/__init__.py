"""The state of the installation, as shown by the page System and ``python -m core status``."""

__all__ = ["sentences", "servers", "status", "storage", "storage_sentences", "workers"]
