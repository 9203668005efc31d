"""Where each group of a judgement stands: who leads, who is behind, of whom nobody can say."""

from __future__ import annotations

from dataclasses import dataclass

from core.analysis.judgement import Judgement
from core.verdict.verdict import OPEN, SAME


@dataclass(frozen=True)
class Standing:
    """Groups by how the one that is ahead compares with them; each by mean, the best first.

    Attributes:
        first: The group with the best mean.
        level: Those that are not meaningfully different from it, or too early to tell from it.
        trailing: Those that it leads without that being settled.
        behind: Those that it is better than.
    """

    first: str
    level: tuple[str, ...]
    trailing: tuple[str, ...]
    behind: tuple[str, ...]

    @property
    def leading(self) -> tuple[str, ...]:
        """The groups of which none is behind, by a clear or leaning verdict.

        Empty while nobody can say: a group that is ahead of nobody leads nobody.
        """
        if not (self.trailing or self.behind):
            return ()
        return (self.first, *self.level)


def standing(judgement: Judgement) -> Standing | None:
    """Return where the groups stand; None where fewer than two were judged."""
    if judgement.ranking is None:
        return None
    first, *others = judgement.scores
    groups: dict[str, list[str]] = {"level": [], "trailing": [], "behind": []}
    for other in others:
        verdict = judgement.verdicts[first, other]
        if verdict.outcome == OPEN:
            place = "trailing" if verdict.leans else "level"
        else:
            place = "level" if verdict.outcome == SAME else "behind"
        groups[place].append(other)
    return Standing(first, **{name: tuple(members) for name, members in groups.items()})
