"""One real run for each rule: of those that ``tests.benchmarks.diagnoses`` trains, rounded."""

from __future__ import annotations

import json

import pytest

from core.analysis.diagnoses import DIAGNOSES, Answers, Rivals, diagnose
from core.recipes import recipe

TOPICS = Rivals(guessing=0.1205, guessing_loss=2.0788, linear=0.923)
PROBE = Rivals(guessing=0.521, guessing_loss=0.6931, linear=0.508)
DEAD = Answers(count=1, spread=0.0)
VARIED = Answers(count=2, spread=1.0)
# Recipe, settings, curves, test accuracy, further facts, diagnoses, the first one's epochs and
# suggestion.
RUNS = {
    "rate 10": (
        *("topics/cnn", {"learning_rate": 10.0}),
        """{"loss": [2276000, 2.437, 2.365, 2.363, 2.363, 2.406, 2.452, 2.692, 2.699, 2.518],
        "accuracy": [0.126, 0.126, 0.124, 0.137, 0.124, 0.12, 0.119, 0.127, 0.126, 0.121],
        "val_loss": [2.987, 2.334, 2.316, 2.144, 2.551, 2.353, 2.945, 3.088, 2.307, 2.33],
        "val_accuracy": [0.125, 0.125, 0.137, 0.151, 0.125, 0.129, 0.116, 0.151, 0.125, 0.129]}""",
        *(0.128, {"rivals": TOPICS, "answers": VARIED}),
        *(["rate too high"], (1, 10), {"learning_rate": 0.001}),
    ),
    "dead relu": (
        *("topics/cnn", {"learning_rate": 0.1}),
        """{"loss": [1.9, 2.096, 2.085, 2.087, 2.088, 2.09, 2.089, 2.085, 2.085, 2.086],
        "accuracy": [0.296, 0.137, 0.116, 0.128, 0.119, 0.13, 0.116, 0.123, 0.125, 0.127],
        "val_loss": [1.927, 2.09, 2.085, 2.08, 2.086, 2.092, 2.08, 2.082, 2.089, 2.086],
        "val_accuracy": [0.211, 0.111, 0.111, 0.137, 0.137, 0.105, 0.151, 0.137, 0.105, 0.125]}""",
        *(0.1235, {"rivals": TOPICS, "answers": DEAD}),
        *(["same answer"], (1, 10), {"learning_rate": 0.001}),
    ),
    "rate 0.000001": (
        *("topics/cnn", {"learning_rate": 1e-6}),
        """{"loss": [2.08, 2.08, 2.08, 2.08], "accuracy": [0.128, 0.128, 0.13, 0.131],
        "val_loss": [2.08, 2.08, 2.08, 2.08], "val_accuracy": [0.129, 0.128, 0.129, 0.13]}""",
        *(0.1345, {"rivals": TOPICS, "answers": VARIED}),
        *(["not learning"], (1, 4), {"learning_rate": 0.001}),
    ),
    "guessing is as good": (
        *("probe-motif/mlp", {}),
        """{"loss": [0.6947, 0.6269, 0.4702, 0.2739, 0.121, 0.0425],
        "accuracy": [0.49, 0.716, 0.802, 0.92, 0.981, 0.999],
        "val_loss": [0.6928, 0.7215, 0.83, 1.055, 1.265, 1.5],
        "val_accuracy": [0.52, 0.5225, 0.5175, 0.5275, 0.5425, 0.5325]}""",
        *(0.506, {"rivals": PROBE, "answers": VARIED}),
        *(["no better", "overfits"], (None, None), {}),
    ),
    "rate 0.3": (
        *("digits/mlp", {"learning_rate": 0.3, "epochs": 6}),
        """{"loss": [31.89, 1.587, 1.426, 1.552, 1.538, 1.526],
        "accuracy": [0.251, 0.397, 0.473, 0.456, 0.377, 0.384],
        "val_loss": [1.602, 1.549, 1.609, 1.811, 1.531, 1.569],
        "val_accuracy": [0.396, 0.396, 0.385, 0.455, 0.375, 0.368]}""",
        *(0.351, {"seeds": (0.351, 0.683, 0.588, 0.479, 0.635)}),
        *(["rate too high", "unstable"], (1, 1), {"learning_rate": 0.001}),
    ),
    "MLP, last": (
        *("probe-last/mlp", {}),
        """{"loss": [0.6889, 0.6005, 0.4568, 0.296, 0.1494, 0.0585],
        "accuracy": [0.541, 0.7, 0.799, 0.89, 0.969, 0.996],
        "val_loss": [0.6679, 0.6552, 0.6976, 0.8126, 0.9872, 1.172],
        "val_accuracy": [0.61, 0.615, 0.6675, 0.6575, 0.6325, 0.625]}""",
        *(0.5875, {"rivals": PROBE}),
        *(["overfits"], (3, 6), None),
    ),
    "linear model wins": (
        *("topics/mlp", {}),
        """{"loss": [2.074, 1.877, 0.8862, 0.3109, 0.1658, 0.102, 0.0646, 0.0426, 0.0295, 0.021],
        "accuracy": [0.167, 0.547, 0.874, 0.939, 0.972, 0.986, 0.995, 0.999, 1.0, 1.0],
        "val_loss": [2.061, 1.561, 0.557, 0.349, 0.305, 0.278, 0.282, 0.272, 0.276, 0.274],
        "val_accuracy": [0.209, 0.676, 0.895, 0.911, 0.916, 0.919, 0.911, 0.911, 0.914, 0.908]}""",
        *(0.915, {"rivals": TOPICS}),
        *(["overfits", "no better"], (4, 10), None),
    ),
    "2 filters": (
        *("topics/cnn", {"filters": 2}),
        """{"loss": [2.077, 2.048, 1.94, 1.753, 1.605, 1.506, 1.429, 1.36, 1.293, 1.23],
        "accuracy": [0.151, 0.245, 0.263, 0.278, 0.297, 0.355, 0.384, 0.417, 0.454, 0.481],
        "val_loss": [2.07, 2.018, 1.862, 1.722, 1.653, 1.627, 1.606, 1.597, 1.601, 1.603],
        "val_accuracy": [0.198, 0.281, 0.273, 0.289, 0.31, 0.31, 0.329, 0.352, 0.345, 0.362]}""",
        *(0.369, {"rivals": TOPICS}),
        *(["too small", "no better"], (1, 10), {"filters": 32}),
    ),
    "batch size 1,024": (
        *("topics/cnn", {"batch_size": 1024}),
        """{"loss": [2.079, 2.074, 2.069, 2.064, 2.059, 2.053, 2.046, 2.037, 2.026, 2.012],
        "accuracy": [0.138, 0.168, 0.201, 0.289, 0.374, 0.381, 0.369, 0.359, 0.386, 0.412],
        "val_loss": [2.077, 2.075, 2.072, 2.069, 2.065, 2.059, 2.052, 2.044, 2.033, 2.02],
        "val_accuracy": [0.155, 0.164, 0.229, 0.297, 0.306, 0.294, 0.285, 0.3, 0.324, 0.35]}""",
        *(0.351, {"rivals": TOPICS}),
        *(["few steps", "no better"], (1, 10), {"batch_size": 64}),
    ),
    "one epoch": (
        *("topics/mlp", {"epochs": 1}),
        """{"loss": [2.074], "accuracy": [0.167], "val_loss": [2.061], "val_accuracy": [0.209]}""",
        *(0.2375, {"rivals": TOPICS}),
        *(["still improving", "no better"], (1, 1), {"epochs": 2}),
    ),
}


@pytest.mark.parametrize("name", RUNS)
def test_a_real_run_is_seen_for_what_it_is(name):
    recipe_id, settings, curves, accuracy, facts, expected, epochs, suggestion = RUNS[name]
    entry = recipe(recipe_id).with_settings(settings)
    history = json.loads(curves)
    found = diagnose(entry, history, {"accuracy": accuracy}, test_samples=2_000, **facts)
    assert [one.name for one in found] == expected
    assert (found[0].first, found[0].last) == epochs
    assert suggestion is None or dict(found[0].suggestion) == suggestion


def test_every_rule_has_its_run():
    assert {name for *_, names, _, _ in RUNS.values() for name in names} == set(DIAGNOSES)
