"""Quality metrics in words: the name, unit and meaning of each."""

from __future__ import annotations

from dataclasses import dataclass

from core.i18n import gettext, mark
from pages.components.frame import wording


@dataclass(frozen=True)
class Figure:
    """Name and explanation of a figure from ``core.analysis.quality``.

    Attributes:
        title: Name with its unit; ``{unit}`` stands for the unit of a series.
        meaning: One or two sentences on what the figure measures.
        format: printf format for tables.
    """

    title: str
    meaning: str
    format: str = "%.4f"

    def name(self, unit: str = "") -> str:
        return gettext(self.title, unit=unit)

    def text(self, value: float | None) -> str:
        """Format a value: ``.8612`` for a share, ``0.348`` otherwise; a dash for none."""
        if value is None or value != value:
            return "—"
        return wording.share(value) if self.format == "%.4f" else self.format % value


FIGURES: dict[str, Figure] = {
    "accuracy": Figure(mark("Accuracy"), mark("The share of test samples classified correctly.")),
    "macro_f1": Figure(
        mark("Macro F1"),
        mark(
            "The harmonic mean of precision and recall, computed per class and averaged, so that "
            "rare classes count as much as common ones. 1 is best."
        ),
    ),
    "balanced_accuracy": Figure(
        mark("Balanced accuracy"),
        mark(
            "The share of each class that was recognised, averaged over the classes: always "
            "answering with the most common class scores no better than rolling dice. 1 is best."
        ),
    ),
    "log_loss": Figure(
        mark("Log loss (nats)"),
        mark(
            "Penalises a low probability for the true class: 0 if the model is always right and "
            "certain, 0.69 if it gives two classes fifty-fifty, up to 16 for a mistake "
            "made with certainty. Lower is better."
        ),
        "%.3f",
    ),
    "calibration_error": Figure(
        mark("Calibration error"),
        mark(
            "The gap between how sure the model is and how often it is right, averaged over the "
            "test samples. 0 is best: answers it is 80 % sure of are right in 80 of 100 cases."
        ),
    ),
    "mae": Figure(
        mark("Mean absolute error ({unit})"),
        mark("The average size of the errors, whether too high or too low. Lower is better."),
        "%.2f",
    ),
    "rmse": Figure(
        mark("Root mean square error ({unit})"),
        mark(
            "Like the mean absolute error, but large errors weigh more, because errors are "
            "squared before they are averaged. Lower is better."
        ),
        "%.2f",
    ),
}
