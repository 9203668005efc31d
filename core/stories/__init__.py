"""The five stories: a question, a sample, possible answers, and why the answer is what it is."""

from core.stories.mechanisms import Reason, reasons
from core.stories.samples import Row, Sample, Token, sample
from core.stories.stories import STORIES, Answer, Story, next_story, was_right

__all__ = [
    "STORIES",
    "Answer",
    "Reason",
    "Row",
    "Sample",
    "Story",
    "Token",
    "next_story",
    "reasons",
    "sample",
    "was_right",
]
