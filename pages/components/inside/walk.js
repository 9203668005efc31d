// The walk through the layers of one model, as pages/components/inside/walk.py describes it. A place that
// is pointed at is marked at once; its sum comes with the page's answer.

const PAUSE = 40;

function send(root, point) {
  root.wanted = point;
  clearTimeout(root.timer);
  root.timer = setTimeout(() => root.set(point), PAUSE);
}

// Explain another number of a layer; `index` is its place in the picture.
function picked(root, card, index) {
  const point = { walk: root.data.walk, layer: card.number, unit: card.stepwise ? index.slice(1) : index, step: card.stepwise ? index[0] : null };
  const picture = root.pictures.find((one) => one.card.number === card.number);
  picture.mark(index);
  picture.say(index);
  select(root, card.number);
  send(root, point);
}

function select(root, layer) {
  root.current = layer;
  for (const { section, card } of root.pictures) section.classList.toggle("on", card.number === layer);
  root.querySelector(".sum")?.classList.add("old");
}

function go(root, { layer, unit, step }) {
  send(root, { walk: root.data.walk, layer, unit, step });
  select(root, layer);
}

// To the layer before or after, at the number that is marked there.
function turn(root, by) {
  const picture = root.pictures.find((one) => one.card.number === root.current + by);
  if (picture?.card.number) picked(root, picture.card, picture.place);
}

function choices(root, data) {
  return element("div", { class: "models", role: "group", "aria-label": data.texts.models }, ...data.models.map((one) => {
    const node = element("button", { type: "button", title: one.about, "aria-pressed": String(one.walk === data.walk), "data-walk": one.walk },
      element("i", { class: `mark ${one.mark}`, "aria-hidden": "true" }), [one.family, one.seed].filter(Boolean).join(" · "));
    node.onclick = () => send(root, { walk: one.walk, layer: 0, unit: [], step: null });
    return node;
  }));
}

function compareButton(root, { compare, texts }) {
  if (compare === null) return null;
  const node = element("button", { type: "button", class: "compare", "data-turn": "compare", text: texts.compare, "aria-pressed": String(compare) });
  node.onclick = () => root.compare();
  return node;
}

function pager(root, { layer, count, texts }) {
  const button = (text, name, by) => {
    const node = element("button", { type: "button", text, "aria-label": name, title: name, "data-turn": by });
    node.onclick = () => turn(root, by);
    return node;
  };
  return element("div", { class: "pager" }, button("‹", texts.back, -1), element("span", { text: texts.position.replace("{number}", layer).replace("{count}", count) }), button("›", texts.on, 1));
}

function draw(root, data) {
  const focus = focusOf(root);
  const scroll = root.querySelector(".strip")?.scrollLeft;
  const strip = element("div", { class: "strip" });
  root.style.setProperty("--family", `var(--st-${data.mark}-text-color)`);
  const head = element("div", { class: "head" }, element("h2", { text: data.texts.title }), choices(root, data));
  root.replaceChildren(head, strip, element("p", { class: "spoken", "aria-live": "polite" }));
  data.cards.forEach((card, number) => (card.values ||= data.cards[number - 1].values));
  root.pictures = data.cards.map((card) => cardOf(root, card, (one, index) => picked(root, one, index)));
  root.current = data.layer;
  strip.hidden = !data.cards.length; // the answers above say why
  if (strip.hidden) return;
  const hint = element("p", { class: "hint" }, data.problem || data.texts.hint, element("i", { class: "plus", text: data.texts.plus }), element("i", { class: "minus", text: data.texts.minus }));
  head.append(...[hint, compareButton(root, data), pager(root, data)].filter(Boolean));
  const { sum, layer } = data;
  const before = root.pictures.find((one) => one.card.number === layer - 1);
  const node = sumOf(sum, data.texts, (place) => before?.hot(place && stepped(before.card, place)), (to) => go(root, to));
  for (const picture of root.pictures) {
    const { card, section } = picture;
    if (picture === before) {
      const terms = sum.kind === "step" ? [] : sum.terms.slice(0, SHOWN).map((term) => stepped(card, term.source));
      picture.mark(card.place, framed(card, sum.window), terms);
    } else picture.mark(card.place);
    section.classList.toggle("on", card.number === layer);
    section.classList.toggle("before", picture === before);
    if (card.number === layer) strip.append(node);
    strip.append(section);
  }
  const shown = strip.querySelector(".card.on");
  if (scroll !== undefined) strip.scrollLeft = scroll;
  const [left, right] = [node.offsetLeft - strip.offsetLeft, shown.offsetLeft + shown.offsetWidth - strip.offsetLeft];
  if (left < strip.scrollLeft) strip.scrollLeft = left - 200;
  else if (right > strip.scrollLeft + strip.clientWidth) strip.scrollLeft = right - strip.clientWidth + 8;
  if (focus) root.querySelector(focus)?.focus({ preventScroll: true });
  if (root.moved) root.querySelector(".spoken").textContent = sum.spoken;
}

// Where the focus is to be after everything was drawn again; null if it is not in the walk.
function focusOf(root) {
  const active = root.getRootNode().activeElement;
  if (!active || !root.contains(active)) return null;
  const { walk, turn } = active.dataset;
  if (walk) return `[data-walk="${CSS.escape(walk)}"]`;
  return turn ? `[data-turn="${turn}"]` : ".card.on .picture";
}

// A recurrent layer that returns its last state is drawn with all steps.
function stepped(card, place) {
  return card.stepwise && place.length === 1 ? [card.place[0], ...place] : place;
}

// What a sum reads of the layer before; nothing if that is all of it.
function framed(card, window) {
  if (!window.length) return null;
  const full = window.map(([from, to], axis) => [from, to ?? card.shape[axis]]);
  const ranges = card.stepwise && full.length === 1 ? [[card.place[0], card.place[0] + 1], ...full] : full;
  return ranges.every(([from, to], axis) => to - from === card.shape[axis]) ? null : ranges;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".walk");
  root.set = (point) => setTriggerValue("point", point);
  followInput(root, () => setTriggerValue("follow", true));
  root.data = data;
  root.onkeydown = (event) => {
    const by = { "[": -1, "]": 1 }[event.key];
    if (by && !event.ctrlKey && !event.metaKey) turn(root, by);
  };
  root.compare = () => setTriggerValue("compare", true);
  const late = root.wanted && JSON.stringify(root.wanted) !== JSON.stringify(data.point);
  root.moved = Boolean(root.wanted);
  draw(root, data);
  if (!late) root.wanted = null;
  else if (data.cards.length) select(root, root.wanted.layer || data.count);
}
