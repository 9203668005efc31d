"""Several groups judged together, in a sentence: which leads, and over which that is settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.i18n import gettext, mark
from core.verdict.scores import POINTS, Scores
from core.verdict.sentences import digits
from core.verdict.verdict import CLEAR, EARLY, LEANING, OPEN, SAME, SEEDS, Verdict

ENOUGH = 3
"""Seeds each group should have before its scatter can be estimated."""

# Names of groups in a Ranking → the sentence on them, the most certain first.
SENTENCES: Mapping[str, str] = {
    "beats": mark("{leader} is better than {beats}."),
    "equals": mark("{leader} is not meaningfully different from {equals}."),
    "leads": mark("{leader} leads {leads}; more seeds will show whether it is better."),
    "unclear": mark("It is too early to tell {leader} from {unclear}."),
}


@dataclass(frozen=True)
class Ranking:
    """How the group that is ahead compares with each of the others.

    Attributes:
        leader: Its name.
        beats: Names of the groups it is better than, with the sizes if they were requested.
        leads: Names of the groups it leads without that being settled, with sizes likewise.
        equals: Names of the groups from which it is not meaningfully different.
        unclear: Names of the groups it is too early to tell it from.
    """

    leader: str
    beats: tuple[str, ...]
    leads: tuple[str, ...]
    equals: tuple[str, ...]
    unclear: tuple[str, ...]

    @property
    def state(self) -> str:
        """The least certain of the comparisons: ``clear``, ``leaning`` or ``early``."""
        return EARLY if self.unclear else LEANING if self.leads else CLEAR

    def sentence(self) -> str:
        """The ranking as one or more whole sentences, the most certain first."""
        values = {name: joined(getattr(self, name)) for name in SENTENCES}
        if not (self.beats or self.leads or self.equals):
            return gettext(
                "No clear winner yet: {leader} is ahead, but it is too early to tell it from "
                "{unclear}.",
                leader=self.leader,
                **values,
            )
        sentences = [
            gettext(sentence, leader=self.leader, **values)
            for name, sentence in SENTENCES.items()
            if values[name]
        ]
        return " ".join(sentences)


def rank(
    keys: Sequence[str], verdicts: Mapping[tuple[str, str], Verdict], *, sizes: bool = False
) -> Ranking:
    """Return how the first of several groups compares with the others.

    Args:
        keys: The groups, the best mean first.
        verdicts: A verdict on each pair of them, in that order.
        sizes: Whether to add by how much it is better.
    """
    names_by_kind: dict[str, list[str]] = {name: [] for name in SENTENCES}
    for other in keys[1:]:
        verdict = verdicts[keys[0], other]
        if verdict.outcome == OPEN:
            kind = "leads" if verdict.leans else "unclear"
        else:
            kind = "equals" if verdict.outcome == SAME else "beats"
        sized = sizes and kind in ("beats", "leads")
        names_by_kind[kind].append(by_how_much(verdict) if sized else verdict.b)
    leader = verdicts[keys[0], keys[1]].a
    return Ranking(leader, **{name: tuple(names) for name, names in names_by_kind.items()})


def by_how_much(verdict: Verdict) -> str:
    """The second group's name, and by how much the first is better."""
    return gettext(
        "{name} (by {size} {unit})",
        name=verdict.b,
        size=f"{abs(verdict.difference):.{digits(verdict)}f}",
        unit=gettext(verdict.unit) if verdict.unit else "",
    )


def missing_seeds(verdicts: Mapping[tuple[str, str], Verdict]) -> dict[str, int]:
    """Map each group to the number of further seeds that would settle its open verdicts.

    Groups for which more seeds would not help are left out. Where a group has one seed, both groups
    of the pair should reach ``ENOUGH``; fewer say nothing about the scatter.
    """
    missing: dict[str, int] = {}
    for pair, verdict in verdicts.items():
        if verdict.outcome != OPEN or not verdict.more_seeds:
            continue
        for key, seeds in zip(pair, (verdict.a_seeds, verdict.b_seeds), strict=True):
            more = verdict.more_seeds if verdict.missing == SEEDS else ENOUGH - seeds
            if more > 0:
                missing[key] = max(missing.get(key, 0), more)
    return missing


def not_finished(names: Sequence[str]) -> str:
    """Name groups whose first result is still to come, or "" if there are none."""
    return gettext("Not finished yet: {names}.", names=joined(names)) if names else ""


def not_judged(names: Sequence[str]) -> str:
    """A sentence naming the groups the ranking leaves out; "" if it leaves out none."""
    return gettext("Not compared: {names}.", names=joined(names)) if names else ""


def one_seed(newcomers: Iterable[Scores]) -> str:
    """A sentence naming the groups that have one seed where others have several, with results."""
    names = [f"{scores.name} ({_figure(scores)})" for scores in newcomers]
    return gettext("One seed so far, so not compared yet: {names}.", names=joined(names))


def _figure(scores: Scores) -> str:
    if scores.unit == POINTS:
        return f"{scores.mean:.1f} %"
    return f"{scores.mean:.2f} {gettext(scores.unit) if scores.unit else ''}".rstrip()


def joined(names: Sequence[str]) -> str:
    """Join names as in a sentence: "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return gettext("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])
