"""What a network has to beat: fast models without a network, computed once per dataset."""

__all__ = ["baselines", "cached", "classes", "rivals", "series"]
