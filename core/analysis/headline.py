"""A judgement in two sentences and how sure it is: the claim, and its limit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from core.analysis.judgement import Judgement
from core.analysis.standing import Standing
from core.i18n import gettext, ngettext
from core.verdict.ranking import joined
from core.verdict.scores import POINTS, Scores
from core.verdict.sentences import digits, right_answers
from core.verdict.verdict import CLEAR, EARLY, LEANING, OPEN, SAME, Verdict


@dataclass(frozen=True)
class Headline:
    """What is said of a judgement.

    Attributes:
        state: ``CLEAR``, ``LEANING`` or ``EARLY``: how sure the claim is.
        claim: One sentence.
        limit: What limits it, in one or two sentences; "" for nothing.
    """

    state: str
    claim: str
    limit: str


def headline(judgement: Judgement, standing: Standing) -> Headline:
    """Say a judgement in a claim and its limit.

    Args:
        judgement: Two groups or more, judged together.
        standing: Where they stand.
    """
    if standing.behind:
        return Headline(CLEAR, *_clear(judgement, standing))
    if standing.trailing:
        return Headline(LEANING, *_leaning(judgement, standing))
    names = [judgement.name(key) for key in (standing.first, *standing.level)]
    verdicts = [judgement.verdicts[standing.first, other] for other in standing.level]
    if all(verdict.outcome == SAME for verdict in verdicts):
        text = gettext("No difference that matters between {names}.", names=joined(names))
        return Headline(CLEAR, text, _seeds(judgement.scores.values()))
    closest = min(verdicts, key=lambda verdict: abs(verdict.difference))
    text = gettext("No clear winner: it is too early to tell {names} apart.", names=joined(names))
    limit = gettext("{apart} between the first two.", apart=_apart(closest))
    return Headline(EARLY, text, limit)


def _clear(judgement: Judgement, standing: Standing) -> tuple[str, str]:
    ahead: Sequence[str] = (standing.first, *standing.level)
    if not all(_settled(judgement, pair) for pair in product(ahead, standing.behind)):
        ahead = (standing.first,)  # the others are only close to it
    verdicts = [judgement.verdicts[pair] for pair in product(ahead, standing.behind)]
    least = min(verdicts, key=lambda verdict: min(abs(verdict.low), abs(verdict.high)))
    claim = ngettext(
        "{leaders} is better than {behind}, by more than {size}.",
        "{leaders} are better than {behind}, by more than {size}.",
        len(ahead),
        leaders=joined([judgement.name(key) for key in ahead]),
        behind=joined([judgement.name(key) for key in standing.behind]),
        size=_amount(min(abs(least.low), abs(least.high)), least),
    )
    limits = [_seeds(judgement.scores.values())]
    near = (*standing.level, *standing.trailing)
    if near:
        limits.append(
            gettext(
                "Too early to tell {first} from {others}.",
                first=judgement.name(standing.first),
                others=joined([judgement.name(key) for key in near]),
            )
        )
    return claim, " ".join(limits)


def _settled(judgement: Judgement, pair: tuple[str, str]) -> bool:
    verdict = judgement.verdicts.get(pair)  # none where the second has the better mean
    return verdict is not None and verdict.outcome not in (OPEN, SAME)


def _leaning(judgement: Judgement, standing: Standing) -> tuple[str, str]:
    first = standing.first
    ahead = [first]
    for key in standing.level:  # it leads the same ones
        pairs = [judgement.verdicts.get((key, other)) for other in standing.trailing]
        ahead += [key] if all(verdict and verdict.leans for verdict in pairs) else []
    leads = [judgement.verdicts[key, other] for key, other in product(ahead, standing.trailing)]
    least = min(leads, key=lambda verdict: abs(verdict.difference))
    claim = ngettext(
        "{leaders} leads {behind} by {size}.",
        "{leaders} lead {behind} by {size}.",
        len(ahead),
        leaders=joined([judgement.name(key) for key in ahead]),
        behind=joined([judgement.name(key) for key in standing.trailing]),
        size=_amount(abs(least.difference), least),
    )
    if least.unit == POINTS and least.a_seeds == least.b_seeds == 1:
        more, less = right_answers(least)
        limit = gettext(
            "These networks differ on this test set: {more:,} right against {less:,}. Whether the "
            "recipes do needs more seeds.",
            more=more,
            less=less,
        )
    else:
        limit = gettext("More than their seeds usually differ. More seeds will show.")
    return claim, limit


def _seeds(scores: Iterable[Scores]) -> str:
    counts = sorted({one.seeds for one in scores})
    if len(counts) == 1:
        return ngettext("{count} seed each.", "{count} seeds each.", counts[0])
    return gettext("{least} to {most} seeds each.", least=counts[0], most=counts[-1])


def _amount(size: float, verdict: Verdict) -> str:
    text = f"{size:.{digits(verdict)}f}"
    if verdict.unit == POINTS:
        return gettext("{size} points", size=text)
    return f"{text} {gettext(verdict.unit) if verdict.unit else ''}".rstrip()


def _apart(verdict: Verdict) -> str:
    return _amount(abs(verdict.difference), verdict)
