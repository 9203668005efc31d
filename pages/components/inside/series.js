// The readings before a moment, of which the last can be dragged, and what each model expects, as
// pages/components/inside/series.py describes them. draw_rows.js draws the answers below.

const WIDTH = 1000, HEIGHT = 320;
const EDGE = { left: 46, right: 150, top: 12, bottom: 26 };

function said(root) {
  const edits = Object.entries(root.edits).map(([time, value]) => `${time}:${value}`).join(",");
  give(root, { text: edits ? `${root.data.target}@${edits}` : null }, PAUSE);
}

function valueOf(root, place) {
  return root.edits[root.data.times[place]] ?? root.data.values[place];
}

// A phone shows the last days only: a finger needs room between two readings.
function begin(root) {
  const { times } = root.data;
  return root.chart.clientWidth < 600 ? Math.max(times[0], times.at(-1) - 3 * 86_400) : times[0];
}

// Scales stay while readings are dragged, so that the curve moves and not the axis.
function scales(root) {
  const { times, target, range } = root.data, [least, most] = range;
  const width = root.chart.clientWidth || WIDTH, right = width < 600 ? 112 : EDGE.right;
  const span = width - EDGE.left - right, tall = HEIGHT - EDGE.top - EDGE.bottom;
  const from = begin(root);
  return {
    width, right,
    x: (time) => EDGE.left + ((time - from) / (target - from)) * span,
    y: (value) => EDGE.top + (1 - (value - least) / (most - least)) * tall,
    value: (y) => least + (1 - (y - EDGE.top) / tall) * (most - least),
  };
}

// Words at the right edge, in order and apart from each other.
function spread(labels, gap) {
  labels.sort((one, other) => one.y - other.y);
  labels.forEach((label, place) => (label.at = Math.max(label.y, place ? labels[place - 1].at + gap : EDGE.top)));
  for (let place = labels.length - 1, low = HEIGHT - EDGE.bottom; place >= 0; place -= 1, low = labels[place + 1].at - gap) labels[place].at = Math.min(labels[place].at, low);
  return labels;
}

const MARKS = {
  blue: (x, y) => shape("circle", { cx: x, cy: y, r: 7 }),
  orange: (x, y) => shape("path", { d: `M${x} ${y - 8}L${x + 8} ${y + 7}H${x - 8}Z` }),
  green: (x, y) => shape("rect", { x: x - 6.5, y: y - 6.5, width: 13, height: 13 }),
  violet: (x, y) => shape("path", { d: `M${x} ${y - 8.5}L${x + 8.5} ${y}L${x} ${y + 8.5}L${x - 8.5} ${y}Z` }),
};

function shapeOf(mark, x, y) {
  return shape("g", { style: `fill: var(--st-${mark}-text-color)` }, MARKS[mark](x, y));
}

function drawChart(root) {
  const { data } = root, { times, ticks, texts } = data, { x, y, width, right } = scales(root);
  const first = times.length - data.editable, end = x(data.target);
  const line = (places) => places.map((place, index) => `${index ? "L" : "M"}${x(times[place]).toFixed(1)} ${y(valueOf(root, place)).toFixed(1)}`).join("");
  const all = times.map((_, place) => place).filter((place) => times[place] >= begin(root));
  const parts = [shape("rect", { class: "open", x: x(times[first]) - 4, y: EDGE.top, width: x(times.at(-1)) - x(times[first]) + 8, height: HEIGHT - EDGE.top - EDGE.bottom })];
  for (const value of ticks.values) parts.push(shape("line", { class: "grid", x1: EDGE.left, x2: width - right, y1: y(value), y2: y(value) }), text(EDGE.left - 8, y(value) + 4, String(value).replace("-", "−"), "end"));
  for (const [time, name] of ticks.times) if (time >= begin(root)) parts.push(text(x(time), HEIGHT - 6, name, "middle"));
  parts.push(shape("path", { class: "before", d: all.map((place, index) => `${index ? "L" : "M"}${x(times[place]).toFixed(1)} ${y(data.values[place]).toFixed(1)}`).join("") }));
  parts.push(shape("path", { class: "line", d: line(all) }));
  parts.push(shape("line", { class: "same", x1: x(times.at(-1)), x2: end, y1: y(valueOf(root, times.length - 1)), y2: y(valueOf(root, times.length - 1)) }));
  for (const place of all.filter((one) => one >= first)) parts.push(shape("circle", { class: `dot${place === root.place ? " on" : ""}`, cx: x(times[place]), cy: y(valueOf(root, place)), r: place === root.place ? 6 : 3.5 }));
  const labels = data.expected.map((one) => ({ y: y(one.value), mark: one.mark, text: one.text }));
  if (data.truth !== null) {
    labels.push({ y: y(data.truth), text: texts.came, class: "came" });
    parts.push(shape("circle", { class: "truth", cx: end, cy: y(data.truth), r: 6 }));
  }
  labels.push({ y: y(valueOf(root, times.length - 1)), text: texts.same, class: "quiet" });
  for (const one of data.expected) parts.push(shapeOf(one.mark, end, y(one.value)));
  for (const label of spread(labels, 19)) parts.push(label.mark ? shapeOf(label.mark, end + 24, label.at) : null, text(end + 38, label.at + 5, label.text, "start", label.class ?? "label"));
  root.chart.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  root.chart.replaceChildren(...parts.filter(Boolean));
}

function text(x, y, words, anchor, name = "tick") {
  const node = shape("text", { x, y, "text-anchor": anchor, class: name });
  node.textContent = words;
  return node;
}

function edit(root, place, value) {
  const [least, most] = root.data.range;
  root.edits[root.data.times[place]] = Math.round(10 * Math.max(least, Math.min(most, value))) / 10;
  root.place = place;
  drawChart(root);
  root.say(place);
}

function build(root) {
  const { texts } = root.data;
  root.chart = shape("svg", { tabindex: 0, role: "application", "aria-label": texts.chart, height: HEIGHT });
  root.words = element("p", { class: "words", role: "status", text: texts.hint });
  const back = element("button", { type: "button", text: texts.back });
  back.onclick = () => {
    root.edits = {};
    drawChart(root);
    said(root);
  };
  root.answers = element("div", {});
  root.strips = element("div", { class: "strips" });
  root.say = (place) => (root.words.textContent = texts.reading.replace("{when}", root.data.names[place - root.data.times.length + root.data.editable]).replace("{value}", valueOf(root, place).toFixed(1)));
  const nearest = (event) => {
    const box = root.chart.getBoundingClientRect(), { x, value } = scales(root), left = event.clientX - box.left;
    const { times, editable } = root.data;
    let best = times.length - editable;
    for (let place = best; place < times.length; place += 1) if (Math.abs(x(times[place]) - left) < Math.abs(x(times[best]) - left)) best = place;
    return { place: best, value: value(event.clientY - box.top), inside: left >= x(times[times.length - editable]) - 12 && left <= x(times.at(-1)) + 12 };
  };
  root.held = null;
  root.chart.onpointerdown = (event) => {
    const { place, value, inside } = nearest(event);
    if (event.button || !inside) return;
    root.chart.setPointerCapture(event.pointerId);
    root.held = place;
    edit(root, place, value);
  };
  root.chart.onpointermove = (event) => {
    if (root.held === null) return;
    const { place, value } = nearest(event);
    // a quick drag skips readings; those between follow a straight line
    const from = root.held, start = valueOf(root, from), steps = Math.abs(place - from);
    for (let step = 1; step <= Math.max(1, steps); step += 1) edit(root, from + Math.sign(place - from) * Math.min(step, steps), steps ? start + ((value - start) * step) / steps : value);
    root.held = place;
  };
  root.chart.onpointerup = root.chart.onpointercancel = () => {
    if (root.held === null) return;
    root.held = null;
    said(root);
  };
  root.chart.onkeydown = (event) => {
    const { times, editable } = root.data, last = times.length - 1;
    const place = root.place ?? last, move = { ArrowLeft: -1, ArrowRight: 1 }[event.key], change = { ArrowUp: 0.5, ArrowDown: -0.5 }[event.key];
    if (!move && !change) return;
    event.preventDefault();
    if (move) {
      root.place = Math.max(times.length - editable, Math.min(last, place + move));
      drawChart(root);
      root.say(root.place);
    } else {
      edit(root, place, valueOf(root, place) + change);
      said(root);
    }
  };
  new ResizeObserver(() => {
    if (!root.isConnected) return;
    drawChart(root);
    drawStrips(root);
  }).observe(root.chart);
  root.replaceChildren(element("div", { class: "title" }, root.words, back), root.chart, root.strips, root.answers);
}

// Each reading's effect, below its place in the chart.
function drawStrips(root) {
  const { why, times, target } = root.data;
  if (!why) return root.strips.replaceChildren();
  const lines = why.rows.map((row) => {
    const cells = row.effects.map((effect) => element("i", { class: effect > 0 ? "plus" : "minus", style: `--strength: ${Math.min(1, Math.abs(effect) / why.most)}` }));
    const from = begin(root), span = target - from, left = (row.first - from) / span, share = (times.at(-1) - row.first) / span;
    const strip = element("div", { class: "strip", role: "img", "aria-label": row.label, style: `margin-left: ${100 * left}%; width: ${100 * share}%` }, ...cells);
    strip.onpointermove = (event) => {
      const cell = cells.indexOf(event.target);
      if (cell >= 0) root.words.textContent = row.words.replace("{when}", row.names[cell]).replace("{after}", (row.now - row.effects[cell]).toFixed(2).replace("-", "−"));
    };
    strip.onpointerleave = () => (root.words.textContent = root.data.texts.hint);
    return element("div", { class: "lane" }, element("i", { class: `mark ${row.mark}`, "aria-hidden": "true" }), element("div", { class: "cut" }, strip));
  });
  root.strips.replaceChildren(element("p", { class: "note", text: why.title }), ...lines);
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".series");
  const current = receive(root, data, (given) => setStateValue("given", given));
  if (!root.chart) build(root);
  if ((current && root.held === null) || root.first !== data.times[0]) Object.assign(root, { first: data.times[0], edits: { ...data.edits } });
  drawChart(root);
  drawStrips(root);
  drawRows(root.answers, data.answers);
}
