"""Where each group of a judgement stands: who leads, who is behind, of whom nobody can say."""

from __future__ import annotations

from dataclasses import dataclass

from core.analysis.judgement import Judgement
from core.verdict.verdict import OPEN, SAME


@dataclass(frozen=True)
class Standing:
    """Groups by how the one that is ahead compares with them; each by mean, the best first.

    Attributes:
        order: All of them by mean, the best first.
        first: The group with the best mean.
        level: Those that are not meaningfully different from it, or too early to tell from it.
        trailing: Those that it leads without that being settled.
        behind: Those that it is better than.
    """

    order: tuple[str, ...]
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

    @property
    def alike(self) -> tuple[str, ...]:
        """The groups of which it is open whether the best is better, ahead of all that are behind.

        One whose seeds scatter may have a lower mean than one that is behind for certain; marking
        it as one of the best would look like an error. Empty while none is behind.
        """
        worse = [self.order.index(key) for key in self.behind]
        ahead = self.order[1 : min(worse, default=0)]
        return tuple(key for key in ahead if key not in self.behind)


def standing(judgement: Judgement) -> Standing | None:
    """Return where the groups stand; None where fewer than two were judged."""
    if judgement.ranking is None:
        return None
    order = tuple(judgement.scores)
    first, *others = order
    groups: dict[str, list[str]] = {"level": [], "trailing": [], "behind": []}
    for other in others:
        verdict = judgement.verdicts[first, other]
        if verdict.outcome == OPEN:
            place = "trailing" if verdict.leans else "level"
        else:
            place = "level" if verdict.outcome == SAME else "behind"
        groups[place].append(other)
    return Standing(order, first, **{name: tuple(members) for name, members in groups.items()})
