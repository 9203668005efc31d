"""The question each recipe asks, in one sentence; each published recipe has its own."""

from __future__ import annotations

from collections.abc import Mapping

from core.i18n import gettext, mark
from core.recipes.recipe import Recipe

QUESTIONS: Mapping[str, str] = {
    "numeric-binary/perceptron": mark(
        "Can a single unit, which can only draw one straight border, learn by heart labels that "
        "were drawn at random?"
    ),
    "numeric-binary/mlp": mark(
        "How much noise does one hidden layer learn by heart in 1,000 epochs, and what is that "
        "worth on samples it has not seen?"
    ),
    "numeric-binary/deep-mlp": mark(
        "Does a second hidden layer learn the noise by heart completely, and is it then any wiser "
        "about new samples?"
    ),
    "imdb/mlp": mark(
        "Can a network that weighs every word at its own place tell whether a review likes its "
        "film?"
    ),
    "imdb/lstm": mark(
        "Does it help to read a review word by word, with a memory of what was said before?"
    ),
    "imdb/cnn": mark(
        "Are patterns of three words, wherever they stand, enough to tell liking from disliking?"
    ),
    "imdb/rcnn": mark(
        "Does it help to find three-word patterns first, and then to read their order in 49 steps "
        "instead of 200?"
    ),
    "reuters/mlp": mark(
        "Can a network that weighs every word at its own place sort newswires into 46 topics?"
    ),
    "reuters/lstm": mark(
        "Does reading word by word find a topic among 46, when most topics have few examples?"
    ),
    "reuters/cnn": mark(
        "Are the few words that give a topic away, wherever they stand, enough to tell 46 apart?"
    ),
    "reuters/rcnn": mark(
        "Does the order of its patterns say anything more about the topic of a newswire?"
    ),
    "mnist/mlp": mark(
        "How well are handwritten digits read when a picture is a row of 784 numbers, and nobody "
        "says which pixels are neighbours?"
    ),
    "mnist/cnn": mark(
        "What is gained by looking at a digit through small windows, the same everywhere?"
    ),
    "reuters/lstm-100": mark(
        "How far does an LSTM get with the 1,000 most frequent words, and 100 of them per newswire?"
    ),
    "imdb/cnn-lstm": mark(
        "Does a small model, a convolution and then an LSTM over 100 words, keep up with larger "
        "ones?"
    ),
    "imdb/embedding-20": mark(
        "How much of a review's opinion is in its last 20 words, with only 8 numbers per word?"
    ),
    "imdb-raw/glove": mark(
        "With only 200 reviews to learn from, do word vectors learned elsewhere help?"
    ),
    "imdb-raw/learned": mark("With only 200 reviews to learn from, can word vectors be learned?"),
    "imdb/simple-rnn": mark(
        "How much of 500 words does the simplest recurrent layer still remember at the end?"
    ),
    "imdb/lstm-32": mark(
        "Do an LSTM's gates keep over 500 words what a simple recurrent layer forgets?"
    ),
    "imdb/conv1d": mark("Can convolutions alone, without any memory, judge reviews of 500 words?"),
    "jena/dense": mark(
        "Do ten days of weather, laid out in one row, predict tomorrow's temperature better than "
        "“as now”?"
    ),
    "jena/lstm": mark(
        "Does reading ten days of weather in order predict tomorrow's temperature better than "
        "“as now”?"
    ),
    "jena/lstm-dropout": mark(
        "Does dropout inside the recurrence keep an LSTM from learning the weather by heart?"
    ),
    "jena/stacked-lstm": mark(
        "Does a second recurrent layer see more in the weather, or does it only learn more of it "
        "by heart?"
    ),
    "jena/bidirectional-lstm": mark("Is anything gained by reading the weather backwards as well?"),
    "jena/conv1d": mark(
        "Can short patterns predict tomorrow's temperature, when it is forgotten how long ago each "
        "one was?"
    ),
    "jena/conv1d-lstm": mark(
        "Does it pay to shorten a finer series by convolution before an LSTM reads it?"
    ),
}

# The families each probe is built for; the others must fail on it.
BUILT_FOR: Mapping[str, frozenset[str]] = {
    "probe-motif": frozenset({"convolutional", "recurrent-convolutional"}),
    "probe-place": frozenset({"mlp"}),
    "probe-last": frozenset({"recurrent", "recurrent-convolutional"}),
    "probe-order": frozenset({"recurrent-convolutional"}),
}

MUST_LEARN = mark(
    "{dataset}: this family is built to see that, so it must learn it. Does it, and how soon?"
)
MUST_FAIL = mark(
    "{dataset}: this family is not built to see that, so it should do little better than guessing. "
    "Does it?"
)

BY_FAMILY: Mapping[str, str] = {
    "mlp": mark("{dataset}: is it enough to weigh every input at its own place?"),
    "recurrent": mark("{dataset}: does it help to read the inputs one after the other?"),
    "convolutional": mark(
        "{dataset}: are short patterns among neighbouring inputs enough, wherever they are?"
    ),
    "recurrent-convolutional": mark(
        "{dataset}: does it help to find short patterns first and then to read their order?"
    ),
}


def question(recipe: Recipe) -> str:
    """The question a recipe asks, in the current language."""
    if recipe.id in QUESTIONS:
        return gettext(QUESTIONS[recipe.id])
    title = gettext(recipe.data.title)
    if recipe.dataset in BUILT_FOR:
        is_built_for = recipe.family in BUILT_FOR[recipe.dataset]
        return gettext(MUST_LEARN if is_built_for else MUST_FAIL, dataset=title)
    return gettext(BY_FAMILY[recipe.family], dataset=title)
