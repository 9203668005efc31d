"""Figures beside accuracy in words: what each is called, what it says, in which unit."""

from __future__ import annotations

from dataclasses import dataclass

from core.i18n import gettext, mark
from pages.components.frame import wording


@dataclass(frozen=True)
class Figure:
    """Words for a figure of ``core.analysis.quality``.

    Attributes:
        title: What it is called, with its unit; ``{unit}`` is a series' own.
        says: What it says, in a sentence.
        format: printf's, for a table.
    """

    title: str
    says: str
    format: str = "%.4f"

    def name(self, unit: str = "") -> str:
        return gettext(self.title, unit=unit)

    def text(self, value: float | None) -> str:
        """The value as it is written: ``.8612`` for a share, ``0.348`` else."""
        if value is None or value != value:
            return "—"
        return wording.share(value) if self.format == "%.4f" else self.format % value


FIGURES: dict[str, Figure] = {
    "accuracy": Figure(mark("Accuracy"), mark("The share of the test samples that is right.")),
    "macro_f1": Figure(
        mark("Macro F1"),
        mark(
            "The harmonic mean of precision and recall, class by class, then averaged: every class "
            "counts the same, however rare it is. 1 is best."
        ),
    ),
    "balanced_accuracy": Figure(
        mark("Balanced accuracy"),
        mark(
            "The share of each class that was found, averaged over the classes: who always answers "
            "with the commonest one gets no more than who rolls dice. 1 is best."
        ),
    ),
    "log_loss": Figure(
        mark("Log loss (nats)"),
        mark(
            "How little probability it gave to what was true: 0 for who is always right and sure "
            "of it, 0.69 for who says fifty-fifty of two, up to 16 for a mistake it was sure of. "
            "Less is better."
        ),
        "%.3f",
    ),
    "calibration_error": Figure(
        mark("Calibration error"),
        mark(
            "How far the probability it gave to its answer lies from the share of such answers "
            "that were right, on average over the test samples. 0 is best: then 80 % sure is right "
            "in 80 of 100 cases."
        ),
    ),
    "mae": Figure(
        mark("Mean absolute error ({unit})"),
        mark("How far off it was on average, too high and too low counting alike. Less is better."),
        "%.2f",
    ),
    "rmse": Figure(
        mark("Root mean square error ({unit})"),
        mark(
            "As the mean absolute error, but a few large errors weigh more than many small ones: "
            "the errors are squared before they are averaged. Less is better."
        ),
        "%.2f",
    ),
}
