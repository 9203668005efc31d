// A word as each model has it, as pages/components/inside/alike.py describes it: its vector, the words
// nearest to it, and where they lie on a map.

const WIDTH = 260, HEIGHT = 150, EDGE = 14;

// One scale for both directions, so that distances can be compared.
function map(row, word) {
  const all = row.map, names = [word, ...row.near.map(([name]) => name)];
  const [xs, ys] = [0, 1].map((side) => all.map((place) => place[side]));
  const middle = [xs, ys].map((values) => (Math.min(...values) + Math.max(...values)) / 2);
  const span = (values) => Math.max(...values) - Math.min(...values) || 1;
  const scale = Math.min((WIDTH - 6 * EDGE) / span(xs), (HEIGHT - 2 * EDGE) / span(ys));
  const node = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" });
  const taken = [];
  all.forEach((place, number) => {
    const x = WIDTH / 2 - EDGE + (place[0] - middle[0]) * scale, y = HEIGHT / 2 - (place[1] - middle[1]) * scale;
    node.append(shape("circle", { cx: x, cy: y, r: number ? 3 : 5, class: number ? "" : "own" }));
    const wide = 6 * names[number].length + 8;
    if (taken.some((other) => Math.abs(other.y - y) < 12 && x < other.x + other.wide && other.x < x + wide)) return;
    taken.push({ x, y, wide });
    node.append(shape("text", { x: x + 7, y: y + 4, class: number ? "" : "own" }, names[number]));
  });
  return node;
}

function strip(row, texts) {
  const most = Math.max(...row.vector.map(Math.abs)) || 1;
  const label = texts.vector.replace("{count}", row.vector.length);
  return element("div", { class: "strip", role: "img", title: label, "aria-label": `${label}: ${row.vector.slice(0, 8).join(", ")} …` },
    ...row.vector.map((value) => element("i", { class: value < 0 ? "minus" : "plus", style: `--mix: ${Math.round((90 * Math.abs(value)) / most)}%`, title: value })));
}

function rowOf(root, row) {
  const { texts, word } = root.data;
  const name = nameOf(row);
  if (row.problem) return element("div", { class: "row" }, name, element("p", { class: "problem", text: row.problem }));
  const chips = row.near.map(([text, cosine]) => {
    const node = element("button", { type: "button", "aria-label": `${texts.use.replace("{word}", () => text)}: ${cosine}` }, element("b", { text, dir: "auto" }), element("small", { text: cosine }));
    node.onclick = () => choose(root, text);
    return node;
  });
  const plane = element("div", { class: "map", title: texts.share.replace("{share}", row.share) }, map(row, word));
  return element("div", { class: "row" }, name, element("div", {}, strip(row, texts), element("div", { class: "near" }, ...chips)), plane);
}

function choose(root, word) {
  root.field.value = word;
  root.send(word);
}

function build(root) {
  const { texts, word } = root.data;
  root.field = element("input", { type: "text", value: word, dir: "auto", spellcheck: "false", autocomplete: "off", autocapitalize: "off", "aria-label": texts.field });
  root.field.value = word;
  root.field.oninput = () => {
    clearTimeout(root.timer);
    root.timer = setTimeout(() => root.field.value.trim() && root.send(root.field.value.trim()), 250);
  };
  root.list = element("div", {});
  const head = element("div", { class: "row head" }, element("span"), element("span", { text: texts.near }), element("span", { text: texts.map }));
  root.replaceChildren(element("div", { class: "line" }, element("h2", { text: texts.title }), root.field), head, root.list);
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".alike");
  const other = root.data && root.data.word !== data.word;
  Object.assign(root, { data, send: (word) => setStateValue("word", word) });
  if (!root.field) build(root);
  else if (other && root.getRootNode().activeElement !== root.field) root.field.value = data.word;
  root.list.replaceChildren(...data.rows.map((row) => rowOf(root, row)));
}
