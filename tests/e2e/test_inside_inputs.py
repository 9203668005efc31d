"""Sliders, a dragged curve, a kept input and a file on Inside, in a real browser."""

from __future__ import annotations

import csv

import pytest
from playwright.sync_api import expect

from core.recipes import recipe
from core.settings import load_settings
from tests.core.inside.drawn import completed_run

pytestmark = pytest.mark.browser


def answers(page):
    """What each model answers."""
    return page.locator(".row:not(.head) .answer")


def texts(page):
    answers(page).first.wait_for()
    return answers(page).all_inner_texts()


def test_a_feature_is_moved_kept_in_the_address_and_put_back(open_page):
    page = open_page("/inside?dataset=breast-cancer&sample=7")
    before = texts(page)
    slider = page.locator(".numbers input[type=range]").first
    start = slider.input_value()
    slider.focus()
    slider.press("End" if float(start) < 1 else "Home")
    page.wait_for_url("**input=*")
    expect(answers(page)).not_to_have_text(before, use_inner_text=True)
    changed, moved = texts(page), slider.input_value()
    page.reload()
    expect(answers(page)).to_have_text(changed, use_inner_text=True)
    expect(page.locator("tr.changed")).to_have_count(1)
    assert page.locator("tr.changed input").input_value() == moved
    page.locator("tr.changed button").click()
    expect(answers(page)).to_have_text(before, use_inner_text=True)
    page.wait_for_url(lambda url: "input=" not in url)


def test_the_last_hours_are_dragged_and_put_back(open_page, store, home):
    settings = load_settings({"RECIPE_LAB_HOME": str(home)})
    run = completed_run(store, settings, recipe("series/dense"))
    page = open_page(f"/inside?run={run.id}")
    before = texts(page)
    box = page.locator("rect.open").bounding_box()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.3 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"], box["y"] + 0.6 * box["height"], steps=5)
    page.mouse.up()
    page.wait_for_url("**input=*")
    expect(answers(page)).not_to_have_text(before, use_inner_text=True)
    dragged = texts(page)
    page.reload()
    expect(answers(page)).to_have_text(dragged, use_inner_text=True)
    chart = page.locator(".series svg").first
    chart.focus()
    for _ in range(6):
        chart.press("ArrowUp")
    expect(answers(page)).not_to_have_text(dragged, use_inner_text=True)
    page.locator(".series .title button").click()
    expect(answers(page)).to_have_text(before, use_inner_text=True)


def test_kept_inputs_are_asked_and_nobody_else_sees_them(open_page):
    page = open_page("/inside?dataset=topics&sample=2")
    page.get_by_role("button", name="Keep this input").click()
    page.get_by_role("button", name="Ask it").click()
    expect(page.locator("[data-testid=stDataFrame]")).to_be_visible()
    other = open_page("/inside?dataset=topics&sample=9&input=5%206%207")
    expect(other.locator(".token")).to_have_text(["5", "6", "7"])
    other.get_by_role("button", name="Keep this input").click()
    expect(other.get_by_role("button", name="Use “test sample")).to_have_count(0)
    other.get_by_role("button", name="Remove “5 6 7”").click()
    expect(other.get_by_role("button", name="Ask it")).to_have_count(0)
    page.reload()
    page.get_by_role("button", name="Use “test sample 2”").wait_for()
    expect(page.get_by_role("button", name="Ask it")).to_be_visible()


def test_a_file_of_texts_gives_a_file_of_answers(open_page, tmp_path):
    path = tmp_path / "inputs.csv"
    page = open_page("/inside?dataset=breast-cancer")
    (features,) = recipe("breast-cancer/mlp").input_shape
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([10 + number] * features for number in range(3))
    page.get_by_text("Ask a whole file").click()
    page.locator("input[type=file]").set_input_files(path)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save 3 answers").click()
    with open(download.value.path(), newline="") as file:
        table = list(csv.DictReader(file))
    assert len(table) == 3 and all(any(value for value in row.values()) for row in table)


def test_two_features_are_a_plane_that_follows_the_sliders(open_page):
    page = open_page("/inside?dataset=breast-cancer&sample=7&axes=23,8")
    planes, ring = page.locator("[data-plane]"), page.locator("[data-plane] .here").first
    expect(planes).to_have_count(4)
    expect(page.get_by_label("From left to right")).to_have_value("22")
    page.locator(".plane .picture").first.focus()
    page.keyboard.press("ArrowRight")
    said = page.locator(".plane .words").inner_text()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".plane .words")).not_to_have_text(said)
    page.get_by_label("From left to right").select_option("7")  # both exchange
    page.wait_for_url("**axes=8%2C23*")
    expect(page.get_by_label("Upwards")).to_have_value("22")
    name = page.get_by_label("Upwards").locator("option:checked").inner_text()
    page.locator(".numbers .more").click()
    before, slider = ring.get_attribute("cy"), page.get_by_label(name, exact=True)
    slider.press("Home" if float(before) < 15 else "End")
    expect(ring).not_to_have_attribute("cy", before)


def test_a_plane_comes_back_with_an_input_that_can_be_read(open_page):
    page = open_page("/inside?dataset=breast-cancer&input=x")
    slider = page.locator(".numbers input[type=range]").first
    slider.wait_for()
    expect(page.locator("[data-plane]")).to_have_count(0)
    slider.press("ArrowRight")
    expect(page.locator("[data-plane]")).to_have_count(4)
