// Draws what pages/components/home/grid.py describes. Rows are built once; afterwards only rows that
// changed are redrawn, so that nothing jumps and keyboard focus stays where it is.

const POLL_MILLISECONDS = 3_000;
const SHOWN = "recipe-lab results shown";

function button(action) {
  const node = element("button", { type: "button", title: action.why, "aria-label": action.label }, action.text, action.note && element("small", { text: action.note }));
  node.act = action.act;
  node.dataset.action = JSON.stringify(action.act);
  return node;
}

function link(data, goal, options, ...children) {
  const node = element("a", { href: data.base + goal.href, ...options }, ...children);
  node.act = goal.act;
  node.dataset.action = goal.href;
  return node;
}

const HOLLOW = { "●": "○", "▲": "△", "■": "□", "◆": "◇" };

function mark(family, hollow = false) {
  return element("span", { class: `mark ${family.word} ${hollow ? "hollow" : ""}`, text: hollow ? HOLLOW[family.mark] : undefined, title: family.title, "aria-hidden": "true" });
}

function bar(cell) {
  const node = element("span", { class: "bar", "aria-hidden": "true" });
  if (cell.state?.share !== undefined) {
    node.classList.add("progress");
    node.append(element("i", { style: `width: ${100 * cell.state.share}%` }));
    return node;
  }
  if (cell.bar !== null && cell.bar !== undefined) node.append(element("i", { style: `width: ${100 * cell.bar}%` }));
  if (cell.tick !== null && cell.tick !== undefined) node.append(element("b", { class: "tick", style: `left: ${100 * cell.tick}%` }));
  if (cell.star && cell.star.at !== null) node.append(element("b", { class: "star", text: "★", style: `left: ${100 * cell.star.at}%` }));
  return node;
}

function fillCell(node, cell, data, family) {
  node.className = `cell ${cell.kind} ${cell.own ? "own" : ""}`;
  node.style.setProperty("--colour", `var(--st-${family.word}-text-color)`);
  const words = [cell.label, cell.star?.label].filter(Boolean).join(". ");
  const note = cell.state
    ? link(data, cell.state.goal, { class: `note ${cell.state.share === undefined ? "failed" : ""}`, text: cell.state.text })
    : element("span", { class: "note" }, cell.star?.sign && element("span", { class: "sign", text: `★${cell.star.sign}`, title: cell.star.label }), cell.note);
  const open = link(data, cell.train, { class: "figure", title: words, "aria-label": words || cell.id },
    mark(family, cell.hollow), element("b", { text: cell.figure }), element("span", { class: "unit", text: cell.unit }),
    cell.own && element("span", { class: "whose", text: data.legend.own }));
  node.replaceChildren(element("span", { class: "line" }, open, note), bar(cell));
}

function fillOrder(node, row, data) {
  const { text, groups, unknown } = row.order;
  const parts = [];
  groups.forEach((group, index) => {
    if (index) parts.push(element("span", { class: "than", text: "›" }));
    parts.push(element("span", { class: index ? "marks dim" : "marks" }, ...group.map((one) => mark(one))));
  });
  if (groups.length && unknown.length) parts.push(element("span", { class: "than", text: "?" }), element("span", { class: "marks" }, ...unknown.map((one) => mark(one, true))));
  if (!parts.length && text) parts.push(text);
  node.replaceChildren(row.verdict ? link(data, row.verdict, { class: "verdict", title: row.verdict.text, "aria-label": row.verdict.text }, ...parts) : element("span", {}, ...parts));
}

function fillRow(node, row, data) {
  const active = node.getRootNode().activeElement;
  const focused = active && node.contains(active) ? active.dataset.action : null;
  const [head, ...rest] = node.parts;
  head.replaceChildren(element("b", { text: row.title }), element("small", { text: row.subtitle }));
  row.cells.forEach((cell, index) => fillCell(rest[index], cell, data, data.families[index]));
  fillOrder(node.order, row, data);
  node.actions.replaceChildren(...row.actions.map(button));
  if (focused) [...node.querySelectorAll("[data-action]")].find((other) => other.dataset.action === focused)?.focus();
}

function build(root, data) {
  const example = (name, ...children) => element("span", { class: "example" }, element("span", { class: "bar", "aria-hidden": "true" }, ...children), data.legend[name]);
  const half = () => element("i", { style: "width: 55%" });
  const reveal = element("label", { class: "reveal" }, element("input", { type: "checkbox", role: "switch" }), element("i"), data.reveal);
  root.reveal = reveal.firstElementChild;
  root.reveal.checked = localStorage.getItem(SHOWN) === "yes";
  root.reveal.onchange = () => {
    localStorage.setItem(SHOWN, root.reveal.checked ? "yes" : "no");
    cover(root);
  };
  root.replaceChildren(element("div", { class: "title" }, element("h3", { text: data.title }), element("span", { class: "caption", text: data.metric }), example("bar", half()), example("tick", half(), element("b", { class: "tick", style: "left: 80%" })), reveal));
  const table = element("div", { class: "table", role: "table", "aria-label": data.title });
  const names = element("div", { class: "row names", role: "row" }, element("span", { role: "columnheader" }));
  for (const family of data.families) names.append(element("span", { class: "name", role: "columnheader", title: family.about }, mark(family), family.title));
  names.append(element("span", { class: "order", role: "columnheader", text: data.order }), element("span", { role: "columnheader" }));
  table.append(names);
  root.lines = new Map();
  for (const row of data.rows) {
    const parts = [element("div", { class: "dataset", role: "rowheader" }), ...row.cells.map(() => element("div", { role: "cell" }))];
    const order = element("div", { class: "order", role: "cell" });
    const actions = element("div", { class: "actions", role: "cell" });
    const node = element("section", { class: "row", role: "row", "aria-label": row.title }, ...parts, order, actions);
    root.lines.set(row.name, Object.assign(node, { parts, order, actions }));
    table.append(node);
  }
  root.append(table, element("p", { class: "foot" }, data.legend.note, element("span", { class: "key best", text: data.legend.best }), element("span", { class: "key level", text: data.legend.level }), element("span", {}, "? ", data.legend.unknown), element("span", {}, "★ ", data.legend.star)));
}

// Results of stories stay covered until they are guessed, raced, or all are shown.
function cover(root) {
  const guessed = guessedStories();
  for (const row of root.data.rows) {
    const node = root.lines.get(row.name);
    const covered = row.story && !row.raced && !guessed.includes(row.name) && !root.reveal.checked;
    node.classList.toggle("covered", covered);
    [...node.parts.slice(1), node.order].forEach((part) => (part.inert = covered));
    node.title = covered ? root.data.covered : "";
  }
}

function update(root, data) {
  root.data = data;
  const { rows, updates, ...rest } = data;
  const layout = JSON.stringify(rest);
  if (root.layout !== layout) {
    root.layout = layout;
    build(root, data);
  }
  for (const row of rows) {
    const node = root.lines.get(row.name);
    const text = JSON.stringify(row);
    if (node.content === text) continue;
    node.content = text;
    fillRow(node, row, data);
  }
  cover(root);
}

// While no run is active the server sends nothing. A cheap request finds out whether anyone has started one.
async function poll(root) {
  if (!root.isConnected) return;
  const { idle, url, version } = root.data.updates;
  if (idle && document.visibilityState === "visible") {
    try {
      const answer = await fetch(url);
      const current = answer.ok ? Number(await answer.text()) : version;
      if (current !== root.data.updates.version && root.data.updates.idle) root.send({ do: "look" });
    } catch {} // the server cannot be reached; Streamlit reports that
  }
  setTimeout(() => poll(root), POLL_MILLISECONDS);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".grid");
  root.send = (act) => setTriggerValue("act", act);
  if (!root.listens) {
    root.listens = true;
    addEventListener(GUESSED, () => root.isConnected && cover(root));
    root.addEventListener("click", (event) => {
      const node = event.target.closest("button, a");
      if (!node?.act) return;
      // With a modifier key held, the browser decides where a link opens.
      if (node.tagName === "A" && (event.metaKey || event.ctrlKey || event.shiftKey)) return;
      event.preventDefault();
      root.send(node.act);
    });
  }
  update(root, data);
  if (!root.polls) {
    root.polls = true;
    setTimeout(() => poll(root), POLL_MILLISECONDS);
  }
}
