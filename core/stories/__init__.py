"""The five stories: a question, a sample, possible answers, and why the answer is what it is."""

from core.stories.mechanisms import Reason, reasons
from core.stories.samples import DECIDES, DECOY, Row, Sample, Token, sample, token_kinds
from core.stories.stories import STORIES, Answer, Story, next_story, was_right

__all__ = [
    "DECIDES",
    "DECOY",
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
    "token_kinds",
    "was_right",
]
