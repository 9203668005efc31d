"""Several groups judged together, in a sentence: who leads, and of whom that can be said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.i18n import gettext
from core.verdict.scores import POINTS, Scores
from core.verdict.sentences import digits
from core.verdict.verdict import CLEAR, EARLY, LEANING, OPEN, SAME, SEEDS, Verdict

ENOUGH = 3
MOST_AT_ONCE = 10
"""More seeds than this nobody queues with one press; the advice is a guess, better looked at
again after some of them."""


@dataclass(frozen=True)
class Ranking:
    """What may be said of the group that is ahead.

    Attributes:
        leader: Its name.
        beats: The names of those it is better than, and by how much where that was asked for.
        leads: Of those it leads, likewise, though that is not settled.
        equals: Of those from which it is not meaningfully different.
        unclear: Of those it is too early to tell it from.
    """

    leader: str
    beats: tuple[str, ...]
    leads: tuple[str, ...]
    equals: tuple[str, ...]
    unclear: tuple[str, ...]

    @property
    def state(self) -> str:
        """The least certain of what is said: ``clear``, ``leaning`` or ``early``."""
        return EARLY if self.unclear else LEANING if self.leads else CLEAR

    def sentence(self) -> str:
        """As one or more whole sentences, the most certain first."""
        values = {
            "leader": self.leader,
            "beats": listed(self.beats),
            "leads": listed(self.leads),
            "equals": listed(self.equals),
            "unclear": listed(self.unclear),
        }
        if not (self.beats or self.leads or self.equals):
            return gettext(
                "No clear winner yet: {leader} is ahead, but it is too early to tell it from "
                "{unclear}.",
                **values,
            )
        said = []
        if self.beats:
            said.append(gettext("{leader} is better than {beats}.", **values))
        if self.equals:
            said.append(gettext("{leader} is not meaningfully different from {equals}.", **values))
        if self.leads:
            said.append(
                gettext(
                    "{leader} leads {leads}; more seeds will tell whether it is better.", **values
                )
            )
        if self.unclear:
            said.append(gettext("It is too early to tell {leader} from {unclear}.", **values))
        return " ".join(said)


def rank(
    keys: Sequence[str], judged: Mapping[tuple[str, str], Verdict], *, sizes: bool = False
) -> Ranking:
    """What may be said of the first of several groups.

    Args:
        keys: The groups, the best mean first.
        judged: A verdict on each pair of them, in that order.
        sizes: Say by how much it is better.
    """
    found: dict[str, list[str]] = {"beats": [], "leads": [], "equals": [], "unclear": []}
    for other in keys[1:]:
        verdict = judged[keys[0], other]
        if verdict.outcome == OPEN:
            kind = "leads" if verdict.leans else "unclear"
        else:
            kind = "equals" if verdict.outcome == SAME else "beats"
        sized = sizes and kind in ("beats", "leads")
        found[kind].append(by_how_much(verdict) if sized else verdict.b)
    leader = judged[keys[0], keys[1]].a
    return Ranking(leader, **{name: tuple(names) for name, names in found.items()})


def by_how_much(verdict: Verdict) -> str:
    """The second one's name, and by how much the first is better."""
    return gettext(
        "{name} (by {size} {unit})",
        name=verdict.b,
        size=f"{abs(verdict.difference):.{digits(verdict)}f}",
        unit=gettext(verdict.unit) if verdict.unit else "",
    )


def missing_seeds(judged: Mapping[tuple[str, str], Verdict]) -> dict[str, int]:
    """Group → how many more seeds of it would settle what is open; none that would not help.

    Where a group has one seed, both are to have ``ENOUGH``: less tells nothing of the scatter.
    """
    found: dict[str, int] = {}
    for pair, verdict in judged.items():
        if verdict.outcome != OPEN or not verdict.more_seeds:
            continue
        for key, seeds in zip(pair, (verdict.a_seeds, verdict.b_seeds), strict=True):
            more = verdict.more_seeds if verdict.missing == SEEDS else ENOUGH - seeds
            if more > 0:
                found[key] = max(found.get(key, 0), more)
    return found


def not_judged(names: Sequence[str]) -> str:
    """Who has results and is not in the sentence; "" where nobody is left out."""
    return gettext("Not judged: {names}.", names=listed(names)) if names else ""


def one_seed(newcomers: Iterable[Scores]) -> str:
    """Who has one seed beside others that have several, and what it gave."""
    found = [f"{scores.name} ({_figure(scores)})" for scores in newcomers]
    return gettext("One seed so far, so not judged yet: {names}.", names=listed(found))


def _figure(scores: Scores) -> str:
    if scores.unit == POINTS:
        return f"{scores.mean:.1f} %"
    return f"{scores.mean:.2f} {gettext(scores.unit) if scores.unit else ''}".rstrip()


def listed(names: Sequence[str]) -> str:
    """Names in a row, as in a sentence."""
    if len(names) < 2:
        return "".join(names)
    return gettext("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])
