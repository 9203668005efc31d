"""The state of the installation, as shown by the page System and ``python -m core status``."""
