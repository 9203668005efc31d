"""The queue: what people ask for, what fits alongside the running runs, and what starts next."""

from core.runs.queue.desk import Desk
from core.runs.queue.limits import REFUSE, problem, refuse, room
from core.runs.queue.manager import RunManager
from core.runs.queue.needs import Need, need
from core.runs.queue.slots import RUN_BYTES, free_slots

__all__ = [
    "REFUSE",
    "RUN_BYTES",
    "Desk",
    "Need",
    "RunManager",
    "free_slots",
    "need",
    "problem",
    "refuse",
    "room",
]
