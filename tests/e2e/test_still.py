"""From press to verdict nothing on Compare moves."""

from __future__ import annotations

import pytest

from core.architectures import FAMILIES
from core.recipes.catalogue import representative
from tests.core.runs.waiting import ended
from tests.e2e.server import READY

pytestmark = pytest.mark.browser

FIRST_DRAWN = "() => document.querySelector('.live-chart')?.dataset.state === 'drawn'"
SIZES = ((390, 844), (1440, 900), (1920, 1080))
# Where each thing was, at least and at most, since the page was whole; and what the browser calls
# shifts.
WATCH = """() => {
  const moved = (window.moved = {}), shifts = (window.shifts = []);
  const find = (selector) => [...document.querySelectorAll('[data-testid=stMainBlockContainer] *')]
    .flatMap(node => [node, ...(node.shadowRoot?.querySelectorAll(selector) ?? [])])
    .find(node => node.matches?.(selector));
  const parts = Object.fromEntries(['.chips', '.st-key-verdict_line', '.live-chart', '.nsewdrag']
    .map(selector => [selector, find(selector)]));
  new PerformanceObserver(list => {
    for (const shift of list.getEntries()) {
      if (shift.hadRecentInput) continue;
      for (const { node, previousRect, currentRect } of shift.sources) {
        const part = Object.entries(parts).find(([, one]) => node?.contains(one));
        if (part) shifts.push([part[0], previousRect.toJSON(), currentRect.toJSON()]);
      }
    }
  }).observe({ type: 'layout-shift' });
  const look = () => {
    for (const [selector, node] of Object.entries(parts)) {
      if (!node) throw new Error(`there is no ${selector}`);
      const at = node.getBoundingClientRect();
      for (const side of ['left', 'top', 'width', 'height']) {
        const [least, most] = (moved[selector + ' ' + side] ??= [at[side], at[side]]);
        moved[selector + ' ' + side] = [Math.min(least, at[side]), Math.max(most, at[side])];
      }
    }
    requestAnimationFrame(look);
  };
  look();
}"""


@pytest.mark.slow
def test_from_press_to_verdict_nothing_moves_by_more_than_a_pixel(open_page, store):
    recipes = [representative("digits", family) for family in FAMILIES]
    groups = ",".join(entry.key for entry in recipes)
    runs = [
        store.runs.create(entry.with_settings({}), 0, origin="dashboard").id for entry in recipes
    ]
    pages = [
        open_page(f"/compare?groups={groups}", viewport={"width": width, "height": height})
        for width, height in SIZES
    ]
    for page in pages:
        page.wait_for_function(READY)
        page.wait_for_function(FIRST_DRAWN)  # and not only the small one, which disappears
        page.evaluate(WATCH)
    for run in runs:
        ended(store, run, 120)
    for page in pages:
        page.get_by_role("button", name="Race again").wait_for()
        page.get_by_text("Why?").or_(page.get_by_role("button", name="more seed")).first.wait_for()
        page.wait_for_timeout(500)
    for page, size in zip(pages, SIZES, strict=True):
        spans = {name: most - least for name, (least, most) in page.evaluate("moved").items()}
        assert len(spans) == 16
        assert {name: span for name, span in spans.items() if span > 1} == {}, size
        assert page.evaluate("shifts") == [], size
