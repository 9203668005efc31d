// Draws what pages/components/inside/image.py describes: the square to draw in, what the models get,
// and what each answers. The page hears of a drawing when the pen is lifted.

const LIFTED = 30; // milliseconds after the last change; held arrow keys ask for the last place only

function button(text, act, options = {}) {
  const node = element("button", { type: "button", text, ...options });
  node.onclick = act;
  return node;
}

// Buttons of which one is pressed; a second press of it takes it back where `none` allows.
function choice(label, options, chosen, act, none) {
  const group = element("span", { class: "choice", role: "group", "aria-label": label });
  for (const [value, text] of options) {
    const on = value === chosen;
    group.append(button(text, () => act(on && none ? null : value), { "aria-pressed": String(on), "data-focus": `${label} ${value}` }));
  }
  return group;
}

function said(root) {
  give(root, { text: [root.view, root.meant ?? "", drawingText(root.pad.drawing)].join(".") }, LIFTED);
}

// The digit is another one, so it is not known which one is meant.
function other(root, act) {
  root.meant = null;
  act();
}

function build(root) {
  const { texts } = root.data;
  const pad = drawingPad(texts.canvas, () => said(root));
  root.pad = pad;
  const arrows = [["←", -1, 0, texts.left], ["↑", 0, -1, texts.up], ["↓", 0, 1, texts.down], ["→", 1, 0, texts.right]];
  const tools = element("div", { class: "tools" },
    button(texts.clear, () => other(root, pad.clear)), button(texts.undo, pad.undo),
    button(texts.surprise, () => other(root, () => pad.change({ strokes: [], image: null, sample: Math.floor(Math.random() * root.data.samples), thick: 0, shift: [0, 0] })), { class: "quiet" }));
  const finer = element("div", { class: "tools" },
    ...arrows.map(([sign, right, down, label]) => button(sign, () => pad.move(right, down), { class: "arrow", "aria-label": label, title: label })),
    button(texts.thinner, () => pad.thicken(-1)), button(texts.thicker, () => pad.thicken(1)));
  root.head = element("div", { class: "head" });
  root.gets = element("div", { class: "gets" });
  root.answers = element("div", { class: "answers" });
  root.why = element("div", { class: "why" });
  const own = element("div", { class: "own" }, element("h3", { text: texts.yours }), element("div", { class: "square" }, pad.canvas, element("span", { class: "hint", text: texts.hint })), tools, finer);
  root.replaceChildren(root.head, element("div", { class: "top" }, own, root.gets, root.answers), root.why);
}

function drawHead(root) {
  const { data } = root;
  const digits = Array.from({ length: 10 }, (_, digit) => [digit, String(digit)]);
  const pick = (meant) => {
    root.meant = meant;
    drawHead(root);
    said(root);
  };
  root.head.replaceChildren(element("p", { class: "line", role: "status", text: data.line }),
    element("span", { class: "meant" }, element("span", { text: data.texts.meant }), choice(data.texts.meant, digits, root.meant ?? data.digit, pick, true)));
}

function drawGets(root) {
  const { gets, texts } = root.data;
  const look = (next) => {
    root.view = next;
    said(root);
  };
  root.gets.replaceChildren(element("h3", { text: gets.title }, element("span", { text: gets.size })), pixelGrid(gets, gets.numbers),
    choice(texts.view, [["drawn", texts.drawn], ["centred", texts.centred]], root.data.view, look), element("p", { class: "note", text: gets.note }));
}

function bars(answer) {
  const node = element("div", { class: "bars", "aria-hidden": "true" });
  answer.bars.forEach((share, digit) => {
    node.append(element("span", { class: String(digit) === answer.digit ? "most" : "" }, element("i", { style: `height: ${Math.max(2, 100 * share)}%` }), element("small", { text: String(digit) })));
  });
  return node;
}

function answerCell(answer, name, shown) {
  const cell = element("td", { class: `${name}${shown ? " shown" : ""}` });
  cell.append(element("div", {}, element("b", { class: answer.wrong ? "no" : "", text: answer.digit }),
    element("span", { class: "sure" }, answer.sure, element("small", { text: answer.right })), bars(answer)));
  return cell;
}

function drawAnswers(root) {
  const { columns, rows, texts, view } = root.data;
  const heads = ["drawn", "centred"].map((name) => element("th", { scope: "col", class: name === view ? "shown" : "" }, columns[name].title, element("small", { text: columns[name].count })));
  const lines = rows.map((row) => element("tr", { style: `--colour: var(--st-${row.mark}-text-color)` },
    element("th", { scope: "row" }, element("div", {}, element("i", { class: `mark ${row.mark}`, "aria-hidden": "true" }), element("span", {}, row.name, element("small", { text: row.tested })))),
    answerCell(row.drawn, "drawn", view === "drawn"), answerCell(row.centred, "centred", view === "centred")));
  root.answers.replaceChildren(element("table", {}, element("thead", {}, element("tr", {}, element("td", {}, element("span", { class: "unseen", text: texts.models })), ...heads)), element("tbody", {}, ...lines)));
}

function drawWhy(root) {
  const { why } = root.data;
  root.why.hidden = !why;
  root.why.replaceChildren(...(why ? heatMaps(root.data.gets, why) : []));
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".image");
  const current = receive(root, data, (given) => setStateValue("given", given));
  if (!root.pad) build(root);
  const { pad } = root;
  pad.pixel = data.pixel;
  if (current && !pad.isDrawing()) { // an answer to the last stroke must not wipe out the next one
    if (drawingText(data.drawing) !== drawingText(pad.drawing) || data.drawing.image !== pad.drawing.image) pad.adopt(data.drawing);
    Object.assign(root, { view: data.view, meant: data.meant });
    pad.fresh = data.fresh;
  }
  pad.show(); // the theme may have changed
  root.classList.toggle("empty", data.empty && !pad.drawing.strokes.length);
  const focused = root.getRootNode().activeElement?.dataset?.focus;
  drawHead(root);
  drawGets(root);
  drawAnswers(root);
  drawWhy(root);
  if (focused) [...root.querySelectorAll("[data-focus]")].find((node) => node.dataset.focus === focused)?.focus();
}
