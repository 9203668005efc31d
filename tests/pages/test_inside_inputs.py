"""The page Inside for digits, numbers and series: what the address has, and what is answered."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from core.architectures import FAMILIES
from core.inside.drawing import Drawing, as_drawn, drawing_text, ink
from core.inside.lists import answers_table
from core.inside.models import open_reference
from core.inside.samples import read_sample
from core.inside.series import read_moment
from core.recipes import recipe
from core.settings import load_settings
from pages.components.inside.choice import Given
from pages.components.inside.numbers import changes_from_text, read_numbers
from pages.components.inside.picture import Picture, picture_from_text, read_picture
from pages.components.inside.series import read_series
from tests.core.inside.drawn import completed_run
from tests.pages.runs import sent, url

ONE = Drawing(strokes=(np.array([[40, 30], [44, 120]]),))

SERIES = recipe("series/dense").with_settings({"lookback": 0.5})


def shown(page) -> dict:
    """What the input's component shows."""
    (data,) = (data for data in sent(page) if "samples" in data)
    return data


def drawn(open_page, picture: Picture):
    return open_page("inside", dataset="digits", input=picture.text)


# ── digits ───────────────────────────────────────────────────────────────────────────────────────


def test_a_first_start_shows_a_test_digit_with_its_truth_and_all_answers(open_page):
    page = open_page("inside", dataset="digits", sample="5")
    data, settings = shown(page), load_settings()
    given = read_sample(recipe("digits/cnn"), 4, settings)
    assert not page.error and data["fresh"] and not data["empty"]
    assert data["digit"] == given.truth and data["meant"] is None and data["drawing"]["sample"] == 4
    np.testing.assert_array_equal(data["gets"]["pixels"], given.values[0] * 16)
    assert len(data["rows"]) == len(FAMILIES)
    for row in data["rows"]:
        assert row["drawn"] == row["centred"] and len(row["drawn"]["bars"]) == 10
    why = data["why"]
    assert why["grid"] == [4, 4] and len(why["models"]) == len(FAMILIES)
    assert all(len(one["effects"]) == len(one["words"]) == 16 for one in why["models"])
    assert any(any(one["effects"]) for one in why["models"])


def test_a_drawing_is_in_the_address_as_drawn_and_centred(open_page):
    page = drawn(open_page, Picture(ONE, "drawn", 1))
    data = shown(page)
    assert not data["fresh"] and data["digit"] == 1 and data["view"] == "drawn"
    assert data["drawing"]["strokes"] == [[40, 30, 44, 120]]
    assert data["columns"]["drawn"]["count"] and data["columns"]["centred"]["count"]
    pixels = np.array(data["gets"]["pixels"])
    assert not pixels[:, 3:].any() and pixels.max() <= 16
    centred = np.array(shown(drawn(open_page, Picture(ONE)))["gets"]["pixels"])
    assert centred[0].any() and centred[7].any() and not centred[:, 0].any()


def test_an_empty_square_keeps_its_rows_and_asks_for_a_digit(open_page):
    data = shown(drawn(open_page, Picture(Drawing())))
    assert data["empty"] and data["why"] is None and not data["fresh"]
    assert [row["centred"]["digit"] for row in data["rows"]] == ["–"] * len(FAMILIES)


@pytest.mark.parametrize("text", ["", "centred", "centred..0.0.0.AAAA", "centred.é.0.0.0..x"])
def test_a_damaged_drawing_is_one_sentence(open_page, text):
    page = open_page("inside", dataset="digits", input=text)
    assert not page.exception and not page.error and len(page.warning) == 1
    assert shown(page)["empty"]


def test_a_sample_that_does_not_exist_is_one_sentence(open_page):
    page = open_page("inside", dataset="digits", sample="400")
    assert not page.exception and len(page.warning) == 1 and shown(page)["empty"]


def test_a_picture_is_read_back_from_its_text():
    picture = picture_from_text(Picture(ONE, "drawn", 7).text)
    assert (picture.view, picture.meant) == ("drawn", 7)
    odd = picture_from_text(f"sideways.12.{drawing_text(ONE)}")
    assert (odd.view, odd.meant) == ("centred", None)


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────


def test_changed_numbers_are_in_the_address_and_change_the_answers(open_page):
    page = open_page("inside", dataset="breast-cancer", sample="3")
    start = shown(page)
    assert len(start["features"]) == 30 and start["changed"] == {}
    largest = [max(map(abs, one["effects"])) for one in start["features"]]
    assert largest == sorted(largest, reverse=True)
    rows = start["answers"]["rows"]
    assert all(row["right"] is not None for row in rows)
    place = start["features"][0]["number"]
    extreme = start["features"][0]["most"]
    page = open_page("inside", dataset="breast-cancer", sample="3", input=f"{place}:{extreme}")
    changed = shown(page)
    assert changed["changed"] == {str(place): extreme}
    assert [one["number"] for one in changed["features"]] == [
        one["number"] for one in start["features"]
    ]
    other = changed["answers"]["rows"]
    assert [row["right"] for row in other] == [None] * 4  # it is another patient now
    assert any(one["track"] != two["track"] for one, two in zip(rows, other, strict=True))
    assert url(page)["input"] == f"{place}:{extreme}"


@pytest.mark.parametrize("text", ["x", "3:", "99:1", "3:nan", "3:inf"])
def test_bad_numbers_are_one_sentence(open_page, text):
    page = open_page("inside", dataset="breast-cancer", input=text)
    assert not page.exception and not page.error and len(page.warning) == 1
    assert shown(page)["changed"] == {}


def test_changes_are_read_back_from_their_text():
    assert changes_from_text("3:14.25,0:-1e-05", 30) == {3: 14.25, 0: -1e-5}
    assert changes_from_text("", 30) == {}


# ── a series ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def series(store):
    return completed_run(store, load_settings(), SERIES)


def test_edited_readings_change_the_prediction(open_page, series):
    page = open_page("inside", run=series.id, sample="100")
    data = shown(page)
    assert not page.error and len(data["times"]) == len(data["values"]) == 12
    moment = read_moment(
        recipe(series.recipe["id"]).with_settings({"lookback": 0.5}), 99, load_settings()
    )
    assert data["times"] == moment.times.tolist() and data["target"] == moment.target
    (before,) = data["expected"]
    time = data["times"][-1]
    page = open_page("inside", run=series.id, sample="100", input=f"{data['target']}@{time}:35")
    data = shown(page)
    (after,) = data["expected"]
    assert data["edits"] == {str(time): 35.0} and before["value"] != after["value"]
    assert len(data["why"]["rows"][0]["effects"]) == 12


@pytest.mark.parametrize("text", ["x", "1:nan", "1:2:3", "x@1:2"])
def test_bad_readings_are_one_sentence(open_page, series, text):
    page = open_page("inside", run=series.id, input=text)
    assert not page.exception and not page.error and len(page.warning) == 1


# ── kept inputs ──────────────────────────────────────────────────────────────────────────────────


def test_a_kept_input_is_read_as_it_is_shown(store):
    settings, digits, cancer = load_settings(), recipe("digits/cnn"), recipe("breast-cancer/cnn")
    given = read_picture(digits, Given(text=Picture(ONE, "drawn", 4).text))
    np.testing.assert_array_equal(given.values[0], as_drawn(ink(ONE, 8), 8))
    assert given.truth == 4
    sample = read_sample(digits, 6, settings)
    np.testing.assert_array_equal(read_picture(digits, Given(sample=6)).values, sample.values)
    plain, changed = (read_numbers(cancer, Given(sample=2, text=it)) for it in (None, "3:700"))
    assert np.flatnonzero(plain.values != changed.values).tolist() == [3]
    assert plain.truth is not None and changed.truth is None
    moment = read_moment(SERIES, 50, settings)
    text = f"{moment.target}@{moment.times[-1]}:30"
    edited, measured = (read_series(SERIES, it) for it in (Given(text=text), Given(sample=50)))
    assert (edited.values != measured.values).sum() == 1


# ── files ────────────────────────────────────────────────────────────────────────────────────────


def png(pixels) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def upload(page, content: bytes, name: str):
    """Give a file to the page's field for files."""
    (field,) = page.file_uploader
    field.set_value((name, content, "application/octet-stream")).run()
    assert not page.exception
    return page


def test_an_uploaded_image_is_what_is_drawn(open_page):
    page = drawn(open_page, Picture(ONE))
    pixels = np.full((90, 60), 250, np.uint8)
    pixels[10:40, 25:32] = 20
    data = shown(upload(page, png(pixels), "one.png"))
    assert not page.warning and data["drawing"]["image"] and not data["drawing"]["strokes"]
    assert [row["centred"]["digit"] != "–" for row in data["rows"]] == [True] * len(FAMILIES)
    assert url(page)["input"]


@pytest.mark.parametrize("content", [b"", b"GIF89a", png(np.zeros((9, 9), np.uint8))])
def test_a_bad_image_is_one_sentence_and_nothing_is_lost(open_page, content):
    page = upload(drawn(open_page, Picture(ONE)), content, "one.png")
    assert len(page.warning) == 1
    assert shown(page)["drawing"]["strokes"] == [[40, 30, 44, 120]]


def test_a_file_of_numbers_gives_a_file_of_answers(open_page):
    settings, entry = load_settings(), recipe("breast-cancer/mlp")
    splits = entry.data.load(entry.preprocessing, settings)
    values = splits.test.inputs[:5] * splits.input_std + splits.input_mean
    content = pd.DataFrame(values, columns=splits.columns).to_csv(index=False)
    page = upload(open_page("inside", dataset="breast-cancer"), content.encode(), "some.csv")
    assert not page.error
    (frame,) = page.dataframe
    assert len(frame.value) == 5 and len(page.get("download_button")) == 1
    table = answers_table([("mlp", open_reference(entry.id))], content, settings)
    winner, probability = table.values()
    assert len(winner) == len(probability) == 5 and min(probability) >= 0.5
    assert set(winner) <= {"malignant", "benign"}


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe1", b"1,nan\n"])
def test_a_bad_file_is_one_sentence(open_page, content):
    page = upload(open_page("inside", dataset="breast-cancer"), content, "some.csv")
    assert len(page.error) == 1 and len(page.get("download_button")) == 0
