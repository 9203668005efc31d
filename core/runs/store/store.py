"""The run store: the only channel between pages, command line, workers and hosts."""

from __future__ import annotations

from core.runs.store.actions import Actions
from core.runs.store.bin import Bin
from core.runs.store.copying import Copies
from core.runs.store.database import Database
from core.runs.store.histories import Histories
from core.runs.store.inputs import Inputs
from core.runs.store.journal import Journal
from core.runs.store.labels import Labels
from core.runs.store.leases import Leases
from core.runs.store.queue import Queue
from core.runs.store.runs import Runs
from core.runs.store.statistics import Statistics
from core.runs.store.sweeps import Sweeps
from core.runs.store.views import Views


class Store:
    """The runs, their epochs and who executes them, in the database at a URL.

    Safe to use from any number of threads, processes and, with a database server, hosts. Every
    method of every part may raise StoreError.

    Args:
        url: SQLAlchemy URL; see Database.

    Attributes:
        database: Transactions, the version, and who listens to changes.
        runs: Create runs, read them, describe them.
        queue: Which runs are next.
        leases: Who executes which run, and how that ends.
        actions: Stop, pause, resume, extend and retry a run.
        histories: The epochs of runs.
        labels: Names, tags and notes.
        bin: Deleted runs.
        sweeps: The rows of sweeps; see ``core.sweeps``.
        views: Addresses of pages, saved under a name.
        inputs: What people give to trained models and keep.
        journal: Logs what happens to runs.
        copies: All rows as they are, for backups.
        statistics: How much there is, and how fast it is.

    Example:
        >>> store = Store("sqlite:///runs.sqlite")
        >>> run = store.runs.create(recipe("mnist/cnn"), seed=0, origin="dashboard")
        >>> store.labels.tag([run.id], ["lecture 3"])
        >>> store.actions.stop(run.id)
        'stopped'
    """

    def __init__(self, url: str):
        self.database = Database(url)
        self.runs = Runs(self.database)
        self.queue = Queue(self.database)
        self.leases = Leases(self.database)
        self.actions = Actions(self.database)
        self.histories = Histories(self.database)
        self.labels = Labels(self.database)
        self.bin = Bin(self.database)
        self.sweeps = Sweeps(self.database)
        self.views = Views(self.database)
        self.inputs = Inputs(self.database)
        self.journal = Journal(self.database)
        self.copies = Copies(self.database)
        self.statistics = Statistics(self.database)

    def close(self) -> None:
        """Close all connections."""
        self.database.close()
