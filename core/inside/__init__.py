"""Inside a trained model: a forward pass in NumPy that shows every intermediate number."""

from core.inside.forward import FORWARD
from core.inside.network import Network
from core.inside.trace import Trace

__all__ = ["FORWARD", "Network", "Trace"]
