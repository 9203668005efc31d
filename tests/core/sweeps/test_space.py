import pytest

from core.errors import RequestError
from core.recipes import recipe
from core.sweeps.space import Range, Values, make_space, read_choices, space_from_list


@pytest.fixture
def entry():
    return recipe("digits/mlp")


def test_text_is_read_as_values_or_as_a_range_on_the_settings_own_scale(entry):
    hyperparameters = entry.hyperparameters()
    assert read_choices(hyperparameters["units"], "32, 64,32") == Values((32, 64))
    assert read_choices(hyperparameters["learning_rate"], "1e-4 .. 1e-2") == Range(
        1e-4, 1e-2, "log", False
    )
    assert read_choices(hyperparameters["batch_size"], "16..128") == Range(16, 128, "log", True)
    assert read_choices(hyperparameters["optimizer"], "adam,sgd") == Values(("adam", "sgd"))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("units", "32", "at least two different values"),
        ("units", "32, 1e9", "units must be a whole number"),
        ("learning_rate", "1e-2..1e-4", "from a lower to a higher"),
        ("optimizer", "adam..sgd", "is not a number"),
        ("learning_rate", "a..b", "learning_rate must be a number"),
    ],
)
def test_invalid_choices_are_refused_with_a_message(entry, name, text, message):
    with pytest.raises(RequestError, match=message):
        read_choices(entry.hyperparameters()[name], text)


def test_what_decides_the_validation_samples_is_never_varied(entry):
    for name in ("data_seed", "test_split", "validation_split"):
        with pytest.raises(RequestError, match="same validation samples"):
            make_space(entry, {name: [1, 2]}, {})
    with pytest.raises(RequestError, match="same validation samples"):
        make_space(recipe("series/dense"), {"lookback": [5, 10]}, {})
    with pytest.raises(RequestError, match="has no setting 'unit'"):
        make_space(entry, {"unit": [1, 2]}, {})
    with pytest.raises(RequestError, match="at least one setting"):
        make_space(entry, {}, {})
    with pytest.raises(RequestError, match="values and a range"):
        make_space(entry, {"units": [1, 2]}, {"units": (1, 2)})


def test_a_grid_has_every_combination_and_a_space_survives_json(entry):
    space = make_space(entry, {"units": [8, 16], "optimizer": ["adam", "sgd"]}, {})
    assert space.size == 4 and space.listed
    assert list(space.grid())[:3] == [
        {"units": 8, "optimizer": "adam"},
        {"units": 8, "optimizer": "sgd"},
        {"units": 16, "optimizer": "adam"},
    ]
    ranged = make_space(entry, {"units": [8, 16]}, {"learning_rate": ("1e-4", "1e-2")})
    assert ranged.size is None and not ranged.listed
    assert space_from_list(ranged.as_list()) == ranged
    low, high = ranged.ends()
    assert low == {"units": 8, "learning_rate": 1e-4} and high["learning_rate"] == 1e-2


def test_numbers_of_a_range_have_few_digits_and_stay_inside():
    span = Range(0.0001234, 0.01, "log", False)
    assert span.rounded(0.00123456) == 0.00123
    assert span.rounded(0.0001234) == 0.0001234
    assert Range(1, 9, "linear", True).rounded(4) == 4
