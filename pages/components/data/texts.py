"""Texts: one as words and numbers, before and after truncation, and what is lost overall."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.analysis.data_tokens import (
    DECIDES,
    DECOY,
    FILL,
    LABEL_RULES,
    LOST,
    START,
    Token,
    generated_text,
    text_after,
    text_before,
)
from core.analysis.data_words import count_words, split_lengths
from core.charts.histogram import plot_lengths
from core.charts.vocabulary import plot_coverage
from core.i18n import gettext, mark
from pages.components.data.charts import show_chart
from pages.components.data.view import View, sample_words, split_name
from pages.components.frame import wording
from pages.components.frame.reader import theme
from pages.components.frame.tiles import Tile, show_tiles, token_tile
from pages.components.live.get_data import show_get_data
from pages.components.live.loading import Loaded, load_words

CHART_HEIGHT = 330
# Of a longer padding only the first and last few zeros are shown.
MAX_FILLS, ENDS = 12, 3


def show_texts(current: View, loaded: Loaded) -> None:
    """Show one text, then statistics of the split."""
    if loaded.view.texts:
        words = _words(current)
        _show_text(current, loaded, words)
        _show_losses(current, loaded, words)
    else:
        _show_generated(current, loaded)


def _words(current: View) -> Sequence[str]:
    source = current.recipe.data.encoding.words_file
    if source:
        show_get_data(
            source,
            optional=gettext(
                "Everything below works without it, in numbers; with it, every number shows its "
                "word."
            ),
        )
    return load_words(current.place)


def _show_text(current: View, loaded: Loaded, words: Sequence[str]) -> None:
    view, place = loaded.view, current.place
    before = text_before(view, place.split, place.sample, words)
    after = text_after(view, place.split, place.sample, words)
    _heading(current, loaded)
    st.markdown(wording.escape_markdown(_what_happens(current, before, after)))
    st.markdown(f"**{gettext('In full: {count:,} numbers', count=len(before))}**")
    show_tiles([token_tile(token) for token in before], label=gettext("The text in full"))
    title = gettext("As the model sees it: {count:,} numbers", count=len(after))
    st.markdown(f"**{title}**")
    show_tiles(_few_fills(after), label=gettext("The text as the model sees it"))
    st.markdown(wording.small(wording.escape_markdown(_legend(current))))


def _heading(current: View, loaded: Loaded) -> None:
    text = mark("Text {number:,} of {count:,}, {split}: {name}")
    st.markdown(f"### {sample_words(text, current, loaded.view)}")


def _what_happens(current: View, before: Sequence[Token], after: Sequence[Token]) -> str:
    lost = sum(token.kind == LOST for token in before)
    cut = sum(token.cut for token in before)
    filled = sum(token.kind == FILL for token in after)
    words = sum(token.kind != START for token in before)
    unknown = current.recipe.data.encoding.unknown
    text = mark("Of its {words:,} words, {lost:,} are outside the vocabulary and are left out.")
    if unknown is not None:
        text = mark(
            "Of its {words:,} words, {lost:,} are outside the vocabulary and become {unknown}, "
            "“unknown”."
        )
    first = gettext(text, words=words, lost=lost, unknown=unknown)
    if cut:
        second = gettext("It is too long: the first {count:,} are truncated.", count=cut)
    elif filled:
        second = gettext("It is short: {count:,} zeros are padded in front.", count=filled)
    else:
        second = gettext("Its length is just right.")
    return f"{first} {second}"


def _legend(current: View) -> str:
    encoding = current.recipe.data.encoding
    parts = [
        gettext(
            "Struck through on yellow: outside the vocabulary. Dashed and paler: truncated. "
            "Dotted: zero padding."
        )
    ]
    if encoding.start is not None:
        parts.append(gettext("Thick border: {start}, the start mark.", start=encoding.start))
    if encoding.unknown is not None:
        parts.append(gettext("? on yellow: {unknown}, an unknown word.", unknown=encoding.unknown))
    return " ".join(parts)


def _few_fills(tokens: Sequence[Token]) -> list[Tile]:
    """Tiles of tokens; the middle of a long padding is replaced by its count."""
    tiles = [token_tile(token) for token in tokens]
    filled = sum(token.kind == FILL for token in tokens)
    if filled <= MAX_FILLS:
        return tiles
    hidden = filled - 2 * ENDS
    between = Tile("0 … 0", gettext("{count:,} more", count=hidden), FILL)
    return [*tiles[:ENDS], between, *tiles[ENDS + hidden :]]


def _show_losses(current: View, loaded: Loaded, words: Sequence[str]) -> None:
    split = current.place.split
    num_words, maxlen = (current.place.preprocessing[name] for name in ("num_words", "maxlen"))
    counted = loaded.once(count_words, split)
    lengths = loaded.once(split_lengths, split)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(f"**{gettext('What the vocabulary loses')}**")
        lost = counted.lost(num_words)
        sentence = gettext(
            "Of the {words:,} words of the {split} texts, {share:.1%} are outside a vocabulary of "
            "{size:,} numbers: {lost:,} of {distinct:,} different words.",
            words=counted.words,
            split=split_name(split),
            share=lost / max(1, counted.words),
            size=num_words,
            lost=int(np.count_nonzero(counted.counts[num_words:])),
            distinct=counted.distinct,
        )
        st.markdown(wording.escape_markdown(sentence))
        sizes, shares = counted.coverage()
        show_chart(
            plot_coverage(
                sizes,
                shares,
                num_words=num_words,
                coverage=1 - lost / max(1, counted.words),
                theme=theme(),
                revision=f"{current.dataset} {split}",
            ),
            key="vocabulary",
            label=gettext("Share of all words covered, by vocabulary size"),
            height=CHART_HEIGHT,
        )
        st.markdown(wording.escape_markdown(_most_lost(current, counted, words)))
    with right:
        st.markdown(f"**{gettext('What the length limit loses')}**")
        sentence = gettext(
            "{share:.1%} of the {count:,} {split} texts are longer than {maxlen:,} and lose their "
            "beginning, {tokens:.1%} of all numbers; {filled:.1%} of what the model sees is zero "
            "padding.",
            share=lengths.cut,
            count=len(lengths.lengths),
            split=split_name(split),
            maxlen=maxlen,
            tokens=lengths.tokens_lost,
            filled=lengths.filled,
        )
        st.markdown(wording.escape_markdown(sentence))
        _show_lengths(
            current,
            lengths.lengths,
            gettext("length of a text (numbers)"),
            gettext("How long the texts are, and where they are truncated"),
            maxlen=maxlen,
        )
        st.markdown(wording.small(gettext("The last bar holds the longest 1% of the texts.")))


def _most_lost(current: View, counted, words: Sequence[str]) -> str:
    numbers, counts = counted.most_lost(current.place.preprocessing["num_words"])
    if not len(numbers):
        return gettext("No word is lost.")
    first = current.recipe.data.encoding.first_word
    shown = ", ".join(
        gettext(
            "{word} ({count:,})",
            word=words[number - first] if number - first < len(words) else number,
            count=count,
        )
        for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)
    )
    return gettext("Most frequent lost words, with their counts: {words}.", words=shown)


def _show_generated(current: View, loaded: Loaded) -> None:
    view, place = loaded.view, current.place
    _heading(current, loaded)
    st.markdown(wording.escape_markdown(gettext(LABEL_RULES.get(current.dataset, ""))))
    tokens = generated_text(view, place.split, place.sample)
    show_tiles(_few_fills(tokens), label=gettext("The tokens of the text"))
    if any(token.kind in (DECIDES, DECOY) for token in tokens):
        return
    lengths = (view.splits[place.split].inputs != 0).sum(axis=1)
    st.markdown(f"**{gettext('Lengths')}**")
    _show_lengths(
        current, lengths, gettext("length of a text (tokens)"), gettext("How long the texts are")
    )


def _show_lengths(
    current: View, lengths: np.ndarray, axis: str, label: str, maxlen: int | None = None
) -> None:
    place = current.place
    show_chart(
        plot_lengths(
            lengths,
            maxlen=maxlen,
            mark=int(lengths[place.sample]),
            axis=axis,
            up=gettext("texts (count)"),
            theme=theme(),
            revision=f"{current.dataset} {place.split}",
        ),
        key="lengths",
        label=label,
        height=CHART_HEIGHT,
    )
