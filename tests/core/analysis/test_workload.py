"""The work in an epoch, checked against the datasets' real sizes."""

from __future__ import annotations

from core.analysis.workload import workload
from core.recipes import recipe
from core.recipes.samples import samples


def test_published_files():
    assert samples(recipe("imdb/cnn")) == (20_000, 5_000)
    assert samples(recipe("reuters/mlp")) == (7_000, 1_982)
    assert samples(recipe("mnist/mlp")) == (60_000, 10_000)
    assert samples(recipe("imdb-raw/glove")) == (200, 10_000)
    assert samples(recipe("jena/lstm"))[0] == 500 * 128


def test_work_follows_the_settings():
    entry = recipe("imdb/lstm")
    work = workload(entry)
    assert work.batches == 313 and work.engine == "graph"
    twice = workload(entry.with_settings({"batch_size": 32}))
    assert twice.batches == 625 and twice.operations == work.operations
    assert twice.recurrent_steps > 1.9 * work.recurrent_steps
    assert workload(entry.with_settings({"maxlen": 100})).operations < 0.6 * work.operations
    assert workload(recipe("imdb/cnn")).recurrent_steps == 0
    blocks = workload(recipe("imdb/lstm-32"))
    loops = workload(recipe("imdb/lstm-32"), "graph")
    assert (blocks.engine, loops.engine) == ("graph+block-1", "graph")
    assert blocks.recurrent_steps == 0.5 * loops.recurrent_steps
    assert workload(recipe("imdb-raw/glove")).updates < 1e7 < workload(recipe("imdb/mlp")).updates
    assert workload(recipe("numeric-binary/mlp")).engine == "xla"
