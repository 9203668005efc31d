"""Compile and fit settings, written down a second time: the usual values and their bounds."""

from __future__ import annotations

from core.recipes.declared import COMPILE, FIT

NUMBERS = {
    "learning_rate": (0.001, 1e-6, 10),
    "epochs": (10, 1, 10_000),
    "batch_size": (64, 1, 4_096),
    "validation_split": (0, 0, 0.9),
    "patience": (0, 0, 1_000),
    "steps_per_epoch": (500, 1, 100_000),
}
OTHERS = {"optimizer": "adam", "validation_data": "train", "restore_best_weights": False}


def test_every_setting_has_its_usual_value_and_its_bounds():
    settings = {item.name: item for item in (*COMPILE, *FIT)}
    numbers = {
        name: (item.default, item.low, item.high)
        for name, item in settings.items()
        if name not in OTHERS
    }
    assert numbers == NUMBERS
    assert {name: settings[name].default for name in OTHERS} == OTHERS


def test_settings_are_grouped_by_what_they_configure():
    assert {item.group for item in COMPILE} == {"compile"}
    assert {item.group for item in FIT} == {"fit"}
