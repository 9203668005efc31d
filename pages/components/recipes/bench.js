// Draws what pages/components/recipes/bench.py describes: fields and matrices that can be edited, the
// window of a step, its products, their sum, and the results of the steps so far. Which step is shown
// changes at once; what is typed goes to the page, which computes all steps again.

const WAIT = 250; // milliseconds after the last key

function rowsOf(text) {
  return text.split(";").map((row) => row.split(","));
}

function textOf(rows) {
  return rows.map((row) => row.join(",")).join(";");
}

// The page hears of a change after a pause; until it answers, what is typed stays as it is.
function give(root, pause = 0) {
  const { bench } = root.data;
  root.serial += 1;
  clearTimeout(root.timer);
  root.timer = setTimeout(() => root.send({ bench, serial: root.serial, step: root.step, typed: root.typed }), pause);
}

// The step is in the address without an entry in the history for each press.
function move(root, step) {
  root.step = Math.max(0, Math.min(root.data.steps.length - 1, step));
  const url = new URL(location.href);
  root.step ? url.searchParams.set("step", root.step + 1) : url.searchParams.delete("step");
  history.replaceState(history.state, "", url);
  draw(root);
  give(root, WAIT);
}

function edit(root, name, text, pause = 0) {
  root.typed = { ...root.typed, [name]: text };
  give(root, pause);
}

function button(text, act, options = {}) {
  const node = element("button", { type: "button", text, ...options });
  node.onclick = act;
  return node;
}

function fieldNode(root, field) {
  if (field.choices) {
    const node = element("select", {}, ...field.choices.map((choice) => element("option", { value: choice, text: choice })));
    node.onchange = () => edit(root, field.name, node.value);
    return node;
  }
  const node = element(field.lines ? "textarea" : "input", { class: field.most ? "text" : "", rows: field.lines ? 3 : null, maxlength: field.most, inputmode: field.most ? null : "decimal", autocomplete: "off", spellcheck: "false", dir: "auto" });
  node.oninput = () => edit(root, field.name, node.value, WAIT);
  return node;
}

// Fields are made once per bench: an answer never touches a text that is being composed.
function build(root) {
  const { bench, fields } = root.data;
  root.built = bench;
  root.fields = new Map(fields.map((field) => [field.name, fieldNode(root, field)]));
  root.finding = element("p", { class: "finding" });
  root.problem = element("p", { class: "problem", role: "status" });
  root.body = element("div", {});
  const labels = fields.map((field) => element("label", {}, element("span", { text: field.label }), root.fields.get(field.name)));
  root.replaceChildren(root.finding, element("div", { class: "fields" }, ...labels), root.problem, root.body);
}

// A number in a matrix; ↑ and ↓ go to the row above and below.
function inputCell(root, panel, rows, row, column) {
  const name = root.data.texts.cell.replace("{row}", row + 1).replace("{column}", column + 1);
  const node = element("input", { inputmode: "decimal", autocomplete: "off", "aria-label": `${panel.title}, ${name}`, "data-focus": `${panel.key} ${row} ${column}` });
  node.value = rows[row][column].replace("-", "−");
  node.oninput = () => {
    const now = rowsOf(root.typed[panel.field]);
    now[row][column] = node.value.trim().replace(",", ".").replace(/[;,]/g, " ");
    node.setAttribute("aria-invalid", String(!Number.isFinite(Number(now[row][column].replace("−", "-") || NaN))));
    edit(root, panel.field, textOf(now), WAIT);
  };
  node.onfocus = () => node.select();
  node.onkeydown = (event) => {
    const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0] }[event.key] ?? [];
    if (down === undefined) return;
    event.preventDefault();
    root.querySelector(`[data-focus="${panel.key} ${row + down} ${column + right}"]`)?.focus();
  };
  return node;
}

function sizeButtons(root, panel, rows) {
  const [mostRows, mostColumns] = panel.limits, { texts } = root.data;
  const change = (next) => () => edit(root, panel.field, textOf(next));
  const one = (sign, label, next, allowed) => button(sign, change(next), { class: "small", "aria-label": label, title: label, disabled: !allowed, "data-focus": `${panel.key} ${label}` });
  const width = rows[0].length;
  const tall = element("span", {}, element("span", { text: texts.rows }), one("−", texts.row_less, rows.slice(0, -1), rows.length > 1), one("+", texts.row_more, [...rows, rows[0].map(() => "0")], rows.length < mostRows));
  const wide = element("span", {}, element("span", { text: texts.columns }), one("−", texts.column_less, rows.map((row) => row.slice(0, -1)), width > 1), one("+", texts.column_more, rows.map((row) => [...row, "0"]), width < mostColumns));
  return element("div", { class: "sizes" }, mostRows > 1 && tall, mostColumns > 1 && wide);
}

function panelNode(root, panel) {
  const { steps } = root.data, step = steps[root.step] ?? { frames: {}, fills: [], marks: [] };
  const typed = panel.field ? rowsOf(root.typed[panel.field]) : null;
  const cells = typed ?? panel.cells, [above, below, before, after] = panel.border;
  const height = cells.length + above + below, width = cells[0].length + before + after;
  const longest = Math.max(...cells.flat().map((text) => text.length));
  const texts = !panel.field && !panel.shares && longest > 4;
  const grid = element("div", { class: `cells tone-${panel.tone}${texts ? " texts" : width > 8 && longest < 4 ? " many" : ""}`, style: `--columns: ${width}; --longest: ${longest}` });
  const filled = new Map();
  if (panel.fills) steps.forEach((one, place) => one.fills.forEach(([key, row, column]) => key === panel.key && filled.set(`${row} ${column}`, place)));
  const decides = new Set(step.marks.filter(([key]) => key === panel.key).map(([, row, column]) => `${row} ${column}`));
  const now = new Set(step.fills.filter(([key]) => key === panel.key).map(([, row, column]) => `${row} ${column}`));
  const put = (node, row, column) => {
    node.style.gridArea = `${row + 2} / ${column + 2}`;
    grid.append(node);
  };
  panel.columns.forEach((text, column) => put(element("span", { class: "label column", text }), -1, column + before));
  panel.rows.forEach((text, row) => put(element("span", { class: "label", text, dir: "auto" }), row + above, -1));
  for (let top = 0; top < height; top += 1) {
    for (let left = 0; left < width; left += 1) {
      const row = top - above, column = left - before, text = cells[row]?.[column];
      if (text === undefined) {
        put(element("span", { class: "cell zero", text: "0" }), top, left);
        continue;
      }
      const place = filled.get(`${row} ${column}`), empty = place > root.step;
      const node = panel.field ? inputCell(root, panel, cells, row, column)
        : place === undefined ? element("span", { class: "cell", text })
          : button(empty ? "" : text, () => move(root, place), { class: "cell", "aria-label": empty ? "?" : null, "data-focus": `${panel.key} ${row} ${column}` });
      node.classList.toggle("empty", Boolean(empty));
      node.classList.toggle("decides", decides.has(`${row} ${column}`));
      node.classList.toggle("now", now.has(`${row} ${column}`));
      node.classList.toggle("unused", panel.unused.includes(row));
      node.style.setProperty("--share", panel.shares?.[row]?.[column] ?? 0);
      put(node, top, left);
    }
  }
  const frame = step.frames[panel.key];
  if (frame) {
    const [top, left, tall, wide] = frame;
    grid.append(element("i", { class: "frame", style: `grid-area: ${top + 2} / ${left + 2} / span ${tall} / span ${wide}` }));
  }
  return element("section", { class: "panel" }, element("h3", { text: panel.title }), element("div", { class: "scrolls" }, grid), panel.field && panel.limits && sizeButtons(root, panel, typed));
}

function termsNode(root, step) {
  const small = step.terms.length > 16;
  const nodes = step.terms.map(([text, value]) => element("span", { class: `term ${value === "0" ? "" : value.startsWith("−") ? "minus" : "plus"}` }, element("small", { text }), element("b", { text: value })));
  const grid = element("div", { class: `terms${small ? " small-terms" : ""}`, style: `--across: ${step.across}` }, ...nodes);
  return element("section", { class: "panel" }, element("h3", { text: root.data.products }), element("div", { class: "scrolls" }, grid));
}

function drawPanels(root) {
  const { data } = root, step = data.steps[root.step];
  const nodes = data.panels.map((panel) => panelNode(root, panel));
  if (data.products && step?.terms.length) nodes.splice(data.panels.findIndex((panel) => panel.fills), 0, termsNode(root, step));
  return element("div", { class: "panels" }, ...nodes);
}

function drawSteps(root) {
  const { steps, texts, defaults } = root.data, last = steps.length - 1;
  const same = Object.entries(defaults).every(([name, text]) => root.typed[name] === text);
  const reset = button(texts.reset, () => {
    root.typed = { ...defaults };
    give(root);
  }, { class: "reset", disabled: same, "data-focus": "reset" });
  if (last < 0) return element("div", { class: "steps" }, reset);
  return element("div", { class: "steps" },
    button(texts.back, () => move(root, root.step - 1), { disabled: root.step === 0, "data-focus": "back" }),
    button(texts.next, () => move(root, root.step + 1), { class: "forward", disabled: root.step === last, "data-focus": "next" }),
    element("span", { text: texts.place.replace("{step}", root.step + 1) }),
    button(texts.end, () => move(root, last), { disabled: root.step === last, "data-focus": "end" }), reset);
}

function powerOfTen(exponent) {
  return exponent ? `10${[...String(exponent)].map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign])).join("")}` : "1";
}

// Curves over the words on a logarithmic axis, labelled in the right margin, on a phone below.
function drawLines(root) {
  const { lines, axes } = root.data;
  if (!lines.length) return null;
  const width = Math.max(300, root.clientWidth), roomy = width > 720, height = roomy ? 380 : 300;
  const edge = { left: 66, right: roomy ? 250 : 12, top: 14, bottom: 46 };
  const exponents = lines.flatMap((line) => line.values).map(Math.log10);
  const low = Math.floor(Math.min(...exponents)), high = Math.ceil(Math.max(...exponents, low + 1)), count = lines[0].values.length;
  const x = (place) => edge.left + (place / Math.max(1, count - 1)) * (width - edge.left - edge.right);
  const y = (exponent) => edge.top + ((high - exponent) / (high - low)) * (height - edge.top - edge.bottom);
  const chart = shape("svg", { width, height, role: "img", "aria-label": root.data.finding });
  const every = Math.ceil((high - low) / 6);
  for (let tick = high; tick >= low; tick -= every) {
    chart.append(shape("line", { class: "rule", x1: edge.left, x2: width - edge.right, y1: y(tick), y2: y(tick) }),
      shape("text", { x: edge.left - 8, y: y(tick) + 5, "text-anchor": "end", text: powerOfTen(tick) }));
  }
  for (const place of new Set([0, 0.25, 0.5, 0.75, 1].map((share) => Math.max(0, Math.round(share * count) - 1)))) {
    chart.append(shape("text", { x: x(place), y: height - edge.bottom + 20, "text-anchor": "middle", text: String(place + 1) }));
  }
  chart.append(shape("text", { x: (edge.left + width - edge.right) / 2, y: height - 6, "text-anchor": "middle", text: axes[0] }));
  // The curves meet at the last word, so each is named at the height of its first.
  const order = lines.map((line, place) => ({ ...line, place, at: y(Math.log10(line.values[0])) })).sort((one, other) => one.at - other.at);
  let free = 0;
  for (const line of order) {
    chart.append(shape("polyline", { class: `curve tone-${line.tone}`, points: line.values.map((value, place) => `${x(place).toFixed(1)},${y(Math.log10(value)).toFixed(1)}`).join(" ") }));
    free = Math.min(Math.max(line.at, free), height - edge.bottom - 22 * (order.length - 1 - order.indexOf(line)));
    if (roomy) chart.append(shape("line", { class: `curve tone-${line.tone}`, x1: width - edge.right + 14, x2: width - edge.right + 34, y1: free, y2: free }), shape("text", { class: "name", x: width - edge.right + 42, y: free + 5, text: line.name }));
    free += 22;
  }
  const names = roomy ? null : element("ul", {}, ...order.map((line) => element("li", { class: `tone-${line.tone}`, text: line.name })));
  return element("figure", { class: "lines" }, element("figcaption", { text: axes[1] }), chart, names);
}

// All below the fields is drawn again; focus and what is selected stay.
function draw(root) {
  const { data } = root, active = root.getRootNode().activeElement, focus = active?.dataset?.focus;
  const range = active?.setSelectionRange ? [active.selectionStart, active.selectionEnd] : null;
  const invalid = new Set([...root.querySelectorAll('[aria-invalid="true"]')].map((node) => node.dataset.focus));
  const scrolled = [...root.querySelectorAll(".scrolls")].map((node) => node.scrollLeft);
  root.finding.textContent = data.finding;
  root.problem.textContent = data.problem;
  for (const [name, node] of root.fields) if (node !== active && node.value !== root.typed[name]) node.value = root.typed[name];
  const line = element("p", { class: "sum", "aria-live": "polite", text: data.steps[root.step]?.line ?? "" });
  root.body.replaceChildren(...[data.panels.length && drawPanels(root), drawLines(root), data.steps.length && line, drawSteps(root)].filter(Boolean));
  root.querySelectorAll(".scrolls").forEach((node, place) => (node.scrollLeft = scrolled[place] ?? 0));
  for (const node of root.body.querySelectorAll("[data-focus]")) {
    if (data.problem && invalid.has(node.dataset.focus)) node.setAttribute("aria-invalid", "true");
    if (!focus || node.dataset.focus !== focus) continue;
    node.focus({ preventScroll: true });
    if (range && node.setSelectionRange) node.setSelectionRange(...range);
  }
}

// ← and → step, except where they move a cursor or a choice.
function listen(root) {
  const press = (event) => {
    if (!root.isConnected) return removeEventListener("keydown", press);
    const step = { ArrowLeft: root.step - 1, ArrowRight: root.step + 1 }[event.key];
    const taken = event.composedPath()[0].closest?.("input, select, textarea, [contenteditable], [data-testid=stButtonGroup]");
    if (step === undefined || taken || event.altKey || event.ctrlKey || event.metaKey || !root.data.steps.length) return;
    event.preventDefault();
    move(root, step);
  };
  addEventListener("keydown", press);
  const resize = () => {
    if (!root.isConnected) removeEventListener("resize", resize);
    else if (root.data.lines.length) draw(root);
  };
  addEventListener("resize", resize);
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".bench");
  root.send = (given) => setStateValue("given", given);
  if (root.serial === undefined) listen(root);
  else if (root.data.bench === data.bench && data.serial < root.serial) return; // newer keys are on their way
  Object.assign(root, { data, serial: data.serial, step: data.step, typed: data.typed });
  if (root.built !== data.bench) build(root);
  draw(root);
}
