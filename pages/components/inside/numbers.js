// A slider per feature, as pages/components/inside/numbers.py describes them, with how much each answer
// changes if the feature has its mean. draw_rows.js draws the answers above them.

function said(root) {
  const text = Object.entries(root.changed).map(([number, value]) => `${number}:${Number(value.toPrecision(7))}`).join(",");
  give(root, { text: text || null }, PAUSE);
}

function decimals(span) {
  return Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(span))));
}

function effectCell(root, effect, words) {
  const mixed = strength(effect, root.data.answers.scale), shown = Math.round(100 * effect);
  const cell = element("td", { class: "effect", title: words }, element("b", { class: shown ? (effect > 0 ? "plus" : "minus") : "", style: `--mix: ${mixed}%`, text: shown ? points(effect) : "·" }));
  cell.onpointerenter = () => (root.words.textContent = words);
  return cell;
}

// A row stays for as long as the same features are shown: a drag goes on while answers arrive.
function featureRow(root, feature) {
  const { texts } = root.data, span = feature.most - feature.least || 1;
  const slider = element("input", { type: "range", min: feature.least, max: feature.most, step: span / 200, "aria-label": feature.name });
  const value = element("output", {});
  const back = element("button", { type: "button", text: "↺", "aria-label": texts.back, title: texts.back });
  const mean = element("i", { "aria-hidden": "true", title: texts.mean, style: `--place: ${(feature.mean - feature.least) / span}` });
  const node = element("tr", {}, element("th", { scope: "row", text: feature.name }), element("td", { class: "slide" }, element("div", {}, mean, slider)), element("td", { class: "value" }, value, back));
  const show = () => {
    const changed = feature.number in root.changed, current = changed ? root.changed[feature.number] : feature.start;
    slider.value = current;
    slider.setAttribute("aria-valuetext", current.toFixed(decimals(span)));
    value.textContent = current.toFixed(decimals(span));
    node.classList.toggle("changed", changed);
    back.style.visibility = changed ? "" : "hidden";
  };
  slider.oninput = () => {
    root.changed[feature.number] = Number(slider.value);
    show();
    said(root);
  };
  back.onclick = () => {
    delete root.changed[feature.number];
    show();
    said(root);
  };
  node.onpointerleave = () => (root.words.textContent = root.data.texts.hint);
  show();
  return node;
}

function build(root) {
  const { features, marks, shown, texts } = root.data;
  const heads = marks.map(([mark, name]) => element("th", { scope: "col", class: "effect", title: name }, element("i", { class: `mark ${mark}`, role: "img", "aria-label": name })));
  root.features = new Map(features.map((feature) => [feature.number, featureRow(root, feature)]));
  const body = element("tbody", {}, ...root.features.values());
  const table = element("table", {}, element("thead", {}, element("tr", {}, element("th", { scope: "col", text: texts.feature }), element("td", { class: "slide" }, element("small", { text: texts.mean })), element("td", {}), ...heads)), body);
  const more = element("button", { type: "button", class: "more" });
  const fold = () => {
    [...body.children].forEach((row, place) => (row.hidden = !root.open && place >= shown));
    more.textContent = root.open ? texts.fewer : texts.more;
    more.setAttribute("aria-expanded", String(Boolean(root.open)));
  };
  more.onclick = () => {
    root.open = !root.open;
    fold();
  };
  more.hidden = features.length <= shown;
  fold();
  root.answers = element("div", {});
  root.words = element("p", { class: "words", text: texts.hint });
  root.replaceChildren(root.answers, element("h2", { text: texts.title }), root.words, element("div", { class: "scrolls" }, table), more);
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".numbers");
  const current = receive(root, data, (given) => setStateValue("given", given));
  const shown = JSON.stringify([data.given.sample, data.models]);
  if (root.shown !== shown || (current && JSON.stringify(root.changed) !== JSON.stringify(data.changed))) {
    root.shown = shown; // another sample, a link, other models
    root.changed = { ...data.changed };
    build(root);
  }
  drawRows(root.answers, data.answers);
  root.words.textContent = data.texts.hint;
  for (const feature of data.features) {
    const row = root.features.get(feature.number);
    row.querySelectorAll(".effect").forEach((cell) => cell.remove());
    row.append(...feature.effects.map((effect, place) => effectCell(root, effect, feature.words[place])));
  }
}
