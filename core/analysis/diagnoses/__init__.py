"""Diagnoses: what a run's curves and predictions look like, by rules. Nothing is ever certain.

A rule reads what is stored of a run, and answers with its evidence: numbers, and the epochs in
which a curve shows it. docs/diagnoses.md has how often each rule is right.
"""

from core.analysis.diagnoses.diagnosis import (
    DIAGNOSES,
    DISAPPOINTING,
    OVERFITS,
    STILL_IMPROVING,
    Answers,
    Diagnosis,
    Rivals,
    answers,
)
from core.analysis.diagnoses.rules import diagnose, may_be_constant
from core.analysis.diagnoses.stored import DIAGNOSED, diagnose_run, results_by_recipe
from core.analysis.diagnoses.words import (
    NAMES,
    NOTHING,
    chip,
    evidence,
    remark,
    remedy,
    suggested,
    unit_of,
)

__all__ = [
    "DIAGNOSED",
    "DIAGNOSES",
    "DISAPPOINTING",
    "NAMES",
    "NOTHING",
    "OVERFITS",
    "STILL_IMPROVING",
    "Answers",
    "Diagnosis",
    "Rivals",
    "answers",
    "chip",
    "diagnose",
    "diagnose_run",
    "evidence",
    "may_be_constant",
    "remark",
    "remedy",
    "results_by_recipe",
    "suggested",
    "unit_of",
]
