"""Runs on a Ray cluster."""

from core.runs.workers.cluster.cluster import RayExecutor

__all__ = ["RayExecutor"]
