// Tokens that can be changed, moved, inserted and removed, and the answers below, as
// pages/components/inside/tokens.py describes them. Edits show at once; the answers follow.

function build(root, data) {
  const { title } = data;
  const button = (text, act, name = "") => {
    const node = element("button", { type: "button", class: name, text });
    node.onclick = act;
    return node;
  };
  root.finding = element("p", { class: "finding", "aria-live": "polite" });
  root.chips = element("div", { class: "chips", role: "group", "aria-label": title.tokens });
  root.value = element("input", { type: "number", min: data.first, max: data.vocabulary - 1, "aria-label": title.value });
  root.value.oninput = () => change(root, Number(root.value.value));
  root.pick = element("span", { class: "note" });
  root.tools = element("span", { class: "tools" }, root.value,
    button(title.left, () => move(root, -1)), button(title.right, () => move(root, 1)),
    button(title.insert, () => insert(root)), button(title.remove, () => remove(root)));
  root.shuffle = button(title.shuffle, () => give(root, { shuffle: root.given.shuffle ? 0 : 1 + Math.floor(Math.random() * 999_999) }), "shuffle");
  root.example = button(title.example, () => give(root, { sample: Math.floor(Math.random() * root.data.samples), text: null, shuffle: 0 }), "example");
  const motifs = data.motifs.map((motif) => button(title.motif.replace("{motif}", motif.join(" ")), () => plant(root, motif), "motif"));
  root.note = element("p", { class: "note" });
  root.answers = element("div", { class: "answers" });
  root.replaceChildren(root.finding, root.chips, element("div", { class: "line" }, root.pick, root.tools, element("span", { class: "space" }), ...motifs, root.shuffle, root.example), root.note, root.answers);
  root.chips.onclick = (event) => {
    const chip = event.target.closest("[data-place]");
    if (chip) choose(root, Number(chip.dataset.place));
  };
  root.chips.onkeydown = (event) => onKey(root, event);
}

function onKey(root, event) {
  if (root.given.shuffle || event.ctrlKey || event.metaKey || event.altKey) return;
  const place = root.chosen ?? 0;
  const act = {
    ArrowRight: () => (event.shiftKey ? move(root, 1) : choose(root, Math.min(root.list.length - 1, place + 1))),
    ArrowLeft: () => (event.shiftKey ? move(root, -1) : choose(root, Math.max(0, place - 1))),
    ArrowUp: () => change(root, root.list[place] + 1),
    ArrowDown: () => change(root, root.list[place] - 1),
    Delete: () => remove(root),
    Insert: () => insert(root),
  }[event.key];
  if (!act || root.chosen === undefined) return;
  event.preventDefault();
  act();
  root.chips.querySelector('[aria-pressed="true"]')?.focus();
}

function choose(root, place) {
  Object.assign(root, { chosen: place, remark: "" });
  drawChips(root);
  root.chips.querySelector('[aria-pressed="true"]')?.focus();
}

function edited(root, list, remark = "") {
  if (root.given.shuffle || !list.length) return;
  Object.assign(root, { list, remark });
  root.chosen = root.chosen === undefined ? undefined : Math.max(0, Math.min(root.chosen, list.length - 1));
  give(root, { text: list.join(" ") }, PAUSE);
  drawChips(root);
}

function change(root, value) {
  const { first, vocabulary } = root.data;
  if (root.chosen === undefined || !Number.isInteger(value) || value < first || value >= vocabulary) return;
  edited(root, root.list.with(root.chosen, value));
}

function move(root, step) {
  const to = root.chosen + step;
  if (root.chosen === undefined || to < 0 || to >= root.list.length) return;
  const list = root.list.toSpliced(root.chosen, 1).toSpliced(to, 0, root.list[root.chosen]);
  root.chosen = to;
  edited(root, list);
}

function anyToken({ first, vocabulary, motifs }) {
  const least = Math.max(first, ...motifs.flat().map((token) => token + 1)); // no motif by accident
  return least + Math.floor(Math.random() * (vocabulary - least));
}

// Where all texts have one length, the last token makes room.
function insert(root) {
  const list = root.list.toSpliced(root.chosen, 0, anyToken(root.data));
  const { fixed, length, title } = root.data;
  fixed ? edited(root, list.slice(0, length), title.dropped) : edited(root, list);
}

function remove(root) {
  const list = root.list.toSpliced(root.chosen, 1);
  root.data.fixed ? edited(root, [...list, anyToken(root.data)], root.data.title.filled) : edited(root, list);
}

function plant(root, motif) {
  const place = Math.min(root.chosen ?? Math.floor(root.list.length / 2), root.list.length - motif.length);
  edited(root, root.list.toSpliced(place, motif.length, ...motif));
}

function drawChips(root) {
  const { data } = root;
  const locked = Boolean(root.given.shuffle);
  const list = locked ? data.mixed : root.list;
  const same = list.join(" ") === data.mixed.join(" ");
  const focused = root.getRootNode().activeElement?.dataset?.place;
  root.chips.classList.toggle("small", list.length > 40);
  root.chips.replaceChildren(...list.map((token, place) => element("button", {
    type: "button", class: `token ${(same && data.kinds[place]) || ""}`, text: token, disabled: locked, "data-place": place,
    "aria-pressed": String(!locked && place === root.chosen), "aria-label": `${data.title.token.replace("{place}", place + 1)}: ${token}`,
    tabindex: place === (root.chosen ?? 0) ? "0" : "-1",
  })));
  if (focused !== undefined) root.chips.querySelector(`[data-place="${root.chosen ?? focused}"]`)?.focus();
  const chosen = !locked && root.chosen !== undefined;
  root.tools.hidden = !chosen;
  root.pick.textContent = locked ? data.title.locked : !chosen ? data.title.pick
    : [data.title.token.replace("{place}", root.chosen + 1), root.remark].filter(Boolean).join(" · ");
  if (chosen && root.getRootNode().activeElement !== root.value) root.value.value = root.list[root.chosen];
}

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".tokens");
  if (!root.chips) build(root, data);
  const current = receive(root, data, (given) => setStateValue("given", given));
  if (current || !root.list) root.list = data.text.split(" ").map(Number);
  root.shuffle.setAttribute("aria-pressed", String(Boolean(root.given.shuffle)));
  root.finding.textContent = data.finding;
  root.finding.classList.toggle("problem", data.problem);
  root.note.textContent = data.note;
  drawChips(root);
  drawRows(root.answers, data.answers);
}
