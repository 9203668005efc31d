// Draws what pages/components/home/grid.py describes. Rows are built once; afterwards only cells that
// changed are redrawn, so that nothing jumps and keyboard focus stays where it is.

const POLL_MILLISECONDS = 3_000;
const SVG = "http://www.w3.org/2000/svg";

function element(tag, options = {}, ...children) {
  const { text, class: name, ...attributes } = options;
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter(Boolean));
  return node;
}

function button(action) {
  const node = element("button", { type: "button", text: action.text, class: action.main ? "main" : "", disabled: action.disabled, title: action.why, "aria-label": action.label });
  node.act = action.act;
  node.dataset.action = JSON.stringify(action.act);
  return node;
}

function link(data, goal, text, name) {
  const node = element("a", { href: data.base + goal.href, text, class: name });
  node.act = goal.act;
  node.dataset.action = goal.href;
  return node;
}

function mark(family) {
  return element("span", { class: "mark", text: family.mark, "aria-hidden": "true", style: `color: var(--st-${family.word}-text-color)` });
}

function sparkline(spark, family, size) {
  const node = document.createElementNS(SVG, "svg");
  node.setAttribute("viewBox", `-2 -3 ${size[0] + 4} ${size[1] + 6}`);
  node.setAttribute("preserveAspectRatio", "none");
  node.setAttribute("role", "img");
  node.setAttribute("aria-label", spark.label);
  node.style.color = `var(--st-${family.word}-text-color)`;
  for (const line of spark.lines) {
    const one = document.createElementNS(SVG, "polyline");
    one.setAttribute("points", line.points);
    one.setAttribute("class", [line.dashed && "dashed", line.faint && "faint"].filter(Boolean).join(" "));
    node.append(one);
  }
  return element("div", { class: "spark", title: spark.label }, node);
}

function stateLine(data, state) {
  const node = element("p", { class: `state ${state.kind}` });
  if (state.share !== undefined) {
    const bar = element("span", { class: "bar", role: "progressbar", "aria-label": state.text, "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": Math.round(100 * state.share) });
    bar.append(element("i", { style: `width: ${100 * state.share}%` }));
    node.append(bar);
  }
  node.append(state.goal ? link(data, state.goal, state.text, "") : element("span", { text: state.text }));
  return node;
}

function fillCell(node, cell, data, family) {
  const active = node.getRootNode().activeElement;
  const focused = active && node.contains(active) ? active.dataset.action : null;
  const figures = element("dl");
  for (const [label, ...parts] of cell.figures) {
    figures.append(element("dt", { text: label }), element("dd", {}, ...parts.map((part) => element("span", part.text ? part : { text: part }))));
  }
  node.replaceChildren(
    element("p", { class: "family", text: family.title }),
    element("h4", {}, mark(family), link(data, cell.train, cell.id, "")),
    cell.spark ? sparkline(cell.spark, family, data.size) : element("div", { class: "spark empty", text: cell.empty }),
    figures,
    stateLine(data, cell.state),
    element("div", { class: "foot" }, link(data, cell.recipe, cell.recipe.text, "more"), button(cell.run)),
  );
  if (focused) [...node.querySelectorAll("[data-action]")].find((other) => other.dataset.action === focused)?.focus();
}

function fillHead(node, row, data) {
  const actions = element("div", { class: "actions" }, ...row.actions.map(button), row.watch && link(data, row.watch, row.watch.text, ""));
  const parts = [
    element("h3", { text: row.title }),
    element("p", { text: row.summary }),
    row.need && element("p", { class: "need", text: row.need }),
    element("p", { class: "basis", text: row.basis }),
    element("p", { text: row.time }),
    row.verdict && element("p", { class: "verdict" }, link(data, row.verdict, row.verdict.text, "")),
    actions,
  ];
  node.replaceChildren(...parts.filter(Boolean));
}

function build(root, data) {
  // The family names stay visible while the page scrolls; what each family sees is explained once, at the top.
  const names = element("div", { class: "row names", "aria-hidden": "true" }, element("span"));
  const legend = element("div", { class: "row legend" }, element("p", { class: "basis", text: data.legend }));
  for (const family of data.families) {
    names.append(element("p", { class: "name" }, mark(family), family.title));
    legend.append(element("div", {}, element("h3", {}, mark(family), family.title), element("p", { text: family.about })));
  }
  root.replaceChildren(names, legend);
  root.places = new Map();
  for (const task of data.tasks) {
    root.append(element("h2", { text: task.title }));
    for (const row of task.rows) {
      const head = element("div", { class: "dataset" });
      const cells = row.cells.map((cell) => element("article", { class: "cell", "aria-label": cell.id }));
      root.append(element("section", { class: "row", "aria-label": row.title }, head, ...cells));
      root.places.set(row.name, { head, cells });
    }
  }
}

function update(root, data) {
  const layout = JSON.stringify([data.legend, data.families, data.tasks.map((task) => [task.title, task.rows.map((row) => row.name)])]);
  if (root.layout !== layout) {
    root.layout = layout;
    build(root, data);
  }
  for (const row of data.tasks.flatMap((task) => task.rows)) {
    const { head, cells } = root.places.get(row.name);
    const { cells: contents, ...rest } = row;
    refresh(head, rest, () => fillHead(head, rest, data));
    contents.forEach((cell, index) => refresh(cells[index], cell, () => fillCell(cells[index], cell, data, data.families[index])));
  }
}

function refresh(node, content, fill) {
  const text = JSON.stringify(content);
  if (node.content === text) return;
  node.content = text;
  fill();
}

// While no run is active the server sends nothing. A cheap request finds out whether anyone has started one.
async function poll(root) {
  if (!root.isConnected) return;
  const { idle, url, version } = root.updates;
  if (idle && document.visibilityState === "visible") {
    try {
      const answer = await fetch(url);
      const current = answer.ok ? Number(await answer.text()) : version;
      if (current !== root.updates.version && root.updates.idle) root.send({ do: "look" });
    } catch {} // the server cannot be reached; Streamlit reports that
  }
  setTimeout(() => poll(root), POLL_MILLISECONDS);
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".grid");
  root.send = (act) => setTriggerValue("act", act);
  root.updates = data.updates;
  if (!root.listens) {
    root.listens = true;
    root.addEventListener("click", (event) => {
      const node = event.target.closest("button, a");
      if (!node?.act || node.disabled) return;
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
