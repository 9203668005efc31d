// How a number came about, as pages/components/inside/sums.py describes it: products, candidates or gates.

const SHOWN = 8;

// A line that leads to its number in the layer before; `hot` marks the number there meanwhile.
function termRow(term, most, hot, go) {
  const reachable = term.to.layer > 0;
  const row = element(reachable ? "button" : "div", { class: "term", type: reachable ? "button" : null, "data-to": JSON.stringify(term.to) },
    element("span", { class: "of", text: term.name, dir: "auto" }), element("span", { class: "formula", text: term.formula }),
    element("i", { class: term.share < 0 ? "minus" : "plus", style: `--share: ${most ? Math.abs(term.share) / most : 0}`, "aria-hidden": "true" }),
    element("b", { text: term.product }));
  row.onpointerenter = row.onfocus = () => hot(term.source);
  row.onpointerleave = row.onblur = () => hot(null);
  if (reachable) row.onclick = () => go(term.to);
  return row;
}

function termList(terms, texts, hot, go, rest) {
  const most = Math.max(...terms.map((term) => Math.abs(term.share)));
  const rows = terms.map((term) => termRow(term, most, hot, go));
  const list = element("div", { class: "terms" }, ...rows);
  rows.slice(SHOWN).forEach((row) => (row.hidden = true));
  const last = element("p", { class: "rest", text: rest });
  if (rows.length <= SHOWN) return [list, rest && last];
  const more = element("button", { class: "more", type: "button", text: texts.more.replace("{count}", rows.length) });
  more.onclick = () => {
    rows.forEach((row) => (row.hidden = false));
    more.remove();
  };
  return [list, element("div", { class: "foot" }, more, rest && last)];
}

// A window as it lies in the layer before, a product in each cell.
function productGrid(sum, hot, go) {
  const most = Math.max(...sum.terms.map((term) => Math.abs(term.share)));
  const wide = sum.grid.cells[0].length > 4;
  return element("div", { class: `grid${wide ? " wide" : ""}`, style: `--columns: ${sum.grid.cells[0].length}` }, ...sum.grid.cells.flatMap((line) => line.map((number) => {
    const term = sum.terms[number], strength = most ? Math.abs(term.share) / most : 0;
    const reachable = term.to.layer > 0;
    const cell = element(reachable ? "button" : "div", { class: term.share < 0 ? "minus" : "plus", style: `--share: ${strength}`, title: `${term.name}: ${term.formula} ${term.product}`, "data-to": JSON.stringify(term.to) },
      wide ? null : element("span", { text: term.formula.replace(" =", "") }), element("b", { text: term.product }));
    cell.onpointerenter = () => hot(term.source);
    cell.onpointerleave = () => hot(null);
    if (reachable) cell.onclick = () => go(term.to);
    return cell;
  })));
}

function gateOf(gate, texts, hot, go) {
  const bar = element("i", { class: "gate", style: `--share: ${Math.min(1, Math.abs(gate.share))}`, "aria-hidden": "true" });
  return element("details", {},
    element("summary", {}, element("span", { text: gate.name }), bar, element("b", { text: gate.value }), element("small", { text: gate.note })),
    element("p", { class: "total", text: gate.total }), ...termList(gate.terms, texts, hot, go, gate.rest));
}

function sumOf(sum, texts, hot, go) {
  const head = [element("h3", { text: sum.title, dir: "auto" }), element("p", { class: "note", text: sum.lead || sum.about })];
  const total = element("p", { class: "result" }, sum.total ? `${sum.total} ` : null, element("b", { text: sum.value }));
  if (sum.kind === "step") {
    return element("section", { class: "sum" }, ...head, ...sum.gates.map((gate) => gateOf(gate, texts, hot, go)),
      ...sum.lines.map((text) => element("p", { class: "line", text })), total);
  }
  const terms = sum.grid ? [productGrid(sum, hot, go)] : termList(sum.terms, texts, hot, go, sum.rest);
  return element("section", { class: "sum" }, ...head, ...terms, total);
}
